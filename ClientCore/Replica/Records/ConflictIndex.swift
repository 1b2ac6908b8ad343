import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// Which records have open conflicts. Nobody else writes `_conflict`; what a conflict is, the record's state says.
struct ConflictIndex {
    let connection: StoreConnection
    let programme: InstalledProgramme

    /// These are a record's conflicts now.
    func keep(_ open: [FieldConflict], of local: LocalRecord) throws {
        let (collection, id) = (local.table.number, local.id)
        let had = try connection.exists(
            "SELECT 1 FROM _conflict WHERE collection = ? AND id = ? LIMIT 1",
            collection,
            id
        )
        guard had || !open.isEmpty else { return }
        try connection.run("DELETE FROM _conflict WHERE collection = ? AND id = ?", collection, id)
        for conflict in open {
            try connection.run(
                "INSERT OR REPLACE INTO _conflict(conflict, collection, id, field) VALUES (?, ?, ?, ?)",
                ConflictID(local.table.collection, id, field: conflict.field).text,
                collection,
                id,
                conflict.field
            )
        }
    }

    /// Records with open conflicts, by collection and id.
    func records() throws -> [(table: LocalTable, id: RecordID)] {
        try connection.all("SELECT DISTINCT collection, id FROM _conflict ORDER BY collection, id") { row in
            guard let id = row.record(1), let table = programme.knownTable(row.integer(0)) else { return nil }
            return (table, id)
        }
    }

    /// Records of a collection with open conflicts.
    func records(in table: LocalTable) throws -> Set<RecordID> {
        Set(try connection.all("SELECT DISTINCT id FROM _conflict WHERE collection = ?", table.number) { $0.record(0) })
    }

    /// The record of an open conflict.
    func record(of conflict: String) throws -> (table: LocalTable, id: RecordID)? {
        try connection.first("SELECT collection, id FROM _conflict WHERE conflict = ?", conflict) { row in
            guard let id = row.record(1) else { return nil }
            return (try programme.table(Int(row.integer(0))), id)
        }
    }

    func count() throws -> Int { try connection.count("_conflict") }
}
