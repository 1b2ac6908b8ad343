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

    /// The records that it was to create.
    var created: Set<RecordID> { Set(changes.operations.filter { $0.kind == .create }.map(\.record)) }

    /// The records that it changes, belongs to or refers to.
    var named: Set<RecordID> {
        var named: Set<RecordID> = []
        for operation in changes.operations {
            named.insert(operation.record)
            if let home = operation.scope.record { named.insert(home) }
            for change in operation.changes {
                guard case .write(let values) = change.action else { continue }
                for value in values { if let record = value.text.flatMap({ RecordID($0) }) { named.insert(record) } }
            }
        }
        return named
    }
}
