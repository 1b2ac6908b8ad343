import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// One change set while it grows, and the only one who knows what is in it so far.
///
/// The way of an edit: the record is opened, an operation is made of the edit (``EditOperations``), and ``add(_:to:)``
/// validates it, merges it once, shows the result, and appends it to the open set.
final class ChangeSetBuilder {
    private let owners: ChangeSets
    private let baseline: ReadBaseline?
    private let stamp: Stamp?
    private let writableOnly: Bool
    private let splits: Bool
    private var draft: OpenChangeSet?
    /// The sets stored so far, of what was typed.
    private(set) var closed: [EditNumber] = []

    init(_ owners: ChangeSets, asOf baseline: ReadBaseline?, stamp: Stamp?, writableOnly: Bool, splits: Bool) {
        self.owners = owners
        self.baseline = baseline
        self.stamp = stamp
        self.writableOnly = writableOnly
        self.splits = splits
    }

    /// Names the open set; one is begun if there is none.
    /// - Parameter reason: why, if it decides a conflict.
    @discardableResult
    func open(reason: String? = nil) -> (edit: EditNumber, stamp: Stamp) {
        if let draft { return (draft.edit, draft.stamp) }
        var opened = OpenChangeSet(edit: owners.replicaState.nextEdit(), stamp: stamp ?? owners.clock.stamp())
        if let reason { opened.reason = reason }
        draft = opened
        return (opened.edit, opened.stamp)
    }

    /// The unanswered operations on a record, those of the open set left out.
    func pending(_ local: LocalRecord) throws -> [PendingOperation] {
        try owners.pendingEdits.operations(on: local, besides: draft?.edit)
    }

    /// Reads what waits of a record, and works out what that makes of it.
    func open(_ local: LocalRecord) throws -> OpenRecord {
        let pending = try pending(local)
        let state = try owners.preview.state(local.server, pending, local.table)
        return OpenRecord(local: local, pending: pending, state: state, drafted: try drafted(local))
    }

    /// What the open set does to a record already.
    func drafted(_ local: LocalRecord) throws -> PendingOperation? {
        guard let draft, let place = draft.index[local.key] else { return nil }
        let operation = try local.operation(draft.operations[place])
        return PendingOperation(edit: draft.edit, stamp: draft.stamp, bases: draft.bases, operation: operation)
    }

    // MARK: - Adding

    /// Adds an operation to the open set and shows the record with it.
    ///
    /// - Throws: `Refusal` where the operation breaks a rule that the device can judge; a sealed record is the server's
    ///   to refuse.
    func add(_ operation: Operation, to record: OpenRecord) throws {
        let local = record.local
        var operation = operation
        if let earlier = record.drafted { operation = DraftMerging.combine(earlier.operation, operation) }
        // The first operation on a record tells where it goes, later ones where it is.
        let stream = try owners.streams.number(of: local.server?.stream ?? local.table.stream(in: operation.scope))
        try admit(local.table, stream)
        operation.scope = owners.streams[stream].stream.scope
        let bytes = 200 + operation.changes.reduce(0) { $0 + DraftMerging.size($1) }
        try makeRoom(bytes, for: local.key, operation)
        open()
        guard var current = draft else { return }
        note(stream, in: &current)
        // What came along when the record moved was seen where it was before, perhaps not yet where it is (clause R8).
        for former in Self.formerStreams(of: local.server) { note(try owners.streams.number(of: former), in: &current) }
        let added = PendingOperation(
            edit: current.edit,
            stamp: current.stamp,
            bases: current.bases,
            operation: operation
        )
        try Validation.check(operation, in: local.table.collection)
        let shown = try merge(added, record)
        try admitMove(by: operation, to: shown, local.table)
        draft = nil
        current.put(.written(operation), of: local.key, bytes: bytes)
        draft = current
        try owners.materializer.show(shown, of: local, server: local.server, pending: record.pending + [added])
    }

    private func merge(_ added: PendingOperation, _ record: OpenRecord) throws -> RecordState? {
        do {
            return try owners.preview.apply(added, to: record.state, record.table)
        } catch let refusal as Refusal where refusal.code != .validation {
            // Sealed or gone by what is known here: the server decides.
            return record.state
        }
    }

    private static func formerStreams(of state: RecordState?) -> Set<Stream> {
        guard let state, state.moves > 0 else { return [] }
        return Set(([state.existence] + state.fields).flatMap(\.writes).flatMap(\.elsewhere).map(\.stream))
    }

    /// Adds a creation whose row is written and holds its values alone.
    func addInRow(_ id: RecordID, in scope: Scope, _ stream: Int, of table: LocalTable, bytes: Int) {
        // Taken out while it grows, so that its arrays are not copied.
        guard var current = draft.take() else { return }
        let head = ChangeSetBlob.Head(collection: table.number, record: id, kind: .create, scope: scope)
        current.append(.inRow(head, bytes: bytes), of: RecordKey(collection: table.number, record: id), bytes: bytes)
        note(stream, in: &current)
        draft = current
    }

    /// Takes a record's operation out of the open set: it was created there and is deleted again.
    func withdraw(_ record: OpenRecord) throws {
        guard draft?.withdraw(record.local.key) == true else { return }
        try owners.materializer.show(
            record.state,
            of: record.local,
            server: record.local.server,
            pending: record.pending
        )
    }

    // MARK: - Closing

    /// Stores the open set, if anything is in it.
    /// - Returns: whether something was.
    @discardableResult
    func close() throws -> Bool {
        guard let finished = draft else { return false }
        draft = nil
        var kept = finished.kept
        // An operation whose record was created and deleted again inside the set left an empty place.
        kept.operations.removeAll(where: \.isEmpty)
        guard !kept.operations.isEmpty else { return false }
        try check(kept, finished.bytes)
        let lane = try kept.operations.reduce(Lane.bulk) {
            min($0, try owners.programme.table($1.head.collection).collection.lane)
        }
        try owners.pendingEdits.add(kept, lane: lane)
        if writableOnly { closed.append(kept.edit) }
        return true
    }

    /// A set is small enough to be sent.
    /// - Parameter bytes: never less than the set takes before compression.
    func check(_ set: StoredChangeSet, _ bytes: Int) throws {
        guard set.operations.count <= Limits.operationsPerSetMax else {
            throw ReplicaError(
                .tooLarge,
                .set(.tooManyRecords(set.operations.count, max: Limits.operationsPerSetMax))
            )
        }
        // What is small enough before compression need not be compressed to know it.
        guard bytes > Limits.parcelBytesMax - 512 else { return }
        let identity = try owners.replicaState.needIdentity()
        let parcel = Parcel(
            device: identity.device,
            lane: .bulk,
            programme: owners.replicaState.programme,
            first: 1,
            previous: Parcel.noPrevious,
            sets: [try owners.storedSets.whole(set)]
        )
        do {
            guard try parcel.encoded().count > Limits.parcelBytesMax - 512 else { return }
        } catch let failure where failure.code != .tooLarge {
            throw failure
        } catch {
            // Beyond what can be encoded at all.
        }
        throw ReplicaError(.tooLarge, .set(.tooManyBytes(max: Limits.parcelBytesMax >> 10)))
    }

    /// What certainly fits into one change set beside its bases. Unit: bytes before compression.
    private static let bytesMax = Limits.parcelBytesMax - 1024

    /// Sees to it that an operation of this size fits, before anything of it is written: whoever leaves it out and goes
    /// on loses nothing.
    /// - Throws: ``ReplicaError`` `tooLarge`.
    func makeRoom(_ bytes: Int, for key: RecordKey, _ operation: @autoclosure () -> Operation) throws {
        if splits, let draft, draft.index[key] == nil,
            draft.operations.count >= Limits.operationsPerSetMax || draft.bytes + bytes > Self.bytesMax
        {
            try close()
        }
        // A set that may not be split is judged when it is whole, but a record too large by itself at once.
        let beside = splits ? draft : nil
        guard bytes + (beside?.bytes ?? 0) > Self.bytesMax else { return }
        var judged = beside ?? OpenChangeSet(edit: 1, stamp: owners.clock.stamp())
        judged.put(.written(operation()), of: key, bytes: bytes)
        try check(judged.kept, bytes + (beside?.bytes ?? 0))
    }

    // MARK: - Where and as of when

    /// Whether the device may write there.
    func admit(_ table: LocalTable, _ stream: Int) throws {
        guard writableOnly, let standing = owners.replicaState.standing else { return }
        guard !owners.streams.mayWrite(table.number, in: stream, standing) else { return }
        let scope = owners.streams[stream].stream.scope
        throw ReplicaError(
            .notYours,
            .record(.roleMayNotWrite(role: standing.role, scope: scope.text)),
            at: table.collection.name
        )
    }

    /// Whether the device may also write where an edit takes the record: the server asks both.
    private func admitMove(by operation: Operation, to shown: RecordState?, _ table: LocalTable) throws {
        guard let home = table.homeField, operation.changes.contains(where: { $0.field == home }), let shown,
            let scope = table.scope(of: operation.record, table.columns(of: shown)), scope != operation.scope
        else { return }
        try admit(table, try owners.streams.number(of: table.stream(in: scope)))
    }

    /// What the device has seen of a stream becomes the set's base there.
    private func note(_ stream: Int, in draft: inout OpenChangeSet) {
        guard draft.lastNoted != stream else { return }
        draft.lastNoted = stream
        let name = owners.streams[stream].stream
        guard draft.bases[name] == nil else { return }
        draft.bases[name] = seen(name)
        draft.bytes += 2 * name.scope.kind.utf8.count + 100
    }

    /// What the device had seen of a stream.
    func seen(_ stream: Stream) -> Position {
        let now = owners.streams.known(stream)?.base ?? .zero
        guard let baseline else { return now }
        return min(now, baseline.bases[stream] ?? .zero)
    }

    /// During a first fill the base is as far as the record came; a creation over a tombstone has seen that.
    ///
    /// Our own receipts tell nothing of what others wrote before them, so the record's position may lie beyond what was
    /// seen.
    func exception(_ local: LocalRecord) -> Position? {
        guard baseline == nil, let server = local.server else { return nil }
        guard let row = owners.streams.known(server.stream), row.base == .zero else { return nil }
        if server.existence.writes.isEmpty { return server.position > .zero ? server.position : nil }
        let own = owners.replicaState.identity?.device
        let others = ([server.existence] + server.fields).flatMap(\.writes).filter { $0.dot.device != own }
        return others.map(\.position).max()
    }
}
