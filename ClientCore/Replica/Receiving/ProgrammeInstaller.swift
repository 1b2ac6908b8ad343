import SQLiteTables
import SyncModel

/// Installs programmes: tables and columns are only ever added, triggers are made anew (clause V6).
struct ProgrammeInstaller {
    let connection: StoreConnection
    let replicaState: ReplicaState
    let programme: InstalledProgramme
    let storedSets: StoredSets
    let otherPrograms: OtherPrograms
    let triggers: Triggers

    /// - Returns: whether it was newer than the one here.
    func install(_ newer: Programme) throws -> Bool {
        guard newer.version > replicaState.programme else { return false }
        let known = programme.programme?.collections ?? []
        guard newer.collections.count >= known.count else { throw Self.notAdditive(newer) }
        try storedSets.writeOutAll()
        for collection in newer.collections {
            let sql = CaptureSQL(programme: newer, collection: collection)
            if collection.number < known.count {
                let old = known[collection.number]
                try otherPrograms.makeRoom(for: collection, beyond: old.fields.count)
                guard old.name == collection.name, collection.fields.count >= old.fields.count else {
                    throw Self.notAdditive(newer)
                }
                for statement in sql.addColumns(beyond: old.fields.count) { try connection.execute(statement) }
            } else {
                try otherPrograms.makeRoom(for: collection, beyond: 0)
                try connection.execute(sql.createTable)
            }
            try triggers.make(sql, uniques: triggers.uniques(of: collection.name))
        }
        try triggers.close()
        try programme.install(newer)
        replicaState.installed(programme: newer.version)
        return true
    }

    private static func notAdditive(_ programme: Programme) -> ReplicaError {
        ReplicaError(.badAnswer, .reply(.noExtension(version: programme.version)))
    }
}
