import Console
import Programme
import Replica
import SyncModel

/// Takes rows into the store, one after the other, in one transaction.
final class ImportRun {
    /// A row that cannot be taken.
    private struct Refused: Error {
        var reason: String
    }

    private let plan: ImportPlan
    private let writer: LocalWriter
    private var ids: [[Value]: RecordID]
    /// Ids taken by this import, where the table was empty before and need not be asked.
    private var taken: Swift.Set<RecordID> = []
    /// Natural keys taken by this import into an empty table: a new one needs no id to be known as new.
    private var keys: Swift.Set<[Value]> = []
    private let wasEmpty: Bool
    /// By record: the line of this file that named it.
    private var lines: [RecordID: Int] = [:]
    /// Natural keys that were looked up already, by field.
    private var references: [Int: [String: Value]] = [:]
    private var outcome = ImportOutcome()

    init(plan: ImportPlan, reading: ImportReading, writer: LocalWriter) {
        self.plan = plan
        self.writer = writer
        ids = reading.ids
        wasEmpty = reading.isEmpty
    }

    func take(_ rows: [CSVFile.Row]) throws -> ImportOutcome {
        for row in rows {
            do {
                try take(row)
            } catch let refused as Refused {
                outcome.refused.append(.init(line: row.line, reason: refused.reason))
            } catch let error as ReplicaError where Self.isOfTheRow(error) {
                outcome.refused.append(.init(line: row.line, reason: Text(translating: error.message).now))
            }
        }
        return outcome
    }

    /// A disk that is full is no fault of a row.
    private static func isOfTheRow(_ error: ReplicaError) -> Bool {
        switch error.code {
        case .validation, .notYours, .noSuchRecord, .tooLarge, .unknownName: true
        case .notEnrolled, .noProgramme, .changed, .noSuchEntry, .damaged, .storage: false
        }
    }

    private func take(_ row: CSVFile.Row) throws {
        var values = [Value](repeating: .null, count: plan.collection.fields.count)
        for (column, field) in plan.fields.enumerated() {
            guard let field else { continue }
            values[field.number] = try value(row.cells[column], of: field)
        }
        let (id, exists) = try known(row, values)
        if exists, let id {
            try update(id, values, row.line)
        } else {
            let created = try writer.create(plan.collection, values, id: id)
            outcome.inserted += 1
            lines[created] = row.line
            if wasEmpty { taken.insert(created) }
            if case .fields(let numbers) = plan.known { ids[numbers.map { values[$0] }] = created }
        }
    }

    /// The id of the record that a row means, and whether it is here.
    private func known(_ row: CSVFile.Row, _ values: [Value]) throws -> (RecordID?, Bool) {
        switch plan.known {
        case .never: return (nil, false)
        case .fields(let numbers):
            let id = ids[numbers.map { values[$0] }]
            return (id, id != nil)
        case .naturalKey(let numbers):
            if wasEmpty, keys.insert(numbers.map { values[$0] }).inserted { return (nil, false) }
            guard let id = try writer.keyedID(plan.collection, values) else { return (nil, false) }
            // The id of a new record follows from its key; the writer derives it again.
            let exists = try isHere(id)
            return (exists ? id : nil, exists)
        case .id(let column):
            let text = row.cells[column]
            if text.isEmpty { return (nil, false) }
            guard let id = RecordID(text) else {
                throw Refused(reason: say("“\(text)” is no id of a record.", "“\(text)”不是记录编号。"))
            }
            return (id, try isHere(id))
        }
    }

    private func isHere(_ id: RecordID) throws -> Bool {
        if wasEmpty { return taken.contains(id) }
        return try writer.record(plan.collection.name, id) != nil
    }

    private func update(_ id: RecordID, _ values: [Value], _ line: Int) throws {
        guard let record = try writer.record(plan.collection.name, id) else { return }
        var edits: [String: FieldEdit] = [:]
        for case let field? in plan.fields where !Self.isSame(record.values[field.number], values[field.number], field) {
            edits[field.name] = .set(values[field.number])
        }
        // Of two rows with one key nobody knows which is right; the later one must not win in silence.
        if !edits.isEmpty, let earlier = lines[id] {
            throw Refused(
                reason: say("line \(earlier) has the same key and other values.", "与第 \(earlier) 行关键字段相同而内容不同。")
            )
        }
        lines[id] = line
        if !edits.isEmpty, try writer.update(plan.collection.name, id, edits) {
            outcome.updated += 1
        } else {
            outcome.unchanged += 1
        }
    }

    private static func isSame(_ shown: Value, _ typed: Value, _ field: Programme.Field) -> Bool {
        if shown == typed { return true }
        // An empty cell is an empty set, and a counter that nobody set.
        return typed.isNull && ((field.type == .set && shown == .text("[]")) || field.rule == .counter)
    }

    private func value(_ text: String, of field: Programme.Field) throws -> Value {
        if field.type == .ref { return try reference(text, of: field) }
        do {
            return try ValueText.parse(text, as: field, zone: plan.schema.programme.timeZone)
        } catch {
            throw Refused(reason: Text(translating: "\(field.name): \(error.reason)").now)
        }
    }

    private func reference(_ text: String, of field: Programme.Field) throws -> Value {
        if let value = references[field.number]?[text] { return value }
        let value: Value
        do {
            value = try KeyText.value(text, of: field, in: plan.schema.programme, derive: plan.schema.derive)
        } catch {
            throw Refused(reason: Text(translating: "\(field.name): \(error.reason)").now)
        }
        if let id = value.text.flatMap({ RecordID($0) }), RecordID(text) == nil, let target = field.to,
            try writer.record(target, id) == nil
        {
            throw Refused(reason: say("\(field.name): there is no \(target) “\(text)” here.", "\(field.name)：本机没有 \(target)“\(text)”。"))
        }
        references[field.number, default: [:]][text] = value
        return value
    }
}
