public import HostFiles
public import Replica
public import SyncModel

/// A device: what an app or a program links to record with no network and to reconcile with the server later.
///
/// All work with the database is done on one thread of the device's own; every function suspends until it is done, and none blocks
/// Swift's thread pool. A device may be used from any task. Several processes may have the same folder open.
public final class Device: Sendable {
    /// Makes a line to the server at an address.
    public typealias TransportMaker = @Sendable (_ address: String) -> any Transport

    /// The folder of the device.
    public let folder: String
    let replica: Replica
    let host: Host
    let thread: DatabaseThread
    let makeTransport: TransportMaker
    let ownWrites = Signal()

    private init(folder: String, replica: Replica, host: Host, thread: DatabaseThread, makeTransport: @escaping TransportMaker) {
        self.folder = folder
        self.replica = replica
        self.host = host
        self.thread = thread
        self.makeTransport = makeTransport
    }

    /// Opens the folder of a device; creates it with an empty store if there is none.
    ///
    /// - Parameters:
    ///   - host: the machine's clocks and random bits.
    ///   - transport: makes the line to the server; HTTP, with what the folder says to trust, unless something else is given.
    /// - Throws: `ReplicaError` with code `storage` if the folder cannot be used; `storeTooNew` if a newer program's store is in it,
    ///   `storeTooOld` or `notAStore`, with nothing changed.
    public static func open(
        folder: String,
        host: Host = .system,
        transport: TransportMaker? = nil
    ) async throws -> Device {
        let thread = DatabaseThread(name: "duikou-database")
        let replica = try await thread.run { try Replica(folder: folder, host: host) }
        let makeTransport = transport ?? { HTTPTransport(address: $0, authority: Self.authority(in: folder)) }
        return Device(folder: folder, replica: replica, host: host, thread: thread, makeTransport: makeTransport)
    }

    /// Ends the device's thread after the work that is under way; what is asked for later fails.
    public func close() {
        thread.close()
    }

    /// The path of the SQLite file that other tools may read and write.
    public var databasePath: String { replica.databasePath }

    /// Does something with the store on the device's thread; for what this library has no function for.
    public func withReplica<Result: Sendable>(_ body: @escaping @Sendable (Replica) throws -> Result) async throws -> Result {
        let replica = replica
        return try await thread.run { try body(replica) }
    }

    /// Who this device is; `nil` before enrolment.
    public func identity() async throws -> Identity? {
        try await withReplica { try $0.identity() }
    }

    /// The installed programme; `nil` before the first synchronisation.
    public func programme() async throws -> Programme? {
        try await withReplica { try $0.programme() }
    }

    /// Pending, refused, conflicts, streams, clock: what is on this device, in numbers.
    public func status() async throws -> ReplicaStatus {
        try await withReplica { try $0.status() }
    }
}
