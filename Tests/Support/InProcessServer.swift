package import ChangeFeed
package import ClientCore
package import FeedStoreSQLite
package import SyncModel

/// A server in this process whose store the test may change: the production service over the production store, in a
/// folder beside which devices have theirs. An app's tests have `TestServer` of ClientCoreTesting, which shows less.
package final class InProcessServer: Sendable {
    private let home: TemporaryFolder
    package let host: Host
    package let store: FeedStoreSQLite
    package let service: FeedService

    /// The folder in which server and devices have theirs.
    package var folder: String { home.path }
    /// Where the store lies.
    package var databasePath: String { folder + "/server/feed.sqlite" }

    /// A new server with a programme and the sites of these codes, named `Hospital CODE`.
    package convenience init(_ programme: Programme, sites: [String], host: Host = .system) throws {
        let home = try TemporaryFolder(programme.name)
        _ = try FeedStoreSQLite.create(folder: home.path + "/server", host: host)
        try self.init(in: home, host: host)
        let rows = sites.map { [0: Value.text($0), 1: Value.text("Hospital \($0)")] }
        _ = try service.load(programme: programme, rows: [ReferenceRows(collection: "site", rows: rows)])
    }

    /// A server whose store lies in `server` already.
    package init(in home: TemporaryFolder, host: Host = .system) throws {
        self.home = home
        self.host = host
        store = try FeedStoreSQLite.open(folder: home.path + "/server", host: host)
        service = try FeedService(store: store, host: host)
    }

    deinit {
        store.close()
    }

    /// The line to this server.
    /// - Parameter meanwhile: happens after the server worked a call out, before the first or next piece of its answer
    ///   leaves it.
    package func transport(_ meanwhile: @escaping @Sendable (Call) throws -> Void = { _ in }) -> MemoryTransport {
        let service = service
        return MemoryTransport { call, emit in
            func answer(_ piece: [UInt8]) throws {
                try meanwhile(call)
                try emit(piece)
            }
            switch call {
            case .sync(let body): service.sync(body) { try answer($0) }
            case .enrollBegin(let body): try answer(service.enrollBegin(body))
            case .enrollProve(let body): try answer(service.enrollProve(body))
            case .hello: try answer(service.hello())
            case .reconciliation(let body): try answer(service.reconciliation(body))
            case .wait, .history: break
            }
        }
    }

    /// The device of a folder, enrolled or not.
    /// - Parameters:
    ///   - host: the device's own clocks; those of this machine if not given.
    ///   - line: something else than the line to this server.
    package func blank(
        _ name: String,
        host: Host = .system,
        over line: (@Sendable () -> any Transport)? = nil
    ) async throws -> Device {
        try await Device.open(
            "\(folder)/\(name)",
            options: Self.options(host: host, over: line ?? { [self] in transport() })
        )
    }

    /// An enrolled device of a site that has synced once.
    package func device(
        _ name: String,
        as role: String = "nurse",
        at site: String = "A",
        host: Host = .system
    ) async throws -> Device {
        let device = try await blank(name, host: host)
        try await device.enroll(at: "memory", code: code(as: role, at: site), name: name)
        try await device.sync().check()
        return device
    }

    /// What a device is opened with whose line is this one.
    package static func options(
        host: Host = .system,
        over line: @escaping @Sendable () -> any Transport
    ) -> Device.Options {
        var options = Device.Options()
        options.host = host
        options.transport = { _, _ in line() }
        return options
    }

    /// A code for a device of a site.
    package func code(as role: String = "nurse", at site: String = "A") throws -> String {
        try service.makeCode(org: site, role: role, hours: 1).code
    }
}
