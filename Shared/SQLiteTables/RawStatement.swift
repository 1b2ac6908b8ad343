import CSQLite
package import SyncModel

/// A prepared statement on a raw connection, for the loops in which a library's general argument passing costs more
/// than SQLite.
///
/// Parameters and columns count from 1 and from 0, as in SQLite. A statement belongs to the thread that uses its
/// connection and must be finalized (released) before the connection closes.
package final class RawStatement {
    private let statement: OpaquePointer
    private let connection: OpaquePointer

    /// Prepares one statement.
    /// - Throws: ``SQLiteFailure`` with SQLite's own message.
    package init(_ connection: OpaquePointer, _ sql: String) throws(SQLiteFailure) {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw SQLiteFailure(connection, code, doing: sql) }
        statement = prepared
        self.connection = connection
    }

    deinit {
        sqlite3_finalize(statement)
    }

    /// Goes to the next row.
    /// - Returns: false when there is none; the statement is reset then.
    package func step() throws(SQLiteFailure) -> Bool {
        let code = sqlite3_step(statement)
        if code == SQLITE_ROW { return true }
        defer { sqlite3_reset(statement) }
        guard code == SQLITE_DONE else { throw SQLiteFailure(connection, code, doing: text) }
        return false
    }

    /// Runs a statement that gives no rows, or whose rows do not matter, and resets it.
    package func run() throws(SQLiteFailure) {
        while try step() {}
    }

    /// Ends a reading that is not read to its end.
    package func reset() {
        sqlite3_reset(statement)
    }

    /// The statement's text.
    package var text: String {
        sqlite3_sql(statement).map { String(cString: $0) } ?? ""
    }

    // MARK: - Parameters

    /// Binds NULL.
    package func bindNull(_ index: Int32) {
        sqlite3_bind_null(statement, index)
    }

    /// Binds an integer.
    package func bind(_ index: Int32, _ integer: Int64) {
        sqlite3_bind_int64(statement, index, integer)
    }

    /// Binds an integer.
    package func bind(_ index: Int32, _ integer: Int) {
        sqlite3_bind_int64(statement, index, Int64(integer))
    }

    /// Binds the bits of an unsigned integer.
    package func bind(_ index: Int32, _ integer: UInt64) {
        sqlite3_bind_int64(statement, index, Int64(bitPattern: integer))
    }

    /// Binds the bits of a number of its own kind.
    @inlinable package func bind(_ index: Int32, _ number: some SerialNumber) {
        bind(index, number.number)
    }

    /// Binds a text, copied.
    package func bind(_ index: Int32, _ text: String) {
        var text = text
        text.withUTF8 { bind(index, utf8: $0) }
    }

    private func bind(_ index: Int32, utf8: UnsafeBufferPointer<UInt8>) {
        utf8.withMemoryRebound(to: CChar.self) { characters in
            // An empty buffer may have no address, and no address would bind NULL.
            if let base = characters.baseAddress {
                _ = sqlite3_bind_text(statement, index, base, Int32(characters.count), duikou_transient())
            } else {
                _ = sqlite3_bind_text(statement, index, "", 0, duikou_transient())
            }
        }
    }

    /// Binds bytes, copied; `nil` binds NULL.
    package func bind(_ index: Int32, _ bytes: [UInt8]?) {
        guard let bytes else { return bindNull(index) }
        bytes.withUnsafeBytes { raw in
            if let base = raw.baseAddress, !raw.isEmpty {
                _ = sqlite3_bind_blob(statement, index, base, Int32(raw.count), duikou_transient())
            } else {
                _ = sqlite3_bind_zeroblob(statement, index, 0)
            }
        }
    }

    /// Binds a record's id as its 36-character text.
    package func bind(_ index: Int32, _ record: RecordID) {
        record.withText { bind(index, utf8: $0) }
    }

    /// Binds a value as SQLite stores it.
    package func bind(_ index: Int32, _ value: Value) {
        switch value {
        case .null: bindNull(index)
        case .integer(let integer): bind(index, integer)
        case .text(let text): bind(index, text)
        }
    }

    // MARK: - Columns

    /// The number of columns in a row.
    package var columnCount: Int { Int(sqlite3_column_count(statement)) }

    /// The column holds NULL.
    package func isNull(_ index: Int32) -> Bool { sqlite3_column_type(statement, index) == SQLITE_NULL }

    /// An integer; 0 for NULL.
    package func integer(_ index: Int32) -> Int64 { sqlite3_column_int64(statement, index) }

    /// The bits of an unsigned integer.
    package func unsigned(_ index: Int32) -> UInt64 { UInt64(bitPattern: sqlite3_column_int64(statement, index)) }

    /// A text; empty for NULL. Invalid UTF-8 that another tool wrote is repaired with replacement characters.
    package func string(_ index: Int32) -> String {
        guard let bytes = sqlite3_column_text(statement, index) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, index))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// The column holds no text, or text that is UTF-8 from end to end.
    package func isWellFormed(_ index: Int32) -> Bool {
        guard sqlite3_column_type(statement, index) == SQLITE_TEXT else { return true }
        return String(validating: bytes(index), as: UTF8.self) != nil
    }

    /// A text in which each byte that does not belong to UTF-8 stands as `\xE4`: nothing of what another tool wrote is
    /// lost.
    package func escapedString(_ index: Int32) -> String {
        var text = ""
        var rest = bytes(index)[...]
        while !rest.isEmpty {
            // A character has one to four bytes.
            let whole = (1...4).lazy.filter { $0 <= rest.count }.compactMap {
                String(validating: rest.prefix($0), as: UTF8.self)
            }.first
            text += whole ?? "\\x" + Self.hexadecimal(rest[rest.startIndex])
            rest = rest.dropFirst(whole?.utf8.count ?? 1)
        }
        return text
    }

    private func bytes(_ index: Int32) -> [UInt8] {
        guard let base = sqlite3_column_text(statement, index) else { return [] }
        return [UInt8](UnsafeBufferPointer(start: base, count: Int(sqlite3_column_bytes(statement, index))))
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        String(byte >> 4, radix: 16, uppercase: true) + String(byte & 15, radix: 16, uppercase: true)
    }

    /// Bytes; `nil` for NULL.
    package func blob(_ index: Int32) -> [UInt8]? {
        guard !isNull(index) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, index))
        guard count > 0, let base = sqlite3_column_blob(statement, index) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    }

    /// A record's id; `nil` if the column holds something else.
    package func record(_ index: Int32) -> RecordID? {
        guard let bytes = sqlite3_column_text(statement, index) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, index))
        return RecordID(utf8: UnsafeBufferPointer(start: bytes, count: count))
    }

    /// A value as SQLite stores it. A floating-point number, which no column of ours holds, is read as its text.
    package func value(_ index: Int32) -> Value {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .integer(integer(index))
        default: .text(string(index))
        }
    }
}

/// What SQLite refused to do.
package struct SQLiteFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// SQLite's extended result code.
    package let code: Int32
    /// SQLite's message.
    package let message: String
    /// The statement.
    package let sql: String

    /// A failure read off a connection.
    package init(_ connection: OpaquePointer, _ code: Int32, doing sql: String) {
        self.code = sqlite3_extended_errcode(connection)
        self.message = String(cString: sqlite3_errmsg(connection))
        self.sql = sql
    }

    /// The message; never the statement, which may be long.
    package var description: String { message }

    /// The disk or the file's quota is full.
    package var isFull: Bool { code & 0xff == SQLITE_FULL }
}
