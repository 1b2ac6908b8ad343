import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// One operation that the server has not answered, with what its change set says of it.
struct PendingOperation {
    var edit: EditNumber
    var stamp: Stamp
    var bases: [Stream: Position]
    var operation: Operation

    /// What the device had seen of the record's stream.
    func base(in stream: Stream) -> Position { operation.base ?? bases[stream] ?? .zero }
}

extension Session {
    /// The unanswered operations on a record, in the order of their edits; those of an open draft are not among them.
    func pending(_ shadow: Shadow, besides draft: EditNumber? = nil) throws -> [PendingOperation] {
        var edits: [EditNumber] = []
        if shadow.meta.isPlainCreation, let edit = shadow.meta.edit { edits.append(edit) }
        let touches = try statement("SELECT edit FROM _touch WHERE collection = ? AND id = ? ORDER BY edit")
        touches.bind(1, shadow.plan.number)
        touches.bind(2, shadow.id)
        while try touches.step() { edits.append(touches.unsigned(0)) }
        var found: [PendingOperation] = []
        for edit in edits where edit != draft {
            let set = try ChangeSetBlob.decode(try setBytes(edit), only: shadow.plan.number, shadow.id)
            guard let operation = try set.operations.first.map(shadow.operation) else { continue }
            found.append(PendingOperation(edit: edit, stamp: set.stamp, bases: set.bases, operation: operation))
        }
        return found
    }

    /// The bytes of an unsettled change set.
    private func setBytes(_ edit: EditNumber) throws -> [UInt8] {
        guard let bytes = try storedBytes(edit) else { throw ReplicaError(.damaged, "Change set \(edit) is missing.") }
        return bytes
    }

    /// The bytes of an unsettled change set; `nil` if there is none of this number.
    func storedBytes(_ edit: EditNumber) throws -> [UInt8]? {
        if let lastSet, lastSet.edit == edit { return lastSet.bytes }
        let read = try statement("SELECT bytes FROM _set WHERE edit = ?")
        read.bind(1, edit)
        defer { read.reset() }
        guard try read.step(), let bytes = read.blob(0) else { return nil }
        lastSet = (edit, bytes)
        return bytes
    }

    /// This device as a writer, under the rights that it has now.
    func writer(_ edit: EditNumber, _ stamp: Stamp, _ bases: [Stream: Position]) throws -> Author {
        Author(
            device: try needIdentity().device,
            edit: edit,
            stamp: stamp,
            role: ledger.standing?.role ?? "",
            level: level,
            bases: bases
        )
    }

    /// The level of this device's role.
    var level: Int { ledger.standing.flatMap { programme?.role(named: $0.role)?.level } ?? 0 }

    /// What an operation of this device makes of a record at a place; before it has one, the place is `Position(UInt64.max)`.
    func apply(
        _ pending: PendingOperation,
        to state: RecordState?,
        _ plan: CollectionPlan,
        at position: Position,
        in stream: Stream? = nil
    )
        throws -> RecordState
    {
        let home = state?.stream ?? stream ?? plan.stream(in: pending.operation.scope)
        let moved = stream.flatMap { $0 == home ? nil : Place(stream: $0, position: position) }
        let writer = try writer(pending.edit, pending.stamp, pending.bases)
        // Where in the stream that it left a record was changed last is not told; no base of ours reaches there.
        let place = Place(stream: home, position: moved == nil ? position : Position(.max))
        var merged = try Merge.apply(pending.operation, to: state, in: plan.collection, by: writer, at: place).state
        // A tombstone without data counts as nothing there, but its moves go on.
        if let state { merged.moves = state.moves }
        return moved.map { Merge.move(merged, to: $0) } ?? merged
    }

    /// The record with its pending operations laid over it in their order (clause R11); one that does not apply now is passed over: the
    /// server decides (clause R12).
    func preview(_ server: RecordState?, _ pending: [PendingOperation], _ plan: CollectionPlan) throws -> RecordState? {
        var state = server
        for operation in pending {
            do {
                state = try apply(operation, to: state, plan, at: Position(.max))
            } catch is Refusal {
                continue
            }
        }
        return state
    }

    /// Brings a record to what the server holds with the pending operations over it: row, hidden place, marks, digest, conflicts.
    func paint(_ shadow: Shadow, server: RecordState?, pending: [PendingOperation]) throws {
        let plan = shadow.plan
        try writeOut(creationOf: shadow)
        if shadow.isLive, let old = shadow.server { try unstand(shadow.id, at: old.position, in: try stream(old.stream)) }
        if let server, !server.isDeleted { try stand(shadow.id, at: server.position, in: try stream(server.stream)) }
        changedCollections.insert(plan.number)
        let shown = try preview(server, pending, plan)
        let isPlain = server == nil && pending.count == 1 && pending[0].operation.kind == .create
        if let shown, !shown.isDeleted {
            var meta = try self.meta(server: server, pending: pending, plan)
            if isPlain {
                meta.edit = pending[0].edit
                meta.stamp = pending[0].stamp.number
            }
            meta.stream = try stream(server?.stream ?? shown.stream)
            let values = Merge.shown(shown, in: plan.collection)
            try write(plan.replace(), shadow.id, meta, values.enumerated().map { plan.column($0.offset, $0.element) })
            try unhide(shadow.id, plan)
        } else {
            let delete = try plan.delete()
            delete.bind(1, shadow.id)
            try delete.run()
            if server != nil || !pending.isEmpty {
                try hide(shadow.id, plan, server)
            } else {
                try unhide(shadow.id, plan)
            }
        }
        let isMarked = isPlain && shown.map { !$0.isDeleted } == true
        try touch(shadow, isMarked ? [] : pending.map(\.edit))
        try keepConflicts(shadow, shown)
    }

    /// Shows a record with these edits over what was known of it. A row of which nothing is known stays as it is until the comparison: from
    /// its edits alone no record comes (clause R41).
    func repaint(_ shadow: Shadow, pending: [PendingOperation]) throws {
        guard !shadow.isUnknown else { return try touch(shadow, pending.map(\.edit)) }
        try paint(shadow, server: shadow.server, pending: pending)
    }

    private func meta(server: RecordState?, pending: [PendingOperation], _ plan: CollectionPlan) throws -> RowMeta {
        var meta = RowMeta()
        guard let server else { return meta }
        meta.position = server.position
        if pending.isEmpty, let uniform = Merge.uniform(of: server, in: plan.collection), let stamp = uniform.stamp.number,
            uniform.values.count == plan.fieldCount
        {
            meta.device = try device(uniform.dot.device)
            meta.edit = uniform.dot.edit
            meta.stamp = stamp
            meta.level = uniform.level
        } else {
            meta.state = StateBlob.encode(server)
        }
        return meta
    }

    func write(_ row: RawStatement, _ id: RecordID, _ meta: RowMeta, _ columns: [Value]) throws {
        row.bind(1, id)
        meta.bind(to: row)
        for (number, value) in columns.enumerated() { row.bind(CollectionPlan.firstField + 1 + Int32(number), value) }
        try row.run()
    }

    // MARK: - Marks

    private func touch(_ shadow: Shadow, _ edits: [EditNumber]) throws {
        let known = try statement("SELECT edit FROM _touch WHERE collection = ? AND id = ? ORDER BY edit")
        known.bind(1, shadow.plan.number)
        known.bind(2, shadow.id)
        var old: [EditNumber] = []
        while try known.step() { old.append(known.unsigned(0)) }
        guard old != edits else { return }
        for edit in old where !edits.contains(edit) {
            let delete = try statement("DELETE FROM _touch WHERE collection = ? AND id = ? AND edit = ?")
            delete.bind(1, shadow.plan.number)
            delete.bind(2, shadow.id)
            delete.bind(3, edit)
            try delete.run()
        }
        for edit in edits where !old.contains(edit) {
            let insert = try statement("INSERT INTO _touch(collection, id, edit) VALUES (?, ?, ?)")
            insert.bind(1, shadow.plan.number)
            insert.bind(2, shadow.id)
            insert.bind(3, edit)
            try insert.run()
        }
    }

    private func hide(_ id: RecordID, _ plan: CollectionPlan, _ server: RecordState?) throws {
        let row = try statement(
            "INSERT OR REPLACE INTO _hidden(collection, id, stream, pos, moves, live, state) VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        row.bind(1, plan.number)
        row.bind(2, id)
        if let server {
            row.bind(3, try stream(server.stream))
            row.bind(4, server.position.number)
            row.bind(5, Int(server.moves))
            row.bind(6, server.isDeleted ? 0 : 1)
            row.bind(7, server.existence.writes.isEmpty ? nil : StateBlob.encode(server))
        } else {
            row.bindNull(3)
            row.bindNull(4)
            row.bind(5, 0)
            row.bind(6, 0)
            row.bindNull(7)
        }
        try row.run()
        plan.mayHide = true
    }

    private func unhide(_ id: RecordID, _ plan: CollectionPlan) throws {
        guard try mayHide(plan) else { return }
        let delete = try statement("DELETE FROM _hidden WHERE collection = ? AND id = ?")
        delete.bind(1, plan.number)
        delete.bind(2, id)
        try delete.run()
    }

    private func keepConflicts(_ shadow: Shadow, _ shown: RecordState?) throws {
        let open = shown.map { Merge.conflicts($0, in: shadow.plan.collection) } ?? []
        let known = try statement("SELECT 1 FROM _conflict WHERE collection = ? AND id = ? LIMIT 1")
        known.bind(1, shadow.plan.number)
        known.bind(2, shadow.id)
        let had = try known.step()
        known.reset()
        guard had || !open.isEmpty else { return }
        let delete = try statement("DELETE FROM _conflict WHERE collection = ? AND id = ?")
        delete.bind(1, shadow.plan.number)
        delete.bind(2, shadow.id)
        try delete.run()
        for conflict in open {
            let insert = try statement("INSERT OR REPLACE INTO _conflict(conflict, collection, id, field) VALUES (?, ?, ?, ?)")
            insert.bind(1, ConflictID(shadow.plan.collection, shadow.id, field: conflict.field).text)
            insert.bind(2, shadow.plan.number)
            insert.bind(3, shadow.id)
            if let field = conflict.field { insert.bind(4, field) } else { insert.bindNull(4) }
            try insert.run()
        }
    }
}
