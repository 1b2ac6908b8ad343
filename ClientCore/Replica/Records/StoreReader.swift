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
    private let session: Session

    init(_ session: Session) {
        self.session = session
    }

    /// SQLite's failures in words, once ``Replica/reading(until:_:)`` can do nothing about them; everything else stays what it is.
    package static func inWords(_ error: any Error) -> any Error { Store.inWords(error) }

    /// The installed programme.
    /// - Throws: ``ReplicaError`` `noProgramme`.
    package func programme() throws -> Programme { try session.needProgramme() }

    /// One record; `nil` if it is not on this device.
    package func record(_ collection: String, _ id: RecordID) throws -> ReplicaRecord? {
        try session.record(session.plan(named: collection), id)
    }

    /// One record with its live writes, conflicts and unanswered edits; `nil` if it is not on this device.
    package func detail(_ collection: String, _ id: RecordID) throws -> RecordDetail? { try session.detail(collection, id) }

    /// The records of a collection one at a time, by id.
    package func list(
        _ collection: String,
        where conditions: [(field: String, value: Value)],
        after: RecordID?,
        limit: Int?,
        each: (ReplicaRecord) throws -> Void
    ) throws {
        try session.list(collection, where: conditions, after: after, limit: limit, each: each)
    }

    /// How many records of a collection have these values.
    package func count(_ collection: String, where conditions: [(field: String, value: Value)]) throws -> Int {
        let plan = try session.plan(named: collection)
        let tests = try session.tests(plan, conditions)
        let row = try session.statement("SELECT count(*) FROM \(plan.table)\(tests.isEmpty ? "" : " WHERE \(tests)")")
        for (index, condition) in conditions.enumerated() { row.bind(Int32(index + 1), condition.value) }
        defer { row.reset() }
        return try row.step() ? Int(row.integer(0)) : 0
    }

    /// The id that a record with these values of its natural key has; `nil` without a key or with a part missing.
    package func keyedID(_ collection: String, _ values: [Value]) throws -> RecordID? {
        let plan = try session.plan(named: collection)
        return try plan.keyedID(in: session.needProgramme(), values)
    }

    /// The records of a collection about which somebody must decide.
    package func conflicted(_ collection: String) throws -> Set<RecordID> {
        let read = try session.statement("SELECT DISTINCT id FROM _conflict WHERE collection = ?")
        read.bind(1, try session.plan(named: collection).number)
        var found: Set<RecordID> = []
        while try read.step() { if let id = read.record(0) { found.insert(id) } }
        return found
    }

    /// The open conflicts, in the order of collections, records, fields.
    package func conflicts() throws -> [ReplicaConflict] { try session.allConflicts() }

    /// The refused change sets, oldest first.
    package func refused() throws -> [RefusedSet] { try session.refusedSets() }

    /// The change sets that the server has not answered, in the order of edits.
    package func unanswered() throws -> [ChangeSet] { try session.unansweredSets() }

    /// Of those, the numbers of the ones that were put on the line.
    package func offered() throws -> Set<EditNumber> {
        let read = try session.statement("SELECT edit FROM _set WHERE send IS NOT NULL")
        var found: Set<EditNumber> = []
        while try read.step() { found.insert(read.unsigned(0)) }
        return found
    }

    /// What is on this device, in numbers.
    package func status() throws -> ReplicaStatus { try session.status() }

    /// What has been seen by now, with these records as they are shown.
    package func checkpoint(of records: [ReplicaRecord]) -> Checkpoint { session.checkpoint(of: records) }

    /// Who this device is; `nil` before enrolment.
    package func identity() -> ReplicaIdentity? { session.identity }

    /// What the device may do, once the server has told.
    package func standing() -> Standing? { session.ledger.standing }

    /// Runs one SQL statement that only reads.
    /// - Throws: ``ReplicaError`` `validation` with SQLite's own words.
    package func query(_ sql: String, _ arguments: [StoredCell]) throws -> (columns: [String], rows: [[StoredCell]]) {
        try session.query(sql, arguments)
    }
}

extension Replica {
    /// Reads as often as wanted, all of one moment, without waiting for writers.
    /// - Parameter isStopped: asked now and then; true breaks off what SQLite is doing.
    package func reading<T>(until isStopped: () -> Bool = { false }, _ body: (StoreReader) throws -> T) throws -> T {
        try read { session in
            try session.breakingOff(isStopped) { try body(StoreReader(session)) }
        }
    }
}

extension LocalWriter {
    /// Readings that see what was written so far.
    package var reader: StoreReader { StoreReader(session) }

    /// Gives a refused set up, together with what is written.
    package func discard(_ refused: Int64) throws { try session.discard(refused) }
}

extension Session {
    func checkpoint(of records: [Record]) -> Checkpoint {
        var bases: [Stream: Position] = [:]
        for row in streams where row.isHeld { bases[row.stream] = row.base }
        return Checkpoint(bases: bases, records: records)
    }
}
