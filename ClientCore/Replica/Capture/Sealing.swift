import FoundationEssentials
import SQLiteTables
import SyncMerge
import SyncModel

/// What other tools did to one record since the last sealing.
private struct Captured {
    let key: RecordKey
    /// Unit: milliseconds since 1970, of the last statement.
    var at: Int64
    /// The row before the first statement; `nil` if there was none.
    var old: (meta: RowMeta, columns: [Value])?
    /// So far only updates were met. An insert after them is the one that made the row: a trigger of another program wrote it again at once.
    var isUpdatedOnly: Bool
    /// The row before had no marks of ours, and nothing says that it was inserted: what it is, the server tells (clause R41).
    var isUnknown: Bool
    /// The row now; `nil` if there is none.
    var now: [Value]?
    /// The number of a field in which the row now holds bytes that are no UTF-8.
    var damaged: Int?
    /// The id that the natural key gives, where another stands in the row.
    var keyed: RecordID?
}

/// Sealing: captured edits become change sets, at the start of every write, apply and sync, and so always before anything remote
/// touches a row (clause R4).
extension Session {
    /// Turns everything in `_outbox` into change sets, one for each record (clause R5).
    /// - Returns: how many.
    @discardableResult
    func seal() throws -> Int {
        let any = try statement("SELECT 1 FROM _outbox LIMIT 1")
        defer { any.reset() }
        guard try any.step() else { return 0 }
        any.reset()
        var captured = try readOutbox()
        try execute("DELETE FROM _outbox")
        if captured.contains(where: \.isUnknown) {
            ledger.doubt = .suspect
            captured.removeAll(where: \.isUnknown)
        }
        try writeOutDisplaced(captured)
        try findKeys(&captured)
        var renamed: NewIDs = [:]
        for record in captured {
            if let keyed = record.keyed { renamed[record.key.collection, default: [:]][record.key.record.text] = keyed }
        }
        // A new row that takes the name of its key comes after what happened to the record of that name.
        return try (captured.filter { $0.keyed == nil } + captured.filter { $0.keyed != nil }).count { try seal($0, renamed) }
    }

    /// Walking the log backwards ends at a record's first entry: what stood there before it is the old row.
    private func readOutbox() throws -> [Captured] {
        var found: [Captured] = []
        var places: [RecordKey: Int] = [:]
        let entries = try statement(
            "SELECT CAST(round((at - 2440587.5) * 86400000.0) AS INTEGER), collection, id, op, old FROM _outbox ORDER BY seq"
        )
        while try entries.step() {
            guard let id = entries.record(2), plans.indices.contains(Int(entries.integer(1))) else { continue }
            let key = RecordKey(collection: Int(entries.integer(1)), record: id)
            let at = entries.integer(0)
            let operation = entries.string(3)
            if let place = places[key] {
                found[place].at = at
                if operation == "i", found[place].isUpdatedOnly {
                    found[place].old = nil
                    found[place].isUnknown = false
                }
                if operation != "u" { found[place].isUpdatedOnly = false }
                continue
            }
            let old = operation == "i" ? nil : try oldRow(entries.string(4), plans[key.collection])
            places[key] = found.count
            let isUnknown = operation != "i" && old == nil
            found.append(Captured(key: key, at: at, old: old, isUpdatedOnly: operation == "u", isUnknown: isUnknown))
        }
        for index in found.indices {
            let row = try plans[found[index].key.collection].select()
            row.bind(1, found[index].key.record)
            defer { row.reset() }
            guard try row.step() else { continue }
            found[index].now = (0..<plans[found[index].key.collection].fieldCount).map { number in
                let column = CollectionPlan.firstField + Int32(number)
                let value = row.value(column)
                // Reading puts U+FFFD, whose first byte is this one, where something is no UTF-8.
                guard value.text?.utf8.contains(0xef) == true, !row.isWellFormed(column) else { return value }
                found[index].damaged = number
                return .text(row.escapedString(column))
            }
        }
        return found
    }

    /// A row that changed may have held the only copy of what its creation wrote: what it showed before still does.
    private func writeOutDisplaced(_ captured: [Captured]) throws {
        var displaced: [EditNumber: [RecordKey: [Value]]] = [:]
        for record in captured {
            guard let old = record.old, old.meta.isPlainCreation, let edit = old.meta.edit else { continue }
            displaced[edit, default: [:]][record.key] = old.columns
        }
        for (edit, rows) in displaced.sorted(by: { $0.key < $1.key }) { try writeOut(edit, rows) }
    }

    /// - Returns: `nil` for a row without marks of ours.
    private func oldRow(_ json: String, _ plan: CollectionPlan) throws -> (meta: RowMeta, columns: [Value])? {
        let values = try oldValues(json)
        guard values.count >= 7 else { throw ReplicaError(.damaged, "A captured edit is damaged.") }
        var columns = Array(values.dropFirst(7).prefix(plan.fieldCount))
        while columns.count < plan.fieldCount { columns.append(plan.column(columns.count, .null)) }
        let meta = RowMeta(logged: values)
        return meta.stream == nil ? nil : (meta, columns)
    }

    private func oldValues(_ json: String) throws -> [Value] {
        // SQLite ends a text at its first zero character when it reads JSON, though not when it writes it.
        if json.contains("\\u0000") { return try JSONDecoder().decode([Value].self, from: Data(json.utf8)) }
        let parts = try statement("SELECT value FROM json_each(?) ORDER BY key")
        parts.bind(1, json)
        var values: [Value] = []
        while try parts.step() { values.append(parts.value(0)) }
        return values
    }

    // MARK: - Natural keys

    /// A row that another tool inserted gets the id of its natural key, and so do references to it (clause R6).
    private func findKeys(_ captured: inout [Captured]) throws {
        let fresh = captured.indices.filter { captured[$0].old == nil && captured[$0].now != nil }
        let keyed = try keyedIDs(of: fresh.map { captured[$0].key }) { captured[fresh[$0]].now ?? [] }
        guard !keyed.isEmpty else { return }
        for index in fresh { captured[index].keyed = keyed[captured[index].key] }
    }

    /// The ids that natural keys give to new rows, where others stand in them.
    /// - Parameter values: what a row shows; `nil` leaves it out.
    func keyedIDs(of rows: [RecordKey], values: (Int) throws -> [Value]?) throws -> [RecordKey: RecordID] {
        guard rows.contains(where: { !plans[$0.collection].key.isEmpty }) else { return [:] }
        let programme = try needProgramme()
        let places = Dictionary(rows.enumerated().map { ($0.element, $0.offset) }) { _, last in last }
        var known: [RecordKey: RecordID] = [:]
        // Parents first: a key may hold a reference to a row that gets another id itself. The depth bounds circles.
        func resolve(_ index: Int, depth: Int) throws -> RecordID {
            let row = rows[index]
            if let known = known[row] { return known }
            let plan = plans[row.collection]
            guard !plan.key.isEmpty, var values = try values(index) else { return row.record }
            for number in plan.key + plan.keyReferences {
                values[number] = Validation.canonical(values[number], of: plan.collection.fields[number])
            }
            for number in plan.keyReferences {
                guard depth < 32, let text = values[number].text, let target = RecordID(text), let collection = plan.targets[number],
                    let place = places[RecordKey(collection: collection, record: target)]
                else { continue }
                values[number] = .text(try resolve(place, depth: depth + 1).text)
            }
            let resolved = try plan.keyedID(in: programme, values) ?? row.record
            known[row] = resolved
            return resolved
        }
        for index in rows.indices { _ = try resolve(index, depth: 0) }
        return known.filter { $0.key.record != $0.value }
    }

    // MARK: - One record

    private func seal(_ record: Captured, _ renamed: NewIDs) throws -> Bool {
        let plan = plans[record.key.collection]
        var now = record.now.map { canonical($0, plan, renamed) }
        if record.old == nil { now = now.map(plan.filled) }
        if try sealInPlace(record, now, plan) { return true }
        var shadow = Shadow(plan, record.keyed ?? record.key.record)
        if let old = record.old {
            shadow.meta = old.meta
            shadow.shown = old.columns
            // Where it is damaged the row stays as it is: a repair keeps what it shows.
            guard let server = try unlessDamaged({ try serverState(plan, shadow.id, old.meta, old.columns) }) else { return false }
            shadow.server = server
        } else {
            shadow = try newlyInserted(record, plan)
        }
        let stamp = stamp(at: record.at)
        let drafter = Drafter(self, stamp: stamp, writableOnly: false)
        let pending = try pending(shadow)
        var attempted: Operation?
        do {
            guard let operation = try operation(for: now, of: shadow, drafter, pending, isNew: record.old == nil) else {
                try paint(shadow, server: shadow.server, pending: pending)
                return false
            }
            attempted = operation
            try checkText(record, plan)
            try checkUnchanging(operation, shadow, plan)
            try drafter.add(operation, to: shadow, pending: pending)
            return try drafter.close()
        } catch {
            guard let refusal = Self.refusal(error, shadow) else { throw error }
            // The database let it pass, the programme does not: kept with its values, the row shows what it did before (clause R7).
            let kept = attempted ?? Self.bare(now ?? [], shadow)
            try refuse(ChangeSet(edit: 0, stamp: stamp, bases: [:], operations: [kept]), refusal)
            try paint(shadow, server: shadow.server, pending: pending)
            return false
        }
    }

    /// The record that a row becomes which a tool inserted. The row itself stays, with what other programs hung on it, unless the record
    /// has a row already.
    private func newlyInserted(_ record: Captured, _ plan: CollectionPlan) throws -> Shadow {
        var shadow = Shadow(plan, record.keyed ?? record.key.record)
        if let keyed = record.keyed {
            let rename = try statement("UPDATE OR IGNORE \(plan.table) SET id = ? WHERE id = ?")
            rename.bind(1, keyed)
            rename.bind(2, record.key.record)
            try rename.run()
            guard changes == 1 else {
                let delete = try plan.delete()
                delete.bind(1, record.key.record)
                try delete.run()
                return try load(plan, keyed)
            }
        }
        try loadHidden(&shadow)
        return shadow
    }

    /// The usual case by far: a new record, its values written as we would, and nothing known of its id.
    /// - Returns: false, with nothing changed, if it is not that simple.
    private func sealInPlace(_ record: Captured, _ now: [Value]?, _ plan: CollectionPlan) throws -> Bool {
        guard record.old == nil, record.damaged == nil, let now, now == record.now, try !mayHide(plan) else { return false }
        guard now.indices.allSatisfy({ !now[$0].isNull || plan.column($0, .null).isNull }) else { return false }
        // A set that may be too large must be refused with the row as it was.
        guard now.reduce(0, { $0 + ($1.text?.utf8.count ?? 0) }) < Limits.parcelBytesMax / 2 else { return false }
        let drafter = Drafter(self, stamp: stamp(at: record.at), writableOnly: false)
        return try drafter.createInPlace(plan, record.keyed ?? record.key.record, now, of: record.key.record) && drafter.close()
    }

    private static func refusal(_ error: any Error, _ shadow: Shadow) -> Refusal? {
        if let refusal = error as? Refusal { return refusal }
        guard let error = error as? ReplicaError else { return nil }
        switch error.code {
        case .tooLarge: return Refusal(.tooLarge, error.message, collection: shadow.plan.number, record: shadow.id)
        case .validation: return Refusal(.validation, error.message, collection: shadow.plan.number, record: shadow.id)
        case .notEnrolled, .noProgramme, .unknownName, .noSuchRecord, .notYours, .changed, .noSuchEntry, .damaged, .storage,
            .storeTooNew, .storeTooOld, .notAStore:
            return nil
        }
    }

    /// What was typed, where no operation could be made of it.
    private static func bare(_ values: [Value], _ shadow: Shadow) -> Operation {
        let fields = shadow.plan.collection.fields
        let changes = values.enumerated().compactMap { number, value -> FieldChange? in
            guard value != shadow.plan.column(number, .null) else { return nil }
            return FieldChange(field: number, action: Merge.action(from: .null, to: value, of: fields[number]) ?? .write([value]))
        }
        return Operation(collection: shadow.plan.number, record: shadow.id, kind: .create, scope: Scope(""), changes: changes)
    }

    private func operation(
        for now: [Value]?,
        of shadow: Shadow,
        _ drafter: Drafter,
        _ pending: [PendingOperation],
        isNew: Bool
    ) throws -> Operation? {
        guard let now else {
            return shadow.shown == nil ? nil : try drafter.deletion(shadow, pending: pending)
        }
        guard let shown = shadow.shown else {
            var creation = try drafter.creation(shadow.plan, shadow.id, now)
            creation.base = drafter.exception(shadow)
            return creation
        }
        var edits: [(field: Int, edit: FieldEdit)] = []
        let initials = shadow.plan.filled([Value](repeating: .null, count: now.count))
        for (number, value) in now.enumerated() where value != shown[number] {
            // A twin that a tool inserted beside an existing record says nothing about the fields that it left empty.
            if isNew, value == shadow.plan.column(number, .null) || value == initials[number] { continue }
            if isNew, shadow.plan.collection.fields[number].rule == .counter, let sum = value.integer {
                edits.append((number, .add(sum &- (shadow.plan.column(number, .null).integer ?? 0))))
            } else {
                edits.append((number, .set(value)))
            }
        }
        return try drafter.edit(shadow, edits, pending: pending)
    }

    /// What is not UTF-8 is nobody's text: it is kept for a person to look at, byte for byte (clause R38).
    private func checkText(_ record: Captured, _ plan: CollectionPlan) throws(Refusal) {
        guard let number = record.damaged else { return }
        throw Refusal(
            .validation,
            "\(plan.collection.name).\(plan.collection.fields[number].name): the text that another program wrote is not UTF-8; "
                + "bytes that do not fit stand as \\xNN.",
            collection: plan.number,
            record: record.keyed ?? record.key.record,
            field: number
        )
    }

    /// A REPLACE passes the guards against updates; what never changes is checked again here.
    private func checkUnchanging(_ operation: Operation, _ shadow: Shadow, _ plan: CollectionPlan) throws(Refusal) {
        guard operation.kind == .update else { return }
        for change in operation.changes where plan.key.contains(change.field) {
            throw Refusal(
                .validation,
                "\(plan.collection.name).\(plan.collection.fields[change.field].name): a key field never changes.",
                collection: plan.number,
                record: shadow.id,
                field: change.field
            )
        }
    }

    func canonical(_ values: [Value], _ plan: CollectionPlan, _ renamed: NewIDs) -> [Value] {
        values.enumerated().map { number, value in
            let field = plan.collection.fields[number]
            let value = Validation.canonical(value, of: field)
            guard !renamed.isEmpty, let target = plan.targets[number], let text = value.text, let id = renamed[target]?[text] else {
                return value
            }
            return .text(id.text)
        }
    }

    // MARK: - Refused

    /// Keeps a change set that was not applied, for a person to look at.
    func refuse(_ set: ChangeSet, _ refusal: Refusal) throws {
        let insert = try statement("INSERT INTO _refused(code, message, collection, id, field, bytes) VALUES (?, ?, ?, ?, ?, ?)")
        insert.bind(1, refusal.code.rawValue)
        insert.bind(2, refusal.message)
        if let collection = refusal.collection { insert.bind(3, collection) } else { insert.bindNull(3) }
        if let record = refusal.record { insert.bind(4, record) } else { insert.bindNull(4) }
        if let field = refusal.field { insert.bind(5, field) } else { insert.bindNull(5) }
        insert.bind(6, ChangeSetBlob.encode(set))
        try insert.run()
    }
}
