import SQLiteTables
import SyncModel
import SyncWire

/// Whether rows may show what the store knows nothing of, since another program changed the schema and may have written unseen (clause R41).
enum Doubt: Int64, Comparable {
    case none
    /// Nothing speaks for it.
    case possible
    /// Triggers were taken away, or something was typed without them.
    case suspect

    static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}

/// The numbers that a replica counts with: one row of `_replica`, written back when a transaction changed it.
struct Ledger: Hashable {
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

    init(_ statement: RawStatement) throws {
        guard try statement.step() else { throw ReplicaError(.damaged, "The store's own row is missing: the file was damaged.") }
        defer { statement.reset() }
        programme = Int(statement.integer(0))
        edit = statement.unsigned(1)
        counter = statement.unsigned(2)
        answered = statement.unsigned(3)
        ownFrom = statement.unsigned(4)
        epoch = statement.blob(5).flatMap { Bits.read($0) }.map { Epoch(bits: $0) }
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

    static let select = """
        SELECT programme, edit, counter, answered, own_from, epoch, cursor_hash, offset, measured_wall, measured_boot, last_sync, differs, \
        standing, doubt, rejected, schema_version, uncompared FROM _replica
        """
    static let update = """
        UPDATE _replica SET programme = ?, edit = ?, counter = ?, answered = ?, own_from = ?, epoch = ?, cursor_hash = ?, offset = ?, \
        measured_wall = ?, measured_boot = ?, last_sync = ?, differs = ?, standing = ?, doubt = ?, rejected = ?, schema_version = ?, \
        uncompared = ?
        """

    func save(_ statement: RawStatement) throws {
        statement.bind(1, programme)
        statement.bind(2, edit)
        statement.bind(3, counter)
        statement.bind(4, answered)
        statement.bind(5, ownFrom)
        statement.bind(6, epoch.map { Bits.write($0.bits) })
        if let cursorHash { statement.bind(7, cursorHash) } else { statement.bindNull(7) }
        if let offset { statement.bind(8, offset) } else { statement.bindNull(8) }
        statement.bind(9, measuredWall)
        statement.bind(10, measuredBoot)
        if let lastSync { statement.bind(11, lastSync) } else { statement.bindNull(11) }
        statement.bind(12, differs ? 1 : 0)
        if let standing { statement.bind(13, standing.stored) } else { statement.bindNull(13) }
        statement.bind(14, doubt.rawValue)
        statement.bind(16, schema)
        statement.bind(17, isUncompared ? 1 : 0)
        if let rejected { statement.bind(15, rejected.stored) } else { statement.bindNull(15) }
        try statement.run()
    }
}

/// 128 bits as 16 bytes, most significant first.
enum Bits {
    static func write(_ bits: UInt128) -> [UInt8] {
        withUnsafeBytes(of: bits.bigEndian) { Array($0) }
    }

    static func read(_ bytes: some Collection<UInt8>) -> UInt128? {
        guard bytes.count == 16 else { return nil }
        return bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    }
}

extension WireFailure {
    /// The code, then the sentence on the lines after it.
    var stored: String { "\(code.rawValue)\n\(message)" }

    init?(stored: String) {
        let parts = stored.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let code = Code(rawValue: parts[0]) else { return nil }
        self.init(code, parts[1])
    }
}

extension Standing {
    /// One line each: the record, the role, then scope and collection numbers.
    var stored: String {
        let scopes = writable.sorted { $0.key < $1.key }
        return ([at.text, role] + scopes.map { "\($0.key.text) \($0.value.map(String.init).joined(separator: ","))" }).joined(
            separator: "\n"
        )
    }

    init?(stored: String) {
        let lines = stored.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 2, let at = RecordID(lines[0]) else { return nil }
        self.init(at: at, role: lines[1], writable: [:])
        for line in lines.dropFirst(2) {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let scope = Scope(text: String(parts[0])) else { return nil }
            writable[scope] = parts[1].split(separator: ",").compactMap { Int($0) }
        }
    }

    /// Whether records of the collection may be written in the scope.
    func mayWrite(_ collection: Int, in scope: Scope) -> Bool {
        guard let collections = writable[scope] else { return false }
        return collections.isEmpty || collections.contains(collection)
    }
}
