import SQLiteTables
import SyncModel

/// What stands in a collection's row beside its fields, in the order of the columns of every statement of
/// ``LocalTable``; the fields follow by number.
enum LocalColumn: Int32, CaseIterable {
    case id, stream, position, device, edit, stamp, level, state

    private static let firstField = Int32(allCases.count)

    /// The column of a field.
    static func field(_ number: Int) -> Int32 { firstField + Int32(number) }
}

extension RawStatement {
    func isNull(_ column: LocalColumn) -> Bool { isNull(column.rawValue) }
    func integer(_ column: LocalColumn) -> Int64 { integer(column.rawValue) }
    func unsigned(_ column: LocalColumn) -> UInt64 { unsigned(column.rawValue) }
    func blob(_ column: LocalColumn) -> [UInt8]? { blob(column.rawValue) }
    func record(_ column: LocalColumn) -> RecordID? { record(column.rawValue) }

    /// The fields of a row.
    func fields(of table: LocalTable) -> [Value] { (0..<table.fieldCount).map { value(LocalColumn.field($0)) } }

    // Parameters count from 1, columns from 0.

    func bind(_ column: LocalColumn, _ value: some Bindable) { value.bind(to: self, column.rawValue + 1) }
    func bindNull(_ column: LocalColumn) { bindNull(column.rawValue + 1) }
    func bind(field number: Int, _ value: Value) { bind(LocalColumn.field(number) + 1, value) }
}
