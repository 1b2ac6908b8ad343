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
            let read = try statement(
                "SELECT id FROM \(plan.table) WHERE typeof(id) NOT IN ('text', 'null') OR id NOT GLOB '\(CaptureSQL.idPattern)'"
            )
            var found: [(value: OddID, text: String)] = []
            while try read.step() { found.append((OddID(read, 0), read.string(0))) }
            for (value, text) in found {
                if let id = try sameID(value, text, plan) {
                    renamed[plan.number, default: [:]][text] = id
                } else if let id = try renew("id = ?2", plan, bind: { value.bind(to: $0, 2) }) {
                    renamed[plan.number, default: [:]][text] = id
                    new.append(RecordKey(collection: plan.number, record: id))
                }
            }
            // Of a number and a text that read the same nobody can tell which one a reference means: it stays, and is refused.
            for (text, rows) in Dictionary(grouping: found, by: \.text) where rows.count > 1 { renamed[plan.number]?[text] = nil }
            // A table that another program made may take rows under no id at all.
            let nameless = try statement("SELECT 1 FROM \(plan.table) WHERE id IS NULL LIMIT 1")
            while try nameless.step() {
                nameless.reset()
                guard let id = try renew("rowid = (SELECT rowid FROM \(plan.table) WHERE id IS NULL LIMIT 1)", plan, bind: { _ in })
                else { break }
                new.append(RecordKey(collection: plan.number, record: id))
            }
        }
        try follow(renamed)
        try takeKeyedIDs(new)
    }

    /// - Returns: `nil` where it is none, or another row has it.
    private func sameID(_ value: OddID, _ text: String, _ plan: CollectionPlan) throws -> RecordID? {
        guard let id = value.id ?? RecordID(text) else { return nil }
        let rename = try statement("UPDATE OR IGNORE \(plan.table) SET id = ? WHERE id = ?")
        rename.bind(1, id)
        value.bind(to: rename, 2)
        try rename.run()
        return changes == 1 ? id : nil
    }

    /// Where nothing in the table forbids it, rows may have the same id: the first one keeps it, and each other one is a new record.
    func mendTwins(_ plan: CollectionPlan) throws {
        let read = try statement(
            "SELECT rowid FROM \(plan.table) WHERE id IS NOT NULL AND rowid NOT IN (SELECT min(rowid) FROM \(plan.table) GROUP BY id)"
        )
        var twins: [Int64] = []
        while try read.step() { twins.append(read.integer(0)) }
        for row in twins { _ = try renew("rowid = ?2", plan) { $0.bind(2, row) } }
    }

    private func renew(_ condition: String, _ plan: CollectionPlan, bind: (RawStatement) -> Void) throws -> RecordID? {
        let id = host.newRecordID()
        let marks = StoreSchema.meta.map { "\($0) = NULL" }.joined(separator: ", ")
        let update = try statement("UPDATE \(plan.table) SET id = ?1, \(marks) WHERE \(condition)")
        update.bind(1, id)
        bind(update)
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

/// What stands in the place of an id, as it must be bound to find the row again.
private enum OddID {
    case value(Value)
    case bytes([UInt8])

    init(_ row: RawStatement, _ column: Int32) {
        self = row.isBlob(column) ? .bytes(row.blob(column) ?? []) : .value(row.value(column))
    }

    /// A UUID in its 16 bytes.
    var id: RecordID? {
        guard case .bytes(let bytes) = self, let bits = Bits.read(bytes) else { return nil }
        return RecordID(bits: bits)
    }

    func bind(to statement: RawStatement, _ place: Int32) {
        switch self {
        case .value(let value): statement.bind(place, value)
        case .bytes(let bytes): statement.bind(place, bytes)
        }
    }
}
