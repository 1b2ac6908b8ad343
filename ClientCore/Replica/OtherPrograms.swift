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

    /// Triggers capture what other programs type. One that dropped them, such as a tool that builds tables anew, gets them back.
    func mendTriggers() throws {
        guard let programme else { return }
        var there: Set<String> = []
        let names = try statement("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        while try names.step() { there.insert(names.string(0)) }
        let due = programme.collections.map { CaptureSQL(programme: programme, collection: $0) }
            .filter { !there.isSuperset(of: $0.triggerNames) }
        for sql in due {
            for statement in sql.dropTriggers + sql.createTriggers { try execute(statement) }
            try captureUnseen(sql.collection)
        }
    }

    /// Rows that came while nothing was captured bear no mark of ours: they are taken in as inserted now.
    private func captureUnseen(_ collection: Programme.Collection) throws {
        let unseen = try statement(
            """
            INSERT INTO _outbox(at, collection, id, op, old) SELECT julianday('now'), ?1, id, 'i', NULL \
            FROM \(ColumnDDL.quoted(collection.name)) WHERE _pos IS NULL AND _edit IS NULL AND _state IS NULL \
            AND id NOT IN (SELECT id FROM _touch WHERE collection = ?1) AND id NOT IN (SELECT id FROM _outbox WHERE collection = ?1)
            """
        )
        unseen.bind(1, collection.number)
        try unseen.run()
    }
}
