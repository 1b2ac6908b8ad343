package import SyncModel

/// Records of one stream, each once, at the position of its last change.
package struct Page: Hashable, Sendable {
    /// The stream whose changes it carries.
    package var stream: Stream
    /// The `upto` that this page continues.
    package var after: Position
    /// The `complete` above which fields were chosen.
    package var complete: Position
    /// All records with a position in (`after`, `through`] are here.
    package var through: Position
    /// The page ends at the head of the stream, as of the server's snapshot: `complete` becomes `through` with it.
    package var atHead: Bool
    /// In the order of their positions, which strictly increase.
    package var entries: [PageEntry]
    /// Who wrote the values that stand side by side in the entries, for people (clause W45); each device once.
    package var cards: [DeviceCard]

    /// A page from its parts.
    package init(
        stream: Stream,
        after: Position,
        complete: Position,
        through: Position,
        atHead: Bool,
        entries: [PageEntry],
        cards: [DeviceCard] = []
    ) {
        self.stream = stream
        self.after = after
        self.complete = complete
        self.through = through
        self.atHead = atHead
        self.entries = entries
        self.cards = cards
    }
}

/// What a page says of one record.
package enum PageEntry: Hashable, Sendable {
    /// A record that nothing changed since its creation, whole.
    case uniform(UniformRecord)
    /// A record, whole or the fields that changed.
    case record(RecordDelta)
    /// A record that was deleted, or moved to a stream of another scope or lane.
    case gone(GoneRecord)

    /// Of the record's last change.
    package var position: Position {
        switch self {
        case .uniform(let record): record.position
        case .record(let record): record.position
        case .gone(let record): record.position
        }
    }

    /// The name of the record.
    package var record: RecordID {
        switch self {
        case .uniform(let record): record.record
        case .record(let record): record.record
        case .gone(let record): record.record
        }
    }
}

/// The state of a record, or of the fields that changed.
package struct RecordDelta: Hashable, Sendable {
    /// The collection's number in the programme.
    package var collection: Int
    /// The name of the record.
    package var record: RecordID
    /// Of its last change.
    package var position: Position
    /// Readers that hold less get all fields.
    package var wholeFrom: Position
    /// A device ignores an entry with fewer moves than its row has.
    package var moves: UInt32
    /// All fields are here; those that are not have no live write.
    package var isWhole: Bool
    /// The live writes of the record's existence; `nil` if they did not change.
    package var existence: FieldState?
    /// By field number, increasing.
    package var fields: [NumberedField]

    /// A delta from its parts.
    package init(
        collection: Int,
        record: RecordID,
        position: Position,
        wholeFrom: Position,
        moves: UInt32,
        isWhole: Bool,
        existence: FieldState?,
        fields: [NumberedField]
    ) {
        self.collection = collection
        self.record = record
        self.position = position
        self.wholeFrom = wholeFrom
        self.moves = moves
        self.isWhole = isWhole
        self.existence = existence
        self.fields = fields
    }
}

/// A field's number with its state.
package struct NumberedField: Hashable, Sendable {
    /// The field's number in its collection.
    package var number: Int
    /// Its live writes, with the position of their last change.
    package var state: FieldState

    /// A numbered field from its parts.
    package init(number: Int, state: FieldState) {
        self.number = number
        self.state = state
    }
}

/// The end of a record in one stream.
package struct GoneRecord: Hashable, Sendable {
    /// The collection's number in the programme.
    package var collection: Int
    /// The name of the record.
    package var record: RecordID
    /// Of the deletion or move.
    package var position: Position
    /// The record's moves after it.
    package var moves: UInt32
    /// Moved to another stream rather than deleted.
    package var moved: Bool

    /// An end from its parts.
    package init(collection: Int, record: RecordID, position: Position, moves: UInt32, moved: Bool) {
        self.collection = collection
        self.record = record
        self.position = position
        self.moves = moves
        self.moved = moved
    }
}
