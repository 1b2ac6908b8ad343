package import SyncModel
import SyncWire

/// What is known of records where people type about them.
package protocol KnownRecords {
    /// Whether there is such a record.
    func isHere(_ id: RecordID, in collection: Programme.Collection) throws -> Bool
    /// What a record shows, by field number; `nil` if it is not known.
    func values(of id: RecordID, in collection: Programme.Collection) throws -> [Value]?
    /// The records that people call so; the name is in its one spelling.
    func records(named name: String, in collection: Programme.Collection) throws -> [RecordID]
    /// Any record, for an example; `nil` if there is none.
    func example(of collection: Programme.Collection) throws -> RecordID?
}

extension Programme.Collection {
    /// What people call a record with these values, in the one spelling in which names are compared; `nil` if it has no
    /// name.
    package func spelledName(_ values: [Value]) -> String? {
        guard let name = nameField.flatMap(field(named:)), let text = values[name.number].text else { return nil }
        return KeySpelling.of(text)
    }

    /// The fields that people call so: the one of this name, else those that have it as their title in a language.
    package func fields(called name: String) -> [Programme.Field] {
        if let field = field(named: name) { return [field] }
        let spelling = KeySpelling.of(name)
        return fields.filter { field in
            [field.title.zh, field.title.en].contains { !$0.isEmpty && KeySpelling.of($0) == spelling }
        }
    }
}

/// Records of which nothing is known but whether they are there: nobody calls them anything.
struct KnownIDs: KnownRecords {
    let isKnown: (Programme.Collection, RecordID) throws -> Bool

    func isHere(_ id: RecordID, in collection: Programme.Collection) throws -> Bool { try isKnown(collection, id) }
    func values(of id: RecordID, in collection: Programme.Collection) throws -> [Value]? { nil }
    func records(named name: String, in collection: Programme.Collection) throws -> [RecordID] { [] }
    func example(of collection: Programme.Collection) throws -> RecordID? { nil }
}
