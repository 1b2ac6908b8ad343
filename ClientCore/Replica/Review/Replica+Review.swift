import SQLiteTables
package import SyncModel

extension Replica {
    /// The open conflicts, in the order of collections, records, fields.
    package func conflicts() throws -> [Conflict] { try read { try $0.allConflicts() } }

    /// Settles a conflict.
    /// - Parameter seen: ``Conflict/seen`` of the list that the person saw: the decision closes just those candidates.
    /// - Throws: ``ReplicaError`` `noSuchEntry`, `changed` if other candidates live now, `notYours`, `validation`.
    package func resolve(_ conflict: String, _ decision: Decision, seen: String, reason: String = "") throws {
        try transact { try $0.resolve(conflict, decision, seen: seen, reason: reason) }
    }

    /// Notes what a person was shown, for decisions that do not say it.
    /// - Parameter all: nothing else is open.
    package func noteListed(_ conflicts: [Conflict], all: Bool) throws {
        try transact { session in
            if all { try session.execute("DELETE FROM _listed") }
            let note = try session.statement("INSERT OR REPLACE INTO _listed(conflict, seen) VALUES (?, ?)")
            for conflict in conflicts {
                note.bind(1, conflict.id)
                note.bind(2, conflict.seen)
                try note.run()
            }
        }
    }

    /// ``Conflict/seen`` of a conflict as it was last noted by ``noteListed(_:all:)``; `nil` if it never was.
    package func listed(_ conflict: String) throws -> String? {
        try read { session in
            let row = try session.statement("SELECT seen FROM _listed WHERE conflict = ?")
            row.bind(1, conflict)
            defer { row.reset() }
            return try row.step() ? row.string(0) : nil
        }
    }

    /// The decisions made on this device about a record, oldest first.
    package func decisions(about record: RecordID) throws -> [PastDecision] {
        try read { session in
            let row = try session.statement("SELECT conflict, at, reason, undone FROM _decision WHERE id = ? ORDER BY n")
            row.bind(1, record)
            var found: [PastDecision] = []
            while try row.step() {
                found.append(
                    PastDecision(conflict: row.string(0), at: row.integer(1), reason: row.string(2), isUndone: row.integer(3) != 0)
                )
            }
            return found
        }
    }

    /// Takes back the last decision about a conflict: all candidates live again.
    package func undo(_ conflict: String) throws { try transact { try $0.undo(conflict) } }

    /// The refused change sets, oldest first.
    package func refused() throws -> [RefusedSet] { try read { try $0.refusedSets() } }

    /// Offers a refused set again as a new edit of now, and those that depended on it.
    /// - Parameter byRecord: each record as an edit of its own.
    package func retry(_ refused: Int64, byRecord: Bool = false) throws { try transact { try $0.retry(refused, byRecord: byRecord) } }

    /// Gives a refused set up.
    package func discard(_ refused: Int64) throws { try transact { try $0.discard(refused) } }
}
