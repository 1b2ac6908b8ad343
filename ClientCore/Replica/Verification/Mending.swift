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

/// Why the server's values stand where others were shown.
enum Replacement {
    case repaired
    /// By the comparison after another program may have written unseen.
    case compared
    case unwatched

    fileprivate var words: String {
        switch self {
        case .repaired: "A repair put the server's copy in the place of these values; try again to offer them to the server."
        case .compared, .unwatched:
            "Another program may have typed these values while nothing was captured; the server's stand in their place. Try again to offer them."
        }
    }
}

/// Mending single records (clauses D5, R35, R39). A repair may meet a server that was put back to an older copy, and then this device may
/// hold the last copy of what others wrote: nothing is destroyed by it, whatever the server says.
extension Session {
    func mend(_ records: [RecordID], with whole: WholeRecords) throws -> Mending {
        var mending = Mending()
        let stream = whole.page.stream
        guard let row = knownStream(stream), row.isHeld, row.cursor.complete == whole.page.through else { return mending }
        var left = Set(records).subtracting(whole.damaged)
        for entry in whole.page.entries where left.remove(entry.record) != nil {
            let (plan, state) = try server(entry, in: stream)
            if try isNewer(plan, entry, in: row) {
                mending.kept.append(entry.record)
            } else {
                try replace(plan, entry.record, with: state, in: stream)
                mending.mended.append(entry.record)
            }
        }
        mending.kept += try left.sorted().filter { record in
            try plans.contains { try $0.collection.lane == stream.lane && stands(record, $0, row.number) }
        }
        return mending
    }

    /// What the server holds of a record; `nil` if it went to another stream.
    private func server(_ entry: PageEntry, in stream: Stream) throws -> (CollectionPlan, RecordState?) {
        switch entry {
        case .uniform(let record):
            let plan = try plan(record.collection)
            return (plan, Merge.expand(record, in: plan.collection, stream: stream))
        case .record(let delta): return (try plan(delta.collection), try state(of: delta, in: stream))
        case .gone(let gone):
            var tombstone = RecordState(collection: gone.collection, record: gone.record, stream: stream)
            tombstone.position = gone.position
            tombstone.moves = gone.moves
            return (try plan(gone.collection), gone.moved ? nil : tombstone)
        }
    }

    /// Positions only grow in one history: a server that has the record at a lower one does not know what came after. One above all that
    /// was ever held of the stream is no position of a server.
    private func isNewer(_ plan: CollectionPlan, _ entry: PageEntry, in row: StreamRow) throws -> Bool {
        do {
            guard let known = try load(plan, entry.record).server else { return false }
            return known.stream == row.stream && known.position > entry.position && known.position <= row.cursor.complete
        } catch is StateBlob.Damaged {
            return false
        } catch let error as ReplicaError where error.code == .damaged {
            return false
        }
    }

    /// What was known of the record counts for nothing: it is what was damaged. The digest is made anew afterwards.
    private func replace(_ plan: CollectionPlan, _ id: RecordID, with server: RecordState?, in stream: Stream) throws {
        let blank = Shadow(plan, id)
        let before = try row(plan, id)
        var held: RecordState?
        var cause = ledger.doubt == .none ? Replacement.repaired : .compared
        let waiting: [PendingOperation]
        do {
            let known = try load(plan, id)
            held = known.server
            if known.isUnknown { cause = .unwatched }
            try writeOut(creationOf: known)
            waiting = try pending(known)
        } catch {
            // The row cannot be read; which edits wait stands beside it.
            waiting = try pending(blank)
        }
        try paint(blank, server: server, pending: waiting)
        if let before { try setAside(before, held, server, plan, id, stream, cause) }
    }

    /// Keeps what stood there before a repair and stands no more, among the refused changes: listed, and offered again if a person says so.
    ///
    /// - Parameters:
    ///   - shown: what the row showed before.
    ///   - held: the server's state as it was known, with values that the row did not show; `nil` if it could not be read.
    ///   - cause: what put others in their place.
    func setAside(
        _ shown: [Value],
        _ held: RecordState?,
        _ server: RecordState?,
        _ plan: CollectionPlan,
        _ id: RecordID,
        _ stream: Stream,
        _ cause: Replacement
    ) throws {
        // Another program spells numbers as it likes.
        let before = canonical(shown, plan, [:])
        let after = try row(plan, id)
        let changes = plan.collection.fields.compactMap { field -> FieldChange? in
            let now = after?[field.number] ?? plan.column(field.number, .null)
            let live = server?.field(field.number).writes.map(\.value) ?? []
            let lost = (held?.field(field.number).writes ?? []).map(\.value).filter { !$0.isNull && !live.contains($0) }
            if field.rule == .keepBoth || field.rule == .appendOnly, lost.count > 1 || (lost.count == 1 && lost[0] != before[field.number])
            {
                // Beside whatever the server has, if they are tried again.
                return FieldChange(
                    field: field.number,
                    action: .write(lost + [before[field.number]].filter { !$0.isNull && !lost.contains($0) && $0 != now }),
                    replaces: []
                )
            }
            guard field.rule != .computed, !before[field.number].isNull, before[field.number] != now else { return nil }
            if cause == .unwatched, after != nil {
                return Self.beside(before[field.number], now, field).map {
                    FieldChange(field: field.number, action: $0, replaces: field.rule == .keepBoth || field.rule == .appendOnly ? [] : nil)
                }
            }
            return Merge.action(from: now, to: before[field.number], of: field).map { FieldChange(field: field.number, action: $0) }
        }
        guard !changes.isEmpty else { return }
        let kind: Operation.Kind = after == nil ? .create : .update
        let operation = Operation(collection: plan.number, record: id, kind: kind, scope: stream.scope, changes: changes)
        let refusal = Refusal(.replaced, cause.words, collection: plan.number, record: id)
        try refuse(ChangeSet(edit: 0, stamp: stamp(), bases: [:], operations: [operation]), refusal)
    }

    /// What offers a value that may have been typed without undoing what came in: who knows which of the two was there first?
    private static func beside(_ before: Value, _ now: Value, _ field: Programme.Field) -> FieldAction? {
        switch Merge.action(from: now, to: before, of: field) {
        case .add?, nil: nil
        case .elements(let add, _)?: add.isEmpty ? nil : .elements(add: add, remove: [])
        case .write(let values)?: .write(values)
        }
    }

    private func row(_ plan: CollectionPlan, _ id: RecordID) throws -> [Value]? {
        let row = try plan.select()
        row.bind(1, id)
        defer { row.reset() }
        guard try row.step() else { return nil }
        return (0..<plan.fieldCount).map { row.value(CollectionPlan.firstField + Int32($0)) }
    }

    private func stands(_ id: RecordID, _ plan: CollectionPlan, _ stream: Int) throws -> Bool {
        let row = try statement(
            """
            SELECT 1 FROM \(plan.table) WHERE id = ?1 AND _stream = ?2 AND _pos IS NOT NULL \
            UNION ALL SELECT 1 FROM _hidden WHERE collection = ?3 AND id = ?1 AND stream = ?2
            """
        )
        row.bind(1, id)
        row.bind(2, stream)
        row.bind(3, plan.number)
        defer { row.reset() }
        return try row.step()
    }
}
