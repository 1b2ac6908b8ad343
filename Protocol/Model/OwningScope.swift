/// In which scope the records of a collection live (clause S1), the names of the programme resolved to numbers once.
package enum OwningScope: Hashable, Sendable {
    /// All of them in one scope.
    case constant(Scope)
    /// Each in the scope of this kind that belongs to the record which its field names.
    case reference(kind: String, field: Int)
    /// Each in the scope of this kind that is its own.
    case itself(kind: String)

    /// - Returns: `nil` if the collection names a field that it does not have; loading a pack checks that it does not
    ///   happen.
    package init?(of collection: Programme.Collection) {
        switch collection.home {
        case .constant(let kind): self = .constant(Scope(kind))
        case .itself(let kind): self = .itself(kind: kind)
        case .reference(let kind, let name):
            guard let field = collection.field(named: name) else { return nil }
            self = .reference(kind: kind, field: field.number)
        }
    }

    /// The kind of these scopes.
    package var kind: String {
        switch self {
        case .constant(let scope): scope.kind
        case .reference(let kind, _), .itself(let kind): kind
        }
    }

    /// The number of the field that decides, where one does.
    package var field: Int? {
        switch self {
        case .reference(_, let field): field
        case .constant, .itself: nil
        }
    }

    /// The scope of one record.
    /// - Parameter value: what a field of the record holds, by the field's number.
    /// - Returns: `nil` if the deciding field names no record.
    package func scope(of record: RecordID, _ value: (_ field: Int) -> Value) -> Scope? {
        switch self {
        case .constant(let scope): scope
        case .itself(let kind): Scope(kind, record)
        case .reference(let kind, let field): value(field).text.flatMap { RecordID($0) }.map { Scope(kind, $0) }
        }
    }
}
