import ChangeFeed
import Console
import Programme
import Records
import SyncModel

/// What people type about records.
struct TypedWords {
    let programme: SyncModel.Programme
    private let keys: KeyText

    init(_ programme: SyncModel.Programme, _ service: FeedService) {
        self.programme = programme
        keys = KeyText(programme, known: CentreRecords(service: service))
    }

    /// Reads `field=value` conditions.
    func conditions(_ texts: [String], of collection: SyncModel.Programme.Collection) throws -> [Condition] {
        try texts.flatMap { text in
            let (name, value) = try Arguments.assignment(text)
            let field = try Arguments.field(name, of: collection)
            return try read(value, of: field, in: collection).map { Condition(field: field.number, value: $0) }
        }
    }

    /// Reads a record's id, natural key or unique name.
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
        } catch let problem as ValueProblem {
            throw Failure(.failed, Text(problem, at: field.name))
        }
    }
}

/// The records of the server, among which typed texts are looked up.
private struct CentreRecords: KnownRecords {
    let service: FeedService

    func isHere(_ id: RecordID, in collection: SyncModel.Programme.Collection) throws -> Bool {
        try values(of: id, in: collection) != nil
    }

    func values(of id: RecordID, in collection: SyncModel.Programme.Collection) throws -> [Value]? {
        try service.view { try $0.values(of: id, in: collection) }
    }

    func records(named name: String, in collection: SyncModel.Programme.Collection) throws -> [RecordID] {
        var found: [RecordID] = []
        try service.list(collection.name) { if collection.spelledName($0.values) == name { found.append($0.id) } }
        return found
    }

    func example(of collection: SyncModel.Programme.Collection) throws -> RecordID? {
        var found: RecordID?
        try service.list(collection.name, limit: 1) { found = $0.id }
        return found
    }
}
