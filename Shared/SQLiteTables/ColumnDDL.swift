package import SyncModel

/// How fields become columns, the same on devices and servers.
package enum ColumnDDL {
    /// A name in double quotes, safe in SQL whatever it is.
    package static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// A text literal in single quotes.
    package static func literal(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    /// A value as an SQL literal.
    package static func literal(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let integer): String(integer)
        case .text(let text): literal(text)
        }
    }

    /// What a field must show, with one parameter: the value; in a set an element that it holds, or the whole set as a
    /// JSON array.
    package static func condition(on field: Programme.Field, _ value: Value) -> String {
        guard field.type == .set, let text = value.text, text.utf8.first != UInt8(ascii: "[") else {
            return "\(quoted(field.name)) IS ?"
        }
        return "EXISTS (SELECT 1 FROM json_each(\(quoted(field.name))) WHERE value = ?)"
    }

    /// The storage class of a field's column: `TEXT` or `INTEGER`.
    package static func type(of field: Programme.Field) -> String {
        switch field.type {
        case .integer, .boolean, .datetime: "INTEGER"
        case .text, .decimal, .date, .option, .set, .ref, .blob: "TEXT"
        }
    }

    /// The value of a column that nothing was written into: only sets, counters and states show something then. The
    /// initial value of any other field is *written* by the creation of a record, so a record from before there was
    /// such a field shows nothing.
    package static func empty(_ field: Programme.Field) -> Value {
        if field.type == .set { return .text("[]") }
        if field.rule.isSum { return field.initial.isNull ? .integer(0) : field.initial }
        return field.rule.hasMoves ? field.initial : .null
    }

    /// The column never holds NULL.
    package static func isRequired(_ field: Programme.Field) -> Bool { field.type == .set || field.rule.isSum }

    /// A column's declaration, such as `"tags" TEXT NOT NULL DEFAULT '[]'`; only sets and counters are NOT NULL.
    /// - Parameter beginning: what a row gets that any tool inserts without naming the column.
    package static func declaration(of field: Programme.Field, beginning: Value = .null) -> String {
        var text = "\(quoted(field.name)) \(type(of: field))"
        if isRequired(field) { text += " NOT NULL" }
        let empty = empty(field)
        let start = empty.isNull ? beginning : empty
        return start.isNull ? text : text + " DEFAULT \(literal(start))"
    }
}
