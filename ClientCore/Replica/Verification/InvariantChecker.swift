import SQLiteTables
import SyncMerge
package import SyncModel

/// Something in the store that is not as device.md wants it.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
    /// The clause, such as `R-I5`.
    package var clause: String
    /// Where the records of one collection are concerned, its name; else the store's own books are.
    package var collection: String?
    /// Which of them.
    package var record: RecordID?
    /// What exactly, for support: no sentence for people.
    package var detail: String

    /// A violation from its parts.
    package init(_ clause: String, _ detail: String, of collection: String? = nil, _ record: RecordID? = nil) {
        (self.clause, self.detail, self.collection, self.record) = (clause, detail, collection, record)
    }

    /// The clause and what is wrong.
    package var description: String { "\(clause): \(detail)" }
}

/// Checks the invariants of device.md, read off the tables.
struct InvariantChecker {
    private let connection: StoreConnection
    private let streams: StreamTable
    private let programme: InstalledProgramme
    private let records: LocalRecords
    private let pendingEdits: PendingEdits
    private let outbox: Outbox
    private let preview: Preview
    private let refusedSets: RefusedSets
    private let heldRecords: HeldRecords

    init(_ transaction: StoreTransaction) {
        connection = transaction.connection
        streams = transaction.streams
        programme = transaction.programme
        records = transaction.records
        pendingEdits = transaction.pendingEdits
        outbox = transaction.outbox
        preview = transaction.preview
        refusedSets = transaction.refusedSets
        heldRecords = transaction.heldRecords
    }

    /// R-I1…R-I8 of device.md, read off the tables.
    func violations() throws -> [Violation] {
        var found: [Violation] = []
        for row in streams.subscribed where row.cursor.complete > row.cursor.upto {
            found.append(Violation("I4", "\(row.stream.text) claims more as complete than it has."))
        }
        for row in streams.all where row.base > row.cursor.complete {
            found.append(Violation("R-I1", "\(row.stream.text) uses a base that is not complete."))
        }
        let digests = try heldRecords.digests()
        for row in streams.subscribed {
            if try digests[row.number] != streams.digest(row.number) {
                found.append(Violation("R-I2", "the digest of \(row.stream.text) is not that of its rows."))
            }
        }
        for entry in try connection.lines(
            "SELECT t.id, t.edit FROM _pending t LEFT JOIN _set s ON s.edit = t.edit WHERE s.edit IS NULL"
        ) {
            found.append(
                Violation("R-I3", "an entry of the pending edits names a change set that is not there: \(entry)")
            )
        }
        for stored in try pendingEdits.all() { found += try misplaced(stored.set) }
        for lane in Lane.allCases {
            guard let row = try outbox.lane(lane) else { continue }
            if row.settled > row.last {
                found.append(Violation("R-I4", "lane \(lane.name) is settled beyond what it sent."))
            }
            let unsettled = try connection.lines(
                "SELECT send FROM _set WHERE send IS NOT NULL AND lane = \(lane.rawValue) ORDER BY send"
            )
            let wanted = row.settled < row.last ? (row.settled.next...row.last).map { String($0.number) } : []
            if unsettled != wanted { found.append(Violation("R-I4", "lane \(lane.name) has lost a numbered set.")) }
        }
        for number in try refusedSets.unreadable() {
            found.append(Violation("R-I8", "what is kept of refused change \(number) cannot be read."))
        }
        for table in programme.tables { found += try violations(table) }
        return found
    }

    private func misplaced(_ kept: StoredChangeSet) throws -> [Violation] {
        try kept.operations.filter(\.isInRow).compactMap { operation in
            let local = try records.load(programme.table(operation.head.collection), operation.head.record)
            guard !local.meta.isPlainCreation || local.meta.edit != kept.edit || local.meta.state != nil else {
                return nil
            }
            let (name, id) = (local.table.collection.name, local.id)
            return Violation(
                "R-I7",
                "\(name) \(id.text) does not hold what change set \(kept.edit.number) created.",
                of: name,
                id
            )
        }
    }

    private func violations(_ table: LocalTable) throws -> [Violation] {
        var found: [Violation] = []
        let name = table.collection.name
        let ids = try connection.all("SELECT id FROM \(table.quotedName) ORDER BY id") { $0.record(0) }
        for id in ids {
            let local = try records.load(table, id)
            let waiting = try pendingEdits.operations(on: local)
            if local.server == nil, waiting.isEmpty {
                found.append(Violation("R-I5", "\(name) \(id.text) is nobody's.", of: name, id))
            }
            guard let state = try preview.state(local.server, waiting, table), !state.isDeleted else {
                found.append(Violation("R-I6", "\(name) \(id.text) has a row that should not show.", of: name, id))
                continue
            }
            let values = table.columns(of: state)
            if values != local.shown {
                found.append(Violation("R-I6", "\(name) \(id.text) shows another value than its state.", of: name, id))
            }
        }
        return found
    }
}
