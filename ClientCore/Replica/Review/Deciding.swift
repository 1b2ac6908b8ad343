import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// Conflicts and decisions (clauses R30 to R32).
extension Session {
    func allConflicts() throws -> [Conflict] {
        var places: [(plan: CollectionPlan, id: RecordID)] = []
        let read = try statement("SELECT DISTINCT collection, id FROM _conflict ORDER BY collection, id")
        while try read.step() {
            if let id = read.record(1), plans.indices.contains(Int(read.integer(0))) { places.append((plans[Int(read.integer(0))], id)) }
        }
        return try places.flatMap { place in
            let shadow = try load(place.plan, place.id)
            return try preview(shadow.server, try pending(shadow), place.plan).map { try conflicts(of: $0, place.plan) } ?? []
        }
    }

    private func find(_ id: String) throws -> (Conflict, Shadow, RecordState) {
        let read = try statement("SELECT collection, id FROM _conflict WHERE conflict = ?")
        read.bind(1, id)
        defer { read.reset() }
        guard try read.step(), let record = read.record(1) else {
            throw ReplicaError(
                .noSuchEntry,
                "There is no open conflict \u{201c}\(id)\u{201d}: list them with \u{201c}duikou conflicts\u{201d}."
            )
        }
        let shadow = try load(try plan(Int(read.integer(0))), record)
        guard let state = try preview(shadow.server, try pending(shadow), shadow.plan),
            let conflict = try conflicts(of: state, shadow.plan).first(where: { $0.id == id })
        else { throw ReplicaError(.noSuchEntry, "The conflict \u{201c}\(id)\u{201d} was settled meanwhile.") }
        return (conflict, shadow, state)
    }

    /// Writes the decision: it names the dots of all candidates, so it closes exactly what the person has seen (clause R31).
    func resolve(_ id: String, _ decision: Decision, seen: String, reason: String) throws {
        let (conflict, shadow, state) = try find(id)
        let collection = shadow.plan.collection
        if let owner = conflict.owner, let role = ledger.standing?.role, owner != role {
            throw ReplicaError(.notYours, "Conflicts of \(collection.name) are settled by the role \(owner), not by \(role).")
        }
        guard conflict.seen == seen else {
            throw ReplicaError(.changed, "The candidates of this conflict are others now: look at them again.", conflict: conflict)
        }
        guard reason.utf8.count <= Limits.reasonBytesMax else {
            throw ReplicaError(.validation, "A reason has at most \(Limits.reasonBytesMax) bytes; nothing was decided.")
        }
        let value: Value
        switch decision {
        case .value(let given): value = given
        case .take(let key):
            guard let candidate = conflict.candidates.first(where: { $0.key == key }) else {
                throw ReplicaError(.noSuchEntry, "This conflict has no candidate with the key \u{201c}\(key)\u{201d}.", conflict: conflict)
            }
            value = candidate.value
        }
        let found = Merge.conflicts(state, in: collection).first { $0.field == conflict.field }
        let writes = found?.candidates.flatMap(\.writes) ?? []
        var operation = Operation(collection: shadow.plan.number, record: shadow.id, kind: .update, scope: state.stream.scope)
        if let field = conflict.field {
            let dots = writes.map(\.dot).sorted()
            operation.changes = [FieldChange(field: field, action: .write([value]), replaces: dots)]
        } else {
            operation.kind = value == .integer(0) ? .delete : .create
            operation.seen = writes.filter { $0.value != value || operation.kind == .delete }.map(\.dot)
        }
        let edit = try write(operation, shadow, reason: reason)
        let save = try statement(
            """
            INSERT INTO _decision(conflict, collection, id, field, edit, at, reason, candidates, device) \
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        save.bind(1, id)
        save.bind(2, shadow.plan.number)
        save.bind(3, shadow.id)
        if let field = conflict.field { save.bind(4, field) } else { save.bindNull(4) }
        save.bind(5, edit)
        save.bind(6, host.wallClock())
        save.bind(7, reason)
        // The values as an operation like any other: one coding for everything that is kept.
        let kept = Operation(
            collection: shadow.plan.number,
            record: shadow.id,
            kind: .update,
            scope: state.stream.scope,
            changes: [FieldChange(field: conflict.field ?? 0, action: .write(conflict.candidates.map(\.value)))]
        )
        save.bind(8, ChangeSetBlob.encode(ChangeSet(edit: edit, stamp: stamp(), bases: [:], operations: [kept])))
        save.bind(9, Bits.write(try needIdentity().device.bits))
        try save.run()
    }

    /// All candidates of the last decision live again, as new writes of whoever takes it back.
    func undo(_ id: String) throws {
        let read = try statement(
            """
            SELECT n, collection, id, field, candidates, edit, device FROM _decision WHERE conflict = ? AND undone = 0 \
            ORDER BY n DESC LIMIT 1
            """
        )
        read.bind(1, id)
        defer { read.reset() }
        guard try read.step(), let record = read.record(2) else {
            throw ReplicaError(.noSuchEntry, "No decision about \u{201c}\(id)\u{201d} was made on this device.")
        }
        guard !read.isNull(3) else {
            throw ReplicaError(.noSuchEntry, "Whether a record is kept or deleted cannot be taken back: delete it, or add it again.")
        }
        let number = read.integer(0)
        let field = Int(read.integer(3))
        let shadow = try load(try plan(Int(read.integer(1))), record)
        guard shadow.plan.collection.fields[field].rule != .appendOnly else {
            throw ReplicaError(
                .validation,
                "What is recorded here never changes, so a decision about it stands: add a new record that corrects it."
            )
        }
        let kept = try ChangeSetBlob.decode(read.blob(4) ?? [])
        // After a new enrolment an unanswered decision goes under the new name.
        let names = [DeviceID(bits: read.blob(6).flatMap { Bits.read($0) } ?? 0), try needIdentity().device]
        let edit = read.unsigned(5)
        read.reset()
        let pending = try pending(shadow)
        guard let state = try preview(shadow.server, pending, shadow.plan),
            case .write(let values)? = kept.operations.first?.changes.first?.action
        else { throw ReplicaError(.noSuchRecord, "The record of this decision is not on this device any more.") }
        // The decision goes; what anybody wrote since stays beside the candidates (clause R32).
        let decided = state.field(field).writes.map(\.dot).filter { $0.edit == edit && names.contains($0.device) }
        let change = FieldChange(field: field, action: .write(values), replaces: decided)
        let operation = Operation(
            collection: shadow.plan.number,
            record: record,
            kind: .update,
            scope: state.stream.scope,
            changes: [change]
        )
        _ = try write(operation, shadow)
        let mark = try statement("UPDATE _decision SET undone = 1 WHERE n = ?")
        mark.bind(1, number)
        try mark.run()
    }

    /// One operation as a change set of its own.
    @discardableResult
    func write(_ operation: Operation, _ shadow: Shadow, reason: String = "") throws -> EditNumber {
        let drafter = Drafter(self, writableOnly: true)
        let edit = drafter.open().edit
        drafter.draft?.reason = reason
        do {
            try drafter.add(operation, to: shadow, pending: try pending(shadow))
            try drafter.close()
        } catch let refusal as Refusal {
            throw ReplicaError(refusal, shadow.plan.collection)
        }
        return edit
    }

    // MARK: - Refused

    func refusedSets(_ only: Int64? = nil) throws -> [RefusedSet] {
        let read = try statement(
            "SELECT n, code, message, collection, id, field, bytes FROM _refused WHERE n = ?1 OR ?1 IS NULL ORDER BY n"
        )
        if let only { read.bind(1, only) } else { read.bindNull(1) }
        var found: [RefusedSet] = []
        while try read.step() {
            let refusal = Refusal(
                RefusalCode(rawValue: read.string(1)) ?? .held,
                read.string(2),
                collection: read.isNull(3) ? nil : Int(read.integer(3)),
                record: read.record(4),
                field: read.isNull(5) ? nil : Int(read.integer(5))
            )
            found.append(RefusedSet(id: read.integer(0), refusal: refusal, changes: try ChangeSetBlob.decode(read.blob(6) ?? [])))
        }
        return found
    }

    func refusedSet(_ id: Int64) throws -> RefusedSet {
        guard let found = try refusedSets(id).first else {
            throw ReplicaError(.noSuchEntry, "There is no refused change \(id): list them with \u{201c}duikou refused\u{201d}.")
        }
        return found
    }

    func discard(_ id: Int64) throws {
        _ = try refusedSet(id)
        let delete = try statement("DELETE FROM _refused WHERE n = ?")
        delete.bind(1, id)
        try delete.run()
    }

    /// The refused set and those that were refused because of it, as new edits: base and time of now, the same values (clause R33).
    ///
    /// - Parameter byRecord: each record as an edit of its own, so that none falls with another; one that cannot be offered stays refused.
    func retry(_ id: Int64, byRecord: Bool) throws {
        let first = try refusedSet(id)
        var records = Set(first.changes.operations.filter { $0.kind == .create }.map(\.record))
        var again = [first]
        for other in try refusedSets() where other.id > id && other.refusal.code == .depends {
            guard other.changes.operations.contains(where: { names($0, records) }) else { continue }
            again.append(other)
            records.formUnion(other.changes.operations.filter { $0.kind == .create }.map(\.record))
        }
        for set in again {
            if byRecord, set.changes.operations.count > 1 {
                for operation in set.changes.operations { try retry(operation, of: set) }
            } else {
                let drafter = Drafter(self, writableOnly: true)
                for operation in set.changes.operations { try retry(operation, drafter) }
                try drafter.close()
            }
            try discard(set.id)
        }
    }

    /// One operation of a refused set, alone.
    private func retry(_ operation: Operation, of set: RefusedSet) throws {
        let drafter = Drafter(self, writableOnly: true)
        do {
            try retry(operation, drafter)
            try drafter.close()
        } catch let error as ReplicaError where error.isOfTheRecord {
            var alone = set.changes
            alone.operations = [operation]
            try refuse(alone, Refusal(.validation, error.message, collection: operation.collection, record: operation.record))
        }
    }

    private func names(_ operation: Operation, _ records: Set<RecordID>) -> Bool {
        if records.contains(operation.record) || operation.scope.record.map(records.contains) == true { return true }
        return operation.changes.contains { change in
            guard case .write(let values) = change.action else { return false }
            return values.contains { $0.text.flatMap { RecordID($0) }.map(records.contains) == true }
        }
    }

    private func retry(_ refused: Operation, _ drafter: Drafter) throws {
        let plan = try plan(refused.collection)
        let shadow = try load(plan, refused.record)
        let pending = try pending(shadow, besides: drafter.draft?.edit)
        do {
            switch refused.kind {
            case .delete:
                guard shadow.shown != nil else { throw LocalWriter.missing(plan, refused.record) }
                try drafter.add(try drafter.deletion(shadow, pending: pending), to: shadow, pending: pending)
            case .create where shadow.shown == nil:
                var operation = refused
                operation.base = drafter.exception(shadow)
                operation.seen = []
                operation.changes = refused.changes.map { FieldChange(field: $0.field, action: $0.action) }
                if operation.scope.kind.isEmpty { operation.scope = try scope(of: refused, plan) }
                try drafter.add(operation, to: shadow, pending: pending)
            case .create, .update:
                guard shadow.shown != nil else { throw LocalWriter.missing(plan, refused.record) }
                guard let operation = try again(refused, on: shadow, drafter, pending) else { return }
                try drafter.add(operation, to: shadow, pending: pending)
            }
        } catch let refusal as Refusal {
            throw ReplicaError(refusal, plan.collection)
        }
    }

    /// The same edits of a record as it is shown now; several values that a decision was taken back to stay several.
    private func again(_ refused: Operation, on shadow: Shadow, _ drafter: Drafter, _ pending: [PendingOperation]) throws -> Operation? {
        var edits: [(field: Int, edit: FieldEdit)] = []
        var several: [FieldChange] = []
        for change in refused.changes {
            switch change.action {
            // What names the writes that it replaces, such as a decision or its undoing, replaces no others the second time either.
            case .write where change.replaces != nil:
                several.append(FieldChange(field: change.field, action: change.action, replaces: change.replaces))
            case .write(let values): if let value = values.last { edits.append((change.field, .set(value))) }
            case .add(let number): edits.append((change.field, .add(number)))
            case .elements(let add, let remove): edits.append((change.field, .elements(add: add, remove: remove)))
            }
        }
        let edited = try drafter.edit(shadow, edits, pending: pending)
        guard !several.isEmpty else { return edited }
        let scope = shadow.server?.stream.scope ?? refused.scope
        var operation = edited ?? Operation(collection: refused.collection, record: refused.record, kind: .update, scope: scope)
        operation.changes = (operation.changes + several).sorted { $0.field < $1.field }
        return operation
    }

    private func scope(of refused: Operation, _ plan: CollectionPlan) throws -> Scope {
        var values = plan.emptyRow
        for change in refused.changes where values.indices.contains(change.field) {
            if case .write(let written) = change.action { values[change.field] = written.last ?? .null }
        }
        guard let scope = plan.scope(of: refused.record, values) else {
            throw ReplicaError(.validation, "\(plan.collection.name): what says where the record belongs is missing.")
        }
        return scope
    }
}
