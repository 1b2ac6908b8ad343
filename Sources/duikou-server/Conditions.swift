import ChangeFeed
import Console
import Programme
import SyncModel

/// What people type about records.
enum Typed {
    /// Reads `field=value` conditions.
    static func conditions(
        _ texts: [String],
        of collection: SyncModel.Programme.Collection,
        in programme: SyncModel.Programme
    ) throws -> [Condition] {
        try texts.flatMap { text in
            let (name, value) = try Arguments.assignment(text)
            guard let field = collection.field(named: name) else { throw noField(name, collection) }
            return try read(value, of: field, in: programme).map { Condition(field: field.number, value: $0) }
        }
    }

    /// Reads a record's id, or its natural key.
    static func record(_ text: String, of collection: SyncModel.Programme.Collection, in programme: SyncModel.Programme) throws -> RecordID
    {
        do {
            return try KeyText.record(text, of: collection, in: programme) { NaturalKeys.derive($0, $1, $2, in: programme) }
        } catch {
            throw Failure(.failed, Text(translating: error.reason))
        }
    }

    /// One value; for a set each element that it must hold.
    private static func read(_ text: String, of field: SyncModel.Programme.Field, in programme: SyncModel.Programme) throws -> [Value] {
        do {
            if field.type == .set {
                let elements = try ValueText.elements(text, as: field)
                return elements.isEmpty ? [.text("[]")] : elements.map { .text($0) }
            }
            return [try KeyText.value(text, of: field, in: programme) { NaturalKeys.derive($0, $1, $2, in: programme) }]
        } catch {
            throw Failure(.failed, Text(translating: "\(field.name): \(error.reason)"))
        }
    }

    private static func noField(_ name: String, _ collection: SyncModel.Programme.Collection) -> Failure {
        let names = collection.fields.map(\.name).joined(separator: ", ")
        return Failure(
            en: "“\(collection.name)” has no field “\(name)”.",
            zh: "“\(collection.name)”没有字段“\(name)”。",
            adviceEn: "Its fields are: \(names).",
            adviceZh: "现有字段：\(names)。"
        )
    }
}
