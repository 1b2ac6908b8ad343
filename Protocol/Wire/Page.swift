public import SyncModel

/// Records of one stream, each once, at the position of its last change.
public struct Page: Hashable, Sendable {
    /// The stream whose changes it carries.
    public var stream: Stream
    /// The `upto` that this page continues.
    public var after: Position
    /// The `complete` above which fields were chosen.
    public var complete: Position
    /// All records with a position in (`after`, `through`] are here.
    public var through: Position
    /// The page ends at the head of the stream, as of the server's snapshot: `complete` becomes `through` with it.
    public var atHead: Bool
    /// In the order of their positions, which strictly increase.
    public var entries: [PageEntry]
    /// Who wrote the values that stand side by side in the entries, for people (clause W45); each device once.
    public var cards: [DeviceCard]

    /// A page from its parts.
    public init(
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
public enum PageEntry: Hashable, Sendable {
    /// A record that nothing changed since its creation, whole.
    case uniform(UniformRecord)
    /// A record, whole or the fields that changed.
    case record(RecordDelta)
    /// A record that was deleted, or moved to a stream of another scope or lane.
    case gone(GoneRecord)

    /// Of the record's last change.
    public var position: Position {
        switch self {
        case .uniform(let record): record.position
        case .record(let record): record.position
        case .gone(let record): record.position
        }
    }

    /// The name of the record.
    public var record: RecordID {
        switch self {
        case .uniform(let record): record.record
        case .record(let record): record.record
        case .gone(let record): record.record
        }
    }
}

/// The state of a record, or of the fields that changed.
public struct RecordDelta: Hashable, Sendable {
    /// The collection's number in the programme.
    public var collection: Int
    /// The name of the record.
    public var record: RecordID
    /// Of its last change.
    public var position: Position
    /// Readers that hold less get all fields.
    public var wholeFrom: Position
    /// A device ignores an entry with fewer moves than its row has.
    public var moves: UInt32
    /// All fields are here; those that are not have no live write.
    public var isWhole: Bool
    /// The live writes of the record's existence; `nil` if they did not change.
    public var existence: FieldState?
    /// By field number, increasing.
    public var fields: [NumberedField]

    /// A delta from its parts.
    public init(
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
public struct NumberedField: Hashable, Sendable {
    /// The field's number in its collection.
    public var number: Int
    /// Its live writes, with the position of their last change.
    public var state: FieldState

    /// A numbered field from its parts.
    public init(number: Int, state: FieldState) {
        self.number = number
        self.state = state
    }
}

/// The end of a record in one stream.
public struct GoneRecord: Hashable, Sendable {
    /// The collection's number in the programme.
    public var collection: Int
    /// The name of the record.
    public var record: RecordID
    /// Of the deletion or move.
    public var position: Position
    /// The record's moves after it.
    public var moves: UInt32
    /// Moved to another stream rather than deleted.
    public var moved: Bool

    /// An end from its parts.
    public init(collection: Int, record: RecordID, position: Position, moves: UInt32, moved: Bool) {
        self.collection = collection
        self.record = record
        self.position = position
        self.moves = moves
        self.moved = moved
    }
}
