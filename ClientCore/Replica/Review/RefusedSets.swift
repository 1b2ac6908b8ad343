import SQLiteTables
import SyncModel

/// Change sets that were not applied, kept for a person to look at. Nobody else writes `_refused`.
struct RefusedSets {
    let connection: StoreConnection

    /// Keeps a change set with everything that was typed.
    func add(_ set: ChangeSet, _ refusal: Refusal) throws {
        var problem = ByteWriter()
        problem.problem(of: refusal)
        try connection.run(
            "INSERT INTO _refused(code, message, problem, collection, id, field, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)",
            refusal.code.rawValue,
            refusal.inEnglish,
            problem.bytes,
            refusal.collection,
            refusal.record,
            refusal.field,
            ChangeSetBlob.encode(set)
        )
    }

    /// All, oldest first.
    func all() throws -> [RefusedSet] { try sets(nil) }

    func set(_ id: Int64) throws -> RefusedSet {
        guard let found = try sets(id).first else {
            throw ReplicaError(.noSuchEntry, .review(.noRefused(id)))
        }
        return found
    }

    /// Gives a set up.
    func discard(_ id: Int64) throws {
        _ = try set(id)
        try connection.run("DELETE FROM _refused WHERE number = ?", id)
    }

    func count() throws -> Int { try connection.count("_refused") }

    private func sets(_ only: Int64?) throws -> [RefusedSet] {
        try connection.all(
            """
            SELECT number, code, message, collection, id, field, bytes, problem FROM _refused WHERE number = ?1 OR ?1 \
            IS NULL ORDER BY number
            """,
            only
        ) { row in
            let code = RefusalCode(rawValue: row.string(1)) ?? .held
            var problem = row.blob(7).map { ByteReader($0) }
            // What was refused before problems had words has a sentence alone.
            var refusal =
                try problem?.refusal(code) ?? Refusal(code, told: Told(WrittenProblem(""), sentence: row.string(2)))
            refusal.collection = row.isNull(3) ? nil : Int(row.integer(3))
            refusal.record = row.record(4)
            refusal.field = row.isNull(5) ? nil : Int(row.integer(5))
            return RefusedSet(
                id: row.integer(0),
                refusal: refusal,
                changes: try ChangeSetBlob.decode(row.blob(6) ?? [])
            )
        }
    }
}
