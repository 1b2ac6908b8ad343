import SQLiteTables
import SyncModel

/// Creations, by far the most of what is typed.
extension Drafter {
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
}
