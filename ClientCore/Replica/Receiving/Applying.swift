import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// Remote changes become rows (clauses R21 to R25). Triggers are off on this connection, so nothing is captured (I6).
extension Session {
    /// Writes the entries of a page.
    /// - Returns: how many.
    func apply(_ page: Page) throws -> Int {
        let number = try stream(page.stream)
        for card in page.cards { try keep(card) }
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
        let plan = try plan(record.collection)
        changedCollections.insert(plan.number)
        if try !mayHide(plan), record.values.count <= plan.fieldCount, let stamp = record.stamp.number {
            let row = try plan.insertOrIgnore()
            row.bind(1, record.record)
            row.bind(2, number)
            row.bind(3, record.position.number)
            row.bind(4, try device(record.dot.device))
            row.bind(5, record.dot.edit)
            row.bind(6, stamp)
            row.bind(7, record.level)
            row.bindNull(8)
            for field in 0..<plan.fieldCount {
                let value = field < record.values.count ? record.values[field] : .null
                row.bind(CollectionPlan.firstField + 1 + Int32(field), plan.column(field, written: value))
            }
            try row.run()
            if changes == 1 {
                try stand(record.record, at: record.position, in: number)
                return
            }
        }
        try receive(Merge.expand(record, in: plan.collection, stream: stream), try load(plan, record.record))
    }

    private func apply(_ delta: RecordDelta, _ stream: Stream) throws {
        let plan = try plan(delta.collection)
        let shadow = try load(plan, delta.record)
        var state = RecordState(collection: delta.collection, record: delta.record, stream: stream)
        if !delta.isWhole {
            // A part of a record of which nothing is here would make half a record: another program took its row away unseen.
            guard let known = shadow.server else {
                ledger.doubt = .suspect
                return
            }
            if known.stream == stream { state = known }
        }
        state.position = delta.position
        state.wholeFrom = delta.wholeFrom
        state.moves = delta.moves
        if let existence = delta.existence { state.existence = existence }
        for field in delta.fields {
            guard field.number < Limits.fieldsMax else { throw ReplicaError(.damaged, "A page names a field beyond all limits.") }
            while state.fields.count <= field.number { state.fields.append(FieldState()) }
            state.fields[field.number] = field.state
        }
        try receive(state, shadow)
    }

    private func receive(_ incoming: RecordState, _ shadow: Shadow) throws {
        if let known = shadow.server {
            // A record that moved on (clause R23), or one whose later state is known here already through a receipt: what is missing comes
            // again (clause R22).
            if incoming.moves < known.moves { return }
            if incoming.stream == known.stream, incoming.position < known.position { return }
        }
        try paint(shadow, server: incoming, pending: try pending(shadow))
        try keepSuspect(shadow, incoming, incoming.stream)
    }

    /// What a row showed may be what another program typed unseen.
    private func keepSuspect(_ shadow: Shadow, _ incoming: RecordState?, _ stream: Stream) throws {
        let isSuspect = shadow.isUnknown || (ledger.doubt == .suspect && shadow.meta.position != nil)
        guard isSuspect, let before = shadow.shown else { return }
        try setAside(before, nil, incoming, shadow.plan, shadow.id, stream, .unwatched)
    }

    private func apply(_ gone: GoneRecord, _ stream: Stream) throws {
        let plan = try plan(gone.collection)
        let shadow = try load(plan, gone.record)
        let pending = try pending(shadow)
        if let known = shadow.server {
            if gone.moves < known.moves || known.stream != stream || gone.position < known.position { return }
        } else if pending.isEmpty, !shadow.isUnknown {
            return
        }
        if gone.moved {
            try paint(shadow, server: nil, pending: pending)
            return try keepSuspect(shadow, nil, stream)
        }
        var tombstone = RecordState(collection: gone.collection, record: gone.record, stream: stream)
        if !pending.isEmpty, let known = shadow.server, !known.isDeleted {
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
        try paint(shadow, server: tombstone, pending: pending)
        try keepSuspect(shadow, nil, stream)
    }
}
