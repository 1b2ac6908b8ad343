import Console
import Programme
import Replica
import SyncModel
import SyncWire

/// Takes rows into the store, one after the other, in one transaction.
final class ImportRun {
    /// A row that cannot be taken.
    struct Refused: Error {
        var reason: String
        /// The rows that it cannot stand beside.
        var others: [Int] = []
    }

    let plan: ImportPlan
    let writer: LocalWriter
    private let rows: [CSVFile.Row]
    private let wasEmpty: Bool
    private(set) var reading: ImportReading
    /// Ids taken by this import, where the table was empty before and need not be asked.
    private var taken: Swift.Set<RecordID> = []
    /// Natural keys taken by this import into an empty table: a new one needs no id to be known as new.
    private var keys: Swift.Set<[Value]> = []
    /// By key values: the ids of records that this import made.
    private var made: [[Value]: RecordID] = [:]
    /// By record: the row of this file that named it.
    private var origins: [RecordID: Int] = [:]
    /// By row: those with the same id and key, where they do not all say the same.
    private var namesakes: [Int: [Int]] = [:]
    /// Rows that an earlier try found to be refused.
    private let foundRefused: [Int: String]
    private var outcome = ImportOutcome()
    /// References as they were typed, by field, that lead to a record which is here.
    private var references: [Int: [String: Value]] = [:]
    private(set) var order = ImportOrder(count: 0)
    /// By row: it was taken or refused.
    private var isDone: [Bool] = []
    /// By id: rows that went in before the row with that id, in a circle of references.
    private var ahead: [RecordID: [Int]] = [:]

    init(plan: ImportPlan, rows: [CSVFile.Row], reading: ImportReading, writer: LocalWriter, refused: [Int: String]) {
        self.plan = plan
        self.rows = rows
        self.writer = writer
        self.reading = reading
        foundRefused = refused
        wasEmpty = reading.isEmpty
        isDone = [Bool](repeating: false, count: rows.count)
    }

    /// - Throws: ``ImportOutcome/Unsound`` where rows went in that must not.
    func take() throws -> ImportOutcome {
        namesakes = findNamesakes()
        order = try plan.ownReferences.isEmpty ? ImportOrder(count: rows.count) : inOrder(rows)
        for index in order.rows {
            defer { isDone[index] = true }
            do {
                if let reason = foundRefused[index] { throw Refused(reason: reason) }
                try take(rows[index], index)
            } catch let refused as Refused {
                outcome.refused.append(
                    .init(index: index, line: rows[index].line, reason: refused.reason, others: refused.others)
                )
            } catch let error as ReplicaError where error.isOfTheRecord {
                outcome.refused.append(.init(index: index, line: rows[index].line, reason: Text(error).now))
            }
        }
        try checkCircles()
        outcome.refused.sort { $0.index < $1.index }
        return outcome
    }

    private func findNamesakes() -> [Int: [Int]] {
        guard let column = plan.idColumn else { return [:] }
        var found: [[String]: [Int]] = [:]
        for (index, row) in rows.enumerated() {
            guard let id = RecordID(KeySpelling.of(row.cells[column])) else { continue }
            let key = plan.names.indices.filter { plan.names[$0] }.map { KeySpelling.of(row.cells[$0]) }
            found[[id.text] + key, default: []].append(index)
        }
        var namesakes: [Int: [Int]] = [:]
        for group in found.values where group.count > 1 && Swift.Set(group.map { plan.cells(of: rows[$0]) }).count > 1 {
            for index in group { namesakes[index] = group.filter { $0 != index } }
        }
        return namesakes
    }

    /// A row of a circle may have gone in before the one that it refers to was refused.
    private func checkCircles() throws {
        var unsound: [Int: String] = [:]
        for (id, rows) in ahead where try !isHere(id) {
            for row in rows { unsound[row] = refusedReference(id) }
        }
        guard unsound.isEmpty else {
            throw ImportOutcome.Unsound(refused: foundRefused.merging(unsound) { first, _ in first })
        }
    }

    private func take(_ row: CSVFile.Row, _ index: Int) throws {
        guard !plan.isHeader(row) else {
            throw Refused(reason: say("the row repeats the headings of the table.", "本行重复了表头。"))
        }
        var values = [Value](repeating: .null, count: plan.collection.fields.count)
        for (column, field) in plan.fields.enumerated() {
            guard let field else { continue }
            values[field.number] = try value(row.cells[column], of: field, column, index)
        }
        let named = try namedID(row)
        if named == nil {
            switch reading.likeness(plan.contents(values)) {
            case .none: break
            case .equal:
                outcome.alreadyHere += 1
                return
            case .fuller(let id): throw Refused(reason: Self.fuller(id))
            }
        }
        let (id, exists) = try known(values, named)
        if exists, let id {
            try update(id, values, of: row, at: index)
        } else {
            try refuseGone(row, id)
            try refuseDamaged(values, reading.damaged)
            let created = try writer.create(plan.collection, values, id: id)
            outcome.inserted += 1
            origins[created] = index
            if wasEmpty { taken.insert(created) }
            if case .fields(let numbers) = plan.key { made[plan.comparable(values, numbers)] = created }
        }
    }

    /// Notes what the rows call the records that they bring, for those that refer to them.
    func noteNames(_ ids: [RecordID?]) {
        guard let column = plan.fields.firstIndex(where: { $0.map { $0.name == plan.collection.nameField } ?? false }),
            let field = plan.fields[column]
        else { return }
        for (row, id) in zip(rows, ids) {
            if let id {
                reading.note(
                    id,
                    called: KeySpelling.of(CSVFile.typed(row.cells[column], of: field)),
                    in: plan.collection
                )
            }
        }
    }

    // MARK: - Which record a row means

    /// The id in the row's own cell.
    func namedID(_ row: CSVFile.Row) throws -> RecordID? {
        guard let column = plan.idColumn else { return nil }
        let text = KeySpelling.of(row.cells[column])
        if text.isEmpty { return nil }
        guard let id = RecordID(text) else {
            throw Refused(reason: say("“\(text)” is no id of a record.", "“\(text)”不是记录编号。"))
        }
        return id
    }

    /// The id of the record that a row means, and whether it is here.
    private func known(_ values: [Value], _ named: RecordID?) throws -> (RecordID?, Bool) {
        switch plan.key {
        case .none: return (named, try named.map(isHere) ?? false)
        case .natural(let numbers):
            try refuseBlank(numbers, values)
            if wasEmpty, named == nil, keys.insert(numbers.map { values[$0] }).inserted { return (nil, false) }
            guard let id = try writer.keyedID(plan.collection, values) else { return (nil, false) }
            if let named, named != id { throw contradiction(named) }
            return (id, try isHere(id))
        case .fields(let numbers):
            try refuseBlank(numbers, values)
            let key = plan.comparable(values, numbers)
            if let twins = reading.twins[key] {
                guard let named, twins.contains(named) else { throw Refused(reason: Self.several(twins.count)) }
                return (named, true)
            }
            if let id = reading.ids[key] ?? made[key] {
                if let named, named != id { throw contradiction(named) }
                return (id, true)
            }
            if let named, try isHere(named) { throw contradiction(named) }
            if let twin = try writer.keyedID(plan.collection, values), try isHere(twin) {
                let names = plan.collection.key.joined(separator: ", ")
                throw Refused(
                    reason: say(
                        "no record has these values of --key, but one has the same \(names).",
                        "没有 --key 字段与此行相同的记录，但已有 \(names) 相同的记录。"
                    )
                )
            }
            return (named, false)
        }
    }

    private static func fuller(_ id: RecordID) -> String {
        say(
            """
            the record \(id.text) has the same in these columns, and values in others; if this row is another record, \
            import it with --again.
            """,
            "记录 \(id.text) 在这些列中内容相同，另有其他内容；如本行确为另一条记录，请加 --again 导入。"
        )
    }

    private static func several(_ count: Int) -> String {
        say(
            "\(count) records here have this key; say which one is meant in a column id.",
            "本机有 \(count) 条记录的关键字段与此行相同，请加 id 列指明是哪一条。"
        )
    }

    private func refuseBlank(_ numbers: [Int], _ values: [Value]) throws {
        let fields = plan.collection.fields
        // A field that begins with a value of its own is filled when the record is made.
        guard let number = numbers.first(where: { values[$0].isNull && fields[$0].initial.isNull }) else { return }
        let name = fields[number].name
        throw Refused(reason: say("\(name): the key is empty, so it names no record.", "\(name)：关键字段为空，无法识别记录。"))
    }

    private func contradiction(_ named: RecordID) -> Refused {
        Refused(
            reason: say(
                """
                the id \(named.text) is that of another record than the key. A key never changes: \
                put back what was exported, or empty id and _version to add a new record.
                """,
                "编号 \(named.text) 与关键字段所指的不是同一条记录。关键字段不能更改：请恢复导出时的内容；要新增记录的，请清空 id 和 _version。"
            )
        )
    }

    func isHere(_ id: RecordID) throws -> Bool {
        if wasEmpty { return taken.contains(id) }
        return try writer.record(plan.collection.name, id) != nil
    }

    /// A row of the file names this record and was neither taken nor refused yet.
    func isAwaited(_ id: RecordID) -> Bool {
        order.rowsByID[id]?.contains { !isDone[$0] } ?? false
    }

    /// Notes that a row goes in before the one to which it refers.
    func go(_ row: Int, aheadOf id: RecordID) { ahead[id, default: []].append(row) }

    func refusedReference(_ id: RecordID) -> String {
        let line = order.rowsByID[id]?.first.map { String(rows[$0].line) } ?? "?"
        return say("refers to line \(line), which was refused.", "所引用的第 \(line) 行已被拒绝。")
    }

    func remembered(_ text: String, _ field: Programme.Field) -> Value? { references[field.number]?[text] }

    func remember(_ text: String, _ field: Programme.Field, _ value: Value) {
        references[field.number, default: [:]][text] = value
    }

    // MARK: - Edits

    private func update(_ id: RecordID, _ values: [Value], of row: CSVFile.Row, at index: Int) throws {
        guard let record = try writer.record(plan.collection.name, id) else { return }
        var edits: [String: FieldEdit] = [:]
        let wasExported = try version(of: row) != nil
        for (column, field) in plan.fields.enumerated() {
            // What a row is known by is the same by that, however it was typed.
            guard let field, !plan.names[column] else { continue }
            if !plan.isSame(record.values[field.number], values[field.number], field, wasExported: wasExported) {
                try refuseDamaged(values[field.number], from: record.values[field.number], field)
                edits[field.name] = .set(values[field.number])
            }
        }
        if !edits.isEmpty {
            try refuseTwins(id, index)
            try refuseChanged(row, record, edits)
        }
        if origins[id] == nil { origins[id] = index }
        if !edits.isEmpty, try writer.update(plan.collection.name, id, edits) {
            outcome.updated += 1
        } else {
            outcome.unchanged += 1
        }
    }

    /// Of two rows of one record nobody knows which is right: the later one must not win in silence, nor one that was
    /// copied to type a new record into over the one that it was copied from.
    private func refuseTwins(_ id: RecordID, _ index: Int) throws {
        if let others = namesakes[index] {
            let lines = others.prefix(5).map { String(rows[$0].line) }
            throw Refused(
                reason: say(
                    """
                    line \(lines.joined(separator: ", ")) has the same id and other values: \
                    put what is right into one row; for a new record empty id and _version.
                    """,
                    "与第 \(lines.joined(separator: "、")) 行 id 相同而内容不同：请合并为一行；要新增记录的，请清空 id 和 _version。"
                ),
                others: others
            )
        }
        if let earlier = origins[id] {
            let line = rows[earlier].line
            throw Refused(
                reason: say("line \(line) has the same key and other values.", "与第 \(line) 行关键字段相同而内容不同。"),
                others: [earlier]
            )
        }
    }
}
