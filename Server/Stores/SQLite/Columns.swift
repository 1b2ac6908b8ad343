import SQLiteTables
import SyncModel

/// The columns of a query in the order in which it names them, so that a row is read by their names.
///
/// The raw values count from 0, as the columns of a statement do. A case is its column's name, `receivedAt` for
/// `received_at`.
protocol Columns: CaseIterable, RawRepresentable<Int32> {}

extension Columns {
    /// `id, received_at`: what a SELECT or an INSERT names. Made from the cases, so ask for it once.
    static var sql: String {
        allCases.map { column in
            "\(column)".reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
        }.joined(separator: ", ")
    }

    /// `?, ?`: a parameter for each.
    static var placeholders: String { allCases.map { _ in "?" }.joined(separator: ", ") }

    /// Of a statement that writes all of them in their order.
    var parameter: Int32 { rawValue + 1 }
}

extension RawStatement {
    func isNull(_ column: some Columns) -> Bool { isNull(column.rawValue) }

    func integer(_ column: some Columns) -> Int64 { integer(column.rawValue) }

    func unsigned(_ column: some Columns) -> UInt64 { unsigned(column.rawValue) }

    func position(_ column: some Columns) -> Position { Position(unsigned(column)) }

    func edit(_ column: some Columns) -> EditNumber { EditNumber(unsigned(column)) }

    func send(_ column: some Columns) -> SendNumber { SendNumber(unsigned(column)) }

    func string(_ column: some Columns) -> String { string(column.rawValue) }

    func blob(_ column: some Columns) -> [UInt8]? { blob(column.rawValue) }

    func record(_ column: some Columns) -> RecordID? { record(column.rawValue) }

    /// `nil` for NULL.
    func optionalInteger(_ column: some Columns) -> Int64? { isNull(column) ? nil : integer(column) }

    func lane(_ column: some Columns) -> Lane? { Lane(rawValue: UInt8(truncatingIfNeeded: integer(column))) }
}

/// The feed's own columns in a collection's table; the fields stand after them.
enum RowColumn: Int32, Columns {
    case id, stream, position, device, edit, since, stamp, level, open, state
}

/// Of `_device`.
enum DeviceColumn: Int32, Columns {
    case number, id, label, signing, sealing, org, role, enrolledAt, programme, counter, requestHash, lastSeen,
        lastComplete, revoked
}

/// Of `_parcel`, without the bytes.
enum ParcelColumn: Int32, Columns {
    case first, last, hash, receipts
}

/// Of `_parcel`, as the audit log reads them: those of ``ParcelColumn`` come first.
enum AuditColumn: Int32, Columns {
    case first, last, hash, receipts, sequence, device, lane, receivedAt, bytes, signature, previous, link
}

/// Of `_quarantine`.
enum QuarantineColumn: Int32, Columns {
    case device, receivedAt, hash, bytes, signature
}

/// Of `_code`.
enum CodeColumn: Int32, Columns {
    case lookup, salt, key, org, role, expires, tries, usedBy
}

/// Of `_gone`.
enum GoneColumn: Int32, Columns {
    case id, stream, pos, collection, moves, moved, device, edit, since, state
}

/// Of `_stream_part`.
enum PartColumn: Int32, Columns {
    case collection, last, count, ranges
}
