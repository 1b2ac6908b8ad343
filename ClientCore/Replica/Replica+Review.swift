extension Replica {
    /// The open conflicts, in the order of collections, records, fields.
    public func conflicts() throws -> [Conflict] { try read { try $0.allConflicts() } }

    /// Settles a conflict.
    /// - Throws: ``ReplicaError`` `noSuchEntry`, `changed`, `notYours`, `validation`.
    public func resolve(_ conflict: String, _ decision: Decision, reason: String = "") throws {
        try transact { try $0.resolve(conflict, decision, reason: reason) }
    }

    /// Takes back the last decision about a conflict: all candidates live again.
    public func undo(_ conflict: String) throws { try transact { try $0.undo(conflict) } }

    /// The refused change sets, oldest first.
    public func refused() throws -> [RefusedSet] { try read { try $0.refusedSets() } }

    /// Offers a refused set again as a new edit of now, and those that depended on it.
    public func retry(_ refused: Int64) throws { try transact { try $0.retry(refused) } }

    /// Gives a refused set up.
    public func discard(_ refused: Int64) throws { try transact { try $0.discard(refused) } }
}
