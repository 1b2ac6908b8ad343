import SQLiteTables
import SyncMerge
package import SyncModel
import SyncWire

/// Typed writes inside ``Replica/write(asOf:splitting:_:)``; of no use after it.
package final class LocalWriter {
    /// The installed programme.
    package let programme: Programme

    let session: Session
    private let drafter: Drafter
    private let checkpoint: Checkpoint?

    init(_ session: Session, asOf checkpoint: Checkpoint?, splitting: Bool) throws {
        self.session = session
        self.checkpoint = checkpoint
        programme = try session.needProgramme()
        _ = try session.needIdentity()
        drafter = Drafter(session, checkpoint: checkpoint, writableOnly: true, splits: splitting)
    }

    /// Another number whenever another connection wrote: what was read before under the same number is true still.
    package func commitMark() throws -> Int64 { try session.commitMark() }

    /// Creates a record; a twin with the same natural key is edited instead.
    ///
    /// - Parameters:
    ///   - values: by field name; fields left out get their initial value.
    ///   - id: for collections without a key; `nil` makes a new one.
    /// - Returns: the record's id.
    /// - Throws: ``ReplicaError`` `unknownName`, `validation`, `notYours`, `tooLarge`.
    @discardableResult
    package func create(_ collection: String, _ values: [String: Value], id: RecordID? = nil) throws -> RecordID {
        let plan = try session.plan(named: collection)
        var row = [Value](repeating: .null, count: plan.fieldCount)
        for (name, value) in values { row[try field(plan, name).number] = value }
        return try create(plan.collection, row, id: id)
    }

    /// Creates a record from values by field number: the fast road.
    @discardableResult
    package func create(_ collection: Programme.Collection, _ values: [Value], id: RecordID? = nil) throws -> RecordID {
        let plan = try session.plan(collection.number)
        guard values.count == plan.fieldCount else {
            throw ReplicaError(.validation, "\(plan.collection.name) has \(plan.fieldCount) fields, not \(values.count).")
        }
        let given = values
        let values = plan.filled(given)
        let id = try keyedID(plan.collection, values) ?? id ?? session.host.newRecordID()
        if try drafter.createAnew(plan, id, values) { return id }
        let operation = try drafter.creation(plan, id, values)
        do {
            try Validation.check(operation, in: plan.collection)
        } catch {
            throw ReplicaError(error, plan.collection)
        }
        let shadow = try session.load(plan, id)
        if shadow.shown != nil {
            var edits: [(field: Int, edit: FieldEdit)] = []
            for (number, value) in given.enumerated() where !value.isNull && !plan.key.contains(number) {
                edits.append((number, .set(value)))
            }
            try update(plan, shadow, edits)
        } else {
            try revive(plan, shadow, operation)
        }
        return id
    }

    /// A creation over what was deleted: its device has seen the deletion.
    private func revive(_ plan: CollectionPlan, _ shadow: Shadow, _ creation: Operation) throws {
        var operation = creation
        operation.base = drafter.exception(shadow)
        try add(operation, to: shadow, plan)
    }

    /// Edits fields of a record, by field name.
    /// - Returns: whether anything changed.
    /// - Throws: ``ReplicaError`` `noSuchRecord`, `unknownName`, `validation`, `notYours`, `tooLarge`.
    @discardableResult
    package func update(_ collection: String, _ id: RecordID, _ edits: [String: FieldEdit]) throws -> Bool {
        let plan = try session.plan(named: collection)
        let numbered = try edits.map { (field: try field(plan, $0.key).number, edit: $0.value) }
        return try update(plan, standing(plan, id), numbered)
    }

    /// A record that has a row of ours.
    private func standing(_ plan: CollectionPlan, _ id: RecordID) throws -> Shadow {
        let shadow = try session.load(plan, id)
        guard shadow.shown != nil else { throw Self.missing(plan, id) }
        guard shadow.meta.stream != nil else {
            throw ReplicaError(
                .validation,
                "\(plan.collection.name): another program wrote this row past the store. Run “duikou sync”, then “duikou verify --repair”, which find out what it is, then try again."
            )
        }
        return shadow
    }

    @discardableResult
    private func update(_ plan: CollectionPlan, _ shadow: Shadow, _ edits: [(field: Int, edit: FieldEdit)]) throws -> Bool {
        let wanted = edits.filter { !isUntouched(plan, shadow.id, $0.field, $0.edit) }
        let pending = try session.pending(shadow, besides: drafter.draft?.edit)
        guard let operation = try drafter.edit(shadow, wanted, pending: pending) else { return false }
        if try isForbidden(operation, shadow, pending), try drafter.amend(shadow, wanted) { return true }
        try add(operation, to: shadow, plan)
        return true
    }

    /// A rule forbids the edit of a record that the server has not seen, as far as the device can tell: append-only, a state, a seal.
    private func isForbidden(_ operation: Operation, _ shadow: Shadow, _ pending: [PendingOperation]) throws -> Bool {
        guard shadow.server == nil, let last = pending.last, try drafter.drafted(shadow) == nil else { return false }
        let edit = PendingOperation(edit: .max, stamp: last.stamp, bases: last.bases, operation: operation)
        do {
            try Validation.check(operation, in: shadow.plan.collection)
            _ = try session.apply(edit, to: session.preview(nil, pending, shadow.plan), shadow.plan, at: Position(.max))
            return false
        } catch is Refusal {
            return true
        }
    }

    /// A form hands back a value as it was read: no edit, whatever the row shows by now.
    private func isUntouched(_ plan: CollectionPlan, _ id: RecordID, _ field: Int, _ edit: FieldEdit) -> Bool {
        guard case .set(let value) = edit else { return false }
        let read = checkpoint?.records.first { $0.collection == plan.number && $0.id == id }
        guard let read, read.values.indices.contains(field) else { return false }
        return read.values[field] == value
    }

    /// Deletes a record.
    /// - Parameter takingBack: a record that was not sent yet goes as if it had never been typed, also where deleting is forbidden.
    /// - Throws: ``ReplicaError`` `noSuchRecord`, `validation` where deleting is forbidden, `notYours`.
    package func delete(_ collection: String, _ id: RecordID, takingBack: Bool = false) throws {
        let plan = try session.plan(named: collection)
        let shadow = try standing(plan, id)
        if try drafter.drafted(shadow) == nil {
            if takingBack, try drafter.takeBack(shadow) { return }
            if Validation.isUndeletable(plan.collection) { throw try undeletable(shadow) }
        }
        let pending = try session.pending(shadow, besides: drafter.draft?.edit)
        let isNew = shadow.server == nil && pending.isEmpty
        if isNew {
            try drafter.withdraw(shadow, pending: pending)
        } else {
            let existing = pending.isEmpty ? try session.pending(shadow) : pending
            try add(try drafter.deletion(shadow, pending: existing), to: shadow, plan)
        }
    }

    private func undeletable(_ shadow: Shadow) throws -> ReplicaError {
        let name = shadow.plan.collection.name
        return try session.unsent(shadow) == nil
            ? ReplicaError(
                .validation,
                "\(name): these records are never deleted once they may have been sent; add a new one that corrects it."
            )
            : ReplicaError(
                .validation,
                "\(name): these records are never deleted once they are sent. This one was not sent yet: take it back with --yes."
            )
    }

    private func add(_ operation: Operation, to shadow: Shadow, _ plan: CollectionPlan) throws {
        do {
            try drafter.add(operation, to: shadow, pending: try session.pending(shadow, besides: drafter.draft?.edit))
        } catch let refusal as Refusal {
            throw ReplicaError(refusal, plan.collection)
        }
    }

    /// One record with the writes made so far; `nil` if there is none.
    package func record(_ collection: String, _ id: RecordID) throws -> Record? {
        let plan = try session.plan(named: collection)
        let shadow = try session.load(plan, id)
        guard let shown = shadow.shown else { return nil }
        let stream = shadow.meta.stream.flatMap { session.streams.indices.contains($0) ? session.streams[$0].stream : nil }
        let scope = stream?.scope ?? plan.scope(of: id, shown) ?? Scope("")
        let isPending = try shadow.meta.position == nil || !session.pending(shadow, besides: drafter.draft?.edit).isEmpty
        return Record(collection: plan.number, id: id, scope: scope, values: shown, isPending: isPending)
    }

    /// The id that a record with these key values has; `nil` if the collection has no key or a value is missing.
    package func keyedID(_ collection: Programme.Collection, _ values: [Value]) throws -> RecordID? {
        try session.plan(collection.number).keyedID(in: programme, values)
    }

    /// The first record whose fields have these values, for `import --key`.
    package func find(_ collection: String, where conditions: [(field: String, value: Value)]) throws -> RecordID? {
        let plan = try session.plan(named: collection)
        let fields = try conditions.map { try field(plan, $0.field) }
        if !plan.key.isEmpty, fields.map(\.number).sorted() == plan.key.sorted() {
            var values = [Value](repeating: .null, count: plan.fieldCount)
            for (index, field) in fields.enumerated() { values[field.number] = conditions[index].value }
            guard let id = try keyedID(plan.collection, values) else { return nil }
            let row = try session.statement("SELECT 1 FROM \(plan.table) WHERE id = ?")
            row.bind(1, id)
            defer { row.reset() }
            return try row.step() ? id : nil
        }
        let tests = fields.map { "\(ColumnDDL.quoted($0.name)) IS ?" }.joined(separator: " AND ")
        let row = try session.statement("SELECT id FROM \(plan.table) WHERE \(tests.isEmpty ? "1" : tests) ORDER BY id LIMIT 1")
        for (index, condition) in conditions.enumerated() { row.bind(Int32(index + 1), condition.value) }
        defer { row.reset() }
        return try row.step() ? row.record(0) : nil
    }

    // MARK: - Change sets

    func finish() throws {
        try drafter.close()
    }

    private func field(_ plan: CollectionPlan, _ name: String) throws -> Programme.Field {
        guard let field = plan.collection.field(named: name) else {
            throw ReplicaError(.unknownName, "\(plan.collection.name) has no field \u{201c}\(name)\u{201d}.", field: name)
        }
        return field
    }

    static func missing(_ plan: CollectionPlan, _ id: RecordID) -> ReplicaError {
        ReplicaError(.noSuchRecord, "\(plan.collection.name): there is no record \(id.text) on this device.")
    }
}

extension CollectionPlan {
    /// The id that the natural key gives; `nil` without a key or with a part missing.
    func keyedID(in programme: Programme, _ values: [Value]) throws -> RecordID? {
        guard !key.isEmpty else { return nil }
        let parts = key.map { values[$0] }
        guard !parts.contains(where: \.isNull) else { return nil }
        // Constant scopes and a record's own scope are left out; a scope by reference is part of the name.
        var keyScope: Scope?
        if homeField != nil {
            guard let scope = scope(of: RecordID(bits: 0), values) else { return nil }
            keyScope = scope
        }
        return NaturalKey.id(programme: programme.name, collection: collection.name, scope: keyScope, parts: parts)
    }
}

extension ReplicaError {
    /// A rule that the device can judge was broken.
    init(_ refusal: Refusal, _ collection: Programme.Collection) {
        let field = refusal.field.flatMap { collection.fields.indices.contains($0) ? collection.fields[$0].name : nil }
        self.init(refusal.code == .notYours ? .notYours : .validation, refusal.message, field: field)
    }
}
