import SQLiteTables
import SyncModel

/// By collection: the ids that its rows got, by what stood there before.
typealias NewIDs = [Int: [String: RecordID]]

/// The ids of rows that another program wrote while nobody watched (clause R41): each gets the one under which its
/// record goes on, and all that refers to it follows.
struct RowNaming {
    let connection: StoreConnection
    let host: Host
    let programme: InstalledProgramme
    let records: LocalRecords
    let naturalKeys: NaturalKeys

    /// No trigger saw to it that an id is one. In capitals it is that id; anything else names no record, and neither
    /// does what another row has: such a row is a new one, under a new id, or that of its natural key.
    func mendIDs() throws {
        var renamed: NewIDs = [:]
        var new: [RecordKey] = []
        for table in programme.tables {
            let found = try connection.all(
                "SELECT id FROM \(table.quotedName) WHERE id NOT GLOB '\(CaptureSQL.idPattern)'"
            ) {
                $0.string(0)
            }
            for text in found {
                if let id = RecordID(text), try records.rename(text, to: id, in: table) {
                    renamed[table.number, default: [:]][text] = id
                    continue
                }
                let id = host.newRecordID()
                guard try records.renew(text, as: id, in: table) else { continue }
                renamed[table.number, default: [:]][text] = id
                new.append(RecordKey(collection: table.number, record: id))
            }
        }
        try follow(renamed)
        try takeKeyedIDs(new)
    }

    /// New rows take the ids of their natural keys, as inserted ones do when they are drained: another copy of a record
    /// of the server, which never had that id, is then that record. One whose place is taken stays beside it.
    ///
    /// - Parameter rows: of none of them does the server or a change set know the id: whoever refers to it means the
    ///   copy.
    func takeKeyedIDs(_ rows: [RecordKey]) throws {
        let tables = programme.tables
        let keyed = try naturalKeys.ids(of: rows) {
            try records.load(tables[rows[$0].collection], rows[$0].record).shown
        }
        var renamed: NewIDs = [:]
        for row in rows {
            guard let id = keyed[row] else { continue }
            renamed[row.collection, default: [:]][row.record.text] = id
            _ = try records.rename(row.record.text, to: id, in: tables[row.collection])
        }
        try follow(renamed)
    }

    private func follow(_ renamed: NewIDs) throws {
        guard !renamed.isEmpty else { return }
        for table in programme.tables {
            for (field, target) in table.targets.sorted(by: { $0.key < $1.key }) {
                guard let known = renamed[target] else { continue }
                try follow(known, table, ColumnDDL.quoted(table.collection.fields[field].name))
            }
        }
    }

    private func follow(_ renamed: [String: RecordID], _ table: LocalTable, _ column: String) throws {
        let found = try connection.all("SELECT id, \(column) FROM \(table.quotedName) WHERE \(column) IS NOT NULL") {
            row -> (id: RecordID, name: RecordID)? in
            let text = row.string(1)
            guard let id = row.record(0), let name = renamed[text] ?? RecordID(text).flatMap({ renamed[$0.text] })
            else { return nil }
            return (id: id, name: name)
        }
        // A unique index of another program may forbid it: then the reference stays, and is refused where it leads
        // nowhere.
        for (id, name) in found {
            try records.refer(id, in: column, of: table, to: name)
        }
    }
}
