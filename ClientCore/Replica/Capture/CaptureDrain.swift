import SyncMerge
import SyncModel

/// Drains the capture log: what other tools wrote becomes change sets, at the start of every write, apply and sync, and
/// so always before anything remote changes a row (clause R4).
struct CaptureDrain {
    let clock: StampClock
    let replicaState: ReplicaState
    let programme: InstalledProgramme
    let streams: StreamTable
    let records: LocalRecords
    let storedSets: StoredSets
    let refusedSets: RefusedSets
    let captureLog: CaptureLog
    let capturedRows: CapturedRows
    let naturalKeys: NaturalKeys
    let preview: Preview
    let materializer: Materializer
    let changeSets: ChangeSets

    /// Turns everything in the log into change sets, one for each record (clause R5).
    /// - Returns: how many.
    @discardableResult
    func drain() throws -> Int {
        guard try !captureLog.isEmpty() else { return 0 }
        var captured = try capturedRows.read()
        try captureLog.clear()
        if captured.contains(where: \.isUnknown) {
            replicaState.raiseDoubt(to: .suspect)
            captured.removeAll(where: \.isUnknown)
        }
        try writeOutDisplaced(captured)
        try findKeys(&captured)
        var renamed: NewIDs = [:]
        for record in captured {
            if let keyed = record.keyed { renamed[record.key.collection, default: [:]][record.key.record.text] = keyed }
        }
        // A new row that takes the name of its key comes after what happened to the record of that name.
        return try (captured.filter { $0.keyed == nil } + captured.filter { $0.keyed != nil }).count {
            try drain($0, renamed)
        }
    }

    /// A row that changed may have held the only copy of what its creation wrote: what it showed before still does.
    private func writeOutDisplaced(_ captured: [Captured]) throws {
        var displaced: [EditNumber: [RecordKey: [Value]]] = [:]
        for record in captured {
            guard let old = record.old, old.meta.isPlainCreation, let edit = old.meta.edit else { continue }
            displaced[edit, default: [:]][record.key] = old.columns
        }
        for (edit, rows) in displaced.sorted(by: { $0.key < $1.key }) { try storedSets.writeOut(edit, rows) }
    }

    /// A row that another tool inserted gets the id of its natural key, and so do references to it (clause R6).
    private func findKeys(_ captured: inout [Captured]) throws {
        let fresh = captured.indices.filter { captured[$0].old == nil && captured[$0].now != nil }
        let keyed = try naturalKeys.ids(of: fresh.map { captured[$0].key }) { captured[fresh[$0]].now ?? [] }
        guard !keyed.isEmpty else { return }
        for index in fresh { captured[index].keyed = keyed[captured[index].key] }
    }

    // MARK: - One record

    private func drain(_ record: Captured, _ renamed: NewIDs) throws -> Bool {
        let table = programme.tables[record.key.collection]
        var now = record.now.map { table.canonical($0, renamed: renamed) }
        if record.old == nil { now = now.map(table.filled) }
        if try drainInPlace(record, now, table) { return true }
        // Where it is damaged the row stays as it is: a repair keeps what it shows.
        guard let local = try opened(record, table) else { return false }
        let stamp = clock.stamp(at: record.at)
        let builder = changeSets.begin(stamp: stamp, writableOnly: false)
        let open = try builder.open(local)
        var attempted: Operation?
        do {
            let operations = EditOperations(preview: preview, builder: builder)
            guard let operation = try operation(for: now, of: open, operations, isNew: record.old == nil) else {
                try show(open)
                return false
            }
            attempted = operation
            try checkText(record, table)
            try checkUnchanging(operation, local, table)
            try builder.add(operation, to: open)
            return try builder.close()
        } catch {
            guard let refusal = Self.refusal(error, local) else { throw error }
            // The database let it pass, the programme does not: kept with its values, the row shows what it did before
            // (clause R7).
            let kept = attempted ?? Self.bare(now ?? [], local)
            try refusedSets.add(ChangeSet(edit: 0, stamp: stamp, bases: [:], operations: [kept]), refusal)
            try show(open)
            return false
        }
    }

    /// The record shows what it did before.
    private func show(_ record: OpenRecord) throws {
        try materializer.show(record.state, of: record.local, server: record.local.server, pending: record.pending)
    }

    /// The record before what was captured.
    /// - Returns: `nil` where what the store wrote of it is damaged.
    private func opened(_ record: Captured, _ table: LocalTable) throws -> LocalRecord? {
        guard let old = record.old else { return try newlyInserted(record, table) }
        var local = LocalRecord(table, record.keyed ?? record.key.record)
        local.meta = old.meta
        local.shown = old.columns
        guard let server = try replicaState.unlessDamaged({ try records.serverState(of: local, old.meta, old.columns) })
        else { return nil }
        local.server = server
        return local
    }

    /// The record that a row becomes which a tool inserted. The row itself stays, with what other programs hung on it,
    /// unless the record has a row already.
    private func newlyInserted(_ record: Captured, _ table: LocalTable) throws -> LocalRecord {
        var local = LocalRecord(table, record.keyed ?? record.key.record)
        if let keyed = record.keyed, try !records.rename(record.key.record.text, to: keyed, in: table) {
            try records.remove(record.key.record, in: table)
            return try records.load(table, keyed)
        }
        try records.loadRowless(&local)
        return local
    }

    /// The usual case by far: a new record, its values written as we would, and nothing known of its id.
    /// - Returns: false, with nothing changed, if it is not that simple.
    private func drainInPlace(_ record: Captured, _ now: [Value]?, _ table: LocalTable) throws -> Bool {
        guard record.old == nil, record.damaged == nil, let now, now == record.now, try !records.mayBeRowless(table)
        else { return false }
        guard now.indices.allSatisfy({ !now[$0].isNull || table.column($0, .null).isNull }) else { return false }
        // A set that may be too large must be refused with the row as it was.
        guard now.reduce(0, { $0 + ($1.text?.utf8.count ?? 0) }) < Limits.parcelBytesMax / 2 else { return false }
        let builder = changeSets.begin(stamp: clock.stamp(at: record.at), writableOnly: false)
        let creations = Creations(streams: streams, records: records, builder: builder)
        return try creations.createInPlace(table, record.keyed ?? record.key.record, now, of: record.key.record)
            && builder.close()
    }

    private static func refusal(_ error: any Error, _ local: LocalRecord) -> Refusal? {
        if let refusal = error as? Refusal { return refusal }
        guard let error = error as? ReplicaError else { return nil }
        switch error.code {
        case .tooLarge: return Refusal(.tooLarge, error, of: local.table.number, local.id)
        case .validation: return Refusal(.validation, error, of: local.table.number, local.id)
        case .notEnrolled, .noProgramme, .unknownName, .noSuchRecord, .notYours, .changed, .noSuchEntry, .damaged,
            .badAnswer, .storage, .storeTooNew, .storeTooOld, .notAStore:
            return nil
        }
    }

    /// What was typed, where no operation could be made of it.
    private static func bare(_ values: [Value], _ local: LocalRecord) -> Operation {
        let fields = local.table.collection.fields
        let changes = values.enumerated().compactMap { number, value -> FieldChange? in
            guard value != local.table.column(number, .null) else { return nil }
            return FieldChange(
                field: number,
                action: Merge.action(from: .null, to: value, of: fields[number]) ?? .write([value])
            )
        }
        return Operation(
            collection: local.table.number,
            record: local.id,
            kind: .create,
            scope: Scope(""),
            changes: changes
        )
    }

    private func operation(
        for now: [Value]?,
        of record: OpenRecord,
        _ operations: EditOperations,
        isNew: Bool
    ) throws -> Operation? {
        let local = record.local
        guard let now else { return local.shown == nil ? nil : try operations.deletion(record) }
        guard let shown = local.shown else {
            return try operations.revival(local.table.creation(local.id, now), of: local)
        }
        var edits: [(field: Int, edit: FieldEdit)] = []
        let initials = local.table.filled([Value](repeating: .null, count: now.count))
        for (number, value) in now.enumerated() where value != shown[number] {
            // A twin that a tool inserted beside an existing record says nothing about the fields that it left empty.
            if isNew, value == local.table.column(number, .null) || value == initials[number] { continue }
            if isNew, local.table.collection.fields[number].rule.isSum, let sum = value.integer {
                edits.append((number, .add(sum &- (local.table.column(number, .null).integer ?? 0))))
            } else {
                edits.append((number, .set(value)))
            }
        }
        return try operations.edit(record, edits)
    }

    /// What is not UTF-8 is nobody's text: it is kept for a person to look at, byte for byte (clause R38).
    private func checkText(_ record: Captured, _ table: LocalTable) throws(Refusal) {
        guard let number = record.damaged else { return }
        throw Refusal(
            .validation,
            .value(.notUTF8),
            at: "\(table.collection.name).\(table.collection.fields[number].name)",
            collection: table.number,
            record: record.keyed ?? record.key.record,
            field: number
        )
    }

    /// A REPLACE passes the guards against updates; what never changes is checked again here.
    private func checkUnchanging(_ operation: Operation, _ local: LocalRecord, _ table: LocalTable) throws(Refusal) {
        guard operation.kind == .update else { return }
        for change in operation.changes where table.key.contains(change.field) {
            throw Refusal(
                .validation,
                .field(.keyNeverChanges),
                at: "\(table.collection.name).\(table.collection.fields[change.field].name)",
                collection: table.number,
                record: local.id,
                field: change.field
            )
        }
    }
}
