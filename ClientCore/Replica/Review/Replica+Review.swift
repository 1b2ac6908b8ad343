package import SyncModel

extension Replica {
    /// The open conflicts, in the order of collections, records, fields.
    package func conflicts() throws -> [Conflict] { try read { try $0.conflicts.all() } }

    /// Settles a conflict.
    /// - Parameter seen: ``Conflict/seen`` of the list that the person saw: the decision closes just those candidates.
    /// - Throws: ``ReplicaError`` `noSuchEntry`, `changed` if other candidates live now, `notYours`, `validation`.
    package func resolve(_ conflict: String, _ decision: Decision, seen: String, reason: String = "") throws {
        try transact { try $0.decisionMaker.resolve(conflict, decision, seen: seen, reason: reason) }
    }

    /// Notes what a person was shown, for decisions that do not say it.
    /// - Parameter all: nothing else is open.
    package func noteListed(_ conflicts: [Conflict], all: Bool) throws {
        try transact { try $0.listedConflicts.note(conflicts, all: all) }
    }

    /// ``Conflict/seen`` of a conflict as it was last noted by ``noteListed(_:all:)``; `nil` if it never was.
    package func listed(_ conflict: String) throws -> String? { try read { try $0.listedConflicts.seen(conflict) } }

    /// The decisions made on this device about a record, oldest first.
    package func decisions(about record: RecordID) throws -> [PastDecision] {
        try read { try $0.decisions.all(about: record) }
    }

    /// Takes back the last decision about a conflict: all candidates live again.
    package func undo(_ conflict: String) throws { try transact { try $0.decisionMaker.undo(conflict) } }

    /// The refused change sets, oldest first.
    package func refused() throws -> [RefusedSet] { try read { try $0.refusedSets.all() } }

    /// What refused sets need of each other and of what is on this device.
    package func refusedNeeds(_ refused: [RefusedSet]) throws -> RefusedNeeds {
        try read { try RefusedNeeds(refused, $0.programme, $0.records) }
    }

    /// Offers a refused set again as a new edit of now, and those that depended on it.
    /// - Parameter byRecord: each record as an edit of its own.
    package func retry(_ refused: Int64, byRecord: Bool = false) throws {
        try transact { try $0.refusedRetry.retry(refused, byRecord: byRecord) }
    }

    /// Gives a refused set up.
    package func discard(_ refused: Int64) throws { try transact { try $0.refusedSets.discard(refused) } }
}
