import FoundationEssentials
import SQLiteTables
import SyncModel

/// What other tools did to one record since the log was last drained.
struct Captured {
    let key: RecordKey
    /// Unit: milliseconds since 1970, of the last statement.
    var at: Int64
    /// The row before the first statement; `nil` if there was none.
    var old: (meta: RowMeta, columns: [Value])?
    /// So far only updates were met. An insert after them is the one that made the row: a trigger of another program
    /// wrote it again at once.
    var isUpdatedOnly: Bool
    /// The row before had no marks of ours, and nothing says that it was inserted: what it is, the server tells (clause
    /// R41).
    var isUnknown: Bool
    /// The row now; `nil` if there is none.
    var now: [Value]?
    /// The number of a field in which the row now holds bytes that are no UTF-8.
    var damaged: Int?
    /// The id that the natural key gives, where another stands in the row.
    var keyed: RecordID?
}

/// Reads the log: what stood in each row before, and what stands there now.
struct CapturedRows {
    let connection: StoreConnection
    let programme: InstalledProgramme
    let captureLog: CaptureLog

    /// Walking the log backwards ends at a record's first entry: what stood there before it is the old row.
    func read() throws -> [Captured] {
        var found: [Captured] = []
        var places: [RecordKey: Int] = [:]
        try captureLog.forEach { entry in
            guard programme.tables.indices.contains(entry.key.collection) else { return }
            if let place = places[entry.key] {
                found[place].at = entry.at
                if entry.change == .inserted, found[place].isUpdatedOnly {
                    found[place].old = nil
                    found[place].isUnknown = false
                }
                if entry.change != .updated { found[place].isUpdatedOnly = false }
                return
            }
            let isNew = entry.change == .inserted
            let old = isNew ? nil : try oldRow(entry, programme.tables[entry.key.collection])
            places[entry.key] = found.count
            found.append(
                Captured(
                    key: entry.key,
                    at: entry.at,
                    old: old,
                    isUpdatedOnly: entry.change == .updated,
                    isUnknown: !isNew && old == nil
                )
            )
        }
        for index in found.indices { try readNow(&found[index]) }
        return found
    }

    private func readNow(_ captured: inout Captured) throws {
        let table = programme.tables[captured.key.collection]
        let row = try table.select()
        row.bind(.id, captured.key.record)
        defer { row.reset() }
        guard try row.step() else { return }
        var damaged: Int?
        captured.now = (0..<table.fieldCount).map { number in
            let column = LocalColumn.field(number)
            let value = row.value(column)
            // Reading puts U+FFFD, whose first byte is this one, where something is no UTF-8.
            guard value.text?.utf8.contains(0xef) == true, !row.isWellFormed(column) else { return value }
            damaged = number
            return .text(row.escapedString(column))
        }
        captured.damaged = damaged
    }

    /// - Returns: `nil` for a row without marks of ours.
    private func oldRow(_ entry: CaptureLog.Entry, _ table: LocalTable) throws -> (meta: RowMeta, columns: [Value])? {
        let values = try oldValues(entry)
        guard values.count >= 7 else { throw ReplicaError(.damaged, .store(.damaged(.edit))) }
        var columns = Array(values.dropFirst(7).prefix(table.fieldCount))
        while columns.count < table.fieldCount { columns.append(table.column(columns.count, .null)) }
        let meta = RowMeta(logged: values)
        return meta.stream == nil ? nil : (meta, columns)
    }

    private func oldValues(_ entry: CaptureLog.Entry) throws -> [Value] {
        // SQLite ends a text at its first zero character when it reads JSON, though not when it writes it.
        if entry.hasZero { return try JSONDecoder().decode([Value].self, from: Data(entry.old.utf8)) }
        return try connection.all("SELECT value FROM json_each(?) ORDER BY key", entry.old) { $0.value(0) }
    }
}
