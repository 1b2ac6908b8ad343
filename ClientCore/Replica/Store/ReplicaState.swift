import SQLiteTables
import SyncModel
import SyncWire

/// Whether rows may show what the store knows nothing of, since another program changed the schema and may have written
/// unseen (clause R41).
enum Doubt: Int64, Comparable {
    case none
    /// Nothing speaks for it.
    case possible
    /// Triggers were taken away, or something was typed without them.
    case suspect

    static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}

/// What a replica counts with, who it is, and how far it trusts its rows. Nobody else writes `_replica` and
/// `_identity`: whatever becomes of the numbers is one of the verbs here, and reaches the disk with ``save()`` at the
/// end of the transaction.
@dynamicMemberLookup
final class ReplicaState {
    private let connection: StoreConnection
    private let host: Host
    private var numbers: ReplicaNumbers
    private var saved: ReplicaNumbers
    /// Who this device is; `nil` before enrolment.
    private(set) var identity: Identity?
    private var hasSkippedEdits = false

    init(_ connection: StoreConnection, host: Host) throws {
        self.connection = connection
        self.host = host
        numbers = try ReplicaNumbers(try connection.statement(ReplicaNumbers.select))
        saved = numbers
    }

    subscript<Member>(dynamicMember member: KeyPath<ReplicaNumbers, Member>) -> Member { numbers[keyPath: member] }

    /// Reads all anew.
    func load() throws {
        numbers = try ReplicaNumbers(try connection.statement(ReplicaNumbers.select))
        saved = numbers
        identity = try loadIdentity()
    }

    /// Writes back what the transaction changed.
    func save() throws {
        numbers.schema = try connection.schemaVersion()
        guard numbers != saved else { return }
        try numbers.save(try connection.statement(ReplicaNumbers.update))
        saved = numbers
    }

    /// A transaction failed: the next edit leaves numbers out again.
    func discard() { hasSkippedEdits = false }

    // MARK: - Identity

    func needIdentity() throws -> Identity {
        guard let identity else { throw ReplicaError(.notEnrolled, .name(.notEnrolled)) }
        return identity
    }

    /// The device has this identity now.
    func adopt(_ new: Identity) throws {
        try connection.run(
            "INSERT OR REPLACE INTO _identity(one, device, name, server, keys, server_keys) VALUES (1, ?, ?, ?, ?, ?)",
            new.device,
            new.name,
            new.server,
            new.keys,
            new.serverKeys
        )
        identity = new
        numbers.rejected = nil
    }

    /// Under another device's name everything is counted from the beginning, and the server may hold other values.
    func beginAnew() {
        numbers.isUncompared = true
        numbers.counter = 0
        numbers.answered = 0
        numbers.ownFrom = 1
        numbers.cursorHash = nil
    }

    /// The server's word about this device: why it would not have it, or that it has had it again.
    func note(rejected: WireFailure?) { numbers.rejected = rejected }

    /// What this device may do from now on.
    /// - Returns: whether it is something else than before.
    func grant(_ standing: Standing) -> Bool {
        guard standing != numbers.standing else { return false }
        numbers.standing = standing
        return true
    }

    private func loadIdentity() throws -> Identity? {
        try connection.first("SELECT device, name, server, keys, server_keys FROM _identity") { row in
            guard let bits = row.blob(0).flatMap({ Bytes.number($0, as: UInt128.self) }) else {
                throw ReplicaError(.damaged, .store(.damaged(.device)))
            }
            return Identity(
                device: DeviceID(bits: bits),
                name: row.string(1),
                server: row.string(2),
                keys: row.blob(3) ?? [],
                serverKeys: row.blob(4) ?? []
            )
        }
    }

    // MARK: - Counters

    /// The number of the next edit.
    ///
    /// Whoever opens the file leaves out a random run of numbers first. Two holders of one folder, such as a copy or an
    /// old backup, go on from the same number under the same name until the server notices: their edits must not get
    /// the same dots (clause R29).
    func nextEdit() -> EditNumber {
        if !hasSkippedEdits { numbers.edit = numbers.edit.advanced(by: Int(host.random() & 0xff_ffff)) }
        hasSkippedEdits = true
        numbers.edit = numbers.edit.next
        return numbers.edit
    }

    /// The counter of the next request.
    func nextRequest() -> UInt64 {
        numbers.counter += 1
        return numbers.counter
    }

    /// The head of the reply to a request was taken.
    func noteAnswer(to counter: UInt64) { numbers.answered = counter }

    /// The history of the server whose records are here.
    func follow(_ epoch: Epoch) { numbers.epoch = epoch }

    /// A programme of this version is installed.
    func installed(programme version: Int) { numbers.programme = version }

    /// The server knows our cursor by this hash.
    func vouched(_ cursorHash: UInt64) { numbers.cursorHash = cursorHash }

    /// The next request must name the cursor in full.
    func forgetCursorHash() { numbers.cursorHash = nil }

    /// All that was written here up to now comes with the pages as well.
    func wantOwnAgain() {
        numbers.cursorHash = nil
        numbers.ownFrom = numbers.edit.next
    }

    /// The server's clock was measured.
    func measured(offset: Int64, wall: Int64, boot: Int64) {
        numbers.offset = offset
        numbers.measuredWall = wall
        numbers.measuredBoot = boot
    }

    // MARK: - Trust

    /// A reply that reaches all heads was taken.
    func synced(at wall: Int64) { numbers.lastSync = wall }

    /// Device and server hold different records, or the same, by their digests.
    func note(differs: Bool) { numbers.differs = differs }

    /// What a comparison of all records found.
    func note(agrees: Bool) {
        numbers.differs = !agrees
        numbers.isUncompared = !agrees
    }

    /// Rows may show what the store knows nothing of.
    func raiseDoubt(to doubt: Doubt) { numbers.doubt = max(numbers.doubt, doubt) }

    /// All records were compared: what the rows show is known again.
    func endDoubt() { numbers.doubt = .none }
}

/// The row of `_replica`.
struct ReplicaNumbers: Hashable {
    var programme = 0
    var edit: EditNumber = 0
    var counter: UInt64 = 0
    /// The counter of the last reply whose head was taken.
    var answered: UInt64 = 0
    var ownFrom: EditNumber = 1
    var epoch: Epoch?
    /// Names the cursor that the server gave last; `nil` when the next request must give it in full.
    var cursorHash: UInt64?
    /// What the server's clock is ahead; milliseconds.
    var offset: Int64?
    var measuredWall: Int64 = 0
    var measuredBoot: Int64 = 0
    var lastSync: Int64?
    var differs = false
    /// Until all records are compared with the server's.
    var doubt = Doubt.none
    /// Device and server may hold other values though the positions fit: until a comparison finds that they agree.
    var isUncompared = false
    /// The version of the schema after this store last wrote.
    var schema: Int64 = -1
    var standing: Standing?
    /// The server's last word about this device, where it would not have it.
    var rejected: WireFailure?

    fileprivate init(_ statement: RawStatement) throws {
        guard try statement.step() else { throw ReplicaError(.damaged, .store(.damaged(.ownRow))) }
        defer { statement.reset() }
        programme = Int(statement.integer(0))
        edit = EditNumber(statement.unsigned(1))
        counter = statement.unsigned(2)
        answered = statement.unsigned(3)
        ownFrom = EditNumber(statement.unsigned(4))
        epoch = statement.blob(5).flatMap { Bytes.number($0, as: UInt128.self) }.map { Epoch(bits: $0) }
        cursorHash = statement.isNull(6) ? nil : statement.unsigned(6)
        offset = statement.isNull(7) ? nil : statement.integer(7)
        measuredWall = statement.integer(8)
        measuredBoot = statement.integer(9)
        lastSync = statement.isNull(10) ? nil : statement.integer(10)
        differs = statement.integer(11) != 0
        standing = statement.isNull(12) ? nil : Standing(stored: statement.string(12))
        doubt = Doubt(rawValue: statement.integer(13)) ?? .suspect
        schema = statement.integer(15)
        isUncompared = statement.integer(16) != 0
        rejected = statement.isNull(14) ? nil : WireFailure(stored: statement.string(14))
    }

    fileprivate static let select = """
        SELECT programme, edit, counter, answered, own_from, epoch, cursor_hash, offset, measured_wall, measured_boot, \
        last_sync, differs, \
        standing, doubt, rejected, schema_version, uncompared FROM _replica
        """
    fileprivate static let update = """
        UPDATE _replica SET programme = ?, edit = ?, counter = ?, answered = ?, own_from = ?, epoch = ?, \
        cursor_hash = ?, offset = ?, \
        measured_wall = ?, measured_boot = ?, last_sync = ?, differs = ?, standing = ?, doubt = ?, rejected = ?, \
        schema_version = ?, \
        uncompared = ?
        """

    fileprivate func save(_ statement: RawStatement) throws {
        try statement.run(
            programme,
            edit,
            counter,
            answered,
            ownFrom,
            epoch.map { Bytes.bigEndian($0.bits) },
            cursorHash,
            offset,
            measuredWall,
            measuredBoot,
            lastSync,
            differs,
            standing?.stored,
            doubt.rawValue,
            rejected?.stored,
            schema,
            isUncompared
        )
    }
}
