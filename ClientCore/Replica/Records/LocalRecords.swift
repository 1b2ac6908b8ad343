import SQLiteTables
import SyncMerge
import SyncModel

/// The rows of the collections' tables, and what stands for records without one. Nobody else writes them or `_rowless`,
/// but for what makes tables.
final class LocalRecords {
    private let connection: StoreConnection
    private let programme: InstalledProgramme
    private let streams: StreamTable
    private let devices: DeviceNumbers
    /// Whether a row of `_rowless` may stand for a record of a collection, as far as asked: where none does, the fast
    /// ways need not look.
    private var mayBeRowless: [Int: Bool] = [:]

    init(_ connection: StoreConnection, programme: InstalledProgramme, streams: StreamTable, devices: DeviceNumbers) {
        self.connection = connection
        self.programme = programme
        self.streams = streams
        self.devices = devices
    }

    /// Another connection wrote.
    func discard() { mayBeRowless.removeAll() }

    // MARK: - Reading

    /// Reads a record with its server state.
    func load(_ table: LocalTable, _ id: RecordID) throws -> LocalRecord {
        var local = LocalRecord(table, id)
        let row = try table.select()
        row.bind(.id, id)
        if try row.step() {
            local.meta = RowMeta(row)
            let shown = row.fields(of: table)
            local.shown = shown
            row.reset()
            local.server = try serverState(of: local, local.meta, shown)
            return local
        }
        try loadRowless(&local)
        return local
    }

    /// What a record's row shows; `nil` without one.
    func shown(_ table: LocalTable, _ id: RecordID) throws -> [Value]? {
        let row = try table.select()
        row.bind(.id, id)
        defer { row.reset() }
        return try row.step() ? row.fields(of: table) : nil
    }

    /// What the server holds of a row with this meta and these columns.
    func serverState(of local: LocalRecord, _ meta: RowMeta, _ columns: [Value]) throws -> RecordState? {
        let (table, id) = (local.table, local.id)
        guard let position = meta.position, let stream = streams.stream(meta.stream) else { return nil }
        if let bytes = meta.state {
            return try StateBlob.decode(bytes, collection: table.number, record: id, stream: stream)
        }
        let record = UniformRecord(
            collection: table.number,
            record: id,
            position: position,
            dot: Dot(device: try devices.device(meta.device ?? 0), edit: meta.edit ?? 0),
            stamp: Stamp(number: meta.stamp ?? 0),
            level: meta.level ?? 0,
            values: columns.enumerated().map { table.written($0.offset, column: $0.element) }
        )
        return Merge.expand(record, in: table.collection, stream: stream)
    }

    /// Reads what stands for a record without a row.
    func loadRowless(_ local: inout LocalRecord) throws {
        let rowless = try connection.statement(
            "SELECT stream, pos, moves, live, state FROM _rowless WHERE collection = ? AND id = ?"
        )
        rowless.bindAll(local.table.number, local.id)
        defer { rowless.reset() }
        guard try rowless.step() else { return }
        local.isRowless = true
        guard !rowless.isNull(0), let stream = streams.stream(Int(rowless.integer(0))) else { return }
        if let bytes = rowless.blob(4) {
            local.server = try StateBlob.decode(bytes, collection: local.table.number, record: local.id, stream: stream)
        } else {
            var state = RecordState(collection: local.table.number, record: local.id, stream: stream)
            state.position = Position(rowless.unsigned(1))
            state.moves = UInt32(truncatingIfNeeded: rowless.integer(2))
            local.server = state
        }
    }

    /// Records with a row in a stream, by id.
    func ids(of table: LocalTable, in stream: Int, _ condition: String = "") throws -> [RecordID] {
        try connection.all("SELECT id FROM \(table.quotedName) WHERE _stream = ? \(condition) ORDER BY id", stream) {
            $0.record(0)
        }
    }

    /// Records without a row in a stream, by collection and id.
    func rowless(in stream: Int) throws -> [(LocalTable, RecordID)] {
        try connection.all("SELECT collection, id FROM _rowless WHERE stream = ? ORDER BY collection, id", stream) {
            row in
            guard let id = row.record(1), let table = programme.knownTable(row.integer(0)) else { return nil }
            return (table, id)
        }
    }

    /// What the server is known to hold in a stream, tombstones left out.
    func serverStates(in stream: Stream) throws -> [RecordState] {
        guard let row = streams.known(stream) else { return [] }
        var records: [(LocalTable, RecordID)] = []
        for table in programme.tables where table.collection.lane == stream.lane {
            records += try ids(of: table, in: row.number, "AND _pos IS NOT NULL").map { (table, $0) }
        }
        return try (records + rowless(in: row.number)).compactMap { table, id in
            let state = try load(table, id).server
            return state?.isDeleted == false ? state : nil
        }
    }

    // MARK: - The fast ways: one statement each

    /// Puts a whole record of the server into an empty place.
    /// - Parameter stamp: the record's, as a number.
    /// - Returns: false, with nothing changed, if something is there.
    func insert(_ record: UniformRecord, stamp: Int64, into table: LocalTable, _ stream: Int) throws -> Bool {
        let row = try table.insertOrIgnore()
        row.bind(.id, record.record)
        row.bind(.stream, stream)
        row.bind(.position, record.position)
        row.bind(.device, try devices.number(of: record.dot.device))
        row.bind(.edit, record.dot.edit)
        row.bind(.stamp, stamp)
        row.bind(.level, record.level)
        row.bindNull(.state)
        for field in 0..<table.fieldCount {
            let value = field < record.values.count ? record.values[field] : .null
            row.bind(field: field, table.column(field, written: value))
        }
        try row.run()
        return connection.changes == 1
    }

    /// Puts a record that is created here into an empty place.
    /// - Returns: false, with nothing changed, if something is there.
    func create(_ id: RecordID, _ meta: RowMeta, _ values: [Value], in table: LocalTable) throws -> Bool {
        let row = try table.insertOrIgnore()
        row.bind(.id, id)
        meta.bind(to: row)
        for number in 0..<table.fieldCount { row.bind(field: number, table.column(number, values[number])) }
        try row.run()
        return connection.changes == 1
    }

    /// Makes the row that another tool inserted that of a creation.
    /// - Returns: false, with nothing changed, if another row has the record's id.
    func takeOver(_ inserted: RecordID, as id: RecordID, _ meta: RowMeta, in table: LocalTable) throws -> Bool {
        let row = try table.takeOver()
        row.bind(1, id)
        meta.stream.bind(to: row, 2)
        meta.edit.bind(to: row, 3)
        meta.stamp.bind(to: row, 4)
        row.bind(5, inserted)
        try row.run()
        return connection.changes == 1
    }

    /// Gives a created record, to which nothing else happened, its place.
    /// - Parameter meta: what the server has made of it.
    /// - Returns: false, with nothing changed, if something happened to it.
    func acknowledge(_ id: RecordID, createdBy edit: EditNumber, _ meta: RowMeta, in table: LocalTable) throws -> Bool {
        let row = try table.acknowledge()
        meta.stream.bind(to: row, 1)
        meta.position.bind(to: row, 2)
        meta.device.bind(to: row, 3)
        meta.level.bind(to: row, 4)
        row.bind(5, id)
        row.bind(6, edit)
        try row.run()
        return connection.changes == 1
    }

    // MARK: - Any change

    /// Puts a row in its place.
    func put(_ id: RecordID, _ meta: RowMeta, _ columns: [Value], in table: LocalTable) throws {
        let row = try table.replace()
        row.bind(.id, id)
        meta.bind(to: row)
        for (number, value) in columns.enumerated() { row.bind(field: number, value) }
        try row.run()
    }

    /// Removes a row.
    func remove(_ id: RecordID, in table: LocalTable) throws {
        try table.delete().run(id)
    }

    /// Removes what the server holds in a stream, as far as it has rows.
    func removePlaced(in stream: Int, of table: LocalTable) throws {
        try connection.run("DELETE FROM \(table.quotedName) WHERE _stream = ? AND _pos IS NOT NULL", stream)
    }

    /// The set that created a record has another number now.
    func renumber(creationOf id: RecordID, from old: EditNumber, to new: EditNumber, in table: LocalTable) throws {
        try connection.run(
            "UPDATE \(table.quotedName) SET _edit = ? WHERE id = ? AND _edit = ? AND _pos IS NULL",
            new,
            id,
            old
        )
    }

    /// Gives a row without marks those of the creation that a set holds.
    /// - Parameter meta: without an edit and its stamp where the set has the values itself.
    func mark(_ id: RecordID, _ meta: RowMeta, in table: LocalTable) throws {
        try connection.run(
            "UPDATE \(table.quotedName) SET _stream = ?, _edit = ?, _stamp = ? WHERE id = ? AND _stream IS NULL",
            meta.stream,
            meta.edit,
            meta.stamp,
            id
        )
    }

    /// Gives a row another id.
    /// - Parameter old: whatever text stands there.
    /// - Returns: false, with nothing changed, if another row has that id.
    func rename(_ old: String, to id: RecordID, in table: LocalTable) throws -> Bool {
        try connection.run("UPDATE OR IGNORE \(table.quotedName) SET id = ? WHERE id = ?", id, old)
        return connection.changes == 1
    }

    /// Makes a row one of which nothing is known, under another id.
    /// - Parameter old: whatever text stands there.
    func renew(_ old: String, as id: RecordID, in table: LocalTable) throws -> Bool {
        let marks = StoreSchema.meta.map { "\($0) = NULL" }.joined(separator: ", ")
        try connection.run("UPDATE \(table.quotedName) SET id = ?1, \(marks) WHERE id = ?2", id, old)
        return connection.changes == 1
    }

    /// Lets a record refer to another, unless a unique index of another program forbids it.
    /// - Parameter column: quoted.
    func refer(_ id: RecordID, in column: String, of table: LocalTable, to other: RecordID) throws {
        try connection.run("UPDATE OR IGNORE \(table.quotedName) SET \(column) = ? WHERE id = ?", other, id)
    }

    // MARK: - Records without a row

    func mayBeRowless(_ table: LocalTable) throws -> Bool {
        if let known = mayBeRowless[table.number] { return known }
        let answer = try connection.exists("SELECT 1 FROM _rowless WHERE collection = ? LIMIT 1", table.number)
        mayBeRowless[table.number] = answer
        return answer
    }

    func isRowless(_ id: RecordID, in table: LocalTable) throws -> Bool {
        try mayBeRowless(table)
            && connection.exists("SELECT 1 FROM _rowless WHERE collection = ? AND id = ?", table.number, id)
    }

    /// A record has no row, but the server or an unanswered edit knows it.
    /// - Parameter server: what the server holds.
    func keepRowless(_ id: RecordID, _ server: RecordState?, in table: LocalTable) throws {
        let state = server.flatMap { $0.existence.writes.isEmpty ? nil : StateBlob.encode($0) }
        try connection.run(
            """
            INSERT OR REPLACE INTO _rowless(collection, id, stream, pos, moves, live, state) VALUES (?, ?, ?, ?, ?, ?, \
            ?)
            """,
            table.number,
            id,
            try server.map { try streams.number(of: $0.stream) },
            server?.position,
            server.map { Int($0.moves) } ?? 0,
            server?.isDeleted == false,
            state
        )
        mayBeRowless[table.number] = true
    }

    func forgetRowless(_ id: RecordID, in table: LocalTable) throws {
        guard try mayBeRowless(table) else { return }
        try connection.run("DELETE FROM _rowless WHERE collection = ? AND id = ?", table.number, id)
    }

    /// Our own deletions kept their last values until now, in case an edit elsewhere had outlived them.
    func forgetDeleted() throws {
        let kept = "state IS NOT NULL AND live = 0 AND stream IS NOT NULL"
        let numbers = try connection.all("SELECT DISTINCT stream FROM _rowless WHERE \(kept)") { Int($0.integer(0)) }
        for number in numbers {
            try connection.run(
                """
                UPDATE _rowless SET state = NULL WHERE stream = ? AND pos <= ? AND \(kept) \
                AND NOT EXISTS \
                (SELECT 1 FROM _pending t WHERE t.collection = _rowless.collection AND t.id = _rowless.id)
                """,
                number,
                streams[number].base
            )
        }
    }
}
