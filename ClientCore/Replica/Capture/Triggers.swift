import SQLiteTables
import SyncModel

/// Our triggers in the schema: whether they are as we left them, and how they are made.
struct Triggers {
    let connection: StoreConnection
    let replicaState: ReplicaState
    let programme: InstalledProgramme

    /// What became of them.
    struct State {
        /// The collections whose triggers are not those that we made, or know nothing of a unique index that another
        /// program made there, with such indexes.
        var due: [(sql: CaptureSQL, uniques: [UniqueIndex], isOurs: Bool)] = []
        /// The place before the last one is free: whoever takes all triggers away and makes them again, in whatever
        /// order, fills it. `VACUUM` does so too.
        var isSpaced = true
        /// The schema was changed as often as it takes to drop all triggers and make them again; `VACUUM` is one
        /// change.
        var mayBeRemade = false

        var isWhole: Bool { due.isEmpty && isSpaced }
        var isRemade: Bool { due.contains { !$0.isOurs } || (!isSpaced && mayBeRemade) }
    }

    func look() throws -> State {
        var state = State()
        guard let programme = programme.programme else { return state }
        let places = try places()
        let last = places[StoreSchema.lastTrigger]?.number ?? 0
        state.isSpaced = try !connection.exists("SELECT 1 FROM sqlite_master WHERE rowid = ?", last - 1)
        let count = Int64(
            programme.collections.reduce(1) { $0 + CaptureSQL(programme: programme, collection: $1).triggerNames.count }
        )
        state.mayBeRemade = try !(0..<2 * count).contains(connection.schemaVersion() - replicaState.schema)
        for collection in programme.collections {
            let sql = CaptureSQL(programme: programme, collection: collection)
            let own = sql.triggerNames.map { places[$0] }
            // One that was made after our last one was made by somebody else, whatever its name and words.
            let isOurs = own.allSatisfy { $0.map { $0.table == collection.name && $0.number < last } ?? false }
            let uniques = try uniques(of: collection.name)
            let isUpToDate = own.first??.sql.hasSuffix("WHERE id = NEW.id\(sql.displaced(by: uniques)); END") ?? false
            if !isOurs || !isUpToDate { state.due.append((sql, uniques, isOurs)) }
        }
        return state
    }

    /// Makes the triggers of a collection anew.
    /// - Parameter uniques: unique indexes that other programs made there.
    func make(_ sql: CaptureSQL, uniques: [UniqueIndex]) throws {
        for statement in sql.dropTriggers + sql.createTriggers(uniques: uniques) { try connection.execute(statement) }
    }

    /// All triggers of ours stand above this one in the schema, and one place is left free: whoever makes one anew puts
    /// it below, or close.
    func close() throws {
        let spacer = "_replica_spacer"
        try connection.execute(
            """
            DROP TRIGGER IF EXISTS \(StoreSchema.lastTrigger); CREATE TRIGGER \(spacer) BEFORE DELETE ON _replica \
            BEGIN SELECT 1; END; \
            \(StoreSchema.createLastTrigger) DROP TRIGGER \(spacer)
            """
        )
    }

    /// A trigger in the schema.
    private struct TriggerPlace {
        let name: String
        let table: String
        let number: Int64
        let sql: String
    }

    private func places() throws -> [String: TriggerPlace] {
        let found = try connection.all(
            """
            SELECT name, tbl_name, rowid, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '\\_%' ESCAPE '\\'
            """
        ) { TriggerPlace(name: $0.string(0), table: $0.string(1), number: $0.integer(2), sql: $0.string(3)) }
        return Dictionary(found.map { ($0.name, $0) }) { _, last in last }
    }

    /// What a REPLACE may remove other rows by: unique indexes and constraints that other programs made; those over
    /// expressions are left out.
    func uniques(of table: String) throws -> [UniqueIndex] {
        let names = try connection.all(
            "SELECT name FROM pragma_index_list(?) WHERE \"unique\" AND origin <> 'pk' ORDER BY name",
            table
        ) { $0.string(0) }
        return try names.compactMap { name in
            let columns = try connection.all(
                "SELECT name, coll FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno",
                name
            ) { part in
                .some(part.isNull(0) ? nil : UniqueIndex.Column(name: part.string(0), collation: part.string(1)))
            }
            let named = columns.compactMap { $0 }
            return named.count == columns.count ? UniqueIndex(columns: named) : nil
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
