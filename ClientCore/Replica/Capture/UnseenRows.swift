import FoundationEssentials
import SQLiteTables
import SyncModel

/// Rows that other programs wrote while nobody watched (clause R41): what is new or changed is logged as the triggers
/// would have.
struct UnseenRows {
    let connection: StoreConnection
    let host: Host
    let replicaState: ReplicaState
    let streams: StreamTable
    let programme: InstalledProgramme
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let preview: Preview
    let materializer: Materializer
    let captureLog: CaptureLog
    let naming: RowNaming
    let heldRecords: HeldRecords
    let replacedValues: ReplacedValues

    /// Copies of records that are known may be of before others changed them: what they show otherwise is kept for a
    /// person.
    func setAside(_ copies: [RowCopy]) throws {
        for copy in copies {
            let known = try records.load(copy.table, copy.id)
            guard let stream = streams.stream(known.meta.stream) else { continue }
            try replacedValues.keep(
                copy.shown,
                of: copy.table,
                copy.id,
                in: stream,
                now: known.server,
                because: .unwatched
            )
        }
    }

    // MARK: - New rows

    /// Takes in rows without marks of ours. Such a row was inserted, or it is what is left of a record whose marks
    /// went, as when a table is built anew from its fields: taken as typed, it would win over what others wrote since.
    /// Where marks went, the server tells which it is.
    ///
    /// - Parameter known: after a comparison with the server, the records that it has and this device has not as the
    ///   server has them; `nil` before one: nothing is taken then where a mark is missing.
    /// - Returns: how many.
    func take(compared known: Set<RecordID>? = nil) throws -> Int {
        guard programme.programme != nil, replicaState.identity != nil else { return 0 }
        try naming.mendIDs()
        guard try programme.tables.contains(where: { try !unmarked($0).isEmpty }) else { return 0 }
        let waiting = try markUnsent()
        guard try known != nil || hasAllMarks() else {
            replicaState.raiseDoubt(to: .suspect)
            return 0
        }
        func new() throws -> [RecordKey] { try unknown(besides: waiting).filter { known?.contains($0.record) != true } }
        if known != nil { try naming.takeKeyedIDs(new()) }
        var count = 0
        for row in try new() {
            let table = programme.tables[row.collection]
            if let known {
                guard try isNew(row.record, table, known) else { continue }
            } else if try hasTwin(row.record, table) {
                // What that one shows may have been typed unseen as well, and an edit of it would replace it.
                replicaState.raiseDoubt(to: .suspect)
                continue
            }
            try captureLog.append(row, .inserted, old: nil, at: host.wallClock())
            count += 1
        }
        return count
    }

    /// Rows of which nothing is known, but those that change sets name.
    func unknown(besides waiting: Set<RecordKey>) throws -> [RecordKey] {
        try programme.tables.flatMap { table in
            try unmarked(table).map { RecordKey(collection: table.number, record: $0) }
        }
        .filter { !waiting.contains($0) }
    }

    private func unmarked(_ table: LocalTable) throws -> [RecordID] {
        try connection.all(
            """
            SELECT id FROM \(table.quotedName) WHERE _stream IS NULL AND id NOT IN (SELECT id FROM _capture WHERE \
            collection = ?1)
            """,
            table.number
        ) { $0.record(0) }
    }

    /// How many rows may be new, or old copies, until a comparison tells.
    func unknownCount() throws -> Int {
        guard replicaState.doubt != .none else { return 0 }
        return try programme.tables.reduce(0) { try $0 + connection.count("\($1.quotedName) WHERE _stream IS NULL") }
    }

    /// Of what was typed here and never left, the sets say which row was whose creation.
    /// - Returns: all records in change sets: their values are there or in their rows, and the answers tell the rest.
    func markUnsent() throws -> Set<RecordKey> {
        for kept in try pendingEdits.unnumbered() {
            for operation in kept.operations where operation.head.kind == .create {
                let table = try programme.table(operation.head.collection)
                var meta = RowMeta()
                meta.stream = try streams.number(of: table.stream(in: operation.head.scope))
                // Only a creation that its row alone holds is named in it.
                if operation.isInRow {
                    meta.edit = kept.edit
                    meta.stamp = kept.stamp.number
                }
                try records.mark(operation.head.record, meta, in: table)
            }
        }
        let heads = try pendingEdits.all().flatMap(\.set.operations).map(\.head)
        return Set(heads.map { RecordKey(collection: $0.collection, record: $0.record) })
    }

    /// As far as the digests tell, each record of the server that stood here has its marks still.
    private func hasAllMarks() throws -> Bool {
        try heldRecords.digests().allSatisfy { try $0.value == streams.digest($0.key) }
    }

    /// The server has a record of the same natural key, and it stands here.
    private func hasTwin(_ id: RecordID, _ table: LocalTable) throws -> Bool {
        guard !table.collection.key.isEmpty, let shown = try records.load(table, id).shown,
            let keyed = try table.keyedID(in: programme.needed(), table.canonical(shown)), keyed != id
        else { return false }
        return try records.load(table, keyed).server?.isDeleted == false
    }

    /// A row beside the server's record of the same natural key is another copy of that: what it shows otherwise is
    /// kept for a person.
    private func isNew(_ id: RecordID, _ table: LocalTable, _ known: Set<RecordID>) throws -> Bool {
        guard let shown = try records.load(table, id).shown,
            let keyed = try table.keyedID(in: programme.needed(), table.canonical(shown)), keyed != id
        else { return true }
        guard let server = try records.load(table, keyed).server, !server.isDeleted else {
            return !known.contains(keyed)
        }
        try replacedValues.keep(shown, of: table, keyed, in: server.stream, now: server, because: .unwatched)
        try records.remove(id, in: table)
        return false
    }

    // MARK: - Changed rows

    /// A row whose state stands beside it, and which shows something else, was changed. Of others only the server knows
    /// what they showed.
    /// - Returns: how many.
    func captureChanged() throws -> Int { try programme.tables.reduce(0) { try $0 + captureChanged($1) } }

    private func captureChanged(_ table: LocalTable) throws -> Int {
        let ids = try connection.all(
            """
            SELECT id FROM \(table.quotedName) WHERE (_state IS NOT NULL OR id IN (SELECT id FROM _pending WHERE \
            collection = ?1)) \
            AND _stream IS NOT NULL AND id NOT IN (SELECT id FROM _capture WHERE collection = ?1)
            """,
            table.number
        ) { $0.record(0) }
        var count = 0
        for id in ids {
            guard let (local, columns) = try replicaState.unlessDamaged({ try expected(table, id) }) ?? nil,
                columns != local.shown
            else {
                continue
            }
            count += 1
            // Beside edits that wait stands the server's state: a row without it was put back from before them.
            if local.meta.position != nil, local.meta.state == nil, let shown = local.shown, let server = local.server {
                try materializer.materialize(local, server: server, pending: pendingEdits.operations(on: local))
                try replacedValues.keep(shown, of: table, id, in: server.stream, now: server, because: .unwatched)
                continue
            }
            let old = String(decoding: try JSONEncoder().encode(local.meta.logged + columns), as: UTF8.self)
            try captureLog.append(local.key, .updated, old: old, at: host.wallClock())
        }
        return count
    }

    /// A record with what its row has to show; `nil` if it has to show nothing.
    private func expected(_ table: LocalTable, _ id: RecordID) throws -> (LocalRecord, [Value])? {
        let local = try records.load(table, id)
        return try preview.columns(local.server, pendingEdits.operations(on: local), table).map { (local, $0) }
    }
}

extension ReplicaState {
    /// What the store wrote about one record may be damaged; that must not hold up all others, and the comparison with
    /// the server finds it.
    /// - Returns: `nil` where it is damaged.
    func unlessDamaged<T>(_ body: () throws -> T) throws -> T? {
        let value = try ifReadable(body)
        if value == nil { raiseDoubt(to: .possible) }
        return value
    }
}

/// - Returns: `nil` where what the store wrote of a record cannot be read.
func ifReadable<T>(_ body: () throws -> T) throws -> T? {
    do {
        return try body()
    } catch is StateBlob.Damaged {
        return nil
    } catch let error as ReplicaError where error.code == .damaged {
        return nil
    }
}

extension SQLiteFailure {
    /// A collection's table lacks the columns that belong to the store.
    var isOfLostMarks: Bool { StoreSchema.meta.contains { message == "no such column: \($0)" } }
}
