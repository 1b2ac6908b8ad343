import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// What the rows themselves say of the records that the server has, for comparing (clauses D3, R34).
struct HeldRecords {
    let connection: StoreConnection
    let programme: InstalledProgramme
    let streams: StreamTable
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let preview: Preview

    /// The server records of some streams, table by table as the rows lie: by id, a large store would be read from end
    /// to end for every record.
    ///
    /// One that cannot be read, or whose row shows something else than its state, has the hash 0. What the server
    /// deleted, and an unanswered edit still shows, is none of them.
    /// - Parameter body: also gets the stream's number.
    func forEach(in wanted: Set<Int>, _ body: (Int, RecordStatement) throws -> Void) throws {
        try forEachPlaced(in: wanted, \.columns) { table, stream, id, position, row in
            var local = LocalRecord(table, id)
            local.meta = RowMeta(row)
            local.shown = row.fields(of: table)
            guard let hash = try hash(of: &local) else { return }
            try body(stream, RecordStatement(record: id, position: position, hash: hash))
        }
        for stream in wanted.sorted() {
            for (table, id, position) in try rowlessPlaces(in: stream) {
                let hash = try ifReadable { try records.load(table, id) }?.server.map(RecordDigest.hash)
                try body(stream, RecordStatement(record: id, position: position, hash: hash ?? 0))
            }
        }
    }

    /// By the numbers of the subscribed streams: the digests of what the rows say of themselves.
    func digests() throws -> [Int: StreamDigest] {
        let wanted = Set(streams.subscribed.map(\.number))
        var digests = Dictionary(uniqueKeysWithValues: wanted.map { ($0, StreamDigest()) })
        try forEachPlaced(in: wanted, \.marks) { table, stream, id, position, row in
            guard try row.isNull(.state) || !isDeleted(table, id) else { return }
            digests[stream]?.insert(id, at: position)
        }
        for stream in wanted {
            for (_, id, position) in try rowlessPlaces(in: stream) { digests[stream]?.insert(id, at: position) }
        }
        return digests
    }

    private func forEachPlaced(
        in wanted: Set<Int>,
        _ columns: KeyPath<LocalTable, String>,
        _ body: (LocalTable, Int, RecordID, Position, RawStatement) throws -> Void
    ) throws {
        for table in programme.tables {
            let rows = try connection.prepare(
                "SELECT \(table[keyPath: columns]) FROM \(table.quotedName) WHERE _pos IS NOT NULL"
            )
            while try rows.step() {
                let stream = Int(rows.integer(.stream))
                guard let id = rows.record(.id), wanted.contains(stream),
                    streams[stream].stream.lane == table.collection.lane
                else { continue }
                try body(table, stream, id, Position(rows.unsigned(.position)), rows)
            }
        }
    }

    /// Records that the server has and an unanswered edit deletes.
    private func rowlessPlaces(in stream: Int) throws -> [(LocalTable, RecordID, Position)] {
        try connection.all(
            "SELECT collection, id, pos FROM _rowless WHERE stream = ? AND live = 1 ORDER BY collection, id",
            stream
        ) { row in
            guard let id = row.record(1), let table = programme.knownTable(row.integer(0)) else { return nil }
            return (table, id, Position(row.unsigned(2)))
        }
    }

    private func isDeleted(_ table: LocalTable, _ id: RecordID) throws -> Bool {
        try ifReadable { try records.load(table, id) }?.server?.isDeleted ?? false
    }

    /// - Parameter local: as its row says; gets its server state.
    /// - Returns: `nil` for what the server deleted.
    private func hash(of local: inout LocalRecord) throws -> UInt128? {
        let (table, meta, shown) = (local.table, local.meta, local.shown ?? [])
        guard let server = try ifReadable({ try records.serverState(of: local, meta, shown) }) ?? nil else { return 0 }
        guard !server.isDeleted else { return nil }
        // A row with its state beside it shows what the state and the unanswered edits say, and nothing else.
        if meta.state != nil {
            local.server = server
            let read = local
            let state = try ifReadable { try preview.state(server, pendingEdits.operations(on: read), table) ?? server }
            guard let state, table.columns(of: state) == shown else { return 0 }
        }
        return RecordDigest.hash(of: server)
    }
}
