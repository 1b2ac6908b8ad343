import SQLiteTables
import SyncMerge
package import SyncModel
import SyncWire

/// Typed writes inside ``Replica/write(asOf:splitting:_:)``; of no use after it.
package final class LocalWriter {
    /// The installed programme.
    package let programme: Programme

    /// Readings that see what was written so far.
    package let reader: StoreReader

    private let connection: StoreConnection
    private let refusedSets: RefusedSets
    private let owners: ChangeSets
    private let builder: ChangeSetBuilder
    private let creations: Creations
    private let operations: EditOperations
    private let unsent: UnsentEdits
    private let baseline: ReadBaseline?

    init(_ transaction: StoreTransaction, asOf baseline: ReadBaseline?, splitting: Bool) throws {
        reader = StoreReader(transaction)
        connection = transaction.connection
        refusedSets = transaction.refusedSets
        owners = transaction.changeSets
        self.baseline = baseline
        programme = try owners.programme.needed()
        _ = try owners.replicaState.needIdentity()
        builder = owners.begin(asOf: baseline, splits: splitting)
        creations = Creations(streams: owners.streams, records: owners.records, builder: builder)
        operations = EditOperations(preview: owners.preview, builder: builder)
        unsent = UnsentEdits(owners, transaction.renumbering, builder)
    }

    /// Another number whenever another connection wrote: what was read before under the same number is true still.
    package func dataVersion() throws -> Int64 { try connection.dataVersion() }

    /// Creates a record; a twin with the same natural key is edited instead.
    ///
    /// - Parameters:
    ///   - values: by field name; fields left out get their initial value.
    ///   - id: for collections without a key; `nil` makes a new one.
    /// - Returns: the record's id.
    /// - Throws: ``ReplicaError`` `unknownName`, `validation`, `notYours`, `tooLarge`.
    @discardableResult
    package func create(_ collection: String, _ values: [String: Value], id: RecordID? = nil) throws -> RecordID {
        let table = try owners.programme.table(named: collection)
        var row = [Value](repeating: .null, count: table.fieldCount)
        for (name, value) in values { row[try field(table, name).number] = value }
        return try create(table.collection, row, id: id)
    }

    /// Creates a record from values by field number: the fast path.
    @discardableResult
    package func create(_ collection: Programme.Collection, _ values: [Value], id: RecordID? = nil) throws -> RecordID {
        let table = try owners.programme.table(collection.number)
        guard values.count == table.fieldCount else {
            throw ReplicaError(
                .validation,
                .record(.wrongCount(values.count, fields: table.fieldCount)),
                at: table.collection.name
            )
        }
        let given = values
        let values = table.filled(given)
        let id = try keyedID(table.collection, values) ?? id ?? owners.clock.host.newRecordID()
        if try creations.createAnew(table, id, values) { return id }
        let operation = try table.creation(id, values)
        do {
            try Validation.check(operation, in: table.collection)
        } catch {
            throw ReplicaError(error, table.collection)
        }
        let local = try owners.records.load(table, id)
        if local.shown != nil {
            var edits: [(field: Int, edit: FieldEdit)] = []
            for (number, value) in given.enumerated() where !value.isNull && !table.key.contains(number) {
                edits.append((number, .set(value)))
            }
            try update(local, edits)
        } else {
            try add(operations.revival(operation, of: local), to: builder.open(local))
        }
        return id
    }

    /// Edits fields of a record, by field name.
    /// - Returns: whether anything changed.
    /// - Throws: ``ReplicaError`` `noSuchRecord`, `unknownName`, `validation`, `notYours`, `tooLarge`.
    @discardableResult
    package func update(_ collection: String, _ id: RecordID, _ edits: [String: FieldEdit]) throws -> Bool {
        let table = try owners.programme.table(named: collection)
        let numbered = try edits.map { (field: try field(table, $0.key).number, edit: $0.value) }
        return try update(ownRow(table, id), numbered)
    }

    /// A record that has a row of ours.
    private func ownRow(_ table: LocalTable, _ id: RecordID) throws -> LocalRecord {
        let local = try owners.records.load(table, id)
        guard local.shown != nil else { throw Self.missing(table, id) }
        guard local.meta.stream != nil else {
            throw ReplicaError(
                .validation,
                .record(.writtenPast),
                at: table.collection.name
            )
        }
        return local
    }

    @discardableResult
    private func update(_ local: LocalRecord, _ edits: [(field: Int, edit: FieldEdit)]) throws -> Bool {
        let wanted = edits.filter { !isUntouched(local, $0.field, $0.edit) }
        let record = try builder.open(local)
        guard let operation = try operations.edit(record, wanted) else { return false }
        if try isForbidden(operation, record), try unsent.amend(local, wanted) { return true }
        try add(operation, to: record)
        return true
    }

    /// A rule forbids the edit of a record that the server has not seen, as far as the device can tell: append-only, a
    /// state, a seal.
    private func isForbidden(_ operation: Operation, _ record: OpenRecord) throws -> Bool {
        guard record.local.server == nil, let last = record.pending.last, record.drafted == nil else { return false }
        let edit = PendingOperation(edit: EditNumber(.max), stamp: last.stamp, bases: last.bases, operation: operation)
        do {
            try Validation.check(operation, in: record.table.collection)
            _ = try owners.preview.apply(edit, to: record.state, record.table)
            return false
        } catch is Refusal {
            return true
        }
    }

    /// A form hands back a value as it was read: no edit, whatever the row shows by now.
    private func isUntouched(_ local: LocalRecord, _ field: Int, _ edit: FieldEdit) -> Bool {
        guard case .set(let value) = edit else { return false }
        let read = baseline?.records.first { $0.collection == local.table.number && $0.id == local.id }
        guard let read, read.values.indices.contains(field) else { return false }
        return read.values[field] == value
    }

    /// Deletes a record.
    /// - Parameter takingBack: a record that was not sent yet goes as if it had never been typed, also where deleting
    ///   is forbidden.
    /// - Throws: ``ReplicaError`` `noSuchRecord`, `validation` where deleting is forbidden, `notYours`.
    package func delete(_ collection: String, _ id: RecordID, takingBack: Bool = false) throws {
        let local = try ownRow(try owners.programme.table(named: collection), id)
        if try builder.drafted(local) == nil {
            if takingBack, try unsent.takeBack(local) { return }
            if Validation.isUndeletable(local.table.collection) { throw try undeletable(local) }
        }
        let record = try builder.open(local)
        if local.server == nil, record.pending.isEmpty {
            try builder.withdraw(record)
        } else {
            try add(try operations.deletion(record), to: record)
        }
    }

    private func undeletable(_ local: LocalRecord) throws -> ReplicaError {
        let name = local.table.collection.name
        let isSent = try owners.pendingEdits.unsent(local) == nil
        return ReplicaError(.validation, .record(isSent ? .neverDeletedOnceSent : .notSentYet), at: name)
    }

    private func add(_ operation: Operation, to record: OpenRecord) throws {
        do {
            try builder.add(operation, to: record)
        } catch let refusal as Refusal {
            throw ReplicaError(refusal, record.table.collection)
        }
    }

    /// One record with the writes made so far; `nil` if there is none.
    package func record(_ collection: String, _ id: RecordID) throws -> Record? {
        let table = try owners.programme.table(named: collection)
        let local = try owners.records.load(table, id)
        guard let shown = local.shown else { return nil }
        let scope = owners.streams.stream(local.meta.stream)?.scope ?? table.scope(of: id, shown) ?? Scope("")
        let isPending = try local.meta.position == nil || !builder.pending(local).isEmpty
        return Record(collection: table.number, id: id, scope: scope, values: shown, isPending: isPending)
    }

    /// The id that a record with these key values has; `nil` if the collection has no key or a value is missing.
    package func keyedID(_ collection: Programme.Collection, _ values: [Value]) throws -> RecordID? {
        try owners.programme.table(collection.number).keyedID(in: programme, values)
    }

    /// The first record whose fields have these values, for `import --key`.
    package func find(_ collection: String, where conditions: [(field: String, value: Value)]) throws -> RecordID? {
        let table = try owners.programme.table(named: collection)
        let fields = try conditions.map { try field(table, $0.field) }
        if !table.key.isEmpty, fields.map(\.number).sorted() == table.key.sorted() {
            var values = [Value](repeating: .null, count: table.fieldCount)
            for (index, field) in fields.enumerated() { values[field.number] = conditions[index].value }
            guard let id = try keyedID(table.collection, values) else { return nil }
            return try connection.exists("SELECT 1 FROM \(table.quotedName) WHERE id = ?", id) ? id : nil
        }
        let tests = fields.map { "\(ColumnDDL.quoted($0.name)) IS ?" }.joined(separator: " AND ")
        let row = try connection.statement(
            "SELECT id FROM \(table.quotedName) WHERE \(tests.isEmpty ? "1" : tests) ORDER BY id LIMIT 1"
        )
        for (index, condition) in conditions.enumerated() { row.bind(Int32(index + 1), condition.value) }
        defer { row.reset() }
        return try row.step() ? row.record(0) : nil
    }

    /// Gives a refused set up, together with what is written.
    package func discard(_ refused: Int64) throws { try refusedSets.discard(refused) }

    // MARK: - Change sets

    func finish() throws {
        try builder.close()
    }

    private func field(_ table: LocalTable, _ name: String) throws -> Programme.Field {
        guard let field = table.collection.field(named: name) else {
            throw ReplicaError(.unknownName, .name(.noField(name, of: table.collection.name)), field: name)
        }
        return field
    }

    static func missing(_ table: LocalTable, _ id: RecordID) -> ReplicaError {
        ReplicaError(.noSuchRecord, .record(.noRecord(id.text)), at: table.collection.name)
    }
}

extension ReplicaError {
    /// A rule that the device can judge was broken.
    init(_ refusal: Refusal, _ collection: Programme.Collection) {
        let field = refusal.field.flatMap { collection.fields.indices.contains($0) ? collection.fields[$0].name : nil }
        self.init(
            refusal.code == .notYours ? .notYours : .validation,
            .change(refusal.problem),
            at: refusal.place,
            field: field
        )
    }
}

extension Refusal {
    /// What a device does not even offer; `nil` if no change is at fault.
    init?(_ code: RefusalCode, _ error: ReplicaError, of collection: Int, _ record: RecordID) {
        guard case .change(let problem) = error.problem else { return nil }
        self.init(code, told: problem, at: error.place, collection: collection, record: record)
    }
}
