internal import SyncModel

/// How a column of values is written (clause W33).
enum ColumnKind: Int {
    /// Nothing but nulls.
    case empty = 0
    case integers = 1
    case texts = 2
    /// Some integers, some texts.
    case mixed = 3

    /// Added to the number of the kind where some values are null: a bitmap of them comes first.
    static let withNulls = 4

    /// Values and changes of one page or parcel, nulls included (clause W39).
    static let cellsMax = 1 << 19
    static let tooManyCells = WireFailure(.tooLarge, .tooMuch(.values, max: cellsMax, in: .columns))
}

/// How integers are written (clause W34).
enum IntegerForm: Int {
    /// The smallest, then how far above it each one lies.
    case offsets = 0
    /// Differences from the one before.
    case deltas = 1
}

/// How texts are written (clause W35).
enum TextForm: Int {
    /// Lengths, and all bytes together.
    case plain = 0
    /// The different texts, and an index into them for each.
    case dictionary = 1
    /// 36 characters of a lower-case UUID as 16 raw bytes.
    case uuids = 2
    /// `YYYY-MM-DD` as integers: days since 1970-01-01.
    case dates = 3
}
