import SQLiteTables
import SyncModel

/// What other programs did to the file beside typing: a device goes on all the same, and nothing of theirs is thrown away.
extension Session {
    /// Another program's table or column that has the name of a new one of the programme steps aside under another name.
    func makeRoom(for collection: Programme.Collection, beyond count: Int) throws {
        if count == 0 {
            let taken = try statement("SELECT type, name FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type <> 'trigger'")
            taken.bind(1, collection.name)
            defer { taken.reset() }
            guard try taken.step() else { return }
            let (kind, name) = (taken.string(0), taken.string(1))
            taken.reset()
            guard kind == "table" else {
                throw ReplicaError(
                    .storage,
                    "Another program made a \(kind) named \(name), which the new programme needs: rename or drop it, then sync again."
                )
            }
            return try execute("ALTER TABLE \(ColumnDDL.quoted(name)) RENAME TO \(ColumnDDL.quoted(try free(name)))")
        }
        let table = ColumnDDL.quoted(collection.name)
        for field in collection.fields.dropFirst(count) {
            let taken = try statement("SELECT name FROM pragma_table_info(?) WHERE name = ? COLLATE NOCASE")
            taken.bind(1, collection.name)
            taken.bind(2, field.name)
            guard try taken.step() else { continue }
            let name = taken.string(0)
            taken.reset()
            // Triggers name the columns that were there when they were made; they are made anew afterwards.
            try execute(
                "ALTER TABLE \(table) RENAME COLUMN \(ColumnDDL.quoted(name)) TO \(ColumnDDL.quoted("other_\(name)_\(host.random() % 10_000)"))"
            )
        }
    }

    private func free(_ name: String) throws -> String { "other_\(name)_\(host.random() % 10_000)" }
}
