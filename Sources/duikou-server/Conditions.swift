import ChangeFeed
import Console
import Programme
import SyncModel

/// What people type about records.
struct Typed {
    let programme: SyncModel.Programme
    private let keys: KeyText

    init(_ programme: SyncModel.Programme, _ service: FeedService) {
        self.programme = programme
        keys = KeyText(programme) { try service.show($0.name, $1) != nil }
    }

    /// Reads `field=value` conditions.
    func conditions(_ texts: [String], of collection: SyncModel.Programme.Collection) throws -> [Condition] {
        try texts.flatMap { text in
            let (name, value) = try Arguments.assignment(text)
            guard let field = collection.field(named: name) else { throw Self.noField(name, collection) }
            return try read(value, of: field, in: collection).map { Condition(field: field.number, value: $0) }
        }
    }

    /// Reads a record's id, or its natural key.
    func record(_ text: String, of collection: SyncModel.Programme.Collection) throws -> RecordID {
        try keys.record(text, of: collection)
    }

    /// One value; for a set each element that it must hold.
    private func read(
        _ text: String,
        of field: SyncModel.Programme.Field,
        in collection: SyncModel.Programme.Collection
    ) throws -> [Value] {
        do {
            if field.type == .set {
                let elements = try SetElements.read(text, as: field)
                return elements.isEmpty ? [.text("[]")] : elements.map { .text($0) }
            }
            return [try keys.value(text, of: field, in: collection)]
        } catch let error as ValueTextError {
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
