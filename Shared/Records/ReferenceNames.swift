package import SyncModel

/// What people call the records that others refer to: in tables for people a name stands where programs read an id.
package final class ReferenceNames {
    private let programme: Programme
    private let values: (Programme.Collection, RecordID) throws -> [Value]?
    private var known: [RecordID: String] = [:]

    /// Names for one listing.
    /// - Parameter values: what a record shows, by field number; `nil` if it is not known.
    package init(_ programme: Programme, values: @escaping (Programme.Collection, RecordID) throws -> [Value]?) {
        self.programme = programme
        self.values = values
    }

    /// The values of a record for people, by field.
    package func texts(_ values: [Value], of collection: Programme.Collection) throws -> [String] {
        try zip(collection.fields, values).map { try text($1, of: $0) }
    }

    /// A field's value for people; the id where the record is not known or its collection has no name.
    package func text(_ value: Value, of field: Programme.Field) throws -> String {
        guard let target = field.to.flatMap(programme.collection(named:)),
            let name = target.nameField.flatMap(target.field(named:)),
            let id = value.text.flatMap({ RecordID($0) })
        else { return ValueText.write(value, of: field, zone: programme.timeZone) }
        if let known = known[id] { return known }
        let shown = try values(target, id)
        let text = shown.flatMap { $0.indices.contains(name.number) ? $0[name.number].text : nil } ?? id.text
        known[id] = text
        return text
    }
}
