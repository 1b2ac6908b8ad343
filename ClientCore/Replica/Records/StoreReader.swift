import SQLiteTables
package import SyncModel
package import SyncWire

/// What the library above calls those of this module's types for which it has a type of the same name.
package typealias ReplicaRecord = Record
package typealias ReplicaConflict = Conflict
package typealias ReplicaDecision = Decision
package typealias ReplicaIdentity = Identity
package typealias ReplicaEdit = FieldEdit
package typealias ReplicaWriter = LocalWriter

/// Readings of one moment, for ``Replica/reading(until:_:)``; of no use after it.
package final class StoreReader {
    private let transaction: StoreTransaction

    init(_ transaction: StoreTransaction) {
        self.transaction = transaction
    }

    /// SQLite's failures in words, once ``Replica/reading(until:_:)`` can do nothing about them; everything else stays
    /// what it is.
    package static func inWords(_ error: any Error) -> any Error { Store.inWords(error) }

    /// The installed programme.
    /// - Throws: ``ReplicaError`` `noProgramme`.
    package func programme() throws -> Programme { try transaction.programme.needed() }

    /// One record; `nil` if it is not on this device.
    package func record(_ collection: String, _ id: RecordID) throws -> ReplicaRecord? {
        try transaction.recordReader.record(collection, id)
    }

    /// One record with its live writes, conflicts and unanswered edits; `nil` if it is not on this device.
    package func detail(_ collection: String, _ id: RecordID) throws -> RecordDetail? {
        try transaction.recordReader.detail(collection, id)
    }

    /// The records of a collection one at a time, by id.
    package func list(
        _ collection: String,
        where conditions: [(field: String, value: Value)],
        after: RecordID?,
        limit: Int?,
        each: (ReplicaRecord) throws -> Void
    ) throws {
        try transaction.recordReader.list(collection, where: conditions, after: after, limit: limit, each: each)
    }

    /// How many records of a collection have these values.
    package func count(_ collection: String, where conditions: [(field: String, value: Value)]) throws -> Int {
        try transaction.recordReader.count(collection, where: conditions)
    }

    /// The id that a record with these values of its natural key has; `nil` without a key or with a part missing.
    package func keyedID(_ collection: String, _ values: [Value]) throws -> RecordID? {
        try transaction.programme.table(named: collection).keyedID(in: transaction.programme.needed(), values)
    }

    /// The records of a collection about which somebody must decide.
    package func conflicted(_ collection: String) throws -> Set<RecordID> {
        try transaction.conflicts.records(in: transaction.programme.table(named: collection))
    }

    /// The open conflicts, in the order of collections, records, fields.
    package func conflicts() throws -> [ReplicaConflict] { try transaction.conflicts.all() }

    /// The refused change sets, oldest first.
    package func refused() throws -> [RefusedSet] { try transaction.refusedSets.all() }

    /// The change sets that the server has not answered, in the order of edits.
    package func unanswered() throws -> [ChangeSet] { try transaction.storedSets.unanswered() }

    /// Of those, the numbers of the ones that were put on the line.
    package func numbered() throws -> Set<EditNumber> { try transaction.pendingEdits.numbered() }

    /// What is on this device, in numbers.
    package func status() throws -> ReplicaStatus { try ReplicaStatus(transaction) }

    /// What has been seen by now, with these records as they are shown.
    package func baseline(of records: [ReplicaRecord]) -> ReadBaseline {
        ReadBaseline(of: records, in: transaction.streams)
    }

    /// Who this device is; `nil` before enrolment.
    package func identity() -> ReplicaIdentity? { transaction.replicaState.identity }

    /// What the device may do, once the server has told.
    package func standing() -> Standing? { transaction.replicaState.standing }

    /// Runs one SQL statement that only reads.
    /// - Throws: ``ReplicaError`` `validation` with SQLite's own words.
    package func query(_ sql: String, _ arguments: [StoredCell]) throws -> (columns: [String], rows: [[StoredCell]]) {
        try transaction.connection.freeQuery.run(sql, arguments)
    }
}

extension Replica {
    /// Reads as often as wanted, all of one moment, without waiting for writers.
    /// - Parameter isStopped: asked now and then; true breaks off what SQLite is doing.
    package func reading<T>(until isStopped: () -> Bool = { false }, _ body: (StoreReader) throws -> T) throws -> T {
        try read { transaction in
            try transaction.connection.breakingOff(isStopped) { try body(StoreReader(transaction)) }
        }
    }
}
