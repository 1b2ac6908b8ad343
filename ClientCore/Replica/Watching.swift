import FoundationEssentials
import SQLiteTables
import SyncMerge
import SyncModel

/// Triggers capture what other programs type (clause R3). A program that drops them, builds a table anew, or loads rows in bulk and puts
/// them back itself, writes while nobody watches: what it typed is found and taken in (clause R41).
extension Session {
    /// Looks whether our triggers are as we left them, and mends what is not.
    func watch() throws {
        guard programme != nil, try schemaVersion() != watchedSchema else { return }
        let due = try dueTriggers()
        for (sql, uniques) in due {
            for statement in sql.dropTriggers + sql.createTriggers(uniques: uniques) { try execute(statement) }
            guard identity != nil else { continue }
            try captureUnseen(plans[sql.collection.number])
            try captureChanged(plans[sql.collection.number])
            ledger.unwatched = true
        }
        if !due.isEmpty { try endTriggers() }
        watchedSchema = try schemaVersion()
    }

    /// The collections whose triggers are not those that we made, or know nothing of a unique index that another program made there, with
    /// the columns of such indexes.
    func dueTriggers() throws -> [(sql: CaptureSQL, uniques: [[String]])] {
        guard let programme else { return [] }
        let places = try triggerPlaces()
        let last = places[StoreSchema.lastTrigger]?.number ?? 0
        let uniques = try uniques()
        return programme.collections.compactMap { collection in
            let sql = CaptureSQL(programme: programme, collection: collection)
            let own = sql.triggerNames.map { places[$0] }
            // One that was made after our last one was made by somebody else, whatever its name and words.
            let isOurs = own.allSatisfy { $0.map { $0.table == collection.name && $0.number < last } ?? false }
            let columns = uniques[collection.name] ?? []
            let isUpToDate = own.first??.sql.hasSuffix("WHERE id = NEW.id\(sql.displaced(by: columns)); END") ?? false
            return isOurs && isUpToDate ? nil : (sql, columns)
        }
    }

    /// All triggers of ours stand above this one in the schema: whoever makes one anew puts it below.
    func endTriggers() throws {
        try execute("DROP TRIGGER IF EXISTS \(StoreSchema.lastTrigger); \(StoreSchema.createLastTrigger)")
    }

    private func schemaVersion() throws -> Int64 {
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

    /// The columns of unique indexes that other programs made, by table; those over expressions are left out.
    func uniques() throws -> [String: [[String]]] {
        var found: [String: [[String]]] = [:]
        let indexes = try statement(
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY name"
        )
        while try indexes.step() {
            let parts = try statement("SELECT name FROM pragma_index_info(?) ORDER BY seqno")
            parts.bind(1, indexes.string(1))
            defer { parts.reset() }
            var columns: [String?] = []
            while try parts.step() { columns.append(parts.isNull(0) ? nil : parts.string(0)) }
            let named = columns.compactMap { $0 }
            if named.count == columns.count { found[indexes.string(0), default: []].append(named) }
        }
        return found
    }

    // MARK: - What was typed while nobody watched

    /// A row without marks of ours was inserted.
    private func captureUnseen(_ plan: CollectionPlan) throws {
        let unseen = try statement(
            """
            INSERT INTO _outbox(at, collection, id, op, old) SELECT julianday('now'), ?1, id, 'i', NULL \
            FROM \(plan.table) WHERE _stream IS NULL AND id NOT IN (SELECT id FROM _outbox WHERE collection = ?1)
            """
        )
        unseen.bind(1, plan.number)
        try unseen.run()
    }

    /// A row whose state stands beside it, and which shows something else, was changed. Of others only the server knows what they showed.
    private func captureChanged(_ plan: CollectionPlan) throws {
        let read = try statement(
            """
            SELECT id FROM \(plan.table) WHERE (_state IS NOT NULL OR id IN (SELECT id FROM _touch WHERE collection = ?1)) \
            AND _stream IS NOT NULL AND id NOT IN (SELECT id FROM _outbox WHERE collection = ?1)
            """
        )
        read.bind(1, plan.number)
        var ids: [RecordID] = []
        while try read.step() { if let id = read.record(0) { ids.append(id) } }
        for id in ids {
            let shadow = try load(plan, id)
            guard let state = try preview(shadow.server, pending(shadow), plan), !state.isDeleted else { continue }
            let columns = Merge.shown(state, in: plan.collection).enumerated().map { plan.column($0.offset, $0.element) }
            guard columns != shadow.shown else { continue }
            let log = try statement("INSERT INTO _outbox(at, collection, id, op, old) VALUES (julianday('now'), ?, ?, 'u', ?)")
            log.bind(1, plan.number)
            log.bind(2, id)
            log.bind(3, String(decoding: try JSONEncoder().encode(shadow.meta.logged + columns), as: UTF8.self))
            try log.run()
        }
    }
}
