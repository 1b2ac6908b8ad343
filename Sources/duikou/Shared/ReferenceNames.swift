import Replica
import SyncModel

/// What people call the records that others refer to: in tables for people a name stands where programs read an id.
final class ReferenceNames {
    private let replica: Replica
    private let schema: Schema
    private var known: [RecordID: String] = [:]

    init(_ replica: Replica, _ schema: Schema) {
        self.replica = replica
        self.schema = schema
    }

    /// A field's value for people; the id where the record is not held here or its collection has no name.
    func text(_ value: Value, of field: Programme.Field) throws -> String {
        guard let target = field.to.flatMap(schema.programme.collection(named:)), let name = target.nameField.flatMap(target.field(named:)),
            let id = value.text.flatMap({ RecordID($0) })
        else { return schema.text(value, of: field) }
        if let known = known[id] { return known }
        let text = try replica.record(target.name, id)?.values[name.number].text ?? id.text
        known[id] = text
        return text
    }
}
