import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// A change set while it grows.
struct SetDraft {
    let edit: EditNumber
    let stamp: Stamp
    var bases: [Stream: Position] = [:]
    /// The number of the stream whose base was asked for last.
    var lastNoted: Int?
    var operations: [KeptOperation] = []
    /// Where a record's operation stands.
    var index: [RecordKey: Int] = [:]
    /// Unit: bytes, never less than the set takes before compression.
    var bytes = 200
}

/// A record's name with its collection.
struct RecordKey: Hashable {
    let collection: Int
    let record: RecordID
}

/// Makes operations out of edits, writes rows, and stores change sets: the one road for typed writes and for sealing.
final class Drafter {
    let session: Session
    /// What was seen when the form was opened.
    let checkpoint: Checkpoint?
    private(set) var draft: SetDraft?
    private let writableOnly: Bool
    /// Records that do not fit go into another set.
    private let splits: Bool
    /// When the edits were made, if not now.
    private let stamp: Stamp?

    init(_ session: Session, checkpoint: Checkpoint? = nil, stamp: Stamp? = nil, writableOnly: Bool, splits: Bool = false) {
        self.session = session
        self.checkpoint = checkpoint
        self.stamp = stamp
        self.writableOnly = writableOnly
        self.splits = splits
    }

    /// Names the open draft; one is begun if there is none.
    @discardableResult
    func open() -> (edit: EditNumber, stamp: Stamp) {
        if let draft { return (draft.edit, draft.stamp) }
        let opened = SetDraft(edit: session.nextEdit(), stamp: stamp ?? session.stamp())
        draft = opened
        return (opened.edit, opened.stamp)
    }

    /// What the open draft does to a record already.
    private func drafted(_ shadow: Shadow) throws -> PendingOperation? {
        guard let draft, let place = draft.index[RecordKey(collection: shadow.plan.number, record: shadow.id)] else { return nil }
        let operation: Operation
        switch draft.operations[place] {
        case .written(let written): operation = written
        case .inRow(let head, _):
            guard let shown = shadow.shown else { throw Session.rowLost(head, shadow.plan) }
            operation = shadow.plan.creation(head.record, in: head.scope, shown)
        }
        return PendingOperation(edit: draft.edit, stamp: draft.stamp, bases: draft.bases, operation: operation)
    }

    /// Stores the draft as a change set, if anything is in it.
    /// - Returns: whether something was.
    @discardableResult
    func close() throws -> Bool {
        guard let finished = draft else { return false }
        draft = nil
        var kept = KeptSet(edit: finished.edit, stamp: finished.stamp, bases: finished.bases, operations: finished.operations)
        // An operation whose record was created and deleted again inside the draft left an empty place.
        kept.operations.removeAll(where: \.isEmpty)
        guard !kept.operations.isEmpty else { return false }
        try check(kept, finished.bytes)
        let lane = try kept.operations.reduce(Lane.bulk) { min($0, try session.plan($1.head.collection).collection.lane) }
        let insert = try session.statement("INSERT INTO _set(edit, lane, send, bytes) VALUES (?, ?, NULL, ?)")
        insert.bind(1, kept.edit)
        insert.bind(2, Int(lane.rawValue))
        insert.bind(3, ChangeSetBlob.encode(kept))
        try insert.run()
        return true
    }

    private func check(_ set: KeptSet, _ bytes: Int) throws {
        guard set.operations.count <= Limits.operationsPerSetMax else {
            throw ReplicaError(
                .tooLarge,
                "One change names at most \(Limits.operationsPerSetMax) records, this one \(set.operations.count): make several of it."
            )
        }
        // What is small enough before compression need not be compressed to know it.
        guard bytes > Limits.parcelBytesMax - 512 else { return }
        let identity = try session.needIdentity()
        let parcel = Parcel(
            device: identity.device,
            lane: .bulk,
            programme: session.ledger.programme,
            first: 1,
            previous: Parcel.noPrevious,
            sets: [try session.whole(set)]
        )
        guard try parcel.encoded().count <= Limits.parcelBytesMax - 512 else {
            throw ReplicaError(.tooLarge, "One change holds at most 64 KiB after compression: make several of it.")
        }
    }

    /// What certainly fits into one change set beside its bases. Unit: bytes before compression.
    private static let bytesMax = Limits.parcelBytesMax - 1024

    /// Sees to it that an operation of this size fits, before anything of it is written: whoever leaves it out and goes on loses nothing.
    /// - Throws: ``ReplicaError`` `tooLarge`.
    private func makeRoom(_ bytes: Int, for key: RecordKey, _ operation: @autoclosure () -> Operation) throws {
        if splits, let draft, draft.index[key] == nil,
            draft.operations.count >= Limits.operationsPerSetMax || draft.bytes + bytes > Self.bytesMax
        {
            try close()
        }
        // A set that may not be split is judged when it is whole, but a record too large by itself at once.
        let beside = splits ? draft : nil
        guard bytes + (beside?.bytes ?? 0) > Self.bytesMax else { return }
        var kept = KeptSet(edit: beside?.edit ?? 1, stamp: beside?.stamp ?? session.stamp(), bases: beside?.bases ?? [:])
        kept.operations = beside?.operations ?? []
        if let place = beside?.index[key] {
            kept.operations[place] = .written(operation())
        } else {
            kept.operations.append(.written(operation()))
        }
        try check(kept, bytes + (beside?.bytes ?? 0))
    }

    // MARK: - Creating

    /// The operation that creates a record with these shown values.
    func creation(_ plan: CollectionPlan, _ id: RecordID, _ values: [Value]) throws -> Operation {
        guard let scope = plan.scope(of: id, values) else {
            let field = plan.homeField.map { plan.collection.fields[$0].name } ?? "id"
            throw ReplicaError(.validation, "\(plan.collection.name).\(field): the id of a record is required.", field: field)
        }
        return plan.creation(id, in: scope, values)
    }

    /// Creates a record where nothing is and nothing was: the fast road.
    /// - Returns: false if something is there or the values are not plain; nothing is changed then.
    func createAnew(_ plan: CollectionPlan, _ id: RecordID, _ values: [Value]) throws -> Bool {
        guard plan.isPlain(values), let scope = plan.scope(of: id, values), try !isHidden(plan, id) else { return false }
        let stream = try session.stream(plan.stream(in: scope))
        try admit(plan, stream)
        let size = plan.size(of: values)
        try makeRoom(size, for: RecordKey(collection: plan.number, record: id), plan.creation(id, in: scope, values))
        let (edit, stamp) = open()
        guard let stamp = stamp.number else { return false }
        let row = try plan.insertOrIgnore()
        row.bind(1, id)
        row.bind(2, stream)
        row.bindNull(3)
        row.bindNull(4)
        row.bind(5, edit)
        row.bind(6, stamp)
        row.bindNull(7)
        row.bindNull(8)
        for number in 0..<plan.fieldCount { row.bind(CollectionPlan.firstField + 1 + Int32(number), plan.column(number, values[number])) }
        try row.run()
        guard session.changes == 1 else { return false }
        keep(id, in: scope, stream, plan, bytes: size)
        return true
    }

    /// What is hidden fails no insert.
    private func isHidden(_ plan: CollectionPlan, _ id: RecordID) throws -> Bool {
        guard try session.mayHide(plan) else { return false }
        let hidden = try session.statement("SELECT 1 FROM _hidden WHERE collection = ? AND id = ?")
        hidden.bind(1, plan.number)
        hidden.bind(2, id)
        defer { hidden.reset() }
        return try hidden.step()
    }

    /// Makes the row that another tool inserted the row of a creation: the same fast road where plain values stand there already.
    /// - Returns: false if another row has the record's id; nothing is changed then.
    func createInPlace(_ plan: CollectionPlan, _ id: RecordID, _ values: [Value], of inserted: RecordID) throws -> Bool {
        guard plan.isPlain(values), let scope = plan.scope(of: id, values) else { return false }
        let stream = try session.stream(plan.stream(in: scope))
        try admit(plan, stream)
        let (edit, stamp) = open()
        guard let stamp = stamp.number else { return false }
        let row = try plan.takeOver()
        row.bind(1, id)
        row.bind(2, stream)
        row.bind(3, edit)
        row.bind(4, stamp)
        row.bind(5, inserted)
        try row.run()
        guard session.changes == 1 else { return false }
        keep(id, in: scope, stream, plan, bytes: plan.size(of: values))
        return true
    }

    private func keep(_ id: RecordID, in scope: Scope, _ stream: Int, _ plan: CollectionPlan, bytes: Int) {
        session.changedCollections.insert(plan.number)
        // Taken out while it grows, so that its arrays are not copied.
        guard var current = draft.take() else { return }
        current.index[RecordKey(collection: plan.number, record: id)] = current.operations.count
        let head = ChangeSetBlob.Head(collection: plan.number, record: id, kind: .create, scope: scope)
        current.operations.append(.inRow(head, bytes: bytes))
        current.bytes += bytes
        note(stream, in: &current)
        draft = current
    }

    /// Whether the device may write there; a clear error at once is better than a refusal next week.
    func admit(_ plan: CollectionPlan, _ stream: Int) throws {
        guard writableOnly, let standing = session.ledger.standing else { return }
        let scope = session.streams[stream].stream.scope
        if let known = session.streams[stream].writable[plan.number] {
            if known { return }
        } else {
            let may = standing.mayWrite(plan.number, in: scope)
            session.streams[stream].writable[plan.number] = may
            if may { return }
        }
        throw ReplicaError(.notYours, "\(plan.collection.name): the role \(standing.role) may not write in \(scope.text).")
    }

    /// What the device has seen of a stream becomes the set's base there.
    private func note(_ stream: Int, in draft: inout SetDraft) {
        guard draft.lastNoted != stream else { return }
        draft.lastNoted = stream
        let name = session.streams[stream].stream
        guard draft.bases[name] == nil else { return }
        draft.bases[name] = seen(name)
        draft.bytes += 2 * name.scope.kind.utf8.count + 100
    }

    private func seen(_ stream: Stream) -> Position {
        let now = session.knownStream(stream)?.base ?? .zero
        guard let checkpoint else { return now }
        return min(now, checkpoint.bases[stream] ?? .zero)
    }

    // MARK: - Any operation on any record

    /// Adds an operation to the draft and paints the record.
    ///
    /// - Parameter pending: the unanswered operations on the record, those of this draft left out.
    /// - Throws: `Refusal` where the operation breaks a rule that the device can judge; a sealed record is the server's to refuse.
    func add(_ operation: Operation, to shadow: Shadow, pending: [PendingOperation]) throws {
        let key = RecordKey(collection: shadow.plan.number, record: shadow.id)
        var operation = operation
        if let earlier = try drafted(shadow) { operation = DraftMerging.combine(earlier.operation, operation) }
        // The first operation on a record tells where it goes, later ones where it is.
        let stream = try session.stream(shadow.server?.stream ?? shadow.plan.stream(in: operation.scope))
        try admit(shadow.plan, stream)
        operation.scope = session.streams[stream].stream.scope
        let bytes = 200 + operation.changes.reduce(0) { $0 + DraftMerging.size($1) }
        try makeRoom(bytes, for: key, operation)
        open()
        guard var current = draft else { return }
        note(stream, in: &current)
        // What came along when the record moved was seen where it was before, perhaps not yet where it is (clause R8).
        for former in Self.formerStreams(of: shadow.server) { note(try session.stream(former), in: &current) }
        let added = PendingOperation(edit: current.edit, stamp: current.stamp, bases: current.bases, operation: operation)
        try Validation.check(operation, in: shadow.plan.collection)
        let before = try session.preview(shadow.server, pending, shadow.plan)
        do {
            _ = try session.apply(added, to: before, shadow.plan, at: Position(.max))
        } catch let refusal as Refusal where refusal.code != .validation {
            // Sealed or gone by what is known here: the server decides.
        }
        draft = nil
        if let place = current.index[key] {
            current.operations[place] = .written(operation)
        } else {
            current.index[key] = current.operations.count
            current.operations.append(.written(operation))
        }
        current.bytes += bytes
        draft = current
        try session.paint(shadow, server: shadow.server, pending: pending + [added])
    }

    private static func formerStreams(of state: RecordState?) -> Set<Stream> {
        guard let state, state.moves > 0 else { return [] }
        return Set(([state.existence] + state.fields).flatMap(\.writes).flatMap(\.elsewhere).map(\.stream))
    }

    /// Takes a record's operation out of the draft: it was created there and is deleted again.
    func withdraw(_ shadow: Shadow, pending: [PendingOperation]) throws {
        let key = RecordKey(collection: shadow.plan.number, record: shadow.id)
        guard let place = draft?.index.removeValue(forKey: key) else { return }
        draft?.operations[place] = .written(Operation(collection: key.collection, record: key.record, kind: .update, scope: Scope("")))
        try session.paint(shadow, server: shadow.server, pending: pending)
    }

    /// The operation that edits fields, with the bases and names that the protocol asks for (clauses R8 to R10).
    /// - Returns: `nil` if nothing would change.
    func edit(_ shadow: Shadow, _ edits: [(field: Int, edit: FieldEdit)], pending: [PendingOperation]) throws -> Operation? {
        let plan = shadow.plan
        let state = try session.preview(shadow.server, pending + [try drafted(shadow)].compactMap { $0 }, plan)
        guard let state, let shown = shadow.shown else { return nil }
        let base = seen(state.stream)
        var changes: [FieldChange] = []
        for (number, edit) in edits.sorted(by: { $0.field < $1.field }) {
            let field = plan.collection.fields[number]
            guard let action = DraftMerging.action(edit, shown[number], field) else { continue }
            var change = FieldChange(field: number, action: action)
            if field.rule == .keepBoth || field.rule == .appendOnly {
                let live = state.field(number).writes
                let visible = Merge.shownWrites(state.field(number), of: field)
                if live.count > visible.count { change.replaces = visible.map(\.dot) }
            } else if [.lastWriter, .authority, .state].contains(field.rule) {
                // What came in beneath an unanswered edit was not seen: later edits carry that edit's base.
                let earlier = pending.last { $0.operation.changes.contains { $0.field == number } }
                let inherited = earlier.map { pending in
                    pending.operation.changes.first { $0.field == number }?.base ?? pending.base(in: state.stream)
                }
                if let inherited, inherited < base { change.base = inherited }
            }
            changes.append(change)
        }
        guard !changes.isEmpty else { return nil }
        var operation = Operation(collection: plan.number, record: shadow.id, kind: .update, scope: state.stream.scope, changes: changes)
        operation.base = exception(shadow)
        return operation
    }

    /// The operation that deletes: with the lowest base of the record's unanswered edits.
    func deletion(_ shadow: Shadow, pending: [PendingOperation]) throws -> Operation {
        let stream = shadow.server?.stream ?? pending.first.map { shadow.plan.stream(in: $0.operation.scope) }
        guard let stream else { throw ReplicaError(.noSuchRecord, "\(shadow.plan.collection.name): there is no such record.") }
        var operation = Operation(collection: shadow.plan.number, record: shadow.id, kind: .delete, scope: stream.scope)
        let base = exception(shadow) ?? seen(stream)
        let lowest = pending.filter { $0.operation.kind != .create }.map { $0.base(in: stream) }.min() ?? base
        operation.base = lowest < base ? lowest : exception(shadow)
        return operation
    }

    /// During a first fill the base is as far as the record came; a creation over a tombstone has seen that.
    ///
    /// Our own receipts tell nothing of what others wrote before them, so the record's position may lie beyond what was seen.
    func exception(_ shadow: Shadow) -> Position? {
        guard checkpoint == nil, let server = shadow.server else { return nil }
        guard let row = session.knownStream(server.stream), row.base == .zero else { return nil }
        if server.existence.writes.isEmpty { return server.position > .zero ? server.position : nil }
        let own = session.identity?.device
        let others = ([server.existence] + server.fields).flatMap(\.writes).filter { $0.dot.device != own }
        return others.map(\.position).max()
    }
}
