import SQLiteTables
import SyncMerge
import SyncModel

/// Before it was sent a record is its author's alone: whatever the rules say of changing it, nobody else has seen it (clause R40).
extension Drafter {
    /// Changes what a record that was not sent yet was created with.
    /// - Returns: false, with nothing changed, if it may have been sent or is not made anew by that.
    func amend(_ shadow: Shadow, _ edits: [(field: Int, edit: FieldEdit)]) throws -> Bool {
        let plan = shadow.plan
        guard let shown = shadow.shown, var pending = try session.unsent(shadow), !edits.contains(where: { plan.key.contains($0.field) })
        else { return false }
        let first = try session.apply(pending[0], to: nil, plan, at: Position(.max))
        var values = Merge.shown(first, in: plan.collection).enumerated().map { plan.column($0.offset, $0.element) }
        for (number, edit) in edits {
            guard let target = Self.target(edit, shown[number], plan.collection.fields[number]) else { continue }
            // It would begin with that value of its own again.
            if target.isNull, !plan.collection.fields[number].initial.isNull { return false }
            values[number] = plan.column(number, target)
            for index in pending.indices.dropFirst() { pending[index].operation.changes.removeAll { $0.field == number } }
        }
        pending[0].operation = try creation(plan, shadow.id, values)
        let stream = try session.stream(plan.stream(in: pending[0].operation.scope))
        try admit(plan, stream)
        pending[0].bases[session.streams[stream].stream] =
            pending[0].bases[session.streams[stream].stream] ?? seen(session.streams[stream].stream)
        do {
            try Validation.check(pending[0].operation, in: plan.collection)
            _ = try session.apply(pending[0], to: nil, plan, at: Position(.max))
        } catch is Refusal {
            // As a beginning it would be against the rules; as a later edit it may be within them.
            return false
        }
        // What the transaction wrote so far may need the record and must not come before it.
        try close()
        try refuseCircle(shadow, pending[0].operation)
        guard let renamed = try session.renumber(index().chain(from: pending[0].edit)) else { return false }
        unsentIndex?.rename(renamed.edits)
        for index in pending.indices { pending[index].rename(renamed) }
        try rewrite(try session.load(plan, shadow.id), pending)
        return true
    }

    /// Of two creations that need each other neither can be the first at the server.
    private func refuseCircle(_ shadow: Shadow, _ operation: Operation) throws {
        let fields = shadow.plan.collection.fields
        let targets = operation.changes.compactMap { change -> RecordID? in
            guard fields[change.field].type == .ref, case .write(let values) = change.action else { return nil }
            return values.last?.text.flatMap { RecordID($0) }
        }
        guard !targets.isEmpty else { return }
        var needing: Set<RecordID> = []
        var open = [shadow.id]
        while let record = open.popLast() {
            for other in try index().records(referringTo: record) where needing.insert(other).inserted { open.append(other) }
        }
        guard let target = targets.first(where: { $0 != shadow.id && needing.contains($0) }) else { return }
        throw ReplicaError(
            .validation,
            "\(shadow.plan.collection.name): \(target.text) was not sent yet and refers to this record; send both first, then let them refer to each other."
        )
    }

    /// What the change sets need of each other, read once for all that one transaction amends.
    private func index() throws -> UnsentIndex {
        if let unsentIndex { return unsentIndex }
        let made = try session.unsentIndex()
        unsentIndex = made
        return made
    }

    /// Takes a record back that was not sent yet, as if it had never been typed.
    /// - Returns: false, with nothing changed, if it may have been sent.
    func takeBack(_ shadow: Shadow) throws -> Bool {
        guard var pending = try session.unsent(shadow) else { return false }
        let others = try index().records(referringTo: shadow.id)
        guard others.isEmpty else {
            throw ReplicaError(
                .validation,
                "\(shadow.plan.collection.name): \(others.count) records that were not sent yet refer to this one; take those back first."
            )
        }
        unsentIndex = nil
        for index in pending.indices { pending[index].operation.changes = [] }
        pending[0].operation.kind = .update
        try rewrite(shadow, pending)
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
    private func rewrite(_ shadow: Shadow, _ pending: [PendingOperation]) throws {
        // The row may hold the only copy of what other records of the set were created with.
        try session.writeOut(creationOf: shadow)
        let left = pending.filter { $0.operation.kind == .create || !$0.operation.changes.isEmpty }
        for operation in pending {
            var kept = try ChangeSetBlob.decodeKept(session.storedBytes(operation.edit) ?? [])
            kept.bases = kept.bases.merging(operation.bases) { first, _ in first }
            let place = kept.operations.firstIndex { $0.head.collection == shadow.plan.number && $0.head.record == shadow.id }
            guard let place else { continue }
            if left.contains(where: { $0.edit == operation.edit }) {
                kept.operations[place] = .written(operation.operation)
            } else {
                kept.operations.remove(at: place)
            }
            if !kept.operations.isEmpty { try Drafter.check(kept, ChangeSetBlob.encode(kept).count, in: session) }
            try session.save(kept)
        }
        try session.paint(shadow, server: nil, pending: left)
    }
}

extension PendingOperation {
    /// Takes the new numbers of edits.
    fileprivate mutating func rename(_ renamed: Session.Renamed) {
        edit = renamed.edits[edit] ?? edit
        operation = renamed.operation(operation)
    }
}

extension Session {
    /// The operations on a record that was created here and of which nothing can have reached the server; `nil` for any other.
    func unsent(_ shadow: Shadow) throws -> [PendingOperation]? {
        guard shadow.server == nil, shadow.shown != nil else { return nil }
        let numbered = try statement("SELECT 1 FROM _set WHERE edit = ? AND send IS NULL")
        let pending = try pending(shadow)
        guard pending.first?.operation.kind == .create, !pending.contains(where: { $0.operation.kind == .delete }) else { return nil }
        for operation in pending {
            numbered.bind(1, operation.edit)
            defer { numbered.reset() }
            // A number is bound to bytes that may be on the way (clause R13).
            guard try numbered.step() else { return nil }
        }
        return pending
    }
}
