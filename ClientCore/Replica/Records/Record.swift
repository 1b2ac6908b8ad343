package import SyncModel

/// A record as the screen shows it: what the server holds, with the edits typed here laid over it.
package struct Record: Hashable, Sendable {
    /// The collection's number.
    package var collection: Int
    /// Which record.
    package var id: RecordID
    /// Where it lives.
    package var scope: Scope
    /// By field number.
    package var values: [Value]
    /// Edits of it are not answered by the server yet.
    package var isPending: Bool

    /// A record from its parts.
    package init(collection: Int, id: RecordID, scope: Scope, values: [Value], isPending: Bool) {
        self.collection = collection
        self.id = id
        self.scope = scope
        self.values = values
        self.isPending = isPending
    }
}

/// A record with everything the device knows of it.
package struct RecordDetail: Hashable, Sendable {
    /// What is shown.
    package var record: Record
    /// The live writes with the pending edits applied; those at `Position(UInt64.max)` are not placed yet.
    package var state: RecordState
    /// The position of the last change that the server is known to hold; `nil` before the first.
    package var position: Position?
    /// The open conflicts.
    package var conflicts: [Conflict]
    /// The numbers of the edits that the server has not answered, in order.
    package var pendingEdits: [EditNumber]

    /// A detail from its parts.
    package init(
        record: Record,
        state: RecordState,
        position: Position?,
        conflicts: [Conflict],
        pendingEdits: [EditNumber]
    ) {
        self.record = record
        self.state = state
        self.position = position
        self.conflicts = conflicts
        self.pendingEdits = pendingEdits
    }
}

/// What a writer does to one field.
package enum FieldEdit: Hashable, Sendable {
    /// Writes a value; a set takes its JSON array and becomes equal to it, a counter becomes equal to the number.
    case set(Value)
    /// Adds to a counter.
    case add(Int64)
    /// Adds and removes elements of a set.
    case elements(add: [String], remove: [String])
}

/// What was seen when a form was opened, so that an edit can be made as of then.
package struct ReadBaseline: Hashable, Sendable {
    /// Per stream what was held.
    package var bases: [Stream: Position]
    /// The records as they were shown; fields that a form hands back unchanged against these are no edits.
    package var records: [Record]

    /// A baseline from its parts.
    package init(bases: [Stream: Position], records: [Record]) {
        self.bases = bases
        self.records = records
    }
}
