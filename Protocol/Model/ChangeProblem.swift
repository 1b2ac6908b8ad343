/// Why a change is not made: what is wrong with a value, a field, a record or a whole change set, or what forbids it.
///
/// Each sentence stands behind the place, a collection or a field of it, where there is one.
package enum ChangeProblem: Written {
    /// What stands in a field is no value of it.
    case value(ValueFault)
    /// The field does not take the change.
    case field(FieldFault)
    /// The record does not take it.
    case record(RecordFault)
    /// The change set as a whole, or what became of it.
    case set(SetFault)

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .value(let fault): fault.inEnglish
        case .field(let fault): fault.inEnglish
        case .record(let fault): fault.inEnglish
        case .set(let fault): fault.inEnglish
        }
    }
}
