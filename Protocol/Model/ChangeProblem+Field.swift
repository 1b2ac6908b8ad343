extension ChangeProblem {
    /// Why a field does not take a change.
    package enum FieldFault: Hashable, Sendable {
        /// The programme has no such field.
        case noField
        /// The fields do not stand in their order.
        case outOfOrder
        /// Only the server writes it.
        case computed
        /// A delete with changes.
        case deleteChanges
        /// Several values, where one stands.
        case severalValues
        /// More than one edit may add.
        case tooManyElements
        /// The rule takes elements to add and to take away.
        case takesElements
        /// The rule takes a number to add.
        case takesNumber
        /// The rule takes a value.
        case takesValue
        /// More live writes than a field may have.
        case tooManyEntries(max: Int)
        /// A state is never empty.
        case noState
        /// The state machine begins elsewhere.
        case noBeginning(String)
        /// The state machine has no such move for this role.
        case noMove(from: String?, to: String)
        /// Append-only.
        case neverChanges
        /// It makes the record's id.
        case keyNeverChanges
        /// The reference names nothing that the writer can read. The whole name of the field.
        case noSuchReference(String)
        /// The field decides where the record lives, and nothing is in it.
        case homeless

        var inEnglish: String {
            switch self {
            case .noField: "has no such field."
            case .outOfOrder: "a change names its fields in order and once."
            case .computed: "the server computes it."
            case .deleteChanges: "a delete changes no field."
            case .severalValues: "one change writes one value."
            case .tooManyElements: "too many elements at once."
            case .takesElements: "a set takes elements to add and remove."
            case .takesNumber: "a counter takes a number to add."
            case .takesValue: "the field takes a value."
            case .tooManyEntries(let max): "the field holds more than \(max) entries."
            case .noState: "a state is one of its options."
            case .noBeginning(let state): "a record may not begin as \(state)."
            case .noMove(let from, let to): "a move from \(from ?? "nothing") to \(to) is not allowed."
            case .neverChanges: "what is recorded never changes; a correction is a new record that names the old one."
            case .keyNeverChanges: "a key field never changes."
            case .noSuchReference(let field): "\(field) names nothing that you can read."
            case .homeless: "the id or code of a record is required."
            }
        }
    }
}
