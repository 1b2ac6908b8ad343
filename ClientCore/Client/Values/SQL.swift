public import Foundation
public import SyncModel

/// A statement of SQL with its values beside it: `"SELECT * FROM note WHERE minutes > \(least) AND site IN \(sites)"`.
///
/// Each `\(value)` becomes an argument, an array a list of arguments in brackets, `\(name: column)` a quoted name. A
/// `String` is no SQL: text that is known only at run time enters by ``init(raw:_:)``, where whoever reads the program
/// sees it.
public struct SQL: ExpressibleByStringInterpolation, Hashable, Sendable {
    /// The statement, a `?` in the place of each value.
    public let text: String
    /// The values, in their order.
    public let arguments: [SQLValue]

    /// A statement from text that was put together at run time: never from what a person typed.
    public init(raw text: String, _ arguments: [SQLValue] = []) {
        (self.text, self.arguments) = (text, arguments)
    }

    /// A statement without values.
    public init(stringLiteral text: String) {
        self.init(raw: text)
    }

    /// A statement from its pieces.
    public init(stringInterpolation pieces: StringInterpolation) {
        self.init(raw: pieces.text, pieces.arguments)
    }

    /// The pieces of a statement.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var arguments: [SQLValue] = []

        /// A statement without pieces yet.
        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount)
        }

        /// What is written down is taken as it stands.
        public mutating func appendLiteral(_ literal: String) { text += literal }

        /// A value, bound as an argument.
        public mutating func appendInterpolation(_ value: some SQLConvertible) {
            text += "?"
            arguments.append(value.sqlValue)
        }

        /// A value or NULL.
        public mutating func appendInterpolation(_ value: (some SQLConvertible)?) {
            text += "?"
            arguments.append(value?.sqlValue ?? .null)
        }

        /// Values in brackets, for `IN`.
        public mutating func appendInterpolation(_ values: [some SQLConvertible]) {
            text += "(" + values.map { _ in "?" }.joined(separator: ", ") + ")"
            arguments += values.map(\.sqlValue)
        }

        /// A table or a column that is named at run time.
        public mutating func appendInterpolation(name: String) {
            text += "\"" + name.replacing("\"", with: "\"\"") + "\""
        }

        /// A part of a statement.
        public mutating func appendInterpolation(_ part: SQL) {
            text += part.text
            arguments += part.arguments
        }
    }
}

/// A cell of what SQL gives or takes. Fields have no floating-point numbers and no bytes; expressions of SQL may.
public enum SQLValue: Hashable, Sendable {
    /// Nothing.
    case null
    /// A whole number.
    case integer(Int64)
    /// A floating-point number.
    case real(Double)
    /// A text.
    case text(String)
    /// Bytes.
    case blob([UInt8])
}

/// What can stand in a statement as `\(…)`.
public protocol SQLConvertible: Sendable {
    /// The value as SQLite stores it.
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLConvertible {
    /// The cell as it is.
    public var sqlValue: SQLValue { self }
}

extension Value: SQLConvertible {
    /// The value as SQLite stores it.
    public var sqlValue: SQLValue {
        switch self {
        case .null: .null
        case .integer(let integer): .integer(integer)
        case .text(let text): .text(text)
        }
    }
}

extension Int: SQLConvertible {
    /// The number, which is whole.
    public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Int64: SQLConvertible {
    /// The number, which is whole.
    public var sqlValue: SQLValue { .integer(self) }
}

extension Double: SQLConvertible {
    /// The number, with floating point.
    public var sqlValue: SQLValue { .real(self) }
}

extension Bool: SQLConvertible {
    /// 1 for yes, 0 for no.
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension String: SQLConvertible {
    /// The text as it is.
    public var sqlValue: SQLValue { .text(self) }
}

extension Date: SQLConvertible {
    /// Milliseconds since 1970, UTC, as fields of the type datetime are stored.
    public var sqlValue: SQLValue { Value.datetime(self).sqlValue }
}

extension Decimal: SQLConvertible {
    /// The number's one spelling, as fields of the type decimal are stored.
    public var sqlValue: SQLValue { Value.decimal(self).sqlValue }
}

extension CalendarDate: SQLConvertible {
    /// The day as `2024-03-01`, as fields store it.
    public var sqlValue: SQLValue { .text(text) }
}

extension RecordID: SQLConvertible {
    /// The id's 36 characters.
    public var sqlValue: SQLValue { .text(text) }
}

extension SQLConvertible where Self: RawRepresentable, RawValue: SQLConvertible {
    /// What an enumeration of texts or numbers stands for.
    public var sqlValue: SQLValue { rawValue.sqlValue }
}

/// What a statement gave.
public struct QueryResult: Hashable, Sendable {
    /// The names of the columns.
    public let columns: [String]
    /// A cell for each column.
    public let rows: [[SQLValue]]

    init(columns: [String], rows: [[SQLValue]]) {
        (self.columns, self.rows) = (columns, rows)
    }

    /// A cell; `nil` if there is no such row or column.
    public subscript(row: Int, column: String) -> SQLValue? {
        guard rows.indices.contains(row), let index = columns.firstIndex(of: column) else { return nil }
        return rows[row][index]
    }
}
