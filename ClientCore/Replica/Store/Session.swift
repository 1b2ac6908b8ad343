import CSQLite
import FoundationEssentials
import SQLiteTables
import SyncModel
import Synchronization

/// The writing connection with everything that is read once and kept: numbers, streams, devices, programme, statements.
///
/// What is kept is read again when another connection wrote, and thrown away when a transaction failed.
final class Session {
    let connection: OpaquePointer
    let host: Host
    var ledger: Ledger
    private var savedLedger: Ledger
    var identity: Identity?
    var programme: Programme?
    var plans: [CollectionPlan] = []
    var streams: [StreamRow] = []
    private var streamNumbers: [Stream: Int] = [:]
    /// The stream asked for last: most records that follow each other stand in one.
    private var lastStream = 0
    private var deviceNumbers: [DeviceID: Int64] = [:]
    private var devices: [Int64: DeviceID] = [:]
    private var statements: [String: RawStatement] = [:]
    private var dataVersion: Int64 = -1
    /// The version of the schema in which our triggers were last looked at.
    var watchedSchema: Int64 = -1
    /// Collections whose tables a transaction changed, for observers.
    var changedCollections: Set<Int> = []
    /// How far change sets compress, as lately seen: bytes in for one byte out.
    var compression = 3.0
    /// The last change set read, since several questions about one set come together.
    var lastSet: (edit: EditNumber, bytes: [UInt8])?

    private let programmes: ProgrammeCache
    private var hasSkippedEdits = false

    init(connection: OpaquePointer, host: Host, programmes: ProgrammeCache) throws {
        self.connection = connection
        self.host = host
        self.programmes = programmes
        ledger = try Ledger(try RawStatement(connection, Ledger.select))
        savedLedger = ledger
    }

    /// The number of the next edit.
    ///
    /// Whoever opens the file leaves out a random run of numbers first. Two holders of one folder, such as a copy or an old backup, go on
    /// from the same number under the same name until the server notices: their edits must not get the same dots (clause R29).
    func nextEdit() -> EditNumber {
        if !hasSkippedEdits { ledger.edit += host.random() & 0xff_ffff }
        hasSkippedEdits = true
        ledger.edit += 1
        return ledger.edit
    }

    /// A statement prepared once per text.
    func statement(_ sql: String) throws -> RawStatement {
        if let known = statements[sql] { return known }
        let statement = try RawStatement(connection, sql)
        statements[sql] = statement
        return statement
    }

    func execute(_ sql: String) throws {
        let code = sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteFailure(connection, code, doing: sql) }
    }

    /// Another number whenever another connection wrote.
    func commitMark() throws -> Int64 {
        let read = try statement("PRAGMA data_version")
        defer { read.reset() }
        return try read.step() ? read.integer(0) : -1
    }

    /// How many rows the last statement changed.
    var changes: Int32 { sqlite3_changes(connection) }

    // MARK: - Transactions

    /// At the beginning of a transaction: makes sure that what is kept is still true.
    /// - Returns: whether another connection wrote, or nothing was known yet.
    @discardableResult
    func begin() throws -> Bool {
        changedCollections.removeAll()
        let version = try statement("PRAGMA data_version")
        guard try version.step() else { return false }
        let current = version.integer(0)
        version.reset()
        guard current != dataVersion else { return false }
        try reload()
        dataVersion = current
        return true
    }

    private func reload() throws {
        lastSet = nil
        // R43: a newer program may have brought the store up to date since it was opened here.
        try StoreSchema.migrations.check(statement(StoreSchema.migrations.question), on: connection)
        ledger = try Ledger(try statement(Ledger.select))
        savedLedger = ledger
        identity = try loadIdentity()
        streams.removeAll()
        streamNumbers.removeAll()
        let rows = try statement("SELECT n, scope, lane, held, complete, upto, base FROM _stream ORDER BY n")
        while try rows.step() {
            guard let scope = Scope(text: rows.string(1)), let lane = Lane(rawValue: UInt8(truncatingIfNeeded: rows.integer(2))) else {
                throw ReplicaError(.damaged, "The list of streams is damaged.")
            }
            var row = StreamRow(number: streams.count, stream: Stream(scope: scope, lane: lane))
            row.isHeld = rows.integer(3) != 0
            row.cursor = StreamCursor(complete: Position(rows.unsigned(4)), upto: Position(rows.unsigned(5)))
            row.base = Position(rows.unsigned(6))
            streamNumbers[row.stream] = row.number
            streams.append(row)
        }
        deviceNumbers.removeAll()
        devices.removeAll()
        let names = try statement("SELECT n, device FROM _device")
        while try names.step() {
            guard let bits = names.blob(1).flatMap({ Bits.read($0) }) else { continue }
            deviceNumbers[DeviceID(bits: bits)] = names.integer(0)
            devices[names.integer(0)] = DeviceID(bits: bits)
        }
        if ledger.programme != programme?.version ?? 0 { try loadProgramme() }
        for plan in plans { plan.mayHide = nil }
    }

    /// A row of `_hidden` may stand for a record of the collection: where none does, the fast roads need not look for one.
    func mayHide(_ plan: CollectionPlan) throws -> Bool {
        if let known = plan.mayHide { return known }
        let hidden = try statement("SELECT 1 FROM _hidden WHERE collection = ? LIMIT 1")
        hidden.bind(1, plan.number)
        defer { hidden.reset() }
        let answer = try hidden.step()
        plan.mayHide = answer
        return answer
    }

    private func loadIdentity() throws -> Identity? {
        let rows = try statement("SELECT device, name, server, keys, server_keys FROM _identity")
        guard try rows.step() else { return nil }
        defer { rows.reset() }
        guard let bits = rows.blob(0).flatMap({ Bits.read($0) }) else { throw ReplicaError(.damaged, "The device's name is damaged.") }
        return Identity(
            device: DeviceID(bits: bits),
            name: rows.string(1),
            server: rows.string(2),
            keys: rows.blob(3) ?? [],
            serverKeys: rows.blob(4) ?? []
        )
    }

    /// Reads the installed programme and makes the statements that depend on it.
    func loadProgramme() throws {
        if let known = programmes.programme(version: ledger.programme) {
            install(known)
            return
        }
        let rows = try statement("SELECT json FROM _programme WHERE version = ?")
        rows.bind(1, ledger.programme)
        guard try rows.step() else {
            programme = nil
            plans = []
            return
        }
        defer { rows.reset() }
        let programme = try JSONDecoder().decode(Programme.self, from: Data(rows.blob(0) ?? []))
        programmes.keep(programme)
        install(programme)
    }

    func install(_ programme: Programme) {
        self.programme = programme
        plans = programme.collections.map { CollectionPlan($0, in: programme, connection: connection) }
    }

    /// At the end of a write transaction, before its commit.
    func end() throws {
        try saveStreams()
        ledger.schema = try schemaVersion()
        guard ledger != savedLedger else { return }
        try ledger.save(try statement(Ledger.update))
        savedLedger = ledger
    }

    /// A transaction failed: nothing that is kept can be trusted.
    func discard() {
        hasSkippedEdits = false
        dataVersion = -1
        watchedSchema = -1
        lastSet = nil
        programme = nil
        // A loop that threw left its statement in the middle of a reading.
        statements.removeAll()
        plans.removeAll()
    }

    // MARK: - Needed things

    func needProgramme() throws -> Programme {
        guard let programme else {
            throw ReplicaError(.noProgramme, "This device has no programme yet: sync once with the server, which sends it.")
        }
        return programme
    }

    func needIdentity() throws -> Identity {
        guard let identity else { throw ReplicaError(.notEnrolled, "This device is not enrolled: enrol it with a code first.") }
        return identity
    }

    func plan(named name: String) throws -> CollectionPlan {
        guard let number = try needProgramme().collection(named: name)?.number else {
            throw ReplicaError(.unknownName, "The programme has no collection \u{201c}\(name)\u{201d}.")
        }
        return plans[number]
    }

    func plan(_ number: Int) throws -> CollectionPlan {
        guard plans.indices.contains(number) else {
            throw ReplicaError(.damaged, "A record of collection \(number) came, which the installed programme does not know.")
        }
        return plans[number]
    }

    // MARK: - Streams and devices by number

    func stream(_ stream: Stream) throws -> Int {
        if streams.indices.contains(lastStream), streams[lastStream].stream == stream { return lastStream }
        if let known = streamNumbers[stream] {
            lastStream = known
            return known
        }
        let insert = try statement("INSERT INTO _stream(n, scope, lane, held, complete, upto, base) VALUES (?, ?, ?, 0, 0, 0, 0)")
        insert.bind(1, streams.count)
        insert.bind(2, stream.scope.text)
        insert.bind(3, Int(stream.lane.rawValue))
        try insert.run()
        let row = StreamRow(number: streams.count, stream: stream)
        streamNumbers[stream] = row.number
        streams.append(row)
        return row.number
    }

    /// What is known of a stream, if any record or cursor ever named it.
    func knownStream(_ stream: Stream) -> StreamRow? { streamNumbers[stream].map { streams[$0] } }

    func device(_ device: DeviceID) throws -> Int64 {
        if let known = deviceNumbers[device] { return known }
        let number = Int64(devices.count + 1)
        let insert = try statement("INSERT INTO _device(n, device) VALUES (?, ?)")
        insert.bind(1, number)
        insert.bind(2, Bits.write(device.bits))
        try insert.run()
        deviceNumbers[device] = number
        devices[number] = device
        return number
    }

    func device(numbered number: Int64) throws -> DeviceID {
        guard let device = devices[number] else { throw ReplicaError(.damaged, "A row names a device that is not listed.") }
        return device
    }
}

/// One stream with its cursor.
struct StreamRow {
    /// Index in the session's list and key in `_stream`.
    let number: Int
    let stream: Stream
    /// Part of the cursor; others only name the scope of records that were typed here.
    var isHeld = false { didSet { isDirty = true } }
    /// What requests claim; staged pages included.
    var cursor = StreamCursor.start { didSet { isDirty = true } }
    /// What the rows hold: the base of new edits; 0 during the first fill.
    var base = Position.zero { didSet { isDirty = true } }
    var isDirty = false
    /// Read when first needed.
    var digest: StreamDigest?
    var isDigestDirty = false
    /// Whether this device may write each collection here, as far as asked.
    var writable: [Int: Bool] = [:]

    init(number: Int, stream: Stream) {
        self.number = number
        self.stream = stream
    }

    /// Its first fill is not finished.
    var isFilling: Bool { cursor.complete == .zero }
}

// MARK: - Digests

extension Session {
    /// A record stands in a stream at a position now.
    func stand(_ record: RecordID, at position: Position, in stream: Int) throws {
        try loadDigest(stream)
        streams[stream].digest?.insert(record, at: position)
        streams[stream].isDigestDirty = true
    }

    /// A record stands in a stream no more.
    func unstand(_ record: RecordID, at position: Position, in stream: Int) throws {
        try loadDigest(stream)
        streams[stream].digest?.remove(record, at: position)
        streams[stream].isDigestDirty = true
    }

    func loadDigest(_ stream: Int) throws {
        guard streams[stream].digest == nil else { return }
        let read = try statement("SELECT digest FROM _stream WHERE n = ?")
        read.bind(1, stream)
        defer { read.reset() }
        guard try read.step(), let bytes = read.blob(0) else {
            streams[stream].digest = StreamDigest()
            return
        }
        var ranges: [UInt128] = []
        for range in 0..<256 where bytes.count == 257 * 16 {
            ranges.append(Bits.read(bytes[range * 16..<range * 16 + 16]) ?? 0)
        }
        let count = Bits.read(bytes.suffix(16)) ?? 0
        guard let digest = StreamDigest(ranges: ranges, count: Int(truncatingIfNeeded: count)) else {
            throw ReplicaError(.damaged, "A stream's digest is damaged.")
        }
        streams[stream].digest = digest
    }

    private func saveStreams() throws {
        for index in streams.indices {
            if streams[index].isDirty {
                let save = try statement("UPDATE _stream SET held = ?, complete = ?, upto = ?, base = ? WHERE n = ?")
                save.bind(1, streams[index].isHeld ? 1 : 0)
                save.bind(2, streams[index].cursor.complete.number)
                save.bind(3, streams[index].cursor.upto.number)
                save.bind(4, streams[index].base.number)
                save.bind(5, index)
                try save.run()
                streams[index].isDirty = false
            }
            if streams[index].isDigestDirty, let digest = streams[index].digest {
                var bytes: [UInt8] = []
                bytes.reserveCapacity(257 * 16)
                for range in digest.ranges { withUnsafeBytes(of: range.bigEndian) { bytes.append(contentsOf: $0) } }
                bytes += Bits.write(UInt128(truncatingIfNeeded: digest.count))
                let save = try statement("UPDATE _stream SET digest = ? WHERE n = ?")
                save.bind(1, bytes)
                save.bind(2, index)
                try save.run()
                streams[index].isDigestDirty = false
            }
        }
    }
}

/// The installed programme, decoded once for all connections of a replica.
final class ProgrammeCache: Sendable {
    private let kept = Mutex<Programme?>(nil)

    func programme(version: Int) -> Programme? {
        kept.withLock { $0?.version == version ? $0 : nil }
    }

    func keep(_ programme: Programme) {
        kept.withLock { $0 = programme }
    }
}
