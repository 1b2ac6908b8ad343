import SQLiteTables
import SyncModel

/// Triggers capture what other programs type (clause R3). A program that drops them, builds a table anew, or loads rows
/// in bulk and puts them back itself, writes while nobody watches: what it typed is found and taken in (clause R41).
final class Watcher {
    private let connection: StoreConnection
    private let replicaState: ReplicaState
    private let programme: InstalledProgramme
    private let triggers: Triggers
    private let tableMaker: TableMaker
    private let naming: RowNaming
    private let unseenRows: UnseenRows
    private let captureDrain: CaptureDrain
    /// The version of the schema in which our triggers were last looked at.
    private var watchedSchema: Int64 = -1

    init(
        connection: StoreConnection,
        replicaState: ReplicaState,
        programme: InstalledProgramme,
        triggers: Triggers,
        tableMaker: TableMaker,
        naming: RowNaming,
        unseenRows: UnseenRows,
        captureDrain: CaptureDrain
    ) {
        self.connection = connection
        self.replicaState = replicaState
        self.programme = programme
        self.triggers = triggers
        self.tableMaker = tableMaker
        self.naming = naming
        self.unseenRows = unseenRows
        self.captureDrain = captureDrain
    }

    /// A transaction failed: what was mended may not be.
    func discard() { watchedSchema = -1 }

    /// Looks whether our triggers are as we left them; mends them, and takes in what was typed without them.
    func watch() throws {
        guard programme.programme != nil, try connection.schemaVersion() != watchedSchema else { return }
        let state = try triggers.look()
        if !state.isWhole {
            // Triggers go with their table: one that was built anew is never whole.
            let copies = try tableMaker.remakeTables()
            for (sql, uniques, _) in copies == nil ? state.due : try triggers.look().due {
                try triggers.make(sql, uniques: uniques)
            }
            try triggers.close()
            if replicaState.identity != nil {
                // What is drained may refer to such rows.
                try naming.mendIDs()
                try unseenRows.setAside(copies ?? [])
                try captureDrain.drain()
                let found = try unseenRows.take() + unseenRows.captureChanged()
                replicaState.raiseDoubt(to: found > 0 || state.isRemade ? .suspect : .possible)
            }
        }
        watchedSchema = try connection.schemaVersion()
    }
}
