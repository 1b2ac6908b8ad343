import SQLiteTables
import SyncMerge
import SyncModel

/// Any operation on any record.
extension Drafter {
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
        guard let shown = shadow.shown else { return nil }
        guard let state else {
            throw ReplicaError(
                .validation,
                "\(plan.collection.name): the record as it was created breaks the programme's rules by now; sync, then look at “duikou refused”."
            )
        }
        let base = seen(state.stream)
        var changes: [FieldChange] = []
        for (number, edit) in edits.sorted(by: { $0.field < $1.field }) {
            let field = plan.collection.fields[number]
            guard let action = DraftMerging.action(edit, shown[number], field) else { continue }
            var change = FieldChange(field: number, action: action)
            if field.rule == .keepBoth {
                let live = state.field(number).writes
                let visible = Merge.shownWrites(state.field(number), of: field)
                if live.count > visible.count { change.replaces = visible.map(\.dot) }
            } else if [.lastWriter, .authority, .state].contains(field.rule) {
                // What came in beneath an unanswered edit was not seen: later edits carry that edit's base (clause R9).
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

    /// The operation that deletes: with the lowest base of the record's unanswered edits (clause R9).
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
