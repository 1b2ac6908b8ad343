import ClientCore
import Console
import Records
import SyncModel

/// What the verbs share.
extension Device {
    /// The programme, without which nothing can be recorded.
    func schema() async throws -> DeviceSchema {
        guard let programme = try await programme() else {
            throw Failure(
                en: "This device has no programme yet.",
                zh: "本设备还没有业务方案。",
                adviceEn: "Run “duikou sync” once with a connection; it brings the programme.",
                adviceZh: "请在有网络时运行一次“duikou sync”，方案会随之下发。"
            )
        }
        return DeviceSchema(programme: programme)
    }

    /// The name of the record at which the device holds its role; `nil` as long as that is not here.
    func organisation() async throws -> String? {
        guard let access = try await status().access, let programme = try await programme(),
            let role = programme.role(named: access.role),
            let collection = programme.collection(named: role.at),
            let name = collection.nameField.flatMap(collection.field(named:)),
            let record = try await record(collection.name, access.organisation)
        else { return nil }
        return record[name.name]?.text
    }

    /// The id of a record that somebody names, which need not be here.
    func record(_ text: String, of collection: Programme.Collection, in schema: DeviceSchema) async throws -> RecordID {
        try await read { try $0.keys().record(text, of: collection) }
    }

    /// A record that somebody names.
    /// - Throws: ``Failure`` if the device has none.
    func existing(_ text: String, in collection: Programme.Collection, of schema: DeviceSchema) async throws -> RecordID
    {
        let id = try await record(text, of: collection, in: schema)
        guard try await record(collection.name, id) != nil else {
            throw try await noSuchRecord(text, collection, schema)
        }
        return id
    }

    /// What is typed for a field as a value; a natural key or a name must be that of a record that is here.
    func value(
        _ text: String,
        of field: Programme.Field,
        in collection: Programme.Collection,
        of schema: DeviceSchema
    ) async throws -> Value {
        let value = try await read { try schema.value(text, of: field, in: collection, $0.keys()) }
        guard field.type == .ref, let id = value.text.flatMap({ RecordID($0) }), RecordID(text) == nil else {
            return value
        }
        guard let target = field.to.flatMap({ schema.programme.collection(named: $0) }) else { return value }
        guard try await record(target.name, id) != nil else { throw try await noSuchRecord(text, target, schema) }
        return value
    }

    /// What to say of a name that leads nowhere.
    func noSuchRecord(
        _ text: String,
        _ collection: Programme.Collection,
        _ schema: DeviceSchema
    ) async throws -> Failure {
        let example = try await read { try $0.keys().example(of: collection) }
        return Sentences.noSuchRecord(text, collection, example: example)
    }
}

/// The programme as the command line sees it: names to collections and fields, texts to values.
struct DeviceSchema: Sendable {
    let programme: Programme

    func collection(_ name: String) throws -> Programme.Collection {
        if let collection = programme.collection(named: name) { return collection }
        let names = programme.collections.map(\.name).joined(separator: ", ")
        throw Failure(
            en: "There is no collection “\(name)”.",
            zh: "没有名为“\(name)”的表。",
            adviceEn: "The programme has: \(names).",
            adviceZh: "方案中有：\(names)。"
        )
    }

    /// What is typed for a field as a value; read beside the records of this device, among which keys are looked up.
    func value(
        _ text: String,
        of field: Programme.Field,
        in collection: Programme.Collection,
        _ keys: KeyText
    ) throws -> Value {
        do {
            return try keys.value(text, of: field, in: collection)
        } catch let problem as ValueProblem {
            throw Failure(.failed, Text(problem, at: field.name))
        }
    }

    /// A value for other programs.
    func json(_ value: Value, of field: Programme.Field, in collection: Programme.Collection) -> JSON {
        field.type == .datetime
            ? (value.isNull ? .null : .text(text(value, of: field)))
            : RecordJSON(collection, zone: programme.timeZone).value(value, of: field)
    }

    /// A value as it can be typed again.
    func text(_ value: Value, of field: Programme.Field) -> String {
        ValueText.write(value, of: field, zone: programme.timeZone)
    }
}
