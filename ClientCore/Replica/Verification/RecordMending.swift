import SQLiteTables
import SyncMerge
package import SyncModel
import SyncWire

/// What came of a repair.
package struct Mending: Hashable, Sendable {
    /// Records that are now as the server has them.
    package var mended: [RecordID] = []
    /// Records of which the server knows nothing, or less than this device: they stay as they are.
    package var kept: [RecordID] = []

    /// Nothing yet.
    package init() {}

    /// Both together.
    package static func += (left: inout Self, right: Self) {
        left.mended += right.mended
        left.kept += right.kept
    }
}

/// Mending single records (clauses D5, R35, R39). A repair may meet a server that was put back to an older copy, and
/// then this device may hold the last copy of what others wrote: nothing is destroyed by it, whatever the server says.
struct RecordMending {
    let connection: StoreConnection
    let replicaState: ReplicaState
    let streams: StreamTable
    let programme: InstalledProgramme
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let storedSets: StoredSets
    let materializer: Materializer
    let replacedValues: ReplacedValues

    func mend(_ asked: [RecordID], with whole: WholeRecords) throws -> Mending {
        var mending = Mending()
        let stream = whole.page.stream
        guard let row = streams.known(stream), row.isSubscribed, row.cursor.complete == whole.page.through else {
            return mending
        }
        var left = Set(asked).subtracting(whole.damaged)
        for entry in whole.page.entries where left.remove(entry.record) != nil {
            let (table, state) = try server(entry, in: stream)
            if try isNewer(table, entry, in: row) {
                mending.kept.append(entry.record)
            } else {
                try replace(table, entry.record, with: state, in: stream)
                mending.mended.append(entry.record)
            }
        }
        mending.kept += try left.sorted().filter { record in
            try programme.tables.contains { try $0.collection.lane == stream.lane && isSettled(record, $0, row.number) }
        }
        return mending
    }

    /// What the server holds of a record; `nil` if it went to another stream.
    private func server(_ entry: PageEntry, in stream: Stream) throws -> (LocalTable, RecordState?) {
        switch entry {
        case .uniform(let record):
            let table = try programme.table(record.collection)
            return (table, Merge.expand(record, in: table.collection, stream: stream))
        case .record(let delta): return (try programme.table(delta.collection), try Self.state(of: delta, in: stream))
        case .gone(let gone):
            var tombstone = RecordState(collection: gone.collection, record: gone.record, stream: stream)
            tombstone.position = gone.position
            tombstone.moves = gone.moves
            return (try programme.table(gone.collection), gone.moved ? nil : tombstone)
        }
    }

    /// Positions only grow in one history: a server that has the record at a lower one does not know what came after.
    /// One above all that was ever held of the stream is no position of a server.
    private func isNewer(_ table: LocalTable, _ entry: PageEntry, in row: StreamRow) throws -> Bool {
        guard let known = try ifReadable({ try records.load(table, entry.record) })?.server else { return false }
        return known.stream == row.stream && known.position > entry.position && known.position <= row.cursor.complete
    }

    /// What was known of the record counts for nothing: it is what was damaged. The digest is made anew afterwards.
    private func replace(_ table: LocalTable, _ id: RecordID, with server: RecordState?, in stream: Stream) throws {
        let blank = LocalRecord(table, id)
        let before = try records.shown(table, id)
        var held: RecordState?
        var cause = replicaState.doubt == .none ? Replacement.repaired : .compared
        let known = try ifReadable { () throws -> (local: LocalRecord, waiting: [PendingOperation]) in
            let local = try records.load(table, id)
            try storedSets.writeOut(creationOf: local)
            return (local, try pendingEdits.operations(on: local))
        }
        if let local = known?.local {
            held = local.server
            if local.isUnknown { cause = .unwatched }
        }
        // Where the row cannot be read: which edits wait stands beside it.
        let waiting = try known?.waiting ?? pendingEdits.operations(on: blank)
        try materializer.materialize(blank, server: server, pending: waiting)
        if let before {
            try replacedValues.keep(before, held: held, of: table, id, in: stream, now: server, because: cause)
        }
    }

    private static func state(of delta: RecordDelta, in stream: Stream) throws -> RecordState {
        guard delta.isWhole else { throw ReplicaError(.badAnswer, .reply(.partOfRecord)) }
        var state = RecordState(
            collection: delta.collection,
            record: delta.record,
            stream: stream,
            position: delta.position,
            wholeFrom: delta.wholeFrom,
            moves: delta.moves,
            existence: delta.existence ?? FieldState()
        )
        for field in delta.fields {
            guard field.number < Limits.fieldsMax else { throw ReplicaError(.badAnswer, .reply(.fieldBeyondLimits)) }
            while state.fields.count <= field.number { state.fields.append(FieldState()) }
            state.fields[field.number] = field.state
        }
        return state
    }

    private func isSettled(_ id: RecordID, _ table: LocalTable, _ stream: Int) throws -> Bool {
        try connection.exists(
            """
            SELECT 1 FROM \(table.quotedName) WHERE id = ?1 AND _stream = ?2 AND _pos IS NOT NULL \
            UNION ALL SELECT 1 FROM _rowless WHERE collection = ?3 AND id = ?1 AND stream = ?2
            """,
            id,
            stream,
            table.number
        )
    }
}
