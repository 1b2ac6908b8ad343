import SQLiteTables
import SyncModel
import SyncWire

/// One lane of this device's own change sets, as far as they were numbered.
struct OutgoingLane {
    var last: SendNumber = 0
    /// The hash of the last parcel.
    var chain = Parcel.noPrevious
    var settled: SendNumber = 0
    var backedUp: SendNumber = 0
}

/// What was numbered and signed: lanes, parcels, and what went with which request. Nobody else writes `_lane`,
/// `_parcel` and `_sent_through`.
final class Outbox {
    private let connection: StoreConnection
    /// How far change sets compress, as lately seen: bytes in for one byte out.
    private(set) var compression = 3.0

    init(_ connection: StoreConnection) {
        self.connection = connection
    }

    // MARK: - Lanes

    func lane(_ lane: Lane) throws -> OutgoingLane? {
        try connection.first("SELECT last, chain, settled, backed_up FROM _lane WHERE lane = ?", lane) { row in
            OutgoingLane(
                last: SendNumber(row.unsigned(0)),
                chain: row.blob(1) ?? [],
                settled: SendNumber(row.unsigned(2)),
                backedUp: SendNumber(row.unsigned(3))
            )
        }
    }

    func save(_ row: OutgoingLane, _ lane: Lane) throws {
        try connection.run(
            "INSERT OR REPLACE INTO _lane(lane, last, chain, settled, backed_up) VALUES (?, ?, ?, ?, ?)",
            lane,
            row.last,
            row.chain,
            row.settled,
            row.backedUp
        )
    }

    /// Numbered sets have no answer yet.
    func awaitsAnswer() throws -> Bool {
        try Lane.allCases.contains { lane in
            guard let row = try self.lane(lane) else { return false }
            return row.last > row.settled
        }
    }

    /// Another device numbers anew. What was sent under the old name stays: should the server lose it, nobody else may
    /// have it (clause R19).
    func beginAnew() throws { try connection.execute("DELETE FROM _lane; DELETE FROM _sent_through;") }

    // MARK: - Parcels

    /// - Parameter device: the sender's number.
    func add(_ signed: SignedParcel, _ parcel: Parcel, by device: Int64) throws {
        try connection.run(
            "INSERT INTO _parcel(device, lane, first, last, records, bytes, signature) VALUES (?, ?, ?, ?, ?, ?, ?)",
            device,
            parcel.lane,
            parcel.first,
            parcel.last,
            Set(parcel.sets.lazy.flatMap { $0.operations.lazy.map(\.record) }).count,
            signed.bytes,
            signed.signature
        )
    }

    /// A parcel was made.
    func note(expanded: Int, compressed: Int) {
        guard expanded > 8 << 10 else { return }
        compression = compression * 0.5 + 0.5 * Double(expanded) / Double(max(1, compressed))
    }

    /// Fewer sets fitted than was thought.
    func noteTooLarge() { compression *= 0.8 }

    /// A parcel as it waits.
    struct Waiting {
        let parcel: SignedParcel
        let first: SendNumber
        let last: SendNumber
        /// Records named in it.
        let records: Int
    }

    /// Reads the parcels of a lane that end after a number, in order, until `body` wants no more.
    func parcels(of device: Int64, in lane: Lane, after send: SendNumber, _ body: (Waiting) throws -> Bool) throws {
        let read = try connection.statement(
            """
            SELECT first, last, records, bytes, signature FROM _parcel WHERE device = ? AND lane = ? AND last > ? \
            ORDER BY first
            """
        )
        read.bindAll(device, lane, send)
        defer { read.reset() }
        while try read.step() {
            let parcel = SignedParcel(bytes: read.blob(3) ?? [], signature: read.blob(4) ?? [])
            let waiting = Waiting(
                parcel: parcel,
                first: SendNumber(read.unsigned(0)),
                last: SendNumber(read.unsigned(1)),
                records: Int(read.integer(2))
            )
            guard try body(waiting) else { return }
        }
    }

    /// Bytes of the parcels of a lane that end after a number.
    func bytes(of device: Int64, in lane: Lane, after send: SendNumber) throws -> Int {
        Int(
            try connection.integer(
                "SELECT coalesce(sum(length(bytes)), 0) FROM _parcel WHERE device = ? AND lane = ? AND last > ?",
                device,
                lane,
                send
            )
        )
    }

    /// Records in the parcels that end within a range of numbers; one that several edits of a parcel changed counts
    /// once.
    func records(of device: Int64, in lane: Lane, after send: SendNumber, through last: SendNumber) throws -> Int {
        Int(
            try connection.integer(
                "SELECT ifnull(sum(records), 0) FROM _parcel WHERE device = ? AND lane = ? AND last > ? AND last <= ?",
                device,
                lane,
                send,
                last
            )
        )
    }

    /// The server has these in a backup.
    func forget(of device: Int64, in lane: Lane, through last: SendNumber) throws {
        try connection.run("DELETE FROM _parcel WHERE device = ? AND lane = ? AND last <= ?", device, lane, last)
    }

    /// A change set as it stands in its parcel; `nil` before it has a number.
    func sentSet(_ edit: EditNumber, by device: Int64) throws -> ChangeSet? {
        try connection.first(
            """
            SELECT p.bytes, p.signature, s.send - p.first FROM _set s JOIN _parcel p ON p.lane = s.lane AND s.send \
            BETWEEN p.first AND p.last \
            WHERE s.edit = ? AND p.device = ?
            """,
            edit,
            device
        ) { row in
            let parcel = try SignedParcel(bytes: row.blob(0) ?? [], signature: row.blob(1) ?? []).open(verifying: nil)
            let index = Int(row.integer(2))
            return parcel.sets.indices.contains(index) ? parcel.sets[index] : nil
        }
    }

    // MARK: - Sent through

    /// The last numbers that went with a request or those before it: of all up to them the server has compared the
    /// bytes.
    ///
    /// - Parameter counter: `nil` for what has its answer already.
    func sentThrough(of counter: UInt64?) throws -> [Lane: SendNumber] {
        var sentThrough: [Lane: SendNumber] = [:]
        for lane in Lane.allCases { sentThrough[lane] = try self.lane(lane)?.settled }
        guard let counter else { return sentThrough }
        let sent = try connection.all("SELECT lane, through FROM _sent_through WHERE counter = ?", counter) { row in
            Lane(rawValue: UInt8(truncatingIfNeeded: row.integer(0))).map {
                (lane: $0, through: SendNumber(row.unsigned(1)))
            }
        }
        for (lane, through) in sent { sentThrough[lane] = max(sentThrough[lane] ?? 0, through) }
        return sentThrough
    }

    /// Only the answers to requests that are on the line now are of use.
    func keep(sentThrough: [Lane: SendNumber], of counter: UInt64, following previous: UInt64?) throws {
        try connection.run("DELETE FROM _sent_through WHERE counter <> ?", previous ?? 0)
        for (lane, through) in sentThrough {
            try connection.run(
                "INSERT INTO _sent_through(counter, lane, through) VALUES (?, ?, ?)",
                counter,
                lane,
                through
            )
        }
    }
}
