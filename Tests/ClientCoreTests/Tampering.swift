import CSQLite
import ClientCore
import FeedStoreSQLite
import SQLiteTables
import Testing

/// Changes a file behind the store's back, as a failing disk or a hand in the wrong place does.
enum Tampering {
    static func change(_ path: String, _ sql: String) throws {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil)
        let connection = try #require(opened)
        #expect(code == SQLITE_OK)
        defer { sqlite3_close_v2(connection) }
        sqlite3_busy_timeout(connection, 15_000)
        guard duikou_set_triggers(connection, 0) == SQLITE_OK, sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK
        else {
            throw SQLiteFailure(connection, sqlite3_errcode(connection), doing: sql)
        }
    }
}

extension Ward {
    /// The server's file.
    func damage(_ sql: String) throws { try Tampering.change("\(folder)/server/\(FeedStoreSQLite.fileName)", sql) }
}

extension Device {
    /// The device's file.
    func damage(_ sql: String) throws { try Tampering.change(databasePath, sql) }
}
