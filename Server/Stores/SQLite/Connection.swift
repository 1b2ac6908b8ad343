import ChangeFeed
import CSQLite
import SQLiteTables
import SyncModel

/// One raw connection with its prepared statements and what it remembers of the file. Used by one thread at a time.
final class Connection {
    let handle: OpaquePointer
    private var statements: [String: RawStatement] = [:]
    /// The programme and its tables, as of the version last read.
    var layout: Layout?
    /// Names that never change once committed: numbers of streams and devices.
    var names = Names()

    struct Names {
        var streamNumbers: [Stream: Int64] = [:]
        var streams: [Int64: Stream] = [:]
        var deviceNumbers: [DeviceID: Int64] = [.server: 0]
        var devices: [Int64: DeviceID] = [0: .server]
    }

    private let logPagesNoted: UnsafeMutablePointer<Int32>

    /// Pages in the write-ahead log after the last commit of this connection.
    var logPages: Int { Int(logPagesNoted.pointee) }

    init(path: String, creating: Bool, cacheKibibytes: Int) throws {
        duikou_skip_memory_statistics()
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (creating ? SQLITE_OPEN_CREATE : 0)
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            if let opened { sqlite3_close_v2(opened) }
            throw StoreFailure(.unopened(path))
        }
        handle = opened
        logPagesNoted = .allocate(capacity: 1)
        logPagesNoted.initialize(to: 0)
        sqlite3_extended_result_codes(handle, 1)
        try execute("PRAGMA busy_timeout = 15000")
        try execute("PRAGMA journal_mode = WAL")
        // An answer is given only for what a power cut cannot take back.
        // What was committed survives a cut (clause F5).
        try execute("PRAGMA synchronous = FULL")
        try execute("PRAGMA cache_size = -\(cacheKibibytes)")
        try execute("PRAGMA temp_store = MEMORY")
        duikou_note_log_pages(handle, logPagesNoted)
        try execute("PRAGMA journal_size_limit = 67108864")
    }

    deinit {
        statements = [:]
        layout = nil
        sqlite3_close_v2(handle)
        logPagesNoted.deallocate()
    }

    /// Moves what the write-ahead log holds into the database file, as far as no reader needs it, beside a writer that
    /// goes on.
    func checkpoint() throws {
        let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        // Somebody else does it at the moment.
        guard code == SQLITE_OK || code & 0xff == SQLITE_BUSY else {
            throw Self.failure(SQLiteFailure(handle, code, doing: "checkpoint"))
        }
    }

    /// Runs statements without rows or parameters.
    func execute(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw Self.failure(SQLiteFailure(handle, code, doing: sql)) }
    }

    /// A prepared statement, kept for the next time.
    func statement(_ sql: String) throws -> RawStatement {
        if let statement = statements[sql] { return statement }
        let statement = try RawStatement(handle, sql)
        statements[sql] = statement
        return statement
    }

    /// SQLite ended the transaction by itself, as it does when the disk is full.
    var isOutsideTransaction: Bool { sqlite3_get_autocommit(handle) != 0 }

    /// Whether the last statement changed a row.
    var changedRows: Int { Int(sqlite3_changes(handle)) }

    /// SQLite's failure as the store's.
    static func failure(_ error: any Error) -> any Error {
        if let mismatch = error as? StoreMismatch { return StoreFailure(mismatch) }
        guard let failure = error as? SQLiteFailure else { return StoreFailure(error) ?? error }
        if failure.isFull { return StoreFailure(.full) }
        let busy = failure.code & 0xff == SQLITE_BUSY
        return StoreFailure(busy ? .busy : .failed(failure.message))
    }
}
