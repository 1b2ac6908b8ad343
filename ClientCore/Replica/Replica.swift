public import GRDB
public import SyncModel
public import SyncWire

/// A device's local copy: the tables that people and tools read and write, and what it takes to keep them in step with the server.
///
/// Everything is synchronous and blocks for a disk write at most; call it on a thread of your own. Several replicas, also in several
/// processes, may have the same folder open at once.
public final class Replica: Sendable {
    /// The folder of this device.
    public let folder: String

    /// Opens a device's folder; creates it with an empty store if there is none.
    /// - Throws: ``ReplicaError`` with code `storage`.
    public init(folder: String, host: Host) throws {
        self.folder = folder
    }

    /// The path of the SQLite file that other tools may open.
    public var databasePath: String { folder + "/duikou.sqlite" }

    /// For GRDB's observation and free reading; writing through it is not possible.
    public var reader: any DatabaseReader { get throws { throw Self.later } }

    static let later = ReplicaError(.storage, "This is not there yet.")

    // MARK: - Identity and programme

    /// Who this device is; `nil` before enrolment.
    public func identity() throws -> Identity? { throw Self.later }

    /// Enrols: the first identity is stored; a later one takes over everything unsettled (clause V3).
    public func adopt(_ identity: Identity) throws { throw Self.later }

    /// The installed programme; `nil` before the first sync.
    public func programme() throws -> Programme? { throw Self.later }

    /// Installs a programme or migrates to a newer version of it; an older or equal one changes nothing.
    public func install(_ programme: Programme) throws { throw Self.later }

    // MARK: - Writing

    /// Runs typed writes as one atomic change set.
    ///
    /// - Parameters:
    ///   - checkpoint: what had been seen when the form was opened; `nil` means now.
    ///   - splitting: cuts the writes into as many change sets as they need, still in one database transaction (for imports).
    /// - Throws: what the body throws (nothing is changed then), or ``ReplicaError``.
    public func write<T>(asOf checkpoint: Checkpoint? = nil, splitting: Bool = false, _ body: (LocalWriter) throws -> T) throws -> T {
        throw Self.later
    }

    /// What has been seen by now, with these records as they are shown.
    public func checkpoint(of records: [Record] = []) throws -> Checkpoint { throw Self.later }

    /// Turns what other tools wrote into change sets.
    /// - Returns: how many.
    @discardableResult
    public func seal() throws -> Int { throw Self.later }

    // MARK: - Reading

    /// The records of a collection, by id; conditions are field names with the value that they must have.
    /// - Throws: ``ReplicaError`` `unknownName`.
    public func list(_ collection: String, where conditions: [(field: String, value: Value)] = [], limit: Int? = nil) throws -> [Record] {
        throw Self.later
    }

    /// One record; `nil` if it is not on this device.
    public func record(_ collection: String, _ id: RecordID) throws -> Record? { throw Self.later }

    /// One record with its live writes, conflicts and pending edits; `nil` if it is not on this device.
    public func detail(_ collection: String, _ id: RecordID) throws -> RecordDetail? { throw Self.later }

    /// Runs one read-only SQL statement: the columns' names, and rows of values.
    public func query(_ sql: String) throws -> (columns: [String], rows: [[Value]]) { throw Self.later }

    // MARK: - Syncing

    /// Signs parcels ahead, while another request is on its way, until this many bytes wait to be sent.
    /// - Returns: the bytes of parcels that wait for an answer.
    @discardableResult
    public func prepareParcels(bytesMax: Int) throws -> Int { throw Self.later }

    /// Makes the next request: seals, raises and saves the counter, and takes as many unanswered parcels as fit.
    ///
    /// Send it only after the previous one was answered or given up.
    public func makeRequest(_ limits: RequestLimits = RequestLimits()) throws -> OutgoingRequest { throw Self.later }

    /// Takes the head of a reply: receipts, gained and lost streams, a new programme, rights, the server's clock.
    public func take(_ head: ReplyHead, times: RoundTripTimes? = nil) throws -> TakeResult { throw Self.later }

    /// Takes a page: writes it if its stream is being filled, keeps it for the tail otherwise.
    public func take(_ page: Page) throws -> TakeResult { throw Self.later }

    /// Takes the end of a reply: applies what was kept, lane by lane, and compares digests.
    public func take(_ tail: ReplyTail) throws -> TakeResult { throw Self.later }

    /// The server does not know the hash of our cursor: the next request names it in full.
    public func forgetCursorHash() throws { throw Self.later }

    // MARK: - Review

    /// The open conflicts, in the order of collections, records, fields.
    public func conflicts() throws -> [Conflict] { throw Self.later }

    /// Settles a conflict.
    /// - Throws: ``ReplicaError`` `noSuchEntry`, `changed`, `notYours`, `validation`.
    public func resolve(_ conflict: String, _ decision: Decision, reason: String = "") throws { throw Self.later }

    /// Takes back the last decision about a conflict: all candidates live again.
    public func undo(_ conflict: String) throws { throw Self.later }

    /// The refused change sets, oldest first.
    public func refused() throws -> [RefusedSet] { throw Self.later }

    /// Offers a refused set again as a new edit of now, and those that depended on it.
    public func retry(_ refused: Int64) throws { throw Self.later }

    /// Gives a refused set up.
    public func discard(_ refused: Int64) throws { throw Self.later }

    // MARK: - Health

    /// What is on this device, in numbers. Seals first, so that other tools' writes count.
    public func status() throws -> ReplicaStatus { throw Self.later }

    /// The digests of the streams held.
    public func digests() throws -> [Stream: StreamDigest] { throw Self.later }

    /// The server records of a stream with their positions, by id.
    public func positions(in stream: Stream) throws -> [(record: RecordID, position: Position)] { throw Self.later }

    /// SHA-256 over the server's values of a stream's records, by id; pending edits are left out.
    public func contentHash(of stream: Stream) throws -> [UInt8] { throw Self.later }

    /// Asks for these streams again from their beginning; pending edits stay.
    public func refetch(_ streams: [Stream]) throws { throw Self.later }

    /// Everything as text, for tests and support: same content, same text.
    public func dump() throws -> String { throw Self.later }

    /// Checks the invariants of device.md.
    /// - Returns: a sentence for each breach.
    public func checkInvariants() throws -> [String] { throw Self.later }
}
