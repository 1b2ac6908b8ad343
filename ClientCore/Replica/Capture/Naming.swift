import SQLiteTables
import SyncModel

/// By collection: the ids that its rows got, by what stood there before.
typealias NewIDs = [Int: [String: RecordID]]

/// The ids of rows that another program wrote while nobody watched (clause R41): each gets the one under which its record goes on, and all
/// that refers to it follows.
extension Session {
    /// No trigger saw to it that an id is one. In capitals it is that id; anything else names no record, and neither does what another row
    /// has: such a row is a new one, under a new id, or that of its natural key.
    func mendIDs() throws {
        var renamed: NewIDs = [:]
        var new: [RecordKey] = []
        for plan in plans {
            let read = try statement("SELECT id FROM \(plan.table) WHERE id NOT GLOB '\(CaptureSQL.idPattern)'")
            var found: [String] = []
            while try read.step() { found.append(read.string(0)) }
            for text in found {
                if let id = try sameID(text, plan) {
                    renamed[plan.number, default: [:]][text] = id
                } else if let id = try renew(text, plan) {
                    renamed[plan.number, default: [:]][text] = id
                    new.append(RecordKey(collection: plan.number, record: id))
                }
            }
        }
        try follow(renamed)
        try takeKeyedIDs(new)
    }

    /// - Returns: `nil` where it is none, or another row has it.
    private func sameID(_ text: String, _ plan: CollectionPlan) throws -> RecordID? {
        guard let id = RecordID(text) else { return nil }
        let rename = try statement("UPDATE OR IGNORE \(plan.table) SET id = ? WHERE id = ?")
        rename.bind(1, id)
        rename.bind(2, text)
        try rename.run()
        return changes == 1 ? id : nil
    }

    private func renew(_ text: String, _ plan: CollectionPlan) throws -> RecordID? {
        let id = host.newRecordID()
        let marks = StoreSchema.meta.map { "\($0) = NULL" }.joined(separator: ", ")
        let update = try statement("UPDATE \(plan.table) SET id = ?1, \(marks) WHERE id = ?2")
        update.bind(1, id)
        update.bind(2, text)
        try update.run()
        return changes == 1 ? id : nil
    }

    /// New rows take the ids of their natural keys, as inserted ones do when they are sealed: another copy of a record of the server, which
    /// never had that id, is then that record. One whose place is taken stays beside it.
    ///
    /// - Parameter rows: of none of them does the server or a change set know the id: whoever refers to it means the copy.
    func takeKeyedIDs(_ rows: [RecordKey]) throws {
        let keyed = try keyedIDs(of: rows) { try load(plans[rows[$0].collection], rows[$0].record).shown }
        var renamed: NewIDs = [:]
        for row in rows {
            guard let id = keyed[row] else { continue }
            renamed[row.collection, default: [:]][row.record.text] = id
            let rename = try statement("UPDATE OR IGNORE \(plans[row.collection].table) SET id = ? WHERE id = ?")
            rename.bind(1, id)
            rename.bind(2, row.record)
            try rename.run()
        }
        try follow(renamed)
    }

    private func follow(_ renamed: NewIDs) throws {
        guard !renamed.isEmpty else { return }
        for plan in plans {
            for (field, target) in plan.targets.sorted(by: { $0.key < $1.key }) {
                guard let known = renamed[target] else { continue }
                try follow(known, plan, ColumnDDL.quoted(plan.collection.fields[field].name))
            }
        }
    }

    private func follow(_ renamed: [String: RecordID], _ plan: CollectionPlan, _ column: String) throws {
        let read = try statement("SELECT id, \(column) FROM \(plan.table) WHERE \(column) IS NOT NULL")
        var found: [(RecordID, RecordID)] = []
        while try read.step() {
            let text = read.string(1)
            guard let id = read.record(0), let name = renamed[text] ?? RecordID(text).flatMap({ renamed[$0.text] }) else { continue }
            found.append((id, name))
        }
        // A unique index of another program may forbid it: then the reference stays, and is refused where it leads nowhere.
        let update = try statement("UPDATE OR IGNORE \(plan.table) SET \(column) = ? WHERE id = ?")
        for (id, name) in found {
            update.bind(1, name)
            update.bind(2, id)
            try update.run()
        }
    }
}
