import FoundationEssentials
import GRDB
import Replica
import SyncMerge
import SyncModel
import SyncWire
import Synchronization
import TestSupport
import Testing

/// A small programme with every rule in it.
enum OneSite {
    private static let site: Programme.Collection = {
        let fields: [Programme.Field] = [
            .test(0, "code", .text, rule: .authority, required: true), .test(1, "name", .text, rule: .authority),
        ]
        return Programme.Collection(
            number: 0,
            name: "site",
            home: .constant("province"),
            rule: .authority,
            key: ["code"],
            fields: fields
        )
    }()

    static func programme(version: Int = 1) -> Programme {
        var visit = Programme.Collection(
            number: 1,
            name: "visit",
            home: .reference(kind: "site", field: "site"),
            lane: .urgent,
            rule: .appendOnly,
            delete: .forbid,
            fields: []
        )
        visit.fields = [
            .test(0, "site", .ref, rule: .appendOnly, to: "site"), .test(1, "on", .date, rule: .appendOnly),
            .test(2, "of", .ref, rule: .appendOnly, to: "visit"),
        ]
        visit.fields[0].required = true
        var note = Programme.Collection(
            number: 2,
            name: "note",
            home: .reference(kind: "site", field: "site"),
            owner: "recorder",
            fields: []
        )
        note.fields = [
            .test(0, "site", .ref, to: "site"), .test(1, "text", .text), .test(2, "minutes", .integer),
            .test(3, "phone", .text, rule: .lastWriter), .test(4, "tags", .set, rule: .set),
            .test(5, "first_seen", .date, rule: .min),
            .test(6, "status", .option, rule: .state),
        ]
        note.fields[0].required = true
        note.fields[2].min = 0
        note.fields[2].max = 1440
        note.fields[6].options = ["draft", "sent", "closed"].map { Programme.Option(key: $0) }
        note.fields[6].initial = .text("draft")
        note.fields[6].moves = [
            Programme.Move(from: "draft", to: "sent"), Programme.Move(from: "sent", to: "closed", by: ["overseer"]),
        ]
        note.seal = Programme.Seal(field: "status", values: ["closed"])
        if version > 1 { note.fields.append(.test(7, "seen_by", .text)) }
        var tally = Programme.Collection(
            number: 3,
            name: "tally",
            home: .reference(kind: "site", field: "site"),
            key: ["site", "day"],
            fields: []
        )
        tally.fields = [
            .test(0, "site", .ref, to: "site"), .test(1, "day", .date), .test(2, "seen", .integer, rule: .counter),
        ]
        tally.fields[0].required = true
        tally.fields[1].required = true
        tally.fields[2].initial = .integer(0)
        let recorder = Programme.Role(name: "recorder", at: "site", grants: [])
        let overseer = Programme.Role(name: "overseer", at: "site", level: 1, grants: [])
        return Programme(
            name: "lab",
            version: version,
            title: Programme.Label(),
            timeZone: "UTC",
            scopes: [Programme.ScopeKind(name: "province"), Programme.ScopeKind(name: "site", of: "site")],
            roles: [recorder, overseer],
            collections: [site, visit, note, tally]
        )
    }

    /// The site that most stories happen at.
    static let hill = NaturalKey.id(programme: "lab", collection: "site", scope: nil, parts: [.text("hill")])
    static var hillScope: Scope { Scope("site", hill) }
}

/// One device with its folder, as a person and as another tool use it.
final class ReplicaDevice: Sendable {
    let folder: TemporaryFolder
    let clock: TestHost
    let replica: Replica
    let id: DeviceID
    let role: String

    init(
        _ number: UInt64,
        role: String = "recorder",
        programme: Programme? = OneSite.programme(),
        folder: TemporaryFolder? = nil,
        isEnrolled: Bool = false
    )
        throws
    {
        self.folder = try folder ?? TemporaryFolder("replica")
        self.role = role
        clock = TestHost(seed: number &* 7919)
        id = DeviceID(bits: UInt128(number) << 64 | 1)
        replica = try Replica(folder: self.folder.path, host: clock.host)
        if !isEnrolled { try replica.adopt(ReplicaDevice.identity(id, clock)) }
        if let programme { try replica.install(programme) }
    }

    static func identity(_ device: DeviceID, _ clock: TestHost) throws -> Identity {
        let keys = try ReplicaKeys.generate(on: clock.host)
        return Identity(device: device, name: "desk", server: "memory:", keys: keys.rawRepresentation, serverKeys: [])
    }

    /// Writes by another tool: a connection of its own, triggers as in any SQLite.
    @discardableResult
    func tool<T>(_ body: (Database) throws -> T) throws -> T {
        let queue = try DatabaseQueue(path: replica.databasePath)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction(body)
    }

    func sql(_ sql: String) throws { try tool { try $0.execute(sql: sql) } }

    @discardableResult
    func add(_ collection: String, _ values: [String: Value]) throws -> RecordID {
        var values = values
        if collection != "site" { values["site"] = values["site"] ?? .text(OneSite.hill.text) }
        clock.advance(10)
        return try replica.write { try $0.create(collection, values) }
    }

    func set(_ collection: String, _ id: RecordID, _ edits: [String: FieldEdit]) throws {
        clock.advance(10)
        try replica.write { _ = try $0.update(collection, id, edits) }
    }

    func value(_ collection: String, _ id: RecordID, _ field: String) throws -> Value? {
        let number = OneSite.programme(version: 2).collection(named: collection)?.field(named: field)?.number
        return try number.flatMap { try replica.record(collection, id)?.values[$0] }
    }

    func expectSound(_ location: SourceLocation = #_sourceLocation) throws {
        let violations = try replica.checkInvariants()
        #expect(violations.isEmpty, "\(violations)", sourceLocation: location)
    }
}
