import CSQLite
package import GRDB
package import HostFiles
import SQLiteTables
package import SyncModel
package import SyncWire
import Synchronization

/// A device's local copy: the tables that people and tools read and write, and what it takes to keep them in step with
/// the server.
///
/// Everything is synchronous and blocks for a disk write at most; call it on a thread of your own. Several replicas,
/// also in several processes, may have the same folder open at once.
package final class Replica: Sendable {
    /// The folder of this device.
    package let folder: String

    let host: Host
    let pool: any DatabaseWriter
    /// Why nothing can be written here now: this user may only read, or the disk is full; `nil` where writing is
    /// possible.
    package let unwritable: ReplicaError?
    private let mark: FileMark?
    private let keeper = TransactionKeeper()
    private let programmes = ProgrammeCache()
    let inbox = Mutex(Inbox())

    /// Opens a device's folder; creates it with an empty store if there is none.
    /// - Parameter readingOnly: nothing is written, and there has to be a store.
    /// - Throws: ``ReplicaError`` with code `storage`; `storeTooNew`, `storeTooOld` or `notAStore` with nothing
    ///   changed.
    package init(folder: String, host: Host, readingOnly: Bool = false) throws {
        self.folder = folder
        self.host = host
        let opened = try Store.open(folder: folder, readingOnly: readingOnly)
        (pool, unwritable, mark) = (opened.database, opened.unwritable, opened.mark)
    }

    /// Closes the files; nothing can be asked afterwards. What is read at the moment may keep one of them open until it
    /// is read.
    package func close() {
        do {
            // Statements that are kept would keep their connection.
            pool.writeWithoutTransaction { _ in keeper.forget() }
            try pool.close()
        } catch {
            // They close when the replica goes.
        }
    }

    /// The path of the SQLite file that other tools may open.
    package var databasePath: String { Store.path(in: folder) }

    /// A device's folder with the names of the files that belong to it. Opening a replica closes them to others than
    /// their owner.
    package static func ownFolder(_ folder: String) -> OwnFolder {
        OwnFolder(folder, database: "duikou.sqlite", files: ["authority.pem"])
    }

    /// The store can only be read.
    package var isReadOnly: Bool { unwritable != nil }

    /// - Throws: why nothing can be written here.
    package func checkWritable() throws(ReplicaError) {
        if let unwritable { throw unwritable }
    }

    /// A connection of its own that only reads, for whoever watches the file's number of writes.
    package func openWatch() throws -> any DatabaseReader {
        guard !isReadOnly else { return try Store.openForReading(databasePath).database }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "duikou-version-watch"
        return try DatabaseQueue(path: databasePath, configuration: configuration)
    }

    // MARK: - Transactions

    /// The stores in whose transactions the caller stands.
    @TaskLocal private static var entered: Set<ObjectIdentifier> = []

    /// Marks what runs inside a transaction. Asked from within one of its own transactions, a store could only wait for
    /// itself for ever, or end the program.
    private func inside<T>(_ body: () throws -> T) throws -> T {
        try Self.$entered.withValue(Self.entered.union([ObjectIdentifier(self)])) { try body() }
    }

    /// - Throws: ``ReplicaError`` `storage` if the caller stands in a transaction of this store.
    func checkOutside() throws {
        guard Self.entered.contains(ObjectIdentifier(self)) else { return }
        throw ReplicaError(.storage, .store(.insideItself))
    }

    /// Runs a write transaction: everything that other tools wrote is drained into change sets first (clause R4).
    func transact<T>(_ body: (StoreTransaction) throws -> T) throws -> T {
        try checkOutside()
        try checkWritable()
        do {
            return try pool.write { db in
                let transaction = try keeper.transaction(db, host, programmes)
                try transaction.beginWriting()
                let result = try inside { try body(transaction) }
                try transaction.endWriting()
                return result
            }
        } catch {
            throw Store.inWords(error)
        }
    }

    /// Reads on a snapshot, without waiting for writers.
    func read<T>(_ body: (StoreTransaction) throws -> T) throws -> T {
        try checkOutside()
        do {
            return try readOnce(body)
        } catch let failure as SQLiteFailure where !isReadOnly && failure.isOfLostMarks {
            // A table that another program built anew: any writing gives it our columns again.
            try transact { _ in }
        } catch {
            throw Store.inWords(error)
        }
        do {
            return try readOnce(body)
        } catch {
            throw Store.inWords(error)
        }
    }

    private func readOnce<T>(_ body: (StoreTransaction) throws -> T) throws -> T {
        try unwritten {
            try pool.read { db in
                let transaction = try StoreTransaction(
                    StoreConnection(TransactionKeeper.connection(db)),
                    host: host,
                    programmes: programmes
                )
                try transaction.begin()
                return try inside { try body(transaction) }
            }
        }
    }

    /// What is read of a file as one that nobody writes counts only if nobody did.
    func unwritten<T>(_ reading: () throws -> T) throws -> T {
        guard let mark else { return try reading() }
        let result = Result { try reading() }
        guard FileMark(databasePath) == mark else { throw ReplicaError(.storage, .store(.writtenMeanwhile)) }
        return try result.get()
    }

    // MARK: - Identity and programme

    /// Who this device is; `nil` before enrolment.
    package func identity() throws -> Identity? { try read { $0.replicaState.identity } }

    /// The history of the server whose records are here; `nil` before the first sync.
    package func history() throws -> Epoch? { try read { $0.replicaState.epoch } }

    /// A folder holds a store.
    package static func isThere(_ folder: String) -> Bool { Store.isThere(folder) }

    /// Enrols: the first identity is stored; a later one takes over everything unsettled (clause V3).
    /// - Parameter standing: what the device may do under it, if the server has told.
    package func adopt(_ identity: Identity, standing: Standing? = nil) throws {
        try transact { try $0.identityTakeover.adopt(identity, standing) }
    }

    /// Remembers why the server would not have this device, or that it has had it again.
    package func note(rejected: WireFailure?) throws { try transact { $0.replicaState.note(rejected: rejected) } }

    /// The installed programme; `nil` before the first sync.
    package func programme() throws -> Programme? { try read { $0.programme.programme } }

    /// Installs a programme or migrates to a newer version of it; an older or equal one changes nothing.
    package func install(_ programme: Programme) throws {
        _ = try transact { try $0.programmeInstaller.install(programme) }
    }

    // MARK: - Writing

    /// Runs typed writes as one atomic change set.
    ///
    /// - Parameters:
    ///   - baseline: what had been seen when the form was opened; `nil` means now.
    ///   - splitting: cuts the writes into as many change sets as they need, still in one database transaction (for
    ///     imports).
    /// - Throws: what the body throws (nothing is changed then), or ``ReplicaError``.
    package func write<T>(
        asOf baseline: ReadBaseline? = nil,
        splitting: Bool = false,
        _ body: (LocalWriter) throws -> T
    ) throws -> T {
        try transact { transaction in
            let writer = try LocalWriter(transaction, asOf: baseline, splitting: splitting)
            let result = try body(writer)
            try writer.finish()
            return result
        }
    }

    /// What has been seen by now, with these records as they are shown.
    package func baseline(of records: [Record] = []) throws -> ReadBaseline {
        try read { ReadBaseline(of: records, in: $0.streams) }
    }

    /// What ``LocalWriter/dataVersion()`` gives as long as no other connection writes.
    package func dataVersion() throws -> Int64 { try transact { try $0.connection.dataVersion() } }

    /// Turns what other tools wrote into change sets.
    /// - Returns: how many.
    @discardableResult
    package func drain() throws -> Int {
        let before = try read { $0.replicaState.edit }
        return try transact { Int(try $0.connection.integer("SELECT count(*) FROM _set WHERE edit > ?", before)) }
    }

    // MARK: - Syncing

    /// Makes the next request: drains the capture log, raises and saves the counter, and takes as many unanswered
    /// parcels as fit.
    ///
    /// - Parameter previous: the counter of a request that is neither answered nor given up: this one carries what
    ///   comes after its parcels, and its reply is taken after the other's. Without it, send only after the previous
    ///   one was answered or given up.
    package func makeRequest(
        _ limits: RequestLimits = RequestLimits(),
        following previous: UInt64? = nil
    ) throws -> OutgoingRequest {
        if previous == nil { inbox.withLock { $0 = Inbox() } }
        return try transact { try $0.requestMaker.make(limits, following: previous) }
    }

    /// Parcels were made that have no answer yet.
    package func awaitsAnswer() throws -> Bool { try read { try $0.outbox.awaitsAnswer() } }

    /// Takes the head of a reply: receipts, gained and lost streams, a new programme, rights, the server's clock.
    package func take(_ head: ReplyHead, times: RoundTripTimes? = nil) throws -> TakeResult {
        let (result, isUsable) = try transact { try $0.headReceiver.receive(head, times) }
        inbox.withLock { $0 = Inbox(isOpen: isUsable) }
        return result
    }

    /// Takes a page: writes it if its stream is being filled, keeps it for the tail otherwise.
    package func take(_ page: Page) throws -> TakeResult { try take([page]) }

    /// Takes pages that came one after the other, in one transaction: what they write into the same index goes to the
    /// disk once.
    package func take(_ pages: [Page]) throws -> TakeResult {
        try inbox.withLock { inbox in
            var next = inbox
            do {
                let result = try transact { transaction in
                    let receiver = transaction.pageReceiver
                    var result = TakeResult()
                    for page in pages { result += try receiver.receive(page, &next) }
                    return result
                }
                inbox = next
                return result
            } catch {
                inbox.hasMissed = true
                throw error
            }
        }
    }

    /// Takes the end of a reply: applies what was kept, lane by lane, and compares digests.
    package func take(_ tail: ReplyTail) throws -> TakeResult {
        try inbox.withLock { inbox in
            defer { inbox = Inbox() }
            guard inbox.isOpen else { return TakeResult() }
            var result = TakeResult()
            let pages = inbox.pages
            let isWhole = !inbox.hasMissed
            if tail.more || !isWhole {
                try transact { try $0.pageReceiver.stage(pages) }
            } else {
                for lane in Lane.allCases { result += try transact { try $0.pageReceiver.applyLane(lane, pages) } }
            }
            result += try transact { try $0.pageReceiver.finish(tail, isWhole: isWhole) }
            return result
        }
    }

    /// The server does not know the hash of our cursor: the next request names it in full.
    package func forgetCursorHash() throws { try transact { $0.replicaState.forgetCursorHash() } }
}
