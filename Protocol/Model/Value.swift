/// A field's value, as SQLite stores it.
///
/// `text`, `option`, `ref`, `blob`, `date` (`2024-03-01`) and `decimal` (canonical, `61.25`) are text; `integer`,
/// `boolean` (0, 1) and `datetime` (milliseconds since 1970, UTC) are integers. A set is shown as a sorted JSON array
/// of its elements. Texts are equal when their UTF-8 bytes are: two spellings of `é` differ (protocol clause V2).
public enum Value: Sendable {
    /// Nothing was entered.
    case null
    /// A whole number, yes or no, or a moment.
    case integer(Int64)
    /// What all other types of fields are stored as.
    case text(String)

    /// Nothing was entered, or it was emptied.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The text, if it is one.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The integer, if it is one.
    public var integer: Int64? {
        if case .integer(let integer) = self { integer } else { nil }
    }
}

extension Value: Hashable {
    /// By kind and bytes.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.integer(let one), .integer(let other)): one == other
        case (.text(let one), .text(let other)): one.hasSameBytes(as: other)
        case (.null, _), (.integer, _), (.text, _): false
        }
    }

    /// By kind and bytes.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .integer(let integer): hasher.combine(integer)
        case .text(let text):
            var text = text
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }
}

extension Value: Comparable {
    /// Null, then integers, then texts by their bytes; dates compare as their texts do.
    public static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.null, .null), (.integer, .null), (.text, .null), (.text, .integer): false
        case (.null, _), (.integer, .text): true
        case (.integer(let one), .integer(let other)): one < other
        case (.text(let one), .text(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
        }
    }
}
