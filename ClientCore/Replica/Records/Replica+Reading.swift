import CSQLite
import GRDB
import SQLiteTables
import SyncMerge
package import SyncModel

extension Replica {
    /// The records of a collection, by id; conditions are field names with the value that they must have, for a set
    /// with an element that it must hold or the whole set as a JSON array.
    /// - Throws: ``ReplicaError`` `unknownName`.
    package func list(
        _ collection: String,
        where conditions: [(field: String, value: Value)] = [],
        limit: Int? = nil
    ) throws -> [Record] {
        var found: [Record] = []
        try list(collection, where: conditions, limit: limit) { found.append($0) }
        return found
    }

    /// The records of a collection one at a time, by id, all of one moment: a collection of any size needs little
    /// memory.
    /// - Throws: ``ReplicaError`` `unknownName`, and what `each` throws.
    package func list(
        _ collection: String,
        where conditions: [(field: String, value: Value)] = [],
        limit: Int? = nil,
        each: (Record) throws -> Void
    ) throws {
        try read { try $0.recordReader.list(collection, where: conditions, limit: limit, each: each) }
    }

    /// One record; `nil` if it is not on this device.
    package func record(_ collection: String, _ id: RecordID) throws -> Record? {
        try read { try $0.recordReader.record(collection, id) }
    }

    /// One record with its live writes, conflicts and pending edits; `nil` if it is not on this device.
    ///
    /// What other programs wrote is drained into change sets first; where nothing can be written, a record that only
    /// their rows know is not told of.
    package func detail(_ collection: String, _ id: RecordID) throws -> RecordDetail? {
        do {
            try drainWaiting()
        } catch let error as ReplicaError where error.code == .storage {
            // A full disk: what was typed stays in the log, and what is known can be read.
        }
        return try read { try $0.recordReader.detail(collection, id) }
    }

    /// Runs one read-only SQL statement: the columns' names, and rows of values.
    package func query(_ sql: String) throws -> (columns: [String], rows: [[Value]]) {
        try checkOutside()
        do {
            return try unwritten {
                try pool.read { db in
                    // Another file has no business here, whatever the statement is called.
                    sqlite3_limit(db.sqliteConnection, SQLITE_LIMIT_ATTACHED, 0)
                    let statements = try db.allStatements(sql: sql)
                    guard let statement = try statements.next() else { return ([], []) }
                    guard statement.isReadonly else {
                        throw ReplicaError(.validation, .sql(.onlyReading))
                    }
                    guard try statements.next() == nil else { throw ReplicaError(.validation, .sql(.oneAtATime)) }
                    var rows: [[Value]] = []
                    let cursor = try Row.fetchCursor(statement)
                    while let row = try cursor.next() {
                        rows.append(
                            row.map { column in
                                switch column.1.storage {
                                case .null: .null
                                case .int64(let integer): .integer(integer)
                                case .double(let number): .text(String(number))
                                case .string(let text): .text(text)
                                case .blob(let data): .text("\(data.count) bytes")
                                }
                            }
                        )
                    }
                    return (statement.columnNames, rows)
                }
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            throw ReplicaError(.validation, .sql(.init(sqlite: error.message ?? sql)))
        } catch {
            throw Store.inWords(error)
        }
    }
}
