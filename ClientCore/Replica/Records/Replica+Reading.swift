import CSQLite
import GRDB
import SQLiteTables
import SyncMerge
package import SyncModel

extension Replica {
    /// The records of a collection, by id; conditions are field names with the value that they must have, for a set with an element that it
    /// must hold or the whole set as a JSON array.
    /// - Throws: ``ReplicaError`` `unknownName`.
    package func list(_ collection: String, where conditions: [(field: String, value: Value)] = [], limit: Int? = nil) throws -> [Record] {
        var found: [Record] = []
        try list(collection, where: conditions, limit: limit) { found.append($0) }
        return found
    }

    /// The records of a collection one at a time, by id, all of one moment: a collection of any size needs little memory.
    /// - Throws: ``ReplicaError`` `unknownName`, and what `each` throws.
    package func list(
        _ collection: String,
        where conditions: [(field: String, value: Value)] = [],
        limit: Int? = nil,
        each: (Record) throws -> Void
    ) throws {
        try read { try $0.list(collection, where: conditions, limit: limit, each: each) }
    }

    /// One record; `nil` if it is not on this device.
    package func record(_ collection: String, _ id: RecordID) throws -> Record? {
        try read { try $0.record($0.plan(named: collection), id) }
    }

    /// One record with its live writes, conflicts and pending edits; `nil` if it is not on this device.
    ///
    /// What other programs wrote is sealed first; where nothing can be written, a record that only their rows know is not told of.
    package func detail(_ collection: String, _ id: RecordID) throws -> RecordDetail? {
        do {
            try sealWaiting()
        } catch let error as ReplicaError where error.code == .storage {
            // A full disk: what was typed stays in the log, and what is known can be read.
        }
        return try read { try $0.detail(collection, id) }
    }

    /// Runs one read-only SQL statement: the columns' names, and rows of values.
    package func query(_ sql: String) throws -> (columns: [String], rows: [[Value]]) {
        try checkOutside()
        do {
            return try pool.read { db in
                // Another file has no business here, whatever the statement is called.
                sqlite3_limit(db.sqliteConnection, SQLITE_LIMIT_ATTACHED, 0)
                let statements = try db.allStatements(sql: sql)
                guard let statement = try statements.next() else { return ([], []) }
                guard statement.isReadonly else {
                    throw ReplicaError(
                        .validation,
                        "Only reading is possible here: SELECT, or use the program's own verbs to change records."
                    )
                }
                guard try statements.next() == nil else { throw ReplicaError(.validation, "Give one statement at a time.") }
                var rows: [[Value]] = []
                let cursor = try Row.fetchCursor(statement)
                while let row = try cursor.next() {
                    rows.append(
                        row.map { column in
                            switch column.1.storage {
                            case .null: .null
                            case .int64(let integer): .integer(integer)
                            case .double(let number): .text(String(number))
                            case .string(let text): .text(text)
                            case .blob(let data): .text("\(data.count) bytes")
                            }
                        }
                    )
                }
                return (statement.columnNames, rows)
            }
        } catch let error as DatabaseError where error.message?.hasPrefix("too many attached databases") == true {
            throw ReplicaError(.validation, "Only this device's database is read here: no other file can be attached to it.")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            throw ReplicaError(.validation, "The statement cannot be run: \(error.message ?? sql).")
        } catch {
            throw Store.inWords(error)
        }
    }
}

extension Session {
    func detail(_ collection: String, _ id: RecordID) throws -> RecordDetail? {
        let plan = try plan(named: collection)
        let shadow = try load(plan, id)
        guard let shown = shadow.shown else { return nil }
        let pending = try pending(shadow)
        guard let state = try preview(shadow.server, pending, plan) else { return nil }
        let record = Record(collection: plan.number, id: id, scope: state.stream.scope, values: shown, isPending: !pending.isEmpty)
        return RecordDetail(
            record: record,
            state: state,
            position: shadow.server?.position,
            conflicts: try conflicts(of: state, plan),
            pendingEdits: pending.map(\.edit)
        )
    }

    func record(_ plan: CollectionPlan, _ id: RecordID) throws -> Record? {
        let row = try plan.select()
        row.bind(1, id)
        defer { row.reset() }
        guard try row.step() else { return nil }
        return record(plan, id, row, try isTouched(plan, id) ? [id] : [])
    }

    func list(
        _ collection: String,
        where conditions: [(field: String, value: Value)],
        after: RecordID? = nil,
        limit: Int?,
        each: (Record) throws -> Void
    ) throws {
        let plan = try plan(named: collection)
        var tests = try tests(plan, conditions)
        if after != nil { tests += (tests.isEmpty ? "" : " AND ") + "id > ?" }
        let sql = plan.selectAll() + (tests.isEmpty ? "" : " WHERE \(tests)") + " ORDER BY id LIMIT \(limit ?? -1)"
        // A statement of its own: `each` may read the same collection.
        let row = try RawStatement(connection, sql)
        for (index, condition) in conditions.enumerated() { row.bind(Int32(index + 1), condition.value) }
        if let after { row.bind(Int32(conditions.count + 1), after) }
        let touched = try touched(plan)
        while try row.step() {
            guard let id = row.record(0) else { continue }
            try each(record(plan, id, row, touched))
        }
    }

    /// What a statement asks of a collection's rows, a place for each value.
    func tests(_ plan: CollectionPlan, _ conditions: [(field: String, value: Value)]) throws -> String {
        try conditions.map { name, value in
            if name == "id" { return "id IS ?" }
            guard let field = plan.collection.field(named: name) else {
                throw ReplicaError(.unknownName, "\(plan.collection.name) has no field \u{201c}\(name)\u{201d}.", field: name)
            }
            return ColumnDDL.condition(on: field, value)
        }.joined(separator: " AND ")
    }

    /// Records of a collection with unanswered edits, those left out that were only created.
    func touched(_ plan: CollectionPlan) throws -> Set<RecordID> {
        let read = try statement("SELECT DISTINCT id FROM _touch WHERE collection = ?")
        read.bind(1, plan.number)
        var found: Set<RecordID> = []
        while try read.step() { if let id = read.record(0) { found.insert(id) } }
        return found
    }

    /// A record has unanswered edits beside its creation.
    func isTouched(_ plan: CollectionPlan, _ id: RecordID) throws -> Bool {
        let read = try statement("SELECT 1 FROM _touch WHERE collection = ? AND id = ? LIMIT 1")
        read.bind(1, plan.number)
        read.bind(2, id)
        defer { read.reset() }
        return try read.step()
    }

    func record(_ plan: CollectionPlan, _ id: RecordID, _ row: RawStatement, _ touched: Set<RecordID>) -> Record {
        let meta = RowMeta(row)
        let values = (0..<plan.fieldCount).map { row.value(CollectionPlan.firstField + Int32($0)) }
        let known = meta.stream.flatMap { streams.indices.contains($0) ? streams[$0].stream.scope : nil }
        return Record(
            collection: plan.number,
            id: id,
            scope: known ?? plan.scope(of: id, values) ?? Scope(""),
            values: values,
            isPending: meta.position == nil || touched.contains(id)
        )
    }
}
