import CSQLite
import SQLiteTables

/// A cell of what SQL gave.
package enum StoredCell: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// SQL of other people's making, which only reads.
struct FreeQuery {
    private let connection: OpaquePointer

    init(on connection: OpaquePointer) {
        self.connection = connection
    }

    /// Runs one statement.
    func run(_ sql: String, _ arguments: [StoredCell]) throws -> (columns: [String], rows: [[StoredCell]]) {
        // Another file has no business here, whatever the statement is called.
        let attached = sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0)
        defer { sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, attached) }
        guard let statement = try prepare(sql) else { return ([], []) }
        defer { sqlite3_finalize(statement) }
        // What ends a transaction only reads too, by SQLite's word, and gives no columns.
        guard sqlite3_stmt_readonly(statement) != 0, sqlite3_column_count(statement) > 0 else {
            throw ReplicaError(.validation, .sql(.onlyReading))
        }
        let wanted = Int(sqlite3_bind_parameter_count(statement))
        guard wanted == arguments.count else {
            throw ReplicaError(.validation, .sql(.places(wanted, values: arguments.count)))
        }
        for (index, argument) in arguments.enumerated() { Self.bind(argument, at: Int32(index + 1), of: statement) }
        let count = sqlite3_column_count(statement)
        let columns = (0..<count).map { sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? "" }
        var rows: [[StoredCell]] = []
        while true {
            let code = sqlite3_step(statement)
            guard code != SQLITE_DONE else { return (columns, rows) }
            guard code == SQLITE_ROW else { throw refusal(code, sql) }
            rows.append((0..<count).map { Self.cell($0, of: statement) })
        }
    }

    /// - Returns: `nil` where there is nothing but blanks and comments.
    private func prepare(_ sql: String) throws -> OpaquePointer? {
        try sql.withCString { text in
            var statement: OpaquePointer?
            var rest: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(connection, text, -1, 0, &statement, &rest)
            guard code == SQLITE_OK else { throw refusal(code, sql) }
            var other: OpaquePointer?
            if let rest { sqlite3_prepare_v3(connection, rest, -1, 0, &other, nil) }
            guard other == nil else {
                sqlite3_finalize(other)
                sqlite3_finalize(statement)
                throw ReplicaError(.validation, .sql(.oneAtATime))
            }
            return statement
        }
    }

    private func refusal(_ code: Int32, _ sql: String) -> any Error {
        let failure = SQLiteFailure(connection, code, doing: sql)
        guard failure.code & 0xff == SQLITE_ERROR else { return failure }
        return ReplicaError(.validation, .sql(.init(sqlite: failure.message)))
    }

    private static func bind(_ cell: StoredCell, at index: Int32, of statement: OpaquePointer) {
        switch cell {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let integer): sqlite3_bind_int64(statement, index, integer)
        case .real(let number): sqlite3_bind_double(statement, index, number)
        case .text(let text): sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), duikou_transient())
        case .blob(let bytes):
            sqlite3_bind_blob(statement, index, bytes.isEmpty ? [0] : bytes, Int32(bytes.count), duikou_transient())
        }
    }

    private static func cell(_ column: Int32, of statement: OpaquePointer) -> StoredCell {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_BLOB:
            let count = Int(sqlite3_column_bytes(statement, column))
            return .blob([UInt8](UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, column), count: count)))
        default:
            let text = sqlite3_column_text(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            return .text(
                String(decoding: UnsafeBufferPointer(start: text, count: text == nil ? 0 : count), as: UTF8.self)
            )
        }
    }
}
