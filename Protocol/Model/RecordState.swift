/// One stream and a position in it.
package struct Place: Hashable, Sendable {
    /// The stream that it is in.
    package let stream: Stream
    /// Where it is in the stream.
    package let position: Position

    /// A place from its parts.
    package init(stream: Stream, position: Position) {
        self.stream = stream
        self.position = position
    }
}

/// A written value that no later change has seen and replaced.
package struct LiveWrite: Hashable, Sendable {
    /// The value; a set's element; a counter's addend; for a record's existence 1 (kept) or 0 (deleted).
    package var value: Value
    /// The name of the write.
    package var dot: Dot
    /// When it was typed.
    package var stamp: Stamp
    /// The level of the writer's role, for the rule `authority`.
    package var level: Int
    /// Where it can be seen in the record's present stream.
    package var position: Position
    /// Where else it can be seen: the streams in which the record lived before it moved.
    package var elsewhere: [Place]

    /// A live write from its parts.
    package init(value: Value, dot: Dot, stamp: Stamp, level: Int, position: Position, elsewhere: [Place] = []) {
        self.value = value
        self.dot = dot
        self.stamp = stamp
        self.level = level
        self.position = position
        self.elsewhere = elsewhere
    }

    /// Order of choice: the larger stamp, then the larger device, then the larger edit, then the larger index.
    package static func isOlder(_ left: Self, _ right: Self) -> Bool {
        left.stamp != right.stamp ? left.stamp < right.stamp : left.dot < right.dot
    }
}

/// The live writes of one field, ordered by dot, then by value.
package struct FieldState: Hashable, Sendable {
    /// No two are equal in dot and value.
    package var writes: [LiveWrite]
    /// The position of the last change of this set of writes, removals included.
    package var changedAt: Position

    /// A field's state from its parts.
    package init(writes: [LiveWrite] = [], changedAt: Position = .zero) {
        self.writes = writes
        self.changedAt = changedAt
    }
}

/// Everything that is known of one record, deleted ones included.
package struct RecordState: Hashable, Sendable {
    /// The collection's number in the programme.
    package var collection: Int
    /// The name of the record.
    package var record: RecordID
    /// The stream in which it lives now.
    package var stream: Stream
    /// The position of its last change.
    package var position: Position
    /// Readers that hold less than this get all fields: set by creation, revival and move.
    package var wholeFrom: Position
    /// How often it moved to another stream.
    package var moves: UInt32
    /// The live writes of field "": kept (1) and deleted (0).
    package var existence: FieldState
    /// By field number; may be shorter than the collection's list of fields.
    package var fields: [FieldState]

    /// A record's state from its parts.
    package init(
        collection: Int,
        record: RecordID,
        stream: Stream,
        position: Position = .zero,
        wholeFrom: Position = .zero,
        moves: UInt32 = 0,
        existence: FieldState = FieldState(),
        fields: [FieldState] = []
    ) {
        self.collection = collection
        self.record = record
        self.stream = stream
        self.position = position
        self.wholeFrom = wholeFrom
        self.moves = moves
        self.existence = existence
        self.fields = fields
    }

    /// No kept write is left: the record is a tombstone.
    package var isDeleted: Bool { !existence.writes.contains { $0.value == .integer(1) } }

    /// The state of a field, empty if nothing was written.
    package func field(_ number: Int) -> FieldState {
        number < fields.count ? fields[number] : FieldState()
    }
}

/// A record that one change created and nothing changed since: the usual case, without lists.
package struct UniformRecord: Hashable, Sendable {
    /// The collection's number in the programme.
    package var collection: Int
    /// The name of the record.
    package var record: RecordID
    /// Of its creation, which is also its last change.
    package var position: Position
    /// How it was created; its index is 0.
    package var dot: Dot
    /// When it was typed in.
    package var stamp: Stamp
    /// The level of the author's role.
    package var level: Int
    /// By field number: what was written, null where nothing was. A set stands as its sorted JSON array, a counter as
    /// its addend.
    package var values: [Value]

    /// A uniform record from its parts.
    package init(
        collection: Int,
        record: RecordID,
        position: Position,
        dot: Dot,
        stamp: Stamp,
        level: Int,
        values: [Value]
    ) {
        self.collection = collection
        self.record = record
        self.position = position
        self.dot = dot
        self.stamp = stamp
        self.level = level
        self.values = values
    }
}
