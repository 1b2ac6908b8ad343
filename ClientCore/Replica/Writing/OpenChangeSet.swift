import SQLiteTables
import SyncModel

/// A change set while it grows.
struct OpenChangeSet {
    let edit: EditNumber
    let stamp: Stamp
    var bases: [Stream: Position] = [:]
    /// The number of the stream whose base was asked for last.
    var lastNoted: Int?
    private(set) var operations: [StoredOperation] = []
    /// Where a record's operation stands.
    private(set) var index: [RecordKey: Int] = [:]
    /// Unit: bytes, never less than the set takes before compression.
    var bytes = 200
    /// Why, if it decides a conflict.
    var reason = ""

    init(edit: EditNumber, stamp: Stamp) {
        self.edit = edit
        self.stamp = stamp
    }

    var kept: StoredChangeSet {
        StoredChangeSet(edit: edit, stamp: stamp, bases: bases, operations: operations, reason: reason)
    }

    /// Appends a record's operation, or puts it in the place of an earlier one.
    mutating func put(_ operation: StoredOperation, of key: RecordKey, bytes more: Int) {
        guard let place = index[key] else { return append(operation, of: key, bytes: more) }
        operations[place] = operation
        bytes += more
    }

    /// Appends the operation of a record that the set does not name yet.
    mutating func append(_ operation: StoredOperation, of key: RecordKey, bytes more: Int) {
        index[key] = operations.count
        operations.append(operation)
        bytes += more
    }

    /// Leaves an empty place for a record's operation.
    /// - Returns: false if there is none.
    mutating func withdraw(_ key: RecordKey) -> Bool {
        guard let place = index.removeValue(forKey: key) else { return false }
        operations[place] = .written(
            Operation(collection: key.collection, record: key.record, kind: .update, scope: Scope(""))
        )
        return true
    }
}
