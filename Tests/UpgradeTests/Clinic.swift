import ChangeFeed
import ClientCore
import FeedStoreSQLite
import Foundation
import HostFiles
import Replica
import SyncModel
import Testing

/// A server and a device of it in folders of their own, as a kept store has them or new.
final class Clinic: Sendable {
    let folder: String
    private let store: FeedStoreSQLite
    let service: FeedService

    /// A new server.
    convenience init() throws {
        try self.init { _ = try FeedStoreSQLite.create(folder: $0 + "/server", host: .system) }
        _ = try service.load(programme: Self.programme, rows: [ReferenceRows(collection: "site", rows: [[0: .text("A"), 1: .text("甲")]])])
    }

    /// Server and desk as they were kept.
    convenience init(_ kept: Kept) throws {
        try self.init { folder in
            try FileManager.default.createDirectory(atPath: folder + "/server", withIntermediateDirectories: true)
            try FileManager.default.createDirectory(atPath: folder + "/desk", withIntermediateDirectories: true)
            try Dump.read(kept.text(.server), into: folder + "/server/feed.sqlite")
            try Dump.read(kept.text(.device), into: folder + "/desk/duikou.sqlite")
        }
    }

    private init(_ prepare: (String) throws -> Void) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("clinic-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try prepare(folder)
        store = try FeedStoreSQLite.open(folder: folder + "/server", host: .system)
        service = try FeedService(store: store, host: .system)
    }

    deinit {
        store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func path(of side: Kept.Side) -> String { folder + (side == .device ? "/desk/duikou.sqlite" : "/server/feed.sqlite") }

    func close() { store.close() }

    func open(_ name: String) async throws -> Device {
        let service = service
        var options = Device.Options()
        options.transport = { _, _ in
            MemoryTransport { call, emit in
                switch call {
                case .sync(let body): service.sync(body) { try emit($0) }
                case .enrolBegin(let body): try emit(service.enrolBegin(body))
                case .enrolProve(let body): try emit(service.enrolProve(body))
                case .hello: try emit(service.hello())
                case .reconciliation(let body): try emit(service.reconciliation(body))
                case .wait, .history: break
                }
            }
        }
        return try await Device.open("\(folder)/\(name)", options: options)
    }

    func enrol(_ name: String) async throws -> Device {
        let client = try await open(name)
        try await client.enroll(at: "memory", code: service.makeCode(org: "A", role: "nurse", hours: 1).code, name: name)
        let report = try await client.sync()
        #expect(report.isComplete, "\(report)")
        return client
    }

    /// Live notes at the server: how often each text stands there.
    func notes() throws -> [String] {
        var texts: [String] = []
        try service.list("note") { texts.append($0.values[1].text ?? "") }
        return texts.sorted()
    }

    /// The days that a store keeps: sent, edited by two, deleted, and typed when there was no line any more.
    static func story(_ clinic: Clinic) async throws {
        let (desk, ward) = (try await clinic.enrol("desk"), try await clinic.enrol("ward"))
        let site = try await desk.records("site")[0].id.text
        func note(_ text: String) async throws -> RecordID {
            try await desk.write { try $0.create("note", ["site": .text(site), "text": .text(text), "minutes": .integer(5)]) }
        }
        _ = try await note("quiet")
        let (disputed, deleted) = (try await note("first"), try await note("deleted"))
        let tally = try await desk.write { try $0.create("tally", ["site": .text(site), "day": .text("2024-05-01"), "seen": .integer(3)]) }
        _ = try await desk.sync()
        _ = try await ward.sync()
        try await desk.write { _ = try $0.update("note", disputed, ["text": .set(.text("by desk"))]) }
        try await ward.write { _ = try $0.update("note", disputed, ["text": .set(.text("by ward"))]) }
        try await desk.write { try $0.delete("note", deleted) }
        _ = try await ward.sync()
        _ = try await desk.sync()
        _ = try await note("unsent")
        try await desk.write { _ = try $0.update("tally", tally, ["seen": .add(2)]) }
        try await ward.write { _ = try $0.update("tally", tally, ["seen": .add(10)]) }
        _ = try await ward.sync()
        await desk.close()
        await ward.close()
    }

    static let programme = Programme(
        name: "clinic",
        version: 1,
        title: .init(en: "Clinic"),
        timeZone: "Asia/Shanghai",
        scopes: [.init(name: "province"), .init(name: "site", of: "site")],
        roles: [
            .init(
                name: "nurse",
                at: "site",
                grants: [.init(scope: "province", reach: .own), .init(scope: "site", reach: .own, write: nil)]
            )
        ],
        collections: [
            .init(
                number: 0,
                name: "site",
                home: .constant("province"),
                rule: .authority,
                key: ["code"],
                nameField: "name",
                fields: [
                    .init(number: 0, name: "code", type: .text, rule: .authority, required: true),
                    .init(number: 1, name: "name", type: .text, rule: .authority, required: true),
                ]
            ),
            .init(
                number: 1,
                name: "note",
                home: .reference(kind: "site", field: "site"),
                owner: "nurse",
                fields: [
                    .init(number: 0, name: "site", type: .ref, rule: .keepBoth, required: true, to: "site"),
                    .init(number: 1, name: "text", type: .text, rule: .keepBoth),
                    .init(number: 2, name: "minutes", type: .integer, rule: .keepBoth, min: 0, max: 1440),
                    .init(number: 3, name: "dose", type: .decimal, rule: .keepBoth, digits: 2),
                ]
            ),
            .init(
                number: 2,
                name: "tally",
                home: .reference(kind: "site", field: "site"),
                owner: "nurse",
                key: ["site", "day"],
                fields: [
                    .init(number: 0, name: "site", type: .ref, rule: .keepBoth, required: true, to: "site"),
                    .init(number: 1, name: "day", type: .date, rule: .keepBoth, required: true),
                    .init(number: 2, name: "seen", type: .integer, rule: .counter),
                    .init(number: 3, name: "phone", type: .text, rule: .lastWriter),
                ]
            ),
        ]
    )
}
