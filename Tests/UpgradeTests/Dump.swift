import CSQLite
import Foundation
import SQLiteTables
import Testing

/// A database as text: statements that make it again, entry by entry of its schema in their places.
enum Dump {
    /// The schema's entries, of which those that SQLite makes itself have no statement.
    private static let entries = "SELECT rowid, type, name, coalesce(sql, '') FROM sqlite_master ORDER BY rowid"

    static func write(_ path: String) throws -> String {
        let database = try Opened(path)
        var (lines, fillers) = (["BEGIN;"], [String]())
        var place: Int64 = 0
        try database.rows(entries) { row in
            // A place that was left free means something to the device.
            while place + 1 < row.integer(0) {
                place += 1
                fillers.append("DROP VIEW _free_\(place);")
                lines.append("CREATE VIEW _free_\(place) AS SELECT 1;")
            }
            place = row.integer(0)
            if !row.string(3).isEmpty, !row.string(2).hasPrefix("sqlite_") { lines.append(row.string(3) + ";") }
        }
        lines += fillers
        let tables = try database.strings("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        for table in tables {
            let columns = try database.strings("SELECT name FROM pragma_table_info('\(table)')")
            let values = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ', ' || ")
            let rows = try database.strings("SELECT \(values) FROM \"\(table)\" ORDER BY 1")
            lines += rows.map { "INSERT INTO \"\(table)\" VALUES (\($0));" }
        }
        for pragma in ["user_version", "schema_version"] {
            lines += try database.strings("PRAGMA \(pragma)").map { "PRAGMA \(pragma) = \($0);" }
        }
        return (lines + ["COMMIT;", ""]).joined(separator: "\n")
    }

    static func read(_ text: String, into path: String) throws {
        try Opened(path).run(text)
    }

    /// The schema in words, in the order of names. Where it was changed later than made, only blanks differ.
    static func schema(of path: String) throws -> [String] {
        let sql = "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_master ORDER BY name, type"
        return try Opened(path).strings(sql).map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }

    /// A database open beside the stores, whose triggers do not capture what it does.
    final class Opened {
        private let connection: OpaquePointer

        init(_ path: String) throws {
            var opened: OpaquePointer?
            #expect(sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil) == SQLITE_OK)
            connection = try #require(opened)
            #expect(duikou_set_triggers(connection, 0) == SQLITE_OK)
            sqlite3_busy_timeout(connection, 15_000)
        }

        deinit { sqlite3_close_v2(connection) }

        func run(_ sql: String) throws {
            let code = sqlite3_exec(connection, sql, nil, nil, nil)
            guard code == SQLITE_OK else { throw SQLiteFailure(connection, code, doing: sql) }
        }

        func rows(_ sql: String, _ body: (RawStatement) throws -> Void) throws {
            let statement = try RawStatement(connection, sql)
            while try statement.step() { try body(statement) }
        }

        func strings(_ sql: String) throws -> [String] {
            var found: [String] = []
            try rows(sql) { found.append($0.string(0)) }
            return found
        }
    }
}
