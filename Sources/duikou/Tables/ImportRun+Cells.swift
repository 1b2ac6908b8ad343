import Console
import Programme
import Records
import Replica
import SyncModel

/// Cells as values, and what they refer to.
extension ImportRun {
    func value(_ cell: String, of field: Programme.Field, _ column: Int, _ row: Int) throws -> Value {
        let text = CSVFile.typed(cell, of: field)
        if field.type == .ref { return try reference(text, of: field, row) }
        do {
            return try ValueText.parse(text, as: field, zone: plan.schema.programme.timeZone, isKey: plan.isKey[column])
        } catch {
            throw Refused(reason: Text(error, at: field.name).now)
        }
    }

    private func reference(_ text: String, of field: Programme.Field, _ row: Int) throws -> Value {
        if let value = remembered(text, field) { return value }
        let value = try read(text, of: field)
        guard let id = value.text.flatMap({ RecordID($0) }), let target = field.to else { return value }
        let isOwn = target == plan.collection.name
        guard try !(isOwn ? isHere(id) : writer.record(target, id) != nil) else {
            remember(text, field, value)
            return value
        }
        if isOwn, order.rowsByID[id] != nil {
            guard isAwaited(id) else { throw Refused(reason: "\(field.name): \(refusedReference(id))") }
            go(row, aheadOf: id)
            return value
        }
        // A record that is named by its id may lie where this device does not read.
        if RecordID(text) == nil {
            let example = try plan.schema.programme.collection(named: target).flatMap {
                try keys(order.rowsByID).example(of: $0)
            }
            throw Refused(
                reason: say(
                    "\(field.name): there is no \(target) “\(text)” here",
                    "\(field.name)：本机没有 \(target)“\(text)”"
                )
                    + (example.map { say("; one is named like \($0).", "；写法如 \($0)。") } ?? say(".", "。"))
            )
        }
        return value
    }

    private func read(_ text: String, of field: Programme.Field) throws -> Value {
        do {
            return try keys(order.rowsByID).value(text, of: field, in: plan.collection)
        } catch let problem as ValueProblem {
            throw Refused(reason: Text(problem, at: field.name).now)
        }
    }

    /// Keys are looked up among the records that are here and those that the file brings.
    private func keys(_ rowsByID: [RecordID: [Int]]) -> KeyText {
        let brought = (plan.collection.number, { (id: RecordID) in rowsByID[id] != nil })
        return KeyText(
            plan.schema.programme,
            known: ImportRecords(writer: writer, names: reading.names, brought: brought)
        )
    }

    /// Rows that refer to each other, those to which others refer first. What cannot be read here is refused in its
    /// turn.
    func inOrder(_ rows: [CSVFile.Row]) throws -> ImportOrder {
        let ids = try rows.map(id)
        noteNames(ids)
        return try ImportOrder(ids: ids) { row, rowsByID in
            let keys = keys(rowsByID)
            return try plan.ownReferences.compactMap { column, field in
                try readable {
                    try keys.value(CSVFile.typed(rows[row].cells[column], of: field), of: field, in: plan.collection)
                }?
                .text.flatMap { RecordID($0) }
            }
        }
    }

    /// The id that a row's record has or will have; `nil` if nothing names it, or it cannot be read.
    private func id(_ row: CSVFile.Row) throws -> RecordID? {
        if let named = try readable({ try namedID(row) }) ?? nil { return named }
        var values = [Value](repeating: .null, count: plan.collection.fields.count)
        let keys = keys([:])
        for (column, field) in plan.fields.enumerated() {
            guard let field, plan.isKey[column] else { continue }
            let text = CSVFile.typed(row.cells[column], of: field)
            values[field.number] = try readable { try keys.value(text, of: field, in: plan.collection) } ?? .null
        }
        return try writer.keyedID(plan.collection, values)
    }

    private func readable<Result>(_ read: () throws -> Result) throws -> Result? {
        do {
            return try read()
        } catch is ValueProblem {
            return nil
        } catch is Refused {
            return nil
        }
    }
}
