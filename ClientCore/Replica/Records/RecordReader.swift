import SQLiteTables
import SyncMerge
import SyncModel

/// Records as they are shown, with what is known of them.
struct RecordReader {
    let connection: StoreConnection
    let programme: InstalledProgramme
    let streams: StreamTable
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let preview: Preview
    let conflicts: ConflictReader

    /// One record; `nil` if it is not on this device.
    func record(_ collection: String, _ id: RecordID) throws -> Record? {
        let table = try programme.table(named: collection)
        let row = try table.select()
        row.bind(.id, id)
        defer { row.reset() }
        guard try row.step() else { return nil }
        return Record(table, id, row, isEdited: try pendingEdits.isIndexed(id, in: table), in: streams)
    }

    /// One record with its live writes, conflicts and unanswered edits; `nil` if it is not on this device.
    func detail(_ collection: String, _ id: RecordID) throws -> RecordDetail? {
        let table = try programme.table(named: collection)
        let local = try records.load(table, id)
        guard let shown = local.shown else { return nil }
        let pending = try pendingEdits.operations(on: local)
        guard let state = try preview.state(local.server, pending, table) else { return nil }
        let record = Record(
            collection: table.number,
            id: id,
            scope: state.stream.scope,
            values: shown,
            isPending: !pending.isEmpty
        )
        return RecordDetail(
            record: record,
            state: state,
            position: local.server?.position,
            conflicts: try conflicts.conflicts(of: state, table),
            pendingEdits: pending.map(\.edit)
        )
    }

    /// The records of a collection one at a time, by id.
    func list(
        _ collection: String,
        where conditions: [(field: String, value: Value)],
        after: RecordID? = nil,
        limit: Int?,
        each: (Record) throws -> Void
    ) throws {
        let table = try programme.table(named: collection)
        var tests = try Self.tests(conditions, of: table)
        if after != nil { tests += (tests.isEmpty ? "" : " AND ") + "id > ?" }
        // A statement of its own: `each` may read the same collection.
        let row = try connection.prepare(
            table.selectAll() + (tests.isEmpty ? "" : " WHERE \(tests)") + " ORDER BY id LIMIT \(limit ?? -1)"
        )
        for (index, condition) in conditions.enumerated() { row.bind(Int32(index + 1), condition.value) }
        if let after { row.bind(Int32(conditions.count + 1), after) }
        let edited = try pendingEdits.indexed(in: table)
        while try row.step() {
            guard let id = row.record(0) else { continue }
            try each(Record(table, id, row, isEdited: edited.contains(id), in: streams))
        }
    }

    /// How many records of a collection have these values.
    func count(_ collection: String, where conditions: [(field: String, value: Value)]) throws -> Int {
        let table = try programme.table(named: collection)
        let tests = try Self.tests(conditions, of: table)
        let row = try connection.statement(
            "SELECT count(*) FROM \(table.quotedName)\(tests.isEmpty ? "" : " WHERE \(tests)")"
        )
        for (index, condition) in conditions.enumerated() { row.bind(Int32(index + 1), condition.value) }
        defer { row.reset() }
        return try row.step() ? Int(row.integer(0)) : 0
    }

    /// What a statement asks of a collection's rows, a place for each value.
    private static func tests(_ conditions: [(field: String, value: Value)], of table: LocalTable) throws -> String {
        try conditions.map { name, value in
            if name == "id" { return "id IS ?" }
            guard let field = table.collection.field(named: name) else {
                throw ReplicaError(.unknownName, .name(.noField(name, of: table.collection.name)), field: name)
            }
            return ColumnDDL.condition(on: field, value)
        }.joined(separator: " AND ")
    }
}

extension Record {
    /// The record that a row shows.
    init(_ table: LocalTable, _ id: RecordID, _ row: RawStatement, isEdited: Bool, in streams: StreamTable) {
        let meta = RowMeta(row)
        let values = row.fields(of: table)
        self.init(
            collection: table.number,
            id: id,
            scope: streams.stream(meta.stream)?.scope ?? table.scope(of: id, values) ?? Scope(""),
            values: values,
            isPending: meta.position == nil || isEdited
        )
    }
}

extension ReadBaseline {
    /// What has been seen by now, with these records as they are shown.
    init(of records: [Record], in streams: StreamTable) {
        self.init(
            bases: Dictionary(uniqueKeysWithValues: streams.subscribed.map { ($0.stream, $0.base) }),
            records: records
        )
    }
}
