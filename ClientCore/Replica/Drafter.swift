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
    var operations: [Operation] = []
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

    init(_ session: Session, checkpoint: Checkpoint? = nil, writableOnly: Bool) {
        self.session = session
        self.checkpoint = checkpoint
        self.writableOnly = writableOnly
    }

    /// The open draft; one is begun if there is none.
    func open(stamp: Stamp? = nil) -> SetDraft {
        if let draft { return draft }
        let opened = SetDraft(edit: session.nextEdit(), stamp: stamp ?? session.stamp())
        draft = opened
        return opened
    }

    /// Stores the draft as a change set, if anything is in it.
    /// - Returns: whether something was.
    @discardableResult
    func close() throws -> Bool {
        guard let finished = draft else { return false }
        draft = nil
        // An operation whose record was created and deleted again inside the draft left an empty place.
        let operations = finished.operations.filter { $0.kind != .update || !$0.changes.isEmpty }
        guard !operations.isEmpty else { return false }
        let set = ChangeSet(edit: finished.edit, stamp: finished.stamp, bases: finished.bases, operations: operations)
        let bytes = ChangeSetBlob.encode(set)
        try check(set, bytes.count)
        let lane = try operations.map { try session.plan($0.collection).collection.lane }.min() ?? .normal
        let insert = try session.statement("INSERT INTO _set(edit, lane, send, bytes) VALUES (?, ?, NULL, ?)")
        insert.bind(1, set.edit)
        insert.bind(2, Int(lane.rawValue))
        insert.bind(3, bytes)
        try insert.run()
        return true
    }

    private func check(_ set: ChangeSet, _ bytes: Int) throws {
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
            sets: [set]
        )
        guard try parcel.encoded().count <= Limits.parcelBytesMax - 512 else {
            throw ReplicaError(.tooLarge, "One change holds at most 64 KiB after compression: make several of it.")
        }
    }

    /// The draft holds as much as certainly fits into one change set.
    var isFull: Bool {
        guard let draft else { return false }
        return draft.operations.count >= Limits.operationsPerSetMax || draft.bytes >= Limits.parcelBytesMax - 1024
    }

    // MARK: - Creating

    /// The operation that creates a record with these shown values.
    func creation(_ plan: CollectionPlan, _ id: RecordID, _ values: [Value]) throws -> Operation {
        guard let scope = plan.scope(of: id, values) else {
            let field = plan.homeField.map { plan.collection.fields[$0].name } ?? "id"
            throw ReplicaError(.validation, "\(plan.collection.name).\(field): the id of a record is required.", field: field)
        }
        var operation = Operation(collection: plan.number, record: id, kind: .create, scope: scope)
        operation.changes.reserveCapacity(plan.fieldCount)
        for number in 0..<plan.fieldCount {
            let value = values[number]
            switch plan.kinds[number] {
            // By far the most: what was entered is what is written.
            case .plain:
                if !value.isNull { operation.changes.append(FieldChange(field: number, action: .write([value]))) }
            case .counter, .state, .set:
                guard plan.column(number, value) != plan.column(number, .null) else { continue }
                guard let action = Merge.action(from: .null, to: value, of: plan.collection.fields[number]) else { continue }
                operation.changes.append(FieldChange(field: number, action: action))
            }
        }
        return operation
    }

    /// Creates a record where nothing is and nothing was: the fast road.
    /// - Returns: false if something is there; nothing is changed then.
    func createAnew(_ plan: CollectionPlan, _ operation: Operation, _ values: [Value]) throws -> Bool {
        let stream = try session.stream(plan.stream(in: operation.scope))
        try admit(plan, stream)
        let current = open()
        let row = try plan.insertOrIgnore()
        row.bind(1, operation.record)
        row.bind(2, stream)
        row.bindNull(3)
        row.bindNull(4)
        row.bind(5, current.edit)
        if let stamp = current.stamp.number { row.bind(6, stamp) } else { row.bindNull(6) }
        row.bindNull(7)
        row.bindNull(8)
        var size = 40
        for number in 0..<plan.fieldCount {
            let value = plan.column(number, values[number])
            if case .text(let text) = value { size += text.utf8.count + 8 } else { size += 12 }
            row.bind(CollectionPlan.firstField + 1 + Int32(number), value)
        }
        try row.run()
        guard session.changes == 1 else { return false }
        keep(operation, in: stream, bytes: size, plan)
        return true
    }

    /// Makes the row that another tool inserted the row of a creation: the same fast road where the values stand there already.
    /// - Returns: false if another row has the record's id; nothing is changed then.
    func createInPlace(_ plan: CollectionPlan, _ operation: Operation, of inserted: RecordID) throws -> Bool {
        let stream = try session.stream(plan.stream(in: operation.scope))
        try admit(plan, stream)
        let current = open()
        let row = try plan.takeOver()
        row.bind(1, operation.record)
        row.bind(2, stream)
        row.bind(3, current.edit)
        if let stamp = current.stamp.number { row.bind(4, stamp) } else { row.bindNull(4) }
        row.bind(5, inserted)
        try row.run()
        guard session.changes == 1 else { return false }
        keep(operation, in: stream, bytes: 200, plan)
        return true
    }

    private func keep(_ operation: Operation, in stream: Int, bytes: Int, _ plan: CollectionPlan) {
        var current = open()
        session.changedCollections.insert(plan.number)
        // Taken out while it grows, so that its arrays are not copied.
        draft = nil
        current.index[RecordKey(collection: plan.number, record: operation.record)] = current.operations.count
        current.operations.append(operation)
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
        var current = open()
        var operation = operation
        if let place = current.index[key] { operation = DraftMerging.combine(current.operations[place], operation) }
        // The first operation on a record tells where it goes, later ones where it is.
        let stream = try session.stream(shadow.server?.stream ?? shadow.plan.stream(in: operation.scope))
        try admit(shadow.plan, stream)
        operation.scope = session.streams[stream].stream.scope
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
            current.operations[place] = operation
        } else {
            current.index[key] = current.operations.count
            current.operations.append(operation)
        }
        current.bytes += 200 + operation.changes.reduce(0) { $0 + DraftMerging.size($1) }
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
        draft?.operations[place] = Operation(collection: key.collection, record: key.record, kind: .update, scope: Scope(""))
        try session.paint(shadow, server: shadow.server, pending: pending)
    }

    /// The operation that edits fields, with the bases and names that the protocol asks for (clauses R8 to R10).
    /// - Returns: `nil` if nothing would change.
    func edit(_ shadow: Shadow, _ edits: [(field: Int, edit: FieldEdit)], pending: [PendingOperation]) throws -> Operation? {
        let plan = shadow.plan
        let key = RecordKey(collection: plan.number, record: shadow.id)
        let own = draft.flatMap { current in current.index[key].map { (current, current.operations[$0]) } }
        var all = pending
        if let (current, operation) = own {
            all.append(PendingOperation(edit: current.edit, stamp: current.stamp, bases: current.bases, operation: operation))
        }
        let state = try session.preview(shadow.server, all, plan)
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
