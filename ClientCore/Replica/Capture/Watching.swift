import FoundationEssentials
import SQLiteTables
import SyncMerge
import SyncModel

/// Triggers capture what other programs type (clause R3). A program that drops them, builds a table anew, or loads rows in bulk and puts
/// them back itself, writes while nobody watches: what it typed is found and taken in (clause R41).
extension Session {
    /// Looks whether our triggers are as we left them; mends them, and takes in what was typed without them.
    func watch() throws {
        guard programme != nil, try schemaVersion() != watchedSchema else { return }
        let watch = try look()
        if !watch.isWhole {
            // Triggers go with their table: one that was built anew is never whole.
            let copies = try remakeTables()
            for (sql, uniques, _) in copies == nil ? watch.due : try look().due {
                for statement in sql.dropTriggers + sql.createTriggers(uniques: uniques) { try execute(statement) }
            }
            try endTriggers()
            if identity != nil {
                // What is sealed may refer to such rows.
                try mendIDs()
                try setAside(copies ?? [])
                try seal()
                let found = try takeUnseen() + plans.reduce(0) { try $0 + captureChanged($1) }
                ledger.doubt = max(ledger.doubt, found > 0 || watch.isRemade ? .suspect : .possible)
            }
        }
        watchedSchema = try schemaVersion()
    }

    /// Our triggers as they stand.
    struct Watch {
        /// The collections whose triggers are not those that we made, or know nothing of a unique index that another program made there,
        /// with such indexes.
        var due: [(sql: CaptureSQL, uniques: [UniqueIndex], isOurs: Bool)] = []
        /// The place before the last one is free: whoever takes all triggers away and makes them again, in whatever order, fills it.
        /// `VACUUM` does so too.
        var isSpaced = true
        /// The schema was changed as often as it takes to drop all triggers and make them again; `VACUUM` is one change.
        var mayBeRemade = false

        var isWhole: Bool { due.isEmpty && isSpaced }
        var isRemade: Bool { due.contains { !$0.isOurs } || (!isSpaced && mayBeRemade) }
    }

    func look() throws -> Watch {
        var watch = Watch()
        guard let programme else { return watch }
        let places = try triggerPlaces()
        let last = places[StoreSchema.lastTrigger]?.number ?? 0
        watch.isSpaced = try !isTaken(last - 1)
        let count = Int64(programme.collections.reduce(1) { $0 + CaptureSQL(programme: programme, collection: $1).triggerNames.count })
        watch.mayBeRemade = try !(0..<2 * count).contains(schemaVersion() - ledger.schema)
        for collection in programme.collections {
            let sql = CaptureSQL(programme: programme, collection: collection)
            let own = sql.triggerNames.map { places[$0] }
            // One that was made after our last one was made by somebody else, whatever its name and words.
            let isOurs = own.allSatisfy { $0.map { $0.table == collection.name && $0.number < last } ?? false }
            let uniques = try uniques(of: collection.name)
            let isUpToDate = own.first??.sql.hasSuffix("WHERE id = NEW.id\(sql.displaced(by: uniques)); END") ?? false
            if !isOurs || !isUpToDate { watch.due.append((sql, uniques, isOurs)) }
        }
        return watch
    }

    /// All triggers of ours stand above this one in the schema, and one place is left free: whoever makes one anew puts it below, or close.
    func endTriggers() throws {
        let spacer = "_replica_spacer"
        try execute(
            """
            DROP TRIGGER IF EXISTS \(StoreSchema.lastTrigger); CREATE TRIGGER \(spacer) BEFORE DELETE ON _replica BEGIN SELECT 1; END; \
            \(StoreSchema.createLastTrigger) DROP TRIGGER \(spacer)
            """
        )
    }

    private func isTaken(_ place: Int64) throws -> Bool {
        let read = try statement("SELECT 1 FROM sqlite_master WHERE rowid = ?")
        read.bind(1, place)
        defer { read.reset() }
        return try read.step()
    }

    func schemaVersion() throws -> Int64 {
        let read = try statement("PRAGMA schema_version")
        defer { read.reset() }
        return try read.step() ? read.integer(0) : -1
    }

    /// A trigger in the schema.
    private struct TriggerPlace {
        let table: String
        let number: Int64
        let sql: String
    }

    private func triggerPlaces() throws -> [String: TriggerPlace] {
        var found: [String: TriggerPlace] = [:]
        let read = try statement(
            "SELECT name, tbl_name, rowid, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '\\_%' ESCAPE '\\'"
        )
        while try read.step() { found[read.string(0)] = TriggerPlace(table: read.string(1), number: read.integer(2), sql: read.string(3)) }
        return found
    }

    /// What a REPLACE may remove other rows by: unique indexes and constraints that other programs made; those over expressions are left out.
    func uniques(of table: String) throws -> [UniqueIndex] {
        let indexes = try statement("SELECT name FROM pragma_index_list(?) WHERE \"unique\" AND origin <> 'pk' ORDER BY name")
        indexes.bind(1, table)
        var names: [String] = []
        while try indexes.step() { names.append(indexes.string(0)) }
        return try names.compactMap { name in
            let parts = try statement("SELECT name, coll FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno")
            parts.bind(1, name)
            defer { parts.reset() }
            var columns: [UniqueIndex.Column] = []
            while try parts.step() {
                guard !parts.isNull(0) else { return nil }
                columns.append(.init(name: parts.string(0), collation: parts.string(1)))
            }
            return UniqueIndex(columns: columns)
        }
    }

    // MARK: - What was typed while nobody watched

    /// Copies of records that are known may be of before others changed them: what they show otherwise is kept for a person.
    private func setAside(_ copies: [RowCopy]) throws {
        for copy in copies {
            let known = try load(copy.plan, copy.id)
            guard let number = known.meta.stream, streams.indices.contains(number) else { continue }
            try setAside(copy.shown, nil, known.server, copy.plan, copy.id, streams[number].stream, .unwatched)
        }
    }

    /// Takes in rows without marks of ours. Such a row was inserted, or it is what is left of a record whose marks went, as when a table is
    /// built anew from its fields: taken as typed, it would win over what others wrote since. Where marks went, the server tells which it is.
    ///
    /// - Parameter known: after a comparison with the server, the records that it has and this device has not as the server has them; `nil`
    ///   before one: nothing is taken then where a mark is missing.
    /// - Returns: how many.
    func takeUnseen(compared known: Set<RecordID>? = nil) throws -> Int {
        guard programme != nil, identity != nil else { return 0 }
        try mendIDs()
        guard try plans.contains(where: { try !unmarked($0).isEmpty }) else { return 0 }
        let waiting = try markUnsent()
        guard try known != nil || hasAllMarks() else {
            ledger.doubt = .suspect
            return 0
        }
        func new() throws -> [RecordKey] { try unknown(besides: waiting).filter { known?.contains($0.record) != true } }
        if known != nil { try takeKeyedIDs(new()) }
        var count = 0
        for row in try new() {
            let plan = plans[row.collection]
            if let known, try !isNew(row.record, plan, known) { continue }
            try log(plan, row.record, "i", nil)
            count += 1
        }
        return count
    }

    /// Rows of which nothing is known, but those that change sets name.
    func unknown(besides waiting: Set<RecordKey>) throws -> [RecordKey] {
        try plans.flatMap { plan in try unmarked(plan).map { RecordKey(collection: plan.number, record: $0) } }
            .filter { !waiting.contains($0) }
    }

    private func unmarked(_ plan: CollectionPlan) throws -> [RecordID] {
        let read = try statement(
            "SELECT id FROM \(plan.table) WHERE _stream IS NULL AND id NOT IN (SELECT id FROM _outbox WHERE collection = ?1)"
        )
        read.bind(1, plan.number)
        var found: [RecordID] = []
        while try read.step() { if let id = read.record(0) { found.append(id) } }
        return found
    }

    /// How many rows may be new, or old copies, until a comparison tells.
    func unknownRows() throws -> Int {
        guard ledger.doubt != .none else { return 0 }
        return try plans.reduce(0) { try $0 + count("\($1.table) WHERE _stream IS NULL") }
    }

    /// Of what was typed here and never left, the sets say which row was whose creation.
    /// - Returns: all records in change sets: their values are there or in their rows, and the answers tell the rest.
    func markUnsent() throws -> Set<RecordKey> {
        for kept in try keptSets("SELECT bytes FROM _set WHERE send IS NULL") {
            for operation in kept.operations where operation.head.kind == .create {
                let plan = try plan(operation.head.collection)
                let mark = try statement("UPDATE \(plan.table) SET _stream = ?, _edit = ?, _stamp = ? WHERE id = ? AND _stream IS NULL")
                mark.bind(1, try stream(plan.stream(in: operation.head.scope)))
                // Only a creation that its row alone holds is named in it.
                let isInRow = operation.isInRow
                mark.bind(2, isInRow ? .integer(Int64(bitPattern: kept.edit)) : Value.null)
                mark.bind(3, isInRow ? kept.stamp.number.map(Value.integer) ?? .null : Value.null)
                mark.bind(4, operation.head.record)
                try mark.run()
            }
        }
        let heads = try keptSets("SELECT bytes FROM _set").flatMap(\.operations).map(\.head)
        return Set(heads.map { RecordKey(collection: $0.collection, record: $0.record) })
    }

    /// As far as the digests tell, each record of the server that stood here has its marks still.
    private func hasAllMarks() throws -> Bool {
        for row in streams where row.isHeld {
            try loadDigest(row.number)
            if try digestOfRows(row.number) != streams[row.number].digest ?? StreamDigest() { return false }
        }
        return true
    }

    /// A row beside the server's record of the same natural key is another copy of that: what it shows otherwise is kept for a person.
    private func isNew(_ id: RecordID, _ plan: CollectionPlan, _ known: Set<RecordID>) throws -> Bool {
        guard let shown = try load(plan, id).shown, let keyed = try plan.keyedID(in: needProgramme(), canonical(shown, plan, [:])),
            keyed != id
        else { return true }
        guard let server = try load(plan, keyed).server, !server.isDeleted else { return !known.contains(keyed) }
        try setAside(shown, nil, server, plan, keyed, server.stream, .unwatched)
        let delete = try plan.delete()
        delete.bind(1, id)
        try delete.run()
        return false
    }

    /// A row whose state stands beside it, and which shows something else, was changed. Of others only the server knows what they showed.
    /// - Returns: how many.
    private func captureChanged(_ plan: CollectionPlan) throws -> Int {
        let read = try statement(
            """
            SELECT id FROM \(plan.table) WHERE (_state IS NOT NULL OR id IN (SELECT id FROM _touch WHERE collection = ?1)) \
            AND _stream IS NOT NULL AND id NOT IN (SELECT id FROM _outbox WHERE collection = ?1)
            """
        )
        read.bind(1, plan.number)
        var ids: [RecordID] = []
        while try read.step() { if let id = read.record(0) { ids.append(id) } }
        var count = 0
        for id in ids {
            guard let (shadow, columns) = try unlessDamaged({ try expected(plan, id) }) ?? nil, columns != shadow.shown else { continue }
            // Beside edits that wait stands the server's state: a row without it was put back from before them.
            if shadow.meta.position != nil, shadow.meta.state == nil, let shown = shadow.shown, let server = shadow.server {
                try paint(shadow, server: server, pending: pending(shadow))
                try setAside(shown, nil, server, plan, id, server.stream, .unwatched)
                count += 1
                continue
            }
            try log(plan, id, "u", String(decoding: try JSONEncoder().encode(shadow.meta.logged + columns), as: UTF8.self))
            count += 1
        }
        return count
    }

    /// As the triggers would have logged it.
    private func log(_ plan: CollectionPlan, _ id: RecordID, _ operation: String, _ old: String?) throws {
        let insert = try statement("INSERT INTO _outbox(at, collection, id, op, old) VALUES (? / 86400000.0 + 2440587.5, ?, ?, ?, ?)")
        insert.bind(1, host.wallClock())
        insert.bind(2, plan.number)
        insert.bind(3, id)
        insert.bind(4, operation)
        if let old { insert.bind(5, old) } else { insert.bindNull(5) }
        try insert.run()
    }

    /// A record with what its row has to show; `nil` if it has to show nothing.
    private func expected(_ plan: CollectionPlan, _ id: RecordID) throws -> (Shadow, [Value])? {
        let shadow = try load(plan, id)
        guard let state = try preview(shadow.server, pending(shadow), plan), !state.isDeleted else { return nil }
        return (shadow, Merge.shown(state, in: plan.collection).enumerated().map { plan.column($0.offset, $0.element) })
    }

    /// What the store wrote about one record may be damaged; that must not hold up all others, and the comparison with the server finds it.
    /// - Returns: `nil` where it is damaged.
    func unlessDamaged<T>(_ body: () throws -> T) throws -> T? {
        do {
            return try body()
        } catch is StateBlob.Damaged {
            ledger.doubt = max(ledger.doubt, .possible)
            return nil
        } catch let error as ReplicaError where error.code == .damaged {
            ledger.doubt = max(ledger.doubt, .possible)
            return nil
        }
    }
}

/// A unique index of another program.
struct UniqueIndex {
    struct Column {
        let name: String
        let collation: String
    }

    let columns: [Column]
}

extension SQLiteFailure {
    /// A collection's table lacks the columns that belong to the store.
    var isOfLostMarks: Bool { StoreSchema.meta.contains { message == "no such column: \($0)" } }
}
