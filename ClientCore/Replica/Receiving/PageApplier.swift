import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// Remote changes become rows (clauses R22 to R25). Triggers are off on this connection, so nothing is captured (I6).
struct PageApplier {
    let replicaState: ReplicaState
    let streams: StreamTable
    let programme: InstalledProgramme
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let materializer: Materializer
    let cards: DeviceCards
    let replacedValues: ReplacedValues

    /// Writes the entries of a page.
    /// - Returns: how many.
    func apply(_ page: Page) throws -> Int {
        let number = try streams.number(of: page.stream)
        for card in page.cards { try cards.keep(card) }
        for entry in page.entries {
            switch entry {
            case .uniform(let record): try apply(record, page.stream, number)
            case .record(let delta): try apply(delta, page.stream)
            case .gone(let gone): try apply(gone, page.stream)
            }
        }
        return page.entries.count
    }

    /// The usual case by far: a whole record into an empty place.
    private func apply(_ record: UniformRecord, _ stream: Stream, _ number: Int) throws {
        let table = try programme.table(record.collection)
        if try !records.mayBeRowless(table), record.values.count <= table.fieldCount, let stamp = record.stamp.number,
            try records.insert(record, stamp: stamp, into: table, number)
        {
            return try streams.addToDigest(record.record, at: record.position, in: number)
        }
        try receive(Merge.expand(record, in: table.collection, stream: stream), try records.load(table, record.record))
    }

    private func apply(_ delta: RecordDelta, _ stream: Stream) throws {
        let table = try programme.table(delta.collection)
        let local = try records.load(table, delta.record)
        var state = RecordState(collection: delta.collection, record: delta.record, stream: stream)
        if !delta.isWhole {
            // A part of a record of which nothing is here would make half a record: another program took its row away
            // unseen.
            guard let known = local.server else {
                replicaState.raiseDoubt(to: .suspect)
                return
            }
            if known.stream == stream { state = known }
        }
        state.position = delta.position
        state.wholeFrom = delta.wholeFrom
        state.moves = delta.moves
        if let existence = delta.existence { state.existence = existence }
        for field in delta.fields {
            guard field.number < Limits.fieldsMax else { throw ReplicaError(.badAnswer, .reply(.fieldBeyondLimits)) }
            while state.fields.count <= field.number { state.fields.append(FieldState()) }
            state.fields[field.number] = field.state
        }
        try receive(state, local)
    }

    private func receive(_ incoming: RecordState, _ local: LocalRecord) throws {
        if let known = local.server {
            // A record that moved on (clause R23), or one whose later state is known here already through a receipt:
            // what is missing comes again (clause R22).
            if incoming.moves < known.moves { return }
            if incoming.stream == known.stream, incoming.position < known.position { return }
        }
        try materializer.materialize(local, server: incoming, pending: try pendingEdits.operations(on: local))
        try keepSuspect(local, incoming, incoming.stream)
    }

    /// What a row showed may be what another program typed unseen.
    private func keepSuspect(_ local: LocalRecord, _ incoming: RecordState?, _ stream: Stream) throws {
        let isSuspect = local.isUnknown || (replicaState.doubt == .suspect && local.meta.position != nil)
        guard isSuspect, let before = local.shown else { return }
        try replacedValues.keep(before, of: local.table, local.id, in: stream, now: incoming, because: .unwatched)
    }

    private func apply(_ gone: GoneRecord, _ stream: Stream) throws {
        let table = try programme.table(gone.collection)
        let local = try records.load(table, gone.record)
        let pending = try pendingEdits.operations(on: local)
        if let known = local.server {
            if gone.moves < known.moves || known.stream != stream || gone.position < known.position { return }
        } else if pending.isEmpty, !local.isUnknown {
            return
        }
        if gone.moved {
            try materializer.materialize(local, server: nil, pending: pending)
            return try keepSuspect(local, nil, stream)
        }
        var tombstone = RecordState(collection: gone.collection, record: gone.record, stream: stream)
        if !pending.isEmpty, let known = local.server, !known.isDeleted {
            // An unanswered edit may bring the record back: what it said before is kept until the answer (clause R24).
            tombstone = known
            let deleted = LiveWrite(
                value: .integer(0),
                dot: Dot(device: .server, edit: 0),
                stamp: Stamp(sure: false, milliseconds: 0),
                level: 0,
                position: gone.position
            )
            tombstone.existence = FieldState(writes: [deleted], changedAt: gone.position)
        }
        tombstone.position = gone.position
        tombstone.moves = gone.moves
        try materializer.materialize(local, server: tombstone, pending: pending)
        try keepSuspect(local, nil, stream)
    }
}
