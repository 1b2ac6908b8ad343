import CSQLite
import SQLiteTables
import SyncModel

/// The measure of all figures: the same rows in one plain table, in one transaction, with nothing beside them.
enum BareSQLite {
    /// Puts the rows into a new file and times that.
    static func insert(_ rows: [[Value]], path: String, on clock: Stopwatch) throws {
        let connection = try Connection(path: path)
        let fields = Workload.programme.collections[1].fields
        let columns = fields.filter { $0.name != "ref" && $0.name != "site" }
        try connection.run("PRAGMA journal_mode = WAL")
        try connection.run(
            "CREATE TABLE t(id TEXT PRIMARY KEY, \(columns.map(\.name).joined(separator: ", ")), updated_at)"
        )
        try clock.time(.bare) {
            try connection.run("BEGIN")
            let places = [String](repeating: "?", count: columns.count + 2).joined(separator: ",")
            let insert = try RawStatement(connection.pointer, "INSERT INTO t VALUES(\(places))")
            for (number, row) in rows.enumerated() {
                insert.bind(1, row[0])
                for (index, field) in columns.enumerated() { insert.bind(Int32(index + 2), row[field.number]) }
                insert.bind(Int32(columns.count + 2), 1_735_689_600_000 + number * 37)
                try insert.run()
            }
            try connection.run("COMMIT")
        }
    }

    /// What another tool does with a device's file: plain INSERTs into the generated table, in one transaction.
    static func insertAsTool(_ rows: [[Value]], path: String) throws {
        let connection = try Connection(path: path)
        let fields = Workload.programme.collections[1].fields
        let names = fields.map { ColumnDDL.quoted($0.name) }.joined(separator: ", ")
        let places = fields.map { _ in "?" }.joined(separator: ",")
        try connection.run("BEGIN IMMEDIATE")
        let insert = try RawStatement(connection.pointer, "INSERT INTO consultation(\(names)) VALUES(\(places))")
        for row in rows {
            for (index, value) in row.enumerated() { insert.bind(Int32(index + 1), value) }
            try insert.run()
        }
        try connection.run("COMMIT")
    }
}

/// A connection as any tool has one: SQLite's own settings.
private final class Connection {
    let pointer: OpaquePointer

    init(path: String) throws {
        var opened: OpaquePointer?
        let code = sqlite3_open(path, &opened)
        guard code == SQLITE_OK, let opened else { throw BenchmarkError("SQLite cannot open \(path): code \(code).") }
        pointer = opened
    }

    deinit {
        sqlite3_close_v2(pointer)
    }

    func run(_ sql: String) throws {
        try RawStatement(pointer, sql).run()
    }
}
