import SQLiteTables
import SyncModel
import SyncWire

/// One stream with its cursor, as it stands now.
struct StreamRow {
    /// Key in `_stream`, by which rows name it.
    let number: Int
    let stream: Stream
    /// Part of the cursor; others only name the scope of records that were typed here.
    fileprivate(set) var isSubscribed = false { didSet { isDirty = true } }
    /// What requests claim; staged pages included.
    fileprivate(set) var cursor = StreamCursor.start { didSet { isDirty = true } }
    /// What the rows hold: the base of new edits; 0 during the first fill.
    fileprivate(set) var base = Position.zero { didSet { isDirty = true } }
    fileprivate var isDirty = false
    /// Read when first needed.
    fileprivate var digest: StreamDigest?
    fileprivate var isDigestDirty = false
    /// Whether this device may write each collection here, as far as asked.
    fileprivate var writable: [Int: Bool] = [:]

    fileprivate init(number: Int, stream: Stream) {
        self.number = number
        self.stream = stream
    }

    /// Its first fill is not finished.
    var isFilling: Bool { cursor.complete == .zero }
}

/// The streams with their cursors and digests. Nobody else writes `_stream`: what happens to a stream is one of the
/// verbs here, and reaches the disk with ``save()`` at the end of the transaction.
final class StreamTable {
    private let connection: StoreConnection
    private var rows: [StreamRow] = []
    private var numbers: [Stream: Int] = [:]
    /// The stream asked for last: most records that follow each other stand in one.
    private var last = 0

    init(_ connection: StoreConnection) {
        self.connection = connection
    }

    /// Reads all anew.
    func load() throws {
        rows.removeAll()
        numbers.removeAll()
        let read = try connection.statement(
            "SELECT number, scope, lane, subscribed, complete, upto, base FROM _stream ORDER BY number"
        )
        while try read.step() {
            guard let scope = Scope(text: read.string(1)),
                let lane = Lane(rawValue: UInt8(truncatingIfNeeded: read.integer(2)))
            else {
                throw ReplicaError(.damaged, .store(.damaged(.streams)))
            }
            // Rows name their streams by number: one that is missing would give them to others.
            guard read.integer(0) == rows.count else { throw ReplicaError(.damaged, .store(.damaged(.streams))) }
            var row = StreamRow(number: rows.count, stream: Stream(scope: scope, lane: lane))
            row.isSubscribed = read.integer(3) != 0
            row.cursor = StreamCursor(complete: Position(read.unsigned(4)), upto: Position(read.unsigned(5)))
            row.base = Position(read.unsigned(6))
            row.isDirty = false
            numbers[row.stream] = row.number
            rows.append(row)
        }
    }

    /// Writes back what the transaction changed.
    func save() throws {
        for index in rows.indices {
            if rows[index].isDirty {
                try connection.run(
                    "UPDATE _stream SET subscribed = ?, complete = ?, upto = ?, base = ? WHERE number = ?",
                    rows[index].isSubscribed,
                    rows[index].cursor.complete,
                    rows[index].cursor.upto,
                    rows[index].base,
                    index
                )
                rows[index].isDirty = false
            }
            if rows[index].isDigestDirty, let digest = rows[index].digest {
                try connection.run("UPDATE _stream SET digest = ? WHERE number = ?", Self.bytes(of: digest), index)
                rows[index].isDigestDirty = false
            }
        }
    }

    // MARK: - Which

    subscript(number: Int) -> StreamRow { rows[number] }

    /// The stream that a row names; `nil` for a number that was never given.
    func stream(_ number: Int?) -> Stream? { number.flatMap { rows.indices.contains($0) ? rows[$0].stream : nil } }

    /// The number of a stream; one that was never named gets the next.
    func number(of stream: Stream) throws -> Int {
        if rows.indices.contains(last), rows[last].stream == stream { return last }
        if let known = numbers[stream] {
            last = known
            return known
        }
        try connection.run(
            "INSERT INTO _stream(number, scope, lane, subscribed, complete, upto, base) VALUES (?, ?, ?, 0, 0, 0, 0)",
            rows.count,
            stream.scope.text,
            stream.lane
        )
        let row = StreamRow(number: rows.count, stream: stream)
        numbers[stream] = row.number
        rows.append(row)
        return row.number
    }

    /// What is known of a stream, if any record or cursor ever named it.
    func known(_ stream: Stream) -> StreamRow? { numbers[stream].map { rows[$0] } }

    /// All that any record or cursor ever named.
    var all: [StreamRow] { rows }

    /// Those of the cursor.
    var subscribed: [StreamRow] { rows.filter(\.isSubscribed) }

    /// The subscribed streams, as a cursor.
    var cursor: [Stream: StreamCursor] { Dictionary(uniqueKeysWithValues: subscribed.map { ($0.stream, $0.cursor) }) }

    // MARK: - How far each has come

    /// A stream may be read from now on; one that is subscribed already goes on where it was.
    func gain(_ stream: Stream) throws {
        let number = try number(of: stream)
        guard !rows[number].isSubscribed else { return }
        rows[number].isSubscribed = true
        reset(number)
    }

    /// A stream may not be read any more, and nothing of it is here.
    func lose(_ number: Int) {
        rows[number].isSubscribed = false
        reset(number)
        rebuild(number, StreamDigest())
    }

    /// A stream is asked for again from its beginning.
    func reset(_ number: Int) {
        rows[number].cursor = .start
        rows[number].base = .zero
    }

    /// A page came, applied or staged.
    func receive(_ number: Int, through position: Position) { rows[number].cursor.upto = position }

    /// All pages up to the stream's head came.
    func complete(_ number: Int, at position: Position) { rows[number].cursor.complete = position }

    /// The rows hold all that the cursor says is complete.
    func advanceBases(of lane: Lane) {
        for index in rows.indices where rows[index].isSubscribed && rows[index].stream.lane == lane {
            if rows[index].base != rows[index].cursor.complete { rows[index].base = rows[index].cursor.complete }
        }
    }

    /// The first fill of a stream is finished.
    func finishFill(_ number: Int, at position: Position) {
        complete(number, at: position)
        rows[number].base = position
    }

    // MARK: - Rights

    /// Whether records of a collection may be written in a stream, asked of the rights once.
    func mayWrite(_ collection: Int, in number: Int, _ standing: Standing) -> Bool {
        if let known = rows[number].writable[collection] { return known }
        let may = standing.mayWrite(collection, in: rows[number].stream.scope)
        rows[number].writable[collection] = may
        return may
    }

    /// The rights are others now.
    func forgetRights() {
        for index in rows.indices { rows[index].writable = [:] }
    }

    // MARK: - Digests

    /// The digest of a stream counts a record in.
    func addToDigest(_ record: RecordID, at position: Position, in number: Int) throws {
        try loadDigest(number)
        rows[number].digest?.insert(record, at: position)
        rows[number].isDigestDirty = true
    }

    /// The digest of a stream counts a record no more.
    func removeFromDigest(_ record: RecordID, at position: Position, in number: Int) throws {
        try loadDigest(number)
        rows[number].digest?.remove(record, at: position)
        rows[number].isDigestDirty = true
    }

    /// The digest of a stream as it is kept.
    func digest(_ number: Int) throws -> StreamDigest {
        try loadDigest(number)
        return rows[number].digest ?? StreamDigest()
    }

    /// The digest is that of the rows again.
    func rebuild(_ number: Int, _ digest: StreamDigest) {
        rows[number].digest = digest
        rows[number].isDigestDirty = true
    }

    /// One number over everything that the server is known to hold in the subscribed streams (clause D2).
    func root() throws -> UInt128 {
        StreamDigest.root(of: try subscribed.map { (stream: $0.stream, digest: try digest($0.number).root) })
    }

    private func loadDigest(_ number: Int) throws {
        guard rows[number].digest == nil else { return }
        let bytes = try connection.first("SELECT digest FROM _stream WHERE number = ?", number) { $0.blob(0) }
        rows[number].digest = try bytes.map(Self.digest) ?? StreamDigest()
    }

    private static func bytes(of digest: StreamDigest) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(257 * 16)
        for range in digest.ranges { withUnsafeBytes(of: range.bigEndian) { bytes.append(contentsOf: $0) } }
        return bytes + Bytes.bigEndian(UInt128(truncatingIfNeeded: digest.count))
    }

    private static func digest(_ bytes: [UInt8]) throws -> StreamDigest {
        var ranges: [UInt128] = []
        for range in 0..<256 where bytes.count == 257 * 16 {
            ranges.append(Bytes.number(bytes[range * 16..<range * 16 + 16], as: UInt128.self) ?? 0)
        }
        let count = Bytes.number(bytes.suffix(16), as: UInt128.self) ?? 0
        guard let digest = StreamDigest(ranges: ranges, count: Int(truncatingIfNeeded: count)) else {
            throw ReplicaError(.damaged, .store(.damaged(.digest)))
        }
        return digest
    }
}
