package import SyncModel

/// A change set that was not applied, with everything that was typed.
package struct RefusedSet: Hashable, Sendable {
    /// Names it on this device.
    package var id: Int64
    /// Why.
    package var refusal: Refusal
    /// What was typed.
    package var changes: ChangeSet

    /// A refused set from its parts.
    package init(id: Int64, refusal: Refusal, changes: ChangeSet) {
        self.id = id
        self.refusal = refusal
        self.changes = changes
    }

    /// The operation that the refusal blames, else the first.
    package var operation: Operation? {
        changes.operations.first { $0.record == refusal.record } ?? changes.operations.first
    }

    /// The other refused sets of this device whose creations this one needs: what the server names by a lane and a
    /// number of its line, which nobody can look up.
    package func needs(among refused: [RefusedSet]) -> [RefusedSet] {
        guard refusal.code == .depends else { return [] }
        return refused.filter { $0.id != id && names(anyOf: $0.created) }
    }

    /// The records that it was to create.
    var created: Set<RecordID> { Set(changes.operations.filter { $0.kind == .create }.map(\.record)) }

    /// Whether it changes one of some records, belongs to it or refers to it.
    func names(anyOf records: Set<RecordID>) -> Bool {
        changes.operations.contains { operation in
            if records.contains(operation.record) || operation.scope.record.map(records.contains) == true {
                return true
            }
            return operation.changes.contains { change in
                guard case .write(let values) = change.action else { return false }
                return values.contains { $0.text.flatMap { RecordID($0) }.map(records.contains) == true }
            }
        }
    }
}
