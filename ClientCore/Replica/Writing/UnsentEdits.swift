import SQLiteTables
import SyncMerge
import SyncModel

/// Before it was sent a record is its author's alone: whatever the rules say of changing it, nobody else has seen it
/// (clause R40).
final class UnsentEdits {
    private let owners: ChangeSets
    private let renumbering: Renumbering
    private let builder: ChangeSetBuilder
    /// What the change sets that wait need of each other, once it was asked for, and how many of the builder's sets are
    /// in it.
    private var known: (index: UnsentIndex, closed: Int)?

    init(_ owners: ChangeSets, _ renumbering: Renumbering, _ builder: ChangeSetBuilder) {
        self.owners = owners
        self.renumbering = renumbering
        self.builder = builder
    }

    /// Changes what a record that was not sent yet was created with.
    /// - Returns: false, with nothing changed, if it may have been sent or is not made anew by that.
    func amend(_ local: LocalRecord, _ edits: [(field: Int, edit: FieldEdit)]) throws -> Bool {
        let table = local.table
        guard let shown = local.shown, var pending = try owners.pendingEdits.unsent(local),
            !edits.contains(where: { table.key.contains($0.field) })
        else { return false }
        var values = table.columns(of: try owners.preview.apply(pending[0], to: nil, table))
        for (number, edit) in edits {
            guard let target = Self.target(edit, shown[number], table.collection.fields[number]) else { continue }
            // It would begin with that value of its own again.
            if target.isNull, !table.collection.fields[number].initial.isNull { return false }
            values[number] = table.column(number, target)
            for index in pending.indices.dropFirst() {
                pending[index].operation.changes.removeAll { $0.field == number }
            }
        }
        pending[0].operation = try table.creation(local.id, values)
        let stream = table.stream(in: pending[0].operation.scope)
        try builder.admit(table, owners.streams.number(of: stream))
        pending[0].bases[stream] = pending[0].bases[stream] ?? builder.seen(stream)
        do {
            try Validation.check(pending[0].operation, in: table.collection)
            _ = try owners.preview.apply(pending[0], to: nil, table)
        } catch is Refusal {
            // As a beginning it would be against the rules; as a later edit it may be within them.
            return false
        }
        // What the transaction wrote so far may need the record and must not come before it.
        try builder.close()
        try refuseCircle(local, pending[0].operation)
        guard let renamed = try renumbering.renumber(index().chain(from: pending[0].edit)) else { return false }
        known?.index.rename(renamed.edits)
        for index in pending.indices { pending[index].rename(renamed) }
        try rewrite(try owners.records.load(table, local.id), pending)
        return true
    }

    /// Of two creations that need each other neither can be the first at the server.
    private func refuseCircle(_ local: LocalRecord, _ operation: Operation) throws {
        let fields = local.table.collection.fields
        let targets = operation.changes.compactMap { change -> RecordID? in
            guard fields[change.field].type == .ref, case .write(let values) = change.action else { return nil }
            return values.last?.text.flatMap { RecordID($0) }
        }
        guard !targets.isEmpty else { return }
        var needing: Set<RecordID> = []
        var open = [local.id]
        while let record = open.popLast() {
            for other in try index().records(referringTo: record) where needing.insert(other).inserted {
                open.append(other)
            }
        }
        guard let target = targets.first(where: { $0 != local.id && needing.contains($0) }) else { return }
        throw ReplicaError(
            .validation,
            .record(.refersInCircle(target.text)),
            at: local.table.collection.name
        )
    }

    /// What the change sets need of each other, read once for all that one transaction amends.
    private func index() throws -> UnsentIndex {
        var (index, closed) = try known ?? (renumbering.unsentIndex(), builder.closed.count)
        for edit in builder.closed.dropFirst(closed) {
            guard let bytes = try owners.pendingEdits.bytes(of: edit) else { continue }
            index.add(edit, owners.programme.needs(of: try owners.storedSets.whole(ChangeSetBlob.decodeStored(bytes))))
        }
        known = (index, builder.closed.count)
        return index
    }

    /// Takes a record back that was not sent yet, as if it had never been typed.
    /// - Returns: false, with nothing changed, if it may have been sent.
    func takeBack(_ local: LocalRecord) throws -> Bool {
        guard var pending = try owners.pendingEdits.unsent(local) else { return false }
        let others = try index().records(referringTo: local.id)
        guard others.isEmpty else {
            throw ReplicaError(
                .validation,
                .record(.referredTo(by: others.count)),
                at: local.table.collection.name
            )
        }
        known = nil
        for index in pending.indices { pending[index].operation.changes = [] }
        pending[0].operation.kind = .update
        try rewrite(local, pending)
        return true
    }

    /// What a field shows after an edit; `nil` if that is what it shows already.
    private static func target(_ edit: FieldEdit, _ shown: Value, _ field: Programme.Field) -> Value? {
        switch DraftMerging.action(edit, shown, field) {
        case nil: return nil
        case .write(let values)?: return values.last ?? .null
        case .add(let number)?:
            let (sum, isOutside) = (shown.integer ?? 0).addingReportingOverflow(number)
            return .integer(isOutside ? (number < 0 ? .min : .max) : sum)
        case .elements(let add, let remove)?:
            let had = shown.text.flatMap(SetText.read) ?? []
            let gone = Set(remove.map(ExactText.init))
            return .text(SetText.write(had.filter { !gone.contains(ExactText($0)) } + add))
        }
    }

    /// Puts operations in the place of those that stand in change sets; an update without changes goes.
    private func rewrite(_ local: LocalRecord, _ pending: [PendingOperation]) throws {
        // The row may hold the only copy of what other records of the set were created with.
        try owners.storedSets.writeOut(creationOf: local)
        let left = pending.filter { $0.operation.kind == .create || !$0.operation.changes.isEmpty }
        for operation in pending {
            var kept = try ChangeSetBlob.decodeStored(owners.pendingEdits.bytes(of: operation.edit) ?? [])
            kept.bases = kept.bases.merging(operation.bases) { first, _ in first }
            let place = kept.operations.firstIndex {
                $0.head.collection == local.table.number && $0.head.record == local.id
            }
            guard let place else { continue }
            if left.contains(where: { $0.edit == operation.edit }) {
                kept.operations[place] = .written(operation.operation)
            } else {
                kept.operations.remove(at: place)
            }
            if !kept.operations.isEmpty { try builder.check(kept, ChangeSetBlob.encode(kept).count) }
            try owners.pendingEdits.replace(kept)
        }
        try owners.materializer.materialize(local, server: nil, pending: left)
    }
}

extension PendingOperation {
    /// Takes the new numbers of edits.
    fileprivate mutating func rename(_ renamed: Renumbering.Renamed) {
        edit = renamed.edits[edit] ?? edit
        operation = renamed.operation(operation)
    }
}
