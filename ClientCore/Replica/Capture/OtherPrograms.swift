import SQLiteTables
import SyncModel

/// What other programs did to the file beside typing: a device goes on all the same, and nothing of theirs is thrown
/// away.
struct OtherPrograms {
    let connection: StoreConnection
    let host: Host

    /// Another program's table or column that has the name of a new one of the programme steps aside under another
    /// name.
    func makeRoom(for collection: Programme.Collection, beyond count: Int) throws {
        if count == 0 { return try makeRoom(for: collection) }
        let table = ColumnDDL.quoted(collection.name)
        for field in collection.fields.dropFirst(count) {
            let taken = try connection.first(
                "SELECT name FROM pragma_table_info(?) WHERE name = ? COLLATE NOCASE",
                collection.name,
                field.name
            ) { $0.string(0) }
            guard let taken else { continue }
            // Triggers name the columns that were there when they were made; they are made anew afterwards.
            try connection.execute(
                "ALTER TABLE \(table) RENAME COLUMN \(ColumnDDL.quoted(taken)) TO \(ColumnDDL.quoted(free(taken)))"
            )
        }
    }

    private func makeRoom(for collection: Programme.Collection) throws {
        let taken = try connection.first(
            "SELECT type, name FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type <> 'trigger'",
            collection.name
        ) { (kind: $0.string(0), name: $0.string(1)) }
        guard let (kind, name) = taken else { return }
        guard kind == "table" else {
            throw ReplicaError(.storage, .others(.nameTaken(name, kind: kind)))
        }
        try connection.execute("ALTER TABLE \(ColumnDDL.quoted(name)) RENAME TO \(ColumnDDL.quoted(free(name)))")
    }

    private func free(_ name: String) -> String { "other_\(name)_\(host.random() % 10_000)" }
}
