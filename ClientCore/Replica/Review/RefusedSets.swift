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
            var refusal = Self.refusal(
                RefusalCode(rawValue: row.string(1)),
                problem: row.blob(7),
                sentence: row.string(2)
            )
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

    /// Those of which something cannot be read, by number.
    func unreadable() throws -> [Int64] {
        try connection.all("SELECT number, code, problem, bytes FROM _refused ORDER BY number") { row -> Int64? in
            let isTold = row.blob(2).map { Self.told(RefusalCode(rawValue: row.string(1)), $0) != nil } ?? true
            let isWhole = (try? ChangeSetBlob.decode(row.blob(3) ?? [])) != nil
            return isTold && isWhole ? nil : row.integer(0)
        }.compactMap(\.self)
    }

    /// What was refused before problems had words has a sentence alone; and damage to the one hides neither the other
    /// nor what was typed.
    private static func refusal(_ code: RefusalCode, problem: [UInt8]?, sentence: String) -> Refusal {
        problem.flatMap { told(code, $0) } ?? Refusal(code, told: Told(WrittenProblem(""), sentence: sentence))
    }

    /// - Returns: `nil` if the bytes are not what ``add(_:_:)`` wrote.
    private static func told(_ code: RefusalCode, _ problem: [UInt8]) -> Refusal? {
        var reader = ByteReader(problem)
        guard let refusal = try? reader.refusal(code), reader.isAtEnd else { return nil }
        return refusal
    }
}
