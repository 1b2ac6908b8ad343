import SQLiteTables
import SyncModel

/// Creations, by far the most of what is typed: the fast ways, one statement each.
struct Creations {
    let streams: StreamTable
    let records: LocalRecords
    let builder: ChangeSetBuilder

    /// Creates a record where nothing is and nothing was.
    /// - Returns: false if something is there or the values are not plain; nothing is changed then.
    func createAnew(_ table: LocalTable, _ id: RecordID, _ values: [Value]) throws -> Bool {
        guard table.isPlain(values), let scope = table.scope(of: id, values), try !records.isRowless(id, in: table)
        else { return false }
        let stream = try streams.number(of: table.stream(in: scope))
        try builder.admit(table, stream)
        let size = table.size(of: values)
        let key = RecordKey(collection: table.number, record: id)
        try builder.makeRoom(size, for: key, table.creation(id, in: scope, values))
        guard let meta = meta(in: stream), try records.create(id, meta, values, in: table) else { return false }
        builder.addInRow(id, in: scope, stream, of: table, bytes: size)
        return true
    }

    /// Makes the row that another tool inserted the row of a creation: the same where plain values stand there already.
    /// - Returns: false if another row has the record's id; nothing is changed then.
    func createInPlace(_ table: LocalTable, _ id: RecordID, _ values: [Value], of inserted: RecordID) throws -> Bool {
        guard table.isPlain(values), let scope = table.scope(of: id, values) else { return false }
        let stream = try streams.number(of: table.stream(in: scope))
        try builder.admit(table, stream)
        guard let meta = meta(in: stream), try records.takeOver(inserted, as: id, meta, in: table) else { return false }
        builder.addInRow(id, in: scope, stream, of: table, bytes: table.size(of: values))
        return true
    }

    /// What stands beside the fields of a row that the open set creates; `nil` if its stamp has no room there.
    private func meta(in stream: Int) -> RowMeta? {
        let (edit, stamp) = builder.open()
        guard let stamp = stamp.number else { return nil }
        var meta = RowMeta()
        meta.stream = stream
        meta.edit = edit
        meta.stamp = stamp
        return meta
    }
}
