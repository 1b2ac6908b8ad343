import FoundationEssentials
import GRDB
import Replica
import SyncMerge
import SyncModel
import SyncWire
import Synchronization
import Testing

/// A small programme with every rule in it.
enum Lab {
    static func field(_ number: Int, _ name: String, _ type: Programme.FieldType, _ rule: Programme.Rule) -> Programme.Field {
        Programme.Field(number: number, name: name, type: type, rule: rule, to: ["site": "site", "of": "visit"][name])
    }

    static func programme(version: Int = 1) -> Programme {
        var site = Programme.Collection(number: 0, name: "site", home: .constant("province"), rule: .authority, key: ["code"], fields: [])
        site.fields = [field(0, "code", .text, .authority), field(1, "name", .text, .authority)]
        site.fields[0].required = true
        var visit = Programme.Collection(
            number: 1,
            name: "visit",
            home: .reference(kind: "site", field: "site"),
            lane: .urgent,
            rule: .appendOnly,
            delete: .forbid,
            fields: []
        )
        visit.fields = [field(0, "site", .ref, .appendOnly), field(1, "on", .date, .appendOnly), field(2, "of", .ref, .appendOnly)]
        visit.fields[0].required = true
        var note = Programme.Collection(
            number: 2,
            name: "note",
            home: .reference(kind: "site", field: "site"),
            owner: "recorder",
            fields: []
        )
        note.fields = [
            field(0, "site", .ref, .keepBoth), field(1, "text", .text, .keepBoth), field(2, "minutes", .integer, .keepBoth),
            field(3, "phone", .text, .lastWriter), field(4, "tags", .set, .set), field(5, "first_seen", .date, .min),
            field(6, "status", .option, .state),
        ]
        note.fields[0].required = true
        note.fields[2].min = 0
        note.fields[2].max = 1440
        note.fields[6].options = ["draft", "sent", "closed"].map { Programme.Option(key: $0) }
        note.fields[6].initial = .text("draft")
        note.fields[6].moves = [Programme.Move(from: "draft", to: "sent"), Programme.Move(from: "sent", to: "closed", by: ["overseer"])]
        note.seal = Programme.Seal(field: "status", values: ["closed"])
        if version > 1 { note.fields.append(field(7, "seen_by", .text, .keepBoth)) }
        var tally = Programme.Collection(
            number: 3,
            name: "tally",
            home: .reference(kind: "site", field: "site"),
            key: ["site", "day"],
            fields: []
        )
        tally.fields = [field(0, "site", .ref, .keepBoth), field(1, "day", .date, .keepBoth), field(2, "seen", .integer, .counter)]
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

/// A host whose clocks stand still until told, and whose random numbers come from a seed.
final class TestHost: Sendable {
    private struct State {
        var wall: Int64 = 1_700_000_000_000
        var boot: Int64 = 1_000
        var random: UInt64
    }
    private let state: Mutex<State>

    init(seed: UInt64) {
        state = Mutex(State(random: seed))
    }

    func advance(_ milliseconds: Int64) {
        state.withLock {
            $0.wall += milliseconds
            $0.boot += milliseconds
        }
    }

    func stepWallClock(_ milliseconds: Int64) { state.withLock { $0.wall += milliseconds } }

    func next() -> UInt64 {
        state.withLock {
            $0.random &+= 0x9e37_79b9_7f4a_7c15
            var word = $0.random
            word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
            word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
            return word ^ (word >> 31)
        }
    }

    func next(below limit: Int) -> Int { Int(next() % UInt64(limit)) }

    var host: Host {
        Host(
            wallClock: { [self] in state.withLock { $0.wall } },
            bootClock: { [self] in state.withLock { $0.boot } },
            random: { [self] in next() }
        )
    }
}

/// A folder that goes away with its owner.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("duikou-replica-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    private init(of other: Folder) throws {
        path = other.path + "-copy"
        try FileManager.default.copyItem(atPath: other.path, toPath: path)
    }

    /// A copy of all that is in it.
    func copy() throws -> Folder { try Folder(of: self) }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// One device with its folder, as a person and as another tool use it.
final class Desk: Sendable {
    let folder: Folder
    let clock: TestHost
    let replica: Replica
    let id: DeviceID
    let role: String

    init(
        _ number: UInt64,
        role: String = "recorder",
        programme: Programme? = Lab.programme(),
        folder: Folder? = nil,
        isEnrolled: Bool = false
    )
        throws
    {
        self.folder = try folder ?? Folder()
        self.role = role
        clock = TestHost(seed: number &* 7919)
        id = DeviceID(bits: UInt128(number) << 64 | 1)
        replica = try Replica(folder: self.folder.path, host: clock.host)
        if !isEnrolled { try replica.adopt(Desk.identity(id, clock)) }
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
        if collection != "site" { values["site"] = values["site"] ?? .text(Lab.hill.text) }
        clock.advance(10)
        return try replica.write { try $0.create(collection, values) }
    }

    func set(_ collection: String, _ id: RecordID, _ edits: [String: FieldEdit]) throws {
        clock.advance(10)
        try replica.write { _ = try $0.update(collection, id, edits) }
    }

    func value(_ collection: String, _ id: RecordID, _ field: String) throws -> Value? {
        let number = Lab.programme(version: 2).collection(named: collection)?.field(named: field)?.number
        return try number.flatMap { try replica.record(collection, id)?.values[$0] }
    }

    func expectSound(_ location: SourceLocation = #_sourceLocation) throws {
        let violations = try replica.checkInvariants()
        #expect(violations.isEmpty, "\(violations)", sourceLocation: location)
    }
}
