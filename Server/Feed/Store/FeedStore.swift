package import SyncModel

/// Where records, receipts and parcels are kept. Synchronous: a transaction runs to its end without suspending.
package protocol FeedStore: Sendable {
    /// Runs a body on the one writer and returns after the commit; bodies that wait at the same time share one commit.
    ///
    /// A body that throws is undone alone. The caller's thread blocks.
    /// - Throws: what the body throws, or ``StoreFailure``.
    func write<T>(_ body: (any FeedTransaction) throws -> T) throws -> T

    /// Runs a body on a snapshot: what was committed before it began, whatever is written meanwhile.
    /// - Throws: what the body throws, or ``StoreFailure``.
    func read<T>(_ body: (any FeedSnapshot) throws -> T) throws -> T

    /// An error is the store's own: a full disk, a damaged file, a busy lock. Nobody's change set is to blame for it.
    func isOwnFault(_ error: any Error) -> Bool

    /// Commits of this process so far.
    var commits: UInt64 { get }
}

/// What a store could not do: the disk is full, the file damaged, a connection lost. Never the fault of one change set.
package struct StoreFailure: Explained {
    /// The kind of failure.
    package enum Code: String, Hashable, Sendable {
        /// The problem says how.
        case storage
        /// A newer program made the store: this one neither reads nor writes it.
        case storeTooNew = "store-too-new"
        /// An earlier program made the store, and it cannot be brought up to date where it is.
        case storeTooOld = "store-too-old"
        /// What lies at the store's place is none.
        case notAStore = "not-a-store"
    }

    /// The kind of failure.
    package var code: Code
    /// What exactly is wrong.
    package var problem: StoreProblem

    /// A failure of the file, or of the disk under it.
    package init(_ problem: StoreProblem) { self.init(.storage, problem) }

    /// A failure of a kind.
    package init(_ code: Code, _ problem: StoreProblem) {
        self.code = code
        self.problem = problem
    }

    /// The sentence in English.
    package var inEnglish: String { problem.inEnglish }

    /// What the file holds was never written so.
    package static let damaged = StoreFailure(.damaged)

    /// The failure of a store that an error is; `nil` if it is none.
    package init?(_ error: any Error) {
        if let failure = error as? StoreFailure {
            self = failure
        } else if error is DamagedBytes {
            self = .damaged
        } else {
            return nil
        }
    }
}

/// All versions of the programme that a server has.
package struct ProgrammeVersions: Sendable {
    /// The version in force; `nil` before the first is loaded.
    package var current: Programme?
    /// The version in force as JSON, as devices receive it.
    package var json: [UInt8]
    /// All versions by number.
    package var byNumber: [Int: Programme]

    /// Versions from their parts.
    package init(current: Programme? = nil, json: [UInt8] = [], byNumber: [Int: Programme] = [:]) {
        self.current = current
        self.json = json
        self.byNumber = byNumber
    }
}

/// One moment of a store.
package protocol FeedSnapshot: AnyObject {
    /// A small value kept under a name.
    func value(_ key: String) throws -> [UInt8]?
    /// All versions of the programme.
    func programmes() throws -> ProgrammeVersions

    /// All streams that were ever written, in no particular order.
    func streams() throws -> [StreamInfo]
    /// The last position of a stream; zero if nothing was ever written there.
    func head(of stream: Stream) throws -> Position
    /// The digest of a stream's records in the given collections (`nil`: in all).
    func digest(of stream: Stream, collections: Set<Int>?) throws -> StreamDigest

    /// A record, tombstones included; `nil` if it never was.
    func record(_ record: RecordID, in collection: Int) throws -> StoredRecord?
    /// How a record ended in a stream, deleted or moved on; `nil` if it did not, or never was there.
    func gone(_ record: RecordID, in collection: Int, from stream: Stream) throws -> GoneEntry?
    /// In which stream a record or tombstone is; `nil` if it never was.
    func stream(of record: RecordID, in collection: Int) throws -> Stream?
    /// What stands in a stream above a position, by position; the body returns false to end.
    ///
    /// - Parameter own: live records whose authorship it covers are named by their position alone, their values are not
    ///   read.
    func entries(
        of stream: Stream,
        after: Position,
        besides own: OwnChanges?,
        _ body: (StoredEntry) throws -> Bool
    ) throws
    /// Live records that fit all conditions, by id; the body returns false to end.
    func scan(_ collection: Int, where conditions: [Condition], _ body: (StoredRecord) throws -> Bool) throws
    /// Live records with open conflicts, by id.
    func conflicting(_ collection: Int, _ body: (StoredRecord) throws -> Void) throws
    /// How many live records there are, and how many have open conflicts.
    func count(_ collection: Int) throws -> (records: Int, conflicting: Int)
    /// Live records of a collection from which the reference fields lead to the target, by id. Each step: collection
    /// and field number.
    func leading(to target: RecordID, along path: [(collection: Int, field: Int)]) throws -> [RecordID]

    /// A device.
    func device(_ device: DeviceID) throws -> DeviceRow?
    /// All devices in the order of their numbers.
    func devices() throws -> [DeviceRow]
    /// What was applied of a device's lane.
    func lane(_ lane: Lane, of device: DeviceRow) throws -> LaneProgress
    /// A cursor vector that the device was sent, by its hash.
    func cursor(_ hash: UInt64, of device: DeviceRow) throws -> [UInt8]?
    /// The cursor vector that the device was sent last.
    func lastCursor(of device: DeviceRow) throws -> [UInt8]?

    /// Stored parcels of a device's lane that end above a send number, in order; the body returns false to end.
    func parcels(
        of device: DeviceRow,
        lane: Lane,
        above: SendNumber,
        _ body: (ParcelRow) throws -> Bool
    ) throws
    /// The stored parcel of a device's lane that holds a send number.
    func parcel(of device: DeviceRow, lane: Lane, holding: SendNumber) throws -> ParcelRow?
    /// The whole audit log in order; the body returns false to end.
    func audit(from sequence: Int64, _ body: (AuditRow) throws -> Bool) throws
    /// The hash at the end of the audit log and its number; 32 zero bytes and 0 while it is empty.
    func auditHead() throws -> (sequence: Int64, hash: [UInt8])

    /// The parcels of revoked devices that were kept apart, in the order of their coming; the body returns false to
    /// end.
    func quarantined(_ body: (QuarantinedParcel) throws -> Bool) throws
    /// Unit: bytes of a device's parcels that were kept apart.
    func quarantinedBytes(of device: DeviceRow) throws -> Int

    /// The set in which this device's creation of a record was refused.
    func refusedCreation(
        of record: RecordID,
        in collection: Int,
        by device: DeviceRow
    ) throws -> (lane: Lane, send: SendNumber)?
    /// How often a set failed for an unknown reason.
    func failures(of device: DeviceRow, lane: Lane, send: SendNumber) throws -> Int
    /// An enrolment code by its open characters.
    func code(_ lookup: String) throws -> CodeRow?
    /// The cells of a reference record as the pack last gave them.
    func referenceCells(_ record: RecordID, in collection: Int) throws -> [UInt8]?
}

/// The one writing moment of a store.
package protocol FeedTransaction: FeedSnapshot {
    /// Keeps a small value under a name.
    func set(_ key: String, _ bytes: [UInt8]) throws
    /// Adds a version of the programme, and tables and columns for what is new in it.
    func add(_ programme: Programme) throws

    /// Inserts a creation, at the position after the stream's head.
    /// - Returns: false, with nothing done, if the id is taken by a record or a tombstone.
    func insert(_ record: UniformRecord, into stream: Stream) throws -> Bool
    /// Undoes the last ``insert(_:into:)`` that is not undone yet.
    func takeBack(_ record: UniformRecord, from stream: Stream) throws
    /// Puts a record or tombstone in the place of what was there, at the position after the stream's head.
    func put(_ change: RecordChange) throws

    /// Adds a device; its number is given by the store.
    func add(_ device: DeviceRow) throws -> DeviceRow
    /// Keeps what changed of a device.
    func update(_ device: DeviceRow) throws
    /// Keeps what was applied of a device's lane.
    func set(_ row: LaneProgress, of device: DeviceRow) throws
    /// Keeps a cursor vector beside the one with hash `beside`, and forgets all others of the device.
    func keep(cursor: [UInt8], hash: UInt64, beside: UInt64, of device: DeviceRow) throws
    /// Appends to the audit log.
    func append(_ row: AuditRow) throws

    /// Keeps a revoked device's parcel apart; nothing happens if the same bytes are kept already.
    func quarantine(_ parcel: QuarantinedParcel) throws

    /// Notes a refused creation.
    func noteRefusedCreation(
        of record: RecordID,
        in collection: Int,
        by device: DeviceRow,
        lane: Lane,
        send: SendNumber
    ) throws
    /// Counts an unknown failure of a set.
    func countFailure(of device: DeviceRow, lane: Lane, send: SendNumber) throws
    /// Keeps an enrolment code.
    func set(_ code: CodeRow) throws
    /// Forgets codes that expired before a time. Unit: milliseconds since 1970, UTC.
    func forgetCodes(before: Int64) throws
    /// Keeps the cells of a reference record as the pack gives them.
    func setReferenceCells(_ record: RecordID, in collection: Int, _ bytes: [UInt8]) throws
}
