import SyncMerge
import SyncModel
import SyncWire

/// Decisions about conflicts (clauses R31 and R32).
struct DecisionMaker {
    let host: Host
    let clock: StampClock
    let replicaState: ReplicaState
    let programme: InstalledProgramme
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let preview: Preview
    let conflicts: ConflictReader
    let decisions: Decisions
    let changeSets: ChangeSets

    /// Writes the decision: it names the dots of all candidates, so it closes exactly what the person has seen (clause
    /// R31).
    func resolve(_ id: String, _ decision: Decision, seen: String, reason: String) throws {
        let (conflict, local, state) = try conflicts.find(id)
        let collection = local.table.collection
        if let owner = conflict.owner, let role = replicaState.standing?.role, owner != role {
            throw ReplicaError(.notYours, .review(.ofRole(owner, collection: collection.name, not: role)))
        }
        guard conflict.seen == seen else {
            throw ReplicaError(.changed, .review(.candidatesChanged), conflict: conflict)
        }
        guard reason.utf8.count <= Limits.reasonBytesMax else {
            throw ReplicaError(.validation, .review(.reasonTooLong(max: Limits.reasonBytesMax)))
        }
        let value = try Self.value(decision, conflict)
        let found = Merge.conflicts(state, in: collection).first { $0.field == conflict.field }
        let writes = found?.candidates.flatMap(\.writes) ?? []
        var operation = Operation(
            collection: local.table.number,
            record: local.id,
            kind: .update,
            scope: state.stream.scope
        )
        if let field = conflict.field {
            let dots = writes.map(\.dot).sorted()
            operation.changes = [FieldChange(field: field, action: .write([value]), replaces: dots)]
        } else {
            operation.kind = value == .integer(0) ? .delete : .create
            operation.seen = writes.filter { $0.value != value || operation.kind == .delete }.map(\.dot)
        }
        let edit = try write(operation, local, reason: reason)
        // The values as an operation like any other: one coding for everything that is kept.
        let candidates = Operation(
            collection: local.table.number,
            record: local.id,
            kind: .update,
            scope: state.stream.scope,
            changes: [
                FieldChange(field: conflict.field ?? 0, action: .write(WrittenValues(conflict.candidates.map(\.value))))
            ]
        )
        let kept = ChangeSet(edit: edit, stamp: clock.stamp(), bases: [:], operations: [candidates])
        try decisions.add(conflict, kept, reason: reason, by: replicaState.needIdentity().device, at: host.wallClock())
    }

    private static func value(_ decision: Decision, _ conflict: Conflict) throws -> Value {
        switch decision {
        case .value(let given): return given
        case .take(let key):
            guard let candidate = conflict.candidates.first(where: { $0.key == key }) else {
                throw ReplicaError(.noSuchEntry, .review(.noCandidate(key)), conflict: conflict)
            }
            return candidate.value
        }
    }

    /// All candidates of the last decision live again, as new writes of whoever takes it back.
    func undo(_ id: String) throws {
        guard let decision = try decisions.last(about: id) else {
            throw ReplicaError(.noSuchEntry, .review(.noDecision(id)))
        }
        guard let field = decision.field else {
            throw ReplicaError(.noSuchEntry, .review(.existenceStays))
        }
        let local = try records.load(try programme.table(decision.collection), decision.record)
        guard !local.table.collection.fields[field].rule.isWrittenOnce else {
            throw ReplicaError(.validation, .review(.recordedStays))
        }
        // After a new enrolment an unanswered decision goes under the new name.
        let names = [decision.device, try replicaState.needIdentity().device]
        guard let state = try preview.state(local.server, pendingEdits.operations(on: local), local.table),
            case .write(let values)? = decision.kept.operations.first?.changes.first?.action
        else { throw ReplicaError(.noSuchRecord, .review(.recordGone)) }
        // The decision goes; what anybody wrote since stays beside the candidates (clause R32).
        let decided = state.field(field).writes.map(\.dot).filter {
            $0.edit == decision.edit && names.contains($0.device)
        }
        let change = FieldChange(field: field, action: .write(values), replaces: decided)
        let operation = Operation(
            collection: local.table.number,
            record: decision.record,
            kind: .update,
            scope: state.stream.scope,
            changes: [change]
        )
        _ = try write(operation, local)
        try decisions.undo(decision.number)
    }

    /// One operation as a change set of its own.
    private func write(_ operation: Operation, _ local: LocalRecord, reason: String = "") throws -> EditNumber {
        let builder = changeSets.begin()
        let edit = builder.open(reason: reason).edit
        do {
            try builder.add(operation, to: builder.open(local))
            try builder.close()
        } catch let refusal as Refusal {
            throw ReplicaError(refusal, local.table.collection)
        }
        return edit
    }
}
