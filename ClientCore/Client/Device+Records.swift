public import Replica
public import SyncModel

/// What an SQL statement gave.
public struct Rows: Hashable, Sendable {
    /// The columns' names.
    public var columns: [String]
    /// A value for each column.
    public var rows: [[Value]]

    /// A result from its parts.
    public init(columns: [String], rows: [[Value]]) {
        self.columns = columns
        self.rows = rows
    }

    /// One column's values; empty if there is no such column.
    public subscript(column: String) -> [Value] {
        guard let index = columns.firstIndex(of: column) else { return [] }
        return rows.map { $0[index] }
    }
}

extension Device {
    // MARK: - Reading

    /// The records of a collection whose fields have these values, by id.
    /// - Throws: `ReplicaError` `unknownName`.
    public func list(_ collection: String, where conditions: [String: Value] = [:], limit: Int? = nil) async throws -> [Record] {
        let conditions = conditions.sorted { $0.key < $1.key }.map { (field: $0.key, value: $0.value) }
        return try await withReplica { try $0.list(collection, where: conditions, limit: limit) }
    }

    /// One record; `nil` if it is not on this device.
    public func record(_ collection: String, _ id: RecordID) async throws -> Record? {
        try await withReplica { try $0.record(collection, id) }
    }

    /// One record with its live writes, conflicts and unanswered edits; `nil` if it is not on this device.
    public func detail(_ collection: String, _ id: RecordID) async throws -> RecordDetail? {
        try await withReplica { try $0.detail(collection, id) }
    }

    /// Runs one SQL statement that only reads; every collection is a table with a column for each field.
    public func query(_ sql: String) async throws -> Rows {
        try await withReplica { replica in
            let (columns, rows) = try replica.query(sql)
            return Rows(columns: columns, rows: rows)
        }
    }

    // MARK: - Writing

    /// Runs typed writes as one edit: all of them are sent, applied or refused together.
    ///
    /// - Parameters:
    ///   - checkpoint: what had been seen when a form was opened (``checkpoint(of:)``); fields that come back unchanged against it
    ///     are no edits, and what others changed since counts as not seen.
    ///   - splitting: cuts the writes into as many edits as they need, in one database transaction: for imports.
    /// - Throws: what the body throws, and `ReplicaError`; nothing is changed then.
    public func write<Result: Sendable>(
        asOf checkpoint: Checkpoint? = nil,
        splitting: Bool = false,
        _ body: @escaping @Sendable (LocalWriter) throws -> Result
    ) async throws -> Result {
        let result = try await withReplica { try $0.write(asOf: checkpoint, splitting: splitting, body) }
        ownWrites.fire()
        return result
    }

    /// What has been seen by now, with these records as they are shown: take it when a form is opened.
    public func checkpoint(of records: [Record] = []) async throws -> Checkpoint {
        try await withReplica { try $0.checkpoint(of: records) }
    }

    /// Runs SQL that writes, in one transaction, as any other tool could; each changed record becomes an edit.
    /// - Throws: `ReplicaError` `validation` with the guard's own sentence, or `storage`; nothing is changed then.
    public func execute(_ sql: String, _ arguments: [Value] = []) async throws {
        try await withReplica { replica in
            try PlainSQL.run(sql, arguments, at: replica.databasePath)
            try replica.seal()
        }
        ownWrites.fire()
    }

    // MARK: - Review

    /// The open conflicts, in the order of collections, records, fields.
    public func conflicts() async throws -> [Conflict] {
        try await withReplica { try $0.conflicts() }
    }

    /// Settles a conflict as a person saw it: candidates that came since stay open.
    /// - Throws: `ReplicaError` `noSuchEntry`, `changed` (with the new candidates) if others live now, `notYours`, `validation`.
    public func resolve(_ conflict: Conflict, _ decision: Decision, reason: String = "") async throws {
        try await resolve(conflict.id, decision, seen: conflict.seen, reason: reason)
    }

    /// Settles a conflict by its id.
    /// - Parameter seen: `Conflict.seen` of the list that the person saw.
    /// - Throws: as ``resolve(_:_:reason:)``.
    public func resolve(_ conflict: String, _ decision: Decision, seen: String, reason: String = "") async throws {
        try await withReplica { try $0.resolve(conflict, decision, seen: seen, reason: reason) }
        ownWrites.fire()
    }

    /// Takes back the last decision about a conflict: all its candidates live again.
    public func undo(_ conflict: String) async throws {
        try await withReplica { try $0.undo(conflict) }
        ownWrites.fire()
    }

    /// The refused edits with everything that was typed, oldest first.
    public func refused() async throws -> [RefusedSet] {
        try await withReplica { try $0.refused() }
    }

    /// Offers a refused edit again as an edit of now.
    /// - Parameter byRecord: of an edit of several records each as an edit of its own, so that none falls with another.
    public func retry(_ refused: Int64, byRecord: Bool = false) async throws {
        try await withReplica { try $0.retry(refused, byRecord: byRecord) }
        ownWrites.fire()
    }

    /// Gives a refused edit up.
    public func discard(_ refused: Int64) async throws {
        try await withReplica { try $0.discard(refused) }
        ownWrites.fire()
    }
}
