import ChangeFeed
public import ClientCore
import FeedStoreSQLite
import HostFiles
import Programme
import SyncModel

/// The real server in this process, for tests of an app: no port, no other process, and a folder that goes with it.
///
/// It does not announce what moves: where a test follows ``ClientCore/Device/syncs(_:)``, it says `syncSoon()`.
public final class TestServer: Sendable {
    private let scratch: ScratchFolder
    private let service: FeedService
    private let store: FeedStoreSQLite
    private let programme: SyncModel.Programme
    private let host: Host

    /// A server with a programme and its reference records.
    ///
    /// - Parameters:
    ///   - yaml: what would stand in the pack's `programme.yaml`.
    ///   - records: by collection, what would stand in its file under `data`.
    ///   - clock: the time of the server; the machine's own unless one is given.
    /// - Throws: what is wrong with the programme, with file and line.
    public init(programme yaml: String, records: [String: String] = [:], clock: ManualClock? = nil) throws {
        scratch = try ScratchFolder(named: "duikou-test-server")
        host = clock?.host(seed: 0) ?? .system
        do {
            let pack = try Self.pack(yaml, records, in: scratch.path + "/pack")
            store = try FeedStoreSQLite.create(folder: scratch.path + "/server", host: host)
            store.keep()
            service = try FeedService(store: store, host: host)
            programme = pack.programme
            _ = try service.load(programme: pack.programme, rows: Self.rows(of: pack))
        } catch {
            scratch.remove()
            throw error
        }
    }

    deinit {
        store.close()
        scratch.remove()
    }

    /// A new enrolment code.
    /// - Parameter organisation: the key or the name of the record at which the role is held.
    public func code(organisation: String, role: String) throws -> String {
        try service.makeCode(org: organisation, role: role, hours: 1).code
    }

    /// A line to this server.
    public var transport: any Transport {
        let service = service
        return MemoryTransport { call, emit in
            switch call {
            case .sync(let body): service.sync(body) { try emit($0) }
            case .enrollBegin(let body): try emit(service.enrollBegin(body))
            case .enrollProve(let body): try emit(service.enrollProve(body))
            case .hello: try emit(service.hello())
            case .reconciliation(let body): try emit(service.reconciliation(body))
            case .wait, .history: throw TransportError(.status(404))
            }
        }
    }

    /// A device that is enrolled and in step. It lives in the server's own folder.
    /// - Parameter steps: what its line does afterwards, a step a request.
    public func device(
        _ name: String,
        organisation: String,
        role: String,
        over steps: [ScriptedTransport.Step] = []
    ) async throws -> Device {
        let device = try await open(folder(of: name), over: [])
        try await device.enroll(at: "memory", code: try code(organisation: organisation, role: role), name: name)
        try await device.sync().check()
        guard !steps.isEmpty else { return device }
        await device.close()
        return try await open(device.folder, over: steps)
    }

    /// A device that is not enrolled yet. It lives in the server's own folder.
    public func blank(_ name: String) async throws -> Device { try await open(folder(of: name), over: []) }

    /// The folder of a device once more, on another line; the first one may stay open, as another process would.
    public func reopen(_ device: Device, over steps: [ScriptedTransport.Step]) async throws -> Device {
        try await open(device.folder, over: steps)
    }

    private func folder(of name: String) -> String { scratch.path + "/devices/" + name }

    private func open(_ folder: String, over steps: [ScriptedTransport.Step]) async throws -> Device {
        let script = ScriptedTransport(transport, steps)
        var options = Device.Options()
        options.host = host
        options.transport = { _, _ in script }
        return try await Device.open(folder, options: options)
    }

    /// The records that the server holds, by id.
    public func records(_ collection: String) throws -> [Record] {
        guard let shape = programme.collection(named: collection) else { return [] }
        var found: [Record] = []
        try service.list(collection) { found.append(Record(atServer: $0.id, $0.scope, $0.values, of: shape)) }
        return found
    }

    private static func pack(_ yaml: String, _ records: [String: String], in folder: String) throws -> ProgrammePack {
        _ = try OwnerOnly.makeFolder(folder + "/data")
        try write(yaml, to: folder + "/programme.yaml")
        for (collection, csv) in records { try write(csv, to: "\(folder)/data/\(collection).csv") }
        return try ProgrammePack.load(folder)
    }

    private static func write(_ text: String, to path: String) throws {
        let file = try FileReplacement(path: path)
        try file.write(Array(text.utf8))
        try file.finish()
    }

    private static func rows(of pack: ProgrammePack) throws -> [ReferenceRows] {
        zip(pack.data, try pack.records()).map { table, records in
            ReferenceRows(
                collection: table.collection,
                rows: records.map { record in
                    Dictionary(uniqueKeysWithValues: record.values.enumerated().filter { !$1.isNull }.map { ($0, $1) })
                }
            )
        }
    }
}

/// Throws unless each device agrees with the server, record by record and value by value.
/// - Throws: ``Disagreement`` with the records that differ.
public func expectAgreement(_ devices: Device..., with server: TestServer) async throws {
    for device in devices {
        let verification = try await device.verify()
        guard verification.agrees else {
            throw Disagreement(folder: device.folder, records: verification.parts.flatMap(\.differing))
        }
    }
}

/// A device and its server hold different records.
public struct Disagreement: Error, Hashable, Sendable, CustomStringConvertible {
    /// The folder of the device.
    public let folder: String
    /// The records that differ.
    public let records: [RecordID]

    /// The folder and the ids.
    public var description: String {
        "\(folder) differs from the server in \(records.map(\.text).joined(separator: ", "))."
    }
}
