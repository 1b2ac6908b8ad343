import SQLiteTables
import SyncModel

/// What a person was shown of conflicts, for decisions that do not say it. Nobody else writes `_listed`.
struct ListedConflicts {
    let connection: StoreConnection

    /// - Parameter all: nothing else is open.
    func note(_ conflicts: [Conflict], all: Bool) throws {
        if all { try connection.execute("DELETE FROM _listed") }
        for conflict in conflicts {
            try connection.run(
                "INSERT OR REPLACE INTO _listed(conflict, seen) VALUES (?, ?)",
                conflict.id,
                conflict.seen
            )
        }
    }

    /// ``Conflict/seen`` as it was last noted.
    func seen(_ conflict: String) throws -> String? {
        try connection.first("SELECT seen FROM _listed WHERE conflict = ?", conflict) { $0.string(0) }
    }
}
