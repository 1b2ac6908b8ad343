import SQLiteTables
import SyncMerge
import SyncModel

/// What stands in a row beside its fields.
struct RowMeta: Hashable {
    var stream: Int?
    var position: Position?
    var device: Int64?
    var edit: EditNumber?
    /// Milliseconds doubled, plus one if sure.
    var stamp: Int64?
    var level: Int?
    var state: [UInt8]?

    init() {}

    /// Reads the columns after the id.
    init(_ row: RawStatement) {
        stream = row.isNull(.stream) ? nil : Int(row.integer(.stream))
        position = row.isNull(.position) ? nil : Position(row.unsigned(.position))
        device = row.isNull(.device) ? nil : row.integer(.device)
        edit = row.isNull(.edit) ? nil : EditNumber(row.unsigned(.edit))
        stamp = row.isNull(.stamp) ? nil : row.integer(.stamp)
        level = row.isNull(.level) ? nil : Int(row.integer(.level))
        state = row.blob(.state)
    }

    func bind(to row: RawStatement) {
        row.bind(.stream, stream)
        row.bind(.position, position)
        row.bind(.device, device)
        row.bind(.edit, edit)
        row.bind(.stamp, stamp)
        row.bind(.level, level)
        row.bind(.state, state)
    }

    /// As triggers log it: a row's columns before its fields.
    var logged: [Value] {
        let numbers = [
            stream.map(Int64.init), position.map { Int64(bitPattern: $0.number) }, device,
            edit.map { Int64(bitPattern: $0.number) }, stamp,
            level.map(Int64.init),
        ]
        return numbers.map { $0.map(Value.integer) ?? .null } + [state.map { .text(Hex.text($0)) } ?? .null]
    }

    /// Reads what triggers log.
    init(logged values: some Sequence<Value>) {
        let values = Array(values)
        stream = values[0].integer.map { Int($0) }
        position = values[1].integer.map { Position(UInt64(bitPattern: $0)) }
        device = values[2].integer
        edit = values[3].integer.map { EditNumber(UInt64(bitPattern: $0)) }
        stamp = values[4].integer
        level = values[5].integer.map { Int($0) }
        state = values[6].text.flatMap { Hex.bytes($0) }
    }

    /// Typed here, known to nobody else, and created by one edit whose values the row still shows.
    var isPlainCreation: Bool { position == nil && edit != nil }
}

extension Stamp {
    /// As one number, where it has room; a stamp out of all reason has none and goes into a BLOB.
    var number: Int64? {
        let (doubled, isOutside) = milliseconds.multipliedReportingOverflow(by: 2)
        return isOutside ? nil : doubled | (sure ? 1 : 0)
    }

    init(number: Int64) {
        self.init(sure: number & 1 == 1, milliseconds: number >> 1)
    }
}

/// One record as it stands in the store: what the server holds, and what the row shows.
struct LocalRecord {
    let table: LocalTable
    let id: RecordID
    /// The row's columns; `nil` without a row.
    var shown: [Value]?
    var meta = RowMeta()
    /// What the server is known to hold, tombstones included.
    var server: RecordState?
    /// A row of `_rowless` stands for it.
    var isRowless = false

    init(_ table: LocalTable, _ id: RecordID) {
        self.table = table
        self.id = id
    }

    var key: RecordKey { RecordKey(collection: table.number, record: id) }

    /// A row of which nothing is known: another program put it there unseen, or took our marks from it.
    var isUnknown: Bool { shown != nil && meta.stream == nil }
}
