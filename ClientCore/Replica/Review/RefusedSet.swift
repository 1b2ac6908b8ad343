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
}
