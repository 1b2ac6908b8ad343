import CSQLite
import Testing

/// A database that a test has open beside the programs, until this is gone.
final class Held {
    private var connection: OpaquePointer?

    init(_ path: String) throws {
        try #require(sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK)
        sqlite3_busy_timeout(connection, 15_000)
        // What is captured for other tools is not meant here.
        try #require(duikou_set_triggers(connection, 0) == SQLITE_OK)
    }

    deinit { sqlite3_close_v2(connection) }

    func run(_ sql: String) throws {
        let words = { String(cString: sqlite3_errmsg(self.connection)) }
        try #require(sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK, "\(sql): \(words())")
    }
}
