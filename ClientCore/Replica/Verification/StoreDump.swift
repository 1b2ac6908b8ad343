import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// What is in a store, as text for tests and support.
struct StoreDump {
    private let connection: StoreConnection
    private let streams: StreamTable
    private let programme: InstalledProgramme
    private let records: LocalRecords

    init(_ transaction: StoreTransaction) {
        connection = transaction.connection
        streams = transaction.streams
        programme = transaction.programme
        records = transaction.records
    }

    /// SHA-256 over the server's values of a stream's records, by id.
    func contentHash(of stream: Stream) throws -> [UInt8] {
        var text = ""
        for state in try records.serverStates(in: stream).sorted(by: { $0.record < $1.record }) {
            let table = try programme.table(state.collection)
            text +=
                """
                \(table.collection.name) \(state.record.text) \(state.position.number) \
                \(ValueLine.text(table.columns(of: state)))\n
                """
        }
        return SHA.hash256(Array(text.utf8))
    }

    /// Everything: same content, same text.
    func text() throws -> String {
        var lines: [String] = []
        for row in streams.subscribed.sorted(by: { $0.stream < $1.stream }) {
            let numbers =
                "complete \(row.cursor.complete.number) upto \(row.cursor.upto.number) base \(row.base.number)"
            lines.append("stream \(row.stream.text) \(numbers)")
        }
        for table in programme.tables {
            let read = try connection.statement(table.selectAll() + " ORDER BY id")
            while try read.step() {
                let meta = RowMeta(read)
                let values = read.fields(of: table)
                let place = meta.position.map { "at \($0.number)" } ?? "local"
                lines.append(
                    """
                    \(table.collection.name) \(read.string(0)) \(place)\(meta.state == nil ? "" : " mixed") \
                    \(ValueLine.text(values))
                    """
                )
            }
        }
        for rowless in try connection.lines("SELECT collection, id, pos, live FROM _rowless ORDER BY collection, id") {
            lines.append("rowless \(rowless)")
        }
        for entry in try connection.lines("SELECT collection, id, edit FROM _pending ORDER BY collection, id, edit") {
            lines.append("pending \(entry)")
        }
        for set in try connection.lines("SELECT edit, lane, send FROM _set ORDER BY edit") {
            lines.append("set \(set)")
        }
        for refused in try connection.lines("SELECT number, code, message FROM _refused ORDER BY number") {
            lines.append("refused \(refused)")
        }
        for conflict in try connection.lines("SELECT collection, id, field FROM _conflict ORDER BY 1, 2, 3") {
            lines.append("conflict \(conflict)")
        }
        return lines.joined(separator: "\n")
    }
}

/// Values as text, for dumps and hashes.
enum ValueLine {
    static func text(_ values: [Value]) -> String {
        values.map { value in
            switch value {
            case .null: "-"
            case .integer(let integer): String(integer)
            case .text(let text): ColumnDDL.quoted(text)
            }
        }.joined(separator: " ")
    }
}

extension StoreConnection {
    /// The rows of a statement, a line each.
    func lines(_ sql: String) throws -> [String] {
        try all(sql) { row in ValueLine.text((0..<row.columnCount).map { row.value(Int32($0)) }) }
    }
}
