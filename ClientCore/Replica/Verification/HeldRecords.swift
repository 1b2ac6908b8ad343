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

    /// The server records of a stream in the order of their ids; one that cannot be read, or whose row shows something
    /// else than its state, has the hash 0.
    func forEach(in row: StreamRow, _ body: (RecordStatement) throws -> Void) throws {
        for table in programme.tables where table.collection.lane == row.stream.lane {
            for (id, position) in try places(of: table, in: row.number) {
                try body(RecordStatement(record: id, position: position, hash: hash(table, id)))
            }
        }
        for (table, id, position) in try rowlessPlaces(in: row.number) {
            try body(RecordStatement(record: id, position: position, hash: hash(table, id)))
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

    /// Where records stand; what the server deleted, and an unanswered edit still shows, stands nowhere.
    private func places(of table: LocalTable, in stream: Int) throws -> [(RecordID, Position)] {
        let found = try connection.all(
            """
            SELECT id, _pos, _state IS NOT NULL FROM \(table.quotedName) WHERE _stream = ? AND _pos IS NOT NULL ORDER \
            BY id
            """,
            stream
        ) { row in row.record(0).map { (id: $0, position: Position(row.unsigned(1)), isMixed: row.integer(2) != 0) } }
        return try found.filter { try !$0.isMixed || !isDeleted(table, $0.id) }.map { ($0.id, $0.position) }
    }

    private func isDeleted(_ table: LocalTable, _ id: RecordID) throws -> Bool {
        try ifReadable { try records.load(table, id) }?.server?.isDeleted ?? false
    }

    private func hash(_ table: LocalTable, _ id: RecordID) throws -> UInt128 {
        try ifReadable {
            let local = try records.load(table, id)
            guard let server = local.server, !server.isDeleted else { return 0 }
            // A row with its state beside it shows what the state and the unanswered edits say, and nothing else.
            if local.meta.state != nil {
                let state = try preview.state(server, pendingEdits.operations(on: local), table) ?? server
                guard table.columns(of: state) == local.shown else { return 0 }
            }
            return RecordDigest.hash(of: server)
        } ?? 0
    }

    /// The digest of what the rows say of themselves.
    func digest(of row: StreamRow) throws -> StreamDigest {
        var digest = StreamDigest()
        for table in programme.tables where table.collection.lane == row.stream.lane {
            for (id, position) in try places(of: table, in: row.number) { digest.insert(id, at: position) }
        }
        for (_, id, position) in try rowlessPlaces(in: row.number) { digest.insert(id, at: position) }
        return digest
    }
}
