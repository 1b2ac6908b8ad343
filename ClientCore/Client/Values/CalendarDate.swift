/// A day of the calendar, such as `2024-03-01`, in no time zone.
public struct CalendarDate: Hashable, Comparable, Sendable {
    private static let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    /// The year, from 1 on.
    public let year: Int
    /// The month, from 1 on.
    public let month: Int
    /// The day of the month, from 1 on.
    public let day: Int

    /// A day from its numbers.
    /// - Returns: `nil` if the calendar has no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard 1...9_999 ~= year, 1...12 ~= month, 1...Self.days[month - 1] ~= day else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        guard month != 2 || day < 29 || isLeap else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// Reads `2024-03-01`.
    /// - Returns: `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy { 48...57 ~= $0 } }) else {
            return nil
        }
        let numbers = parts.compactMap { Int($0) }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    /// The day as it is stored: `2024-03-01`.
    public var text: String { "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))" }

    /// The earlier day is smaller.
    public static func < (left: Self, right: Self) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}

extension CalendarDate: Codable {
    /// Reads a text such as `2024-03-01`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = Self(text) else {
            throw CellFault.isNot(.date).found(text, in: container)
        }
        self = date
    }

    /// Writes a text such as `2024-03-01`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension RecordID: Codable {
    /// Reads the 36 characters.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = Self(text) else {
            throw CellFault.isNot(.record).found(text, in: container)
        }
        self = id
    }

    /// Writes the 36 characters.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
