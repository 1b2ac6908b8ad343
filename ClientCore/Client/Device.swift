import Foundation
package import Replica
public import SyncModel
import SyncWire
import Synchronization

/// A device: what an app or a program links to record with no network and to reconcile with the server later.
///
/// It is one folder on this machine, which belongs to the app. A device may be used from any task; its functions
/// suspend until they are done, and none blocks Swift's thread pool. Two threads of its own do the work: one writes and
/// applies what comes from the server, one reads, so that a screen never waits behind a page that is applied. Several
/// processes may have the same folder open.
public final class Device: Sendable {
    /// Whether a store may be made, and written.
    public enum OpenMode: Hashable, Sendable {
        /// Makes the folder with an empty store if there is none.
        case creating
        /// Opens what is there.
        case existing
        /// Opens what is there and changes nothing in the folder: also one on a disk that cannot be written. What would
        /// write throws `readOnly`. Other programs may go on writing; after the first thing that one of them writes
        /// into a folder that nobody had open, it has to be opened again, and reading throws `storage` until then. The
        /// same process opens the folder for writing before or after, not meanwhile: it might find it read-only too.
        case readingOnly
    }

    /// What a device is given from outside.
    public struct Options: Sendable {
        /// The machine's clocks and random bits.
        public var host: Host = .system
        /// How often the writes of other processes are looked for while somebody waits for changes.
        public var foreignWritesEvery: Duration = .milliseconds(250)
        /// Makes the line to the server at an address, which may have to prove itself by the authorities in a PEM file.
        public var transport: @Sendable (_ address: String, _ authority: String?) -> any Transport = {
            HTTPTransport(address: $0, authority: $1)
        }

        /// This machine, and HTTP.
        public init() {}
    }

    /// The folder of the device.
    public let folder: String
    let replica: Replica
    let options: Options
    /// Writes, and takes what comes from the server.
    let thread = DatabaseThread(name: "duikou-write")
    let readings: DatabaseThread
    let changes: ChangeWatch
    let turns = Turnstile()
    let activity = ActivityBoard()
    /// How often somebody asked for a synchronisation soon.
    let wishes = Atomic<UInt64>(0)

    private init(folder: String, replica: Replica, options: Options) {
        (self.folder, self.replica, self.options) = (folder, replica, options)
        readings = DatabaseThread(name: "duikou-read")
        changes = ChangeWatch(replica, every: options.foreignWritesEvery, on: readings)
    }

    deinit {
        changes.end()
    }

    var host: Host { options.host }

    /// Opens the folder of a device.
    /// - Throws: ``DuikouError`` `storage` if the folder cannot be used; `noSuchEntry` if there is no store and none
    ///   may be made; `storeTooNew`, `storeTooOld` or `notAStore`, with nothing changed.
    public static func open(
        _ folder: String,
        _ mode: OpenMode = .creating,
        options: Options = Options()
    ) async throws(DuikouError) -> Device {
        let opening = DatabaseThread(name: "duikou-open")
        defer { opening.close() }
        do {
            let replica = try await opening.run {
                guard mode == .creating || Replica.isThere(folder) else {
                    throw DuikouError(.noSuchEntry, .noDevice(folder: folder))
                }
                return try Replica(folder: folder, host: options.host, readingOnly: mode == .readingOnly)
            }
            return Device(folder: folder, replica: replica, options: options)
        } catch {
            throw DuikouError(error)
        }
    }

    /// Ends the device after the work that is under way; what is asked for later throws `closed`, and sequences end.
    /// Comes back when its files are closed.
    public func close() async {
        changes.end()
        let replica = replica
        await readings.end { [changes] in changes.letGo() }
        await thread.end { replica.close() }
    }

    /// The path of the SQLite file that other tools may read and write.
    public var databasePath: String { replica.databasePath }

    /// Does something with the store on the writing thread; for what this library has no function for.
    package func withReplica<Result: Sendable>(
        _ body: @escaping @Sendable (Replica) throws -> Result
    ) async throws -> Result {
        let replica = replica
        return try await thread.run { try body(replica) }
    }

    /// Who this device is; `nil` before enrolment.
    /// - Throws: ``DuikouError`` `storage`, `closed`.
    public func identity() async throws(DuikouError) -> Identity? {
        try await told { $0.store.identity().flatMap { Identity($0) } }
    }

    /// The installed programme; `nil` before the first synchronisation.
    /// - Throws: ``DuikouError`` `storage`, `closed`.
    public func programme() async throws(DuikouError) -> Programme? {
        try await told { reader in
            do {
                return try reader.store.programme()
            } catch let error as ReplicaError where error.code == .noProgramme {
                return nil
            }
        }
    }

    /// What is on this device, in numbers; what other programs wrote counts.
    /// - Throws: ``DuikouError`` `storage`, `closed`.
    public func status() async throws(DuikouError) -> DeviceStatus {
        do {
            let replica = replica
            let (status, programme) = try await readings.run { (try replica.status(), try replica.programme()) }
            return DeviceStatus(status, programme, activity.now)
        } catch {
            throw DuikouError(error)
        }
    }

    /// The store's own numbers.
    package func storedStatus() async throws -> ReplicaStatus { try await withReplica { try $0.status() } }
}
