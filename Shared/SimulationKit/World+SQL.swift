import GRDB
import Replica
import SyncModel

/// What other programs do to the database with plain SQL.
extension World {
    /// One transaction of a program that knows nothing of us.
    func editWithSQL(_ device: Participant) throws {
        let form = dice.pick([Province.Form.note, .board, .card, .tally, .letter, .roster]) ?? .note
        guard let programme = try device.replica.programme(),
            let collection = programme.collection(named: form.rawValue)
        else { return }
        if dice.chance(0.06) { return try rebuild(form, device) }
        var drafts: [Draft] = []
        var statements: [(sql: String, arguments: StatementArguments)] = []
        for _ in 0..<(dice.chance(0.3) ? 2 : 1) {
            guard let (statement, draft) = try statement(form, collection, device),
                !drafts.contains(where: { $0.record == draft.record })
            else { continue }
            statements.append(statement)
            drafts.append(draft)
        }
        guard !statements.isEmpty else { return }
        // A bulk load takes our triggers away and puts them back itself. Of what was changed so only the server knows
        // what it was; of a record that it does not have, nobody does.
        let isKnown = drafts.allSatisfy { $0.before.map { $0.position != nil && !$0.record.isPending } ?? true }
        let isUnwatched = isKnown && dice.chance(0.3)
        do {
            try stranger(on: device).write { database in
                let triggers = isUnwatched ? try Self.takeTriggers(of: form, database) : []
                for statement in statements { try database.execute(sql: statement.sql, arguments: statement.arguments) }
                for trigger in triggers { try database.execute(sql: trigger) }
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            return log("another program at \(device.name) may not: \(error.message ?? "")")
        }
        log("another program at \(device.name)\(isUnwatched ? ", unwatched" : ""):")
        for draft in drafts {
            if isUnwatched, draft.before != nil {
                device.isUnsure = true
                oracle.leaveOut(draft.record, because: "what was changed unseen is kept for a person")
                // It comes back, without what was written unseen before.
                if draft.isDelete {
                    excuseUnseen(draft, by: device)
                    continue
                }
            }
            let first = oracle.typed.count
            try noteUndrained(draft, by: device)
            guard isUnwatched, draft.before != nil else { continue }
            for one in oracle.typed[first...] {
                device.unseen[FieldKey(record: one.record, field: one.field), default: []].append(one.id)
            }
        }
    }

    /// A program writes a table anew from its fields, while nobody watches: what stands in our columns is gone.
    private func rebuild(_ form: Province.Form, _ device: Participant) throws {
        device.undrained = [:]
        let isInShape = dice.chance(0.5)
        try stranger(on: device).write { database in
            guard isInShape else {
                // As a table comes back from a file of texts, some rows twice.
                let fields = try String.fetchAll(
                    database,
                    sql: "SELECT name FROM pragma_table_info(?)",
                    arguments: [form.rawValue]
                )
                .filter { !$0.hasPrefix("_") && $0 != "id" }
                let rows =
                    "SELECT id, " + fields.map { "CAST(\"\($0)\" AS TEXT) AS \"\($0)\"" }.joined(separator: ", ")
                    + " FROM \"\(form.rawValue)\""
                try database.execute(
                    sql:
                        """
                        CREATE TABLE anew AS \(rows) UNION ALL SELECT * FROM (\(rows) LIMIT 2); \
                        DROP TABLE \"\(form.rawValue)\"; ALTER TABLE anew RENAME TO \"\(form.rawValue)\"
                        """
                )
                return
            }
            // One that was built anew as text, and that nobody looked at since, has no columns of ours.
            let names = try String.fetchAll(
                database,
                sql: "SELECT name FROM pragma_table_info(?)",
                arguments: [form.rawValue]
            )
            guard names.contains("_stream") else { return }
            let triggers = try Self.takeTriggers(of: form, database)
            let columns = "_stream, _pos, _device, _edit, _stamp, _level, _state"
            try database.execute(
                sql: "UPDATE \"\(form.rawValue)\" SET (\(columns)) = (NULL, NULL, NULL, NULL, NULL, NULL, NULL)"
            )
            for trigger in triggers { try database.execute(sql: trigger) }
        }
        device.isUnsure = true
        figures.count(isInShape ? "table built anew" : "table built anew as text")
        log("another program at \(device.name) builds \(form.rawValue) anew")
    }

    private static func takeTriggers(of form: Province.Form, _ database: Database) throws -> [String] {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?",
            arguments: [form.rawValue]
        )
        for row in rows { try database.execute(sql: "DROP TRIGGER \"\(row["name"] as String)\"") }
        return rows.map { $0["sql"] }
    }

    private func noteUndrained(_ draft: Draft, by device: Participant) throws {
        let first = oracle.typed.count
        try note(draft, by: device)
        for one in oracle.typed[first...] {
            if draft.isDelete {
                // What the same program typed since the log was last drained goes with the record.
                for key in device.undrained.keys.sorted() where key.record == draft.record {
                    device.undrained[key].map { oracle.excuse($0) }
                }
                continue
            }
            let key = FieldKey(record: draft.record, field: one.field)
            if let before = device.undrained[key] {
                oracle.excuse(before)
                if case .add = one.act { oracle.leaveOut(draft.record, because: "two additions may become one") }
            }
            device.undrained[key] = one.id
        }
    }

    private typealias Planned = (statement: (sql: String, arguments: StatementArguments), draft: Draft)

    private func statement(
        _ form: Province.Form,
        _ collection: Programme.Collection,
        _ device: Participant
    ) throws -> Planned? {
        if form != .tally, form != .roster, dice.chance(0.3) { return try insertion(form, collection, device) }
        guard let record = try someRecord(form, device),
            let before = try device.replica.detail(form.rawValue, record.id)
        else {
            return nil
        }
        var draft = Draft(form: form, record: record.id, acts: [], before: before)
        if dice.chance(0.12) {
            draft.isDelete = true
            return (("DELETE FROM \"\(form.rawValue)\" WHERE id = ?", [record.id.text]), draft)
        }
        let fields = collection.fields.filter {
            !collection.key.contains($0.name) && ($0.name != "site" || dice.chance(0.2))
        }
        var assignments: [String] = []
        var arguments: [String?] = []
        for field in dice.shuffled(fields).prefix(dice.number(in: 1...2)) {
            let shown = record.values[field.number]
            guard let edit = try newEdit(of: field, shown: shown, device) else { continue }
            draft.acts += Self.acts(edit).map { (field.number, $0) }
            switch edit {
            case .set(let value):
                assignments.append("\"\(field.name)\" = \(Self.literal(value))")
                if let text = value.text { arguments.append(field.type == .decimal ? spelledOtherwise(text) : text) }
            case .add(let number): assignments.append("\"\(field.name)\" = \"\(field.name)\" + (\(number))")
            case .elements(let adds, let removes):
                let old = shown.text.flatMap { SetText.read($0) } ?? []
                assignments.append("\"\(field.name)\" = ?")
                arguments.append(SetText.write(Set(old).subtracting(removes).union(adds).sorted()))
            }
        }
        guard !assignments.isEmpty else { return nil }
        let sql = "UPDATE \"\(form.rawValue)\" SET \(assignments.joined(separator: ", ")) WHERE id = ?"
        return ((sql, StatementArguments(arguments + [record.id.text])), draft)
    }

    private func insertion(
        _ form: Province.Form,
        _ collection: Programme.Collection,
        _ device: Participant
    ) throws -> Planned? {
        let id = device.machine.host.newRecordID()
        var draft = Draft(form: form, record: id, acts: [])
        var columns = ["id"]
        var values: [String?] = [id.text]
        for field in collection.fields where field.type == .text || field.name == "site" {
            guard field.name == "site" || dice.chance(0.6) else { continue }
            guard let value = field.name == "site" ? try site(for: device) : newValue(of: field) else { continue }
            columns.append("\"\(field.name)\"")
            values.append(value.text)
            if field.name != "site" { draft.acts.append((field.number, .write(value))) }
        }
        let placeholders = values.map { _ in "?" }.joined(separator: ", ")
        let sql = "INSERT INTO \"\(form.rawValue)\" (\(columns.joined(separator: ", "))) VALUES (\(placeholders))"
        return ((sql, StatementArguments(values)), draft)
    }

    /// The same number as other programs may write it (clause R38).
    private func spelledOtherwise(_ decimal: String) -> String {
        let padded = decimal.contains(".") ? decimal + "0" : decimal + ".00"
        return dice.pick([decimal, padded, "+" + decimal, "00" + decimal]) ?? decimal
    }

    private static func literal(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let integer): "\(integer)"
        case .text: "?"
        }
    }

    /// A connection of another program, whose clock and chance are the simulated machine's.
    private func stranger(on device: Participant) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        let machine = device.machine
        configuration.prepareDatabase { database in
            // julianday('now') in a trigger asks the connection that writes.
            database.add(
                function: DatabaseFunction("julianday", argumentCount: 1) { _ in
                    Double(machine.wallClock) / 86_400_000 + 2_440_587.5
                }
            )
            database.add(
                function: DatabaseFunction("random", argumentCount: 0) { _ in Int64(bitPattern: machine.host.random()) }
            )
        }
        return try DatabaseQueue(path: device.replica.databasePath, configuration: configuration)
    }
}
