import SQLiteTables
import SyncModel

/// What triggers logged of other tools' writes and no change set holds yet. Nobody else in this program writes
/// `_capture`.
struct CaptureLog {
    let connection: StoreConnection

    /// What a statement did to a row.
    enum Change: String {
        case inserted = "i"
        case updated = "u"
        case deleted = "d"
        case replaced = "r"
    }

    /// One entry.
    struct Entry {
        /// Unit: milliseconds since 1970.
        let at: Int64
        let key: RecordKey
        let change: Change?
        /// The row before, as JSON.
        let old: String
        /// A text in it has a zero character.
        let hasZero: Bool
    }

    func isEmpty() throws -> Bool { try !connection.exists("SELECT 1 FROM _capture LIMIT 1") }

    /// Reads all entries in their order; those of rows whose id is none are left out.
    func forEach(_ body: (Entry) throws -> Void) throws {
        let rows = try connection.statement(
            """
            SELECT CAST(round((at - 2440587.5) * 86400000.0) AS INTEGER), collection, id, op, old, \
            instr(old, '\\u0000') FROM _capture ORDER BY seq
            """
        )
        defer { rows.reset() }
        while try rows.step() {
            guard let id = rows.record(2) else { continue }
            let key = RecordKey(collection: Int(rows.integer(1)), record: id)
            try body(
                Entry(
                    at: rows.integer(0),
                    key: key,
                    change: Change(rawValue: rows.string(3)),
                    old: rows.string(4),
                    hasZero: rows.integer(5) > 0
                )
            )
        }
    }

    func clear() throws { try connection.execute("DELETE FROM _capture") }

    /// Logs what nobody captured, as the triggers would have.
    /// - Parameter old: the row before, as JSON.
    func append(_ key: RecordKey, _ change: Change, old: String?, at milliseconds: Int64) throws {
        try connection.run(
            "INSERT INTO _capture(at, collection, id, op, old) VALUES (? / 86400000.0 + 2440587.5, ?, ?, ?, ?)",
            milliseconds,
            key.collection,
            key.record,
            change.rawValue,
            old
        )
    }
}
