import SQLiteTables
import SyncModel

/// The ids of rows that another program wrote while nobody watched (clause R41): each gets the one under which its record goes on, and all
/// that refers to it follows.
extension Session {
    func nameRows() throws {
        try mendIDs()
        try takeKeyedIDs()
    }

    /// No trigger saw to it that an id is one. In capitals it is that id; anything else names no record, and neither does what another row
    /// has: such a row is a new one, under a new id.
    private func mendIDs() throws {
        var names: [Int: [String: RecordID]] = [:]
        for plan in plans {
            let read = try statement("SELECT id FROM \(plan.table) WHERE id NOT GLOB '\(CaptureSQL.idPattern)'")
            var found: [String] = []
            while try read.step() { found.append(read.string(0)) }
            for text in found { names[plan.number, default: [:]][text] = try mendID(text, plan) }
            // A table that another program made may take rows under no id at all.
            let nameless = try statement("SELECT 1 FROM \(plan.table) WHERE id IS NULL LIMIT 1")
            while try nameless.step() {
                nameless.reset()
                try renew("rowid = (SELECT rowid FROM \(plan.table) WHERE id IS NULL LIMIT 1)", plan) { _ in }
            }
        }
        try follow(names)
    }

    private func mendID(_ text: String, _ plan: CollectionPlan) throws -> RecordID {
        if let id = RecordID(text) {
            let rename = try statement("UPDATE OR IGNORE \(plan.table) SET id = ? WHERE id = ?")
            rename.bind(1, id)
            rename.bind(2, text)
            try rename.run()
            if changes == 1 { return id }
        }
        return try renew("id = ?2", plan) { $0.bind(2, text) }
    }

    @discardableResult
    private func renew(_ condition: String, _ plan: CollectionPlan, bind: (RawStatement) -> Void) throws -> RecordID {
        let id = host.newRecordID()
        let marks = StoreSchema.meta.map { "\($0) = NULL" }.joined(separator: ", ")
        let update = try statement("UPDATE \(plan.table) SET id = ?1, \(marks) WHERE \(condition)")
        update.bind(1, id)
        bind(update)
        try update.run()
        return id
    }

    /// Rows without marks take the ids of their natural keys, as inserted ones do when they are sealed: a copy of the server's record under
    /// a new id is then that record. One whose place is taken stays beside it until it is taken in.
    private func takeKeyedIDs() throws {
        let rows = try plans.flatMap { plan in
            let read = try statement(
                """
                SELECT id FROM \(plan.table) WHERE _stream IS NULL \
                AND id NOT IN (SELECT id FROM _outbox WHERE collection = ?1 AND op <> 'i')
                """
            )
            read.bind(1, plan.number)
            var found: [RecordKey] = []
            while try read.step() { if let id = read.record(0) { found.append(RecordKey(collection: plan.number, record: id)) } }
            return found
        }
        let keyed = try keyedIDs(of: rows) { try load(plans[rows[$0].collection], rows[$0].record).shown ?? [] }
        guard !keyed.isEmpty else { return }
        var names: [Int: [String: RecordID]] = [:]
        for row in rows {
            guard let id = keyed[row.record] else { continue }
            let plan = plans[row.collection]
            names[row.collection, default: [:]][row.record.text] = id
            // Of those in the log sealing takes care.
            let rename = try statement(
                "UPDATE OR IGNORE \(plan.table) SET id = ?1 WHERE id = ?2 AND ?2 NOT IN (SELECT id FROM _outbox WHERE collection = ?3)"
            )
            rename.bind(1, id)
            rename.bind(2, row.record)
            rename.bind(3, row.collection)
            try rename.run()
        }
        try follow(names)
    }

    /// - Parameter names: by collection: the ids that its rows have now, by what was written for them.
    private func follow(_ names: [Int: [String: RecordID]]) throws {
        guard !names.isEmpty, let programme else { return }
        for plan in plans {
            for field in plan.collection.fields where field.type == .ref {
                guard let target = field.to.flatMap({ programme.collection(named: $0) }), let known = names[target.number] else { continue }
                try follow(known, plan, ColumnDDL.quoted(field.name))
            }
        }
    }

    private func follow(_ names: [String: RecordID], _ plan: CollectionPlan, _ column: String) throws {
        let read = try statement("SELECT id, \(column) FROM \(plan.table) WHERE \(column) IS NOT NULL")
        var found: [(RecordID, RecordID)] = []
        while try read.step() {
            let text = read.string(1)
            guard let id = read.record(0), let name = names[text] ?? RecordID(text).flatMap({ names[$0.text] }) else { continue }
            found.append((id, name))
        }
        let update = try statement("UPDATE \(plan.table) SET \(column) = ? WHERE id = ?")
        for (id, name) in found {
            update.bind(1, name)
            update.bind(2, id)
            try update.run()
        }
    }
}
