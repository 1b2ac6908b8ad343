import ChangeFeed
import ClientCore
import FeedStoreSQLite
import Foundation
import HostFiles
import SyncModel

/// A server in this process with a small programme, and folders for its devices.
final class Ward: Sendable {
    let folder: String
    let service: FeedService
    let store: FeedStoreSQLite

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("ward-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try FeedStoreSQLite.create(folder: folder + "/server", host: .system)
        service = try FeedService(store: store, host: .system)
        let site = ReferenceRows(collection: "site", rows: [[0: .text("A"), 1: .text("Upper ward")]])
        _ = try service.load(programme: Self.programme, rows: [site])
    }

    deinit {
        store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The line to this server.
    /// - Parameter meanwhile: happens after the server worked a call out, before the first or next piece of its answer leaves it.
    func transport(_ meanwhile: @escaping @Sendable (Call) throws -> Void = { _ in }) -> MemoryTransport {
        let service = service
        return MemoryTransport { call, emit in
            func answer(_ piece: [UInt8]) throws {
                try meanwhile(call)
                try emit(piece)
            }
            switch call {
            case .sync(let body): service.sync(body) { try answer($0) }
            case .enrolBegin(let body): try answer(service.enrolBegin(body))
            case .enrolProve(let body): try answer(service.enrolProve(body))
            case .hello: try answer(service.hello())
            case .reconciliation(let body): try answer(service.reconciliation(body))
            case .wait, .history: break
            }
        }
    }

    /// A device without an identity yet.
    func blank(_ name: String, over line: (@Sendable () -> any Transport)? = nil) async throws -> Device {
        let line = line ?? { [self] in transport() }
        return try await Device.open("\(folder)/\(name)", options: Self.options(over: line))
    }

    /// An enrolled device that has the programme.
    func device(_ name: String) async throws -> Device {
        let client = try await blank(name)
        try await client.enroll(at: "memory", code: try code(), name: name)
        _ = try await client.sync()
        return client
    }

    static func options(over line: @escaping @Sendable () -> any Transport) -> Device.Options {
        var options = Device.Options()
        options.transport = { _, _ in line() }
        return options
    }

    func code() throws -> String {
        try service.makeCode(org: "A", role: "nurse", hours: 1).code
    }

    static let programme = Programme(
        name: "ward",
        version: 1,
        title: .init(en: "Ward"),
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
            .init(
                number: 3,
                name: "entry",
                home: .reference(kind: "site", field: "site"),
                owner: "nurse",
                key: ["tally", "line"],
                fields: [
                    .init(number: 0, name: "site", type: .ref, rule: .keepBoth, required: true, to: "site"),
                    .init(number: 1, name: "tally", type: .ref, rule: .keepBoth, required: true, to: "tally"),
                    .init(number: 2, name: "line", type: .text, rule: .keepBoth, required: true),
                    .init(number: 3, name: "words", type: .text, rule: .keepBoth),
                    .init(number: 4, name: "other", type: .ref, rule: .keepBoth, to: "tally"),
                ]
            ),
        ]
    )
}
