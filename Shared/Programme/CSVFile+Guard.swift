import Records
package import SyncModel

/// A spreadsheet takes a text that begins like a formula for one and runs it: exported texts of that kind get an
/// apostrophe before them, which an import takes off again. Texts that begin with apostrophes before such a sign get
/// one more, so that each comes back as it was.
extension CSVFile {
    /// A text as a cell that no spreadsheet takes for a formula.
    package static func guarded(_ text: String) -> String { isFormula(text) ? "'" + text : text }

    /// What ``guarded(_:)`` was given.
    static func unguarded(_ cell: String) -> String {
        cell.utf8.first == apostrophe && isFormula(cell) ? String(cell.dropFirst()) : cell
    }

    /// A value as a cell.
    package static func cell(_ value: Value, of field: Programme.Field, zone: String) -> String {
        let text = ValueText.write(value, of: field, zone: zone)
        return isText(field) ? guarded(text) : text
    }

    /// A cell as it would be typed.
    package static func typed(_ cell: String, of field: Programme.Field) -> String {
        isText(field) ? unguarded(cell) : cell
    }

    private static let apostrophe = UInt8(ascii: "'")

    /// Numbers, dates and times hold nothing but digits and signs.
    private static func isText(_ field: Programme.Field) -> Bool {
        switch field.type {
        case .text, .option, .set, .ref, .blob: true
        case .integer, .decimal, .boolean, .date, .datetime: false
        }
    }

    private static func isFormula(_ text: String) -> Bool {
        switch text.utf8.first(where: { $0 != apostrophe }) {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 10, 13: true
        default: false
        }
    }
}
