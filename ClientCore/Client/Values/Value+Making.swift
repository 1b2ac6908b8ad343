public import Foundation
import SyncModel

/// Values written down as they are: `["minutes": 6, "text": "Slept well", "tags": ["night"]]`.
extension Value: ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringInterpolation,
    ExpressibleByArrayLiteral
{
    /// A whole number as written.
    public init(integerLiteral integer: Int64) { self = .integer(integer) }

    /// Yes or no, as it is stored: 1 or 0.
    public init(booleanLiteral truth: Bool) { self = .boolean(truth) }

    /// A text as written.
    public init(stringLiteral text: String) { self = .text(text) }

    /// A set of its elements.
    public init(arrayLiteral elements: String...) { self = .set(elements) }
}

/// Values of what an app has, and back.
extension Value {
    /// A reference to a record.
    public static func ref(_ id: RecordID) -> Value { .text(id.text) }

    /// A day of the calendar.
    public static func date(_ date: CalendarDate) -> Value { .text(date.text) }

    /// A moment, to the millisecond.
    public static func datetime(_ moment: Date) -> Value { .integer(Moments.milliseconds(moment)) }

    /// A number with digits after the point, in its one spelling.
    public static func decimal(_ number: Decimal) -> Value { .text("\(number)") }

    /// Yes or no, as 1 or 0.
    public static func boolean(_ truth: Bool) -> Value { .integer(truth ? 1 : 0) }

    /// A set of these elements; equal ones count once.
    public static func set(_ elements: some Sequence<String>) -> Value { .text(SetText.write(elements)) }

    /// The record that is referred to, if the value is a reference.
    public var record: RecordID? { text.flatMap { RecordID($0) } }

    /// The day, if the value is one.
    public var date: CalendarDate? { text.flatMap { CalendarDate($0) } }

    /// The moment that the number stands for.
    public var datetime: Date? { integer.map(Moments.date) }

    /// The number, whole or with digits after the point.
    public var decimal: Decimal? {
        switch self {
        case .null: nil
        case .integer(let integer): Decimal(integer)
        case .text(let text): Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))
        }
    }

    /// Yes or no, if the value is 1 or 0.
    public var boolean: Bool? {
        switch self {
        case .integer(0): false
        case .integer(1): true
        case .null, .integer, .text: nil
        }
    }

    /// The elements, if the value is a set.
    public var elements: Set<String>? { text.flatMap(SetText.read).map { Set($0) } }
}

/// Moments as they are stored: milliseconds since 1970, UTC.
enum Moments {
    static func milliseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1_000).rounded()) }

    static func date(_ milliseconds: Int64) -> Date { Date(timeIntervalSince1970: Double(milliseconds) / 1_000) }
}
