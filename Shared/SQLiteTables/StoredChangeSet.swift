package import SyncModel

/// A change set as a device keeps it until the server has answered.
package struct StoredChangeSet: Hashable, Sendable {
    /// The edit's number.
    package var edit: EditNumber
    /// When.
    package var stamp: Stamp
    /// What the device had seen of the streams.
    package var bases: [Stream: Position]
    /// In the order in which they were made.
    package var operations: [StoredOperation]
    /// Why, if it decides a conflict.
    package var reason: String

    /// A set from its parts.
    package init(
        edit: EditNumber,
        stamp: Stamp,
        bases: [Stream: Position],
        operations: [StoredOperation] = [],
        reason: String = ""
    ) {
        self.edit = edit
        self.stamp = stamp
        self.bases = bases
        self.operations = operations
        self.reason = reason
    }

    /// A set with all its values.
    package init(_ set: ChangeSet) {
        let operations = set.operations.map { StoredOperation.written($0) }
        self.init(edit: set.edit, stamp: set.stamp, bases: set.bases, operations: operations, reason: set.reason)
    }

    /// The set with all its values; `nil` if some stand elsewhere.
    package var whole: ChangeSet? {
        var whole: [Operation] = []
        whole.reserveCapacity(operations.count)
        for case .written(let operation) in operations { whole.append(operation) }
        guard whole.count == operations.count else { return nil }
        return ChangeSet(edit: edit, stamp: stamp, bases: bases, operations: whole, reason: reason)
    }
}

/// One operation of a change set as a device keeps it.
package enum StoredOperation: Hashable, Sendable {
    /// With its values.
    case written(Operation)
    /// A creation whose values are what its record's row shows, so that they need not stand on the disk twice.
    ///
    /// - bytes: what the values take before compression, never less.
    case inRow(ChangeSetBlob.Head, bytes: Int)

    /// What it is about.
    package var head: ChangeSetBlob.Head {
        switch self {
        case .written(let operation):
            ChangeSetBlob.Head(
                collection: operation.collection,
                record: operation.record,
                kind: operation.kind,
                scope: operation.scope
            )
        case .inRow(let head, _): head
        }
    }

    /// It does nothing.
    package var isEmpty: Bool {
        switch self {
        case .written(let operation): operation.kind == .update && operation.changes.isEmpty
        case .inRow: false
        }
    }

    /// Its values stand in its record's row.
    package var isInRow: Bool {
        switch self {
        case .written: false
        case .inRow: true
        }
    }

    /// What its values take if they stand in its record's row. Unit: bytes before compression.
    package var bytesInRow: Int {
        switch self {
        case .written: 0
        case .inRow(_, let bytes): bytes
        }
    }
}
