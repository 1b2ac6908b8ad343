import SyncMerge
import SyncModel

/// Makes operations of edits, with the bases and names that the protocol asks for (clauses R8 to R10).
struct EditOperations {
    let preview: Preview
    let builder: ChangeSetBuilder

    /// The operation that edits fields.
    /// - Returns: `nil` if nothing would change.
    func edit(_ record: OpenRecord, _ edits: [(field: Int, edit: FieldEdit)]) throws -> Operation? {
        let (local, table) = (record.local, record.table)
        let state = try preview.state(record.state, record.drafted.map { [$0] } ?? [], table)
        guard let shown = local.shown else { return nil }
        guard let state else {
            throw ReplicaError(
                .validation,
                .record(.creationUnfit),
                at: table.collection.name
            )
        }
        let base = builder.seen(state.stream)
        let changes = edits.sorted { $0.field < $1.field }.compactMap { number, edit -> FieldChange? in
            let field = table.collection.fields[number]
            guard let action = DraftMerging.action(edit, shown[number], field) else { return nil }
            var change = FieldChange(field: number, action: action)
            if field.rule.replacesWhatWasShown {
                let live = state.field(number).writes
                let visible = Merge.shownWrites(state.field(number), of: field)
                if live.count > visible.count { change.replaces = visible.map(\.dot) }
            } else if field.rule.inheritsBase {
                // What came in beneath an unanswered edit was not seen: later edits carry that edit's base (clause R9).
                let earlier = record.pending.last { $0.operation.changes.contains { $0.field == number } }
                let inherited = earlier.map { pending in
                    pending.operation.changes.first { $0.field == number }?.base ?? pending.base(in: state.stream)
                }
                if let inherited, inherited < base { change.base = inherited }
            }
            return change
        }
        guard !changes.isEmpty else { return nil }
        var operation = Operation(
            collection: table.number,
            record: local.id,
            kind: .update,
            scope: state.stream.scope,
            changes: changes
        )
        operation.base = builder.exception(local)
        return operation
    }

    /// The operation that creates a record again over what was deleted: its device has seen the deletion.
    func revival(_ creation: Operation, of local: LocalRecord) -> Operation {
        var operation = creation
        operation.base = builder.exception(local)
        return operation
    }

    /// The operation that deletes: with the lowest base of the record's unanswered edits (clause R9).
    func deletion(_ record: OpenRecord) throws -> Operation {
        let (local, pending) = (record.local, record.pending)
        let stream = local.server?.stream ?? pending.first.map { local.table.stream(in: $0.operation.scope) }
        guard let stream else {
            throw ReplicaError(.noSuchRecord, .record(.noRecord(nil)), at: local.table.collection.name)
        }
        var operation = Operation(collection: local.table.number, record: local.id, kind: .delete, scope: stream.scope)
        let base = builder.exception(local) ?? builder.seen(stream)
        let lowest = pending.filter { $0.operation.kind != .create }.map { $0.base(in: stream) }.min() ?? base
        operation.base = lowest < base ? lowest : builder.exception(local)
        return operation
    }
}
