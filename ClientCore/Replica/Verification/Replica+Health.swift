package import SyncModel
import SyncWire

extension Replica {
    /// What is on this device, in numbers. Drains the capture log first, so that other tools' writes count.
    package func status() throws -> ReplicaStatus {
        try drainWaiting()
        return try read { try ReplicaStatus($0) }
    }

    /// Drains what other programs wrote into change sets, if anything waits for that.
    func drainWaiting() throws {
        let waiting = try read { try !$0.captureLog.isEmpty() || !$0.triggers.look().isWhole }
        if waiting, !isReadOnly { try drain() }
    }

    /// The digests of the streams held.
    package func digests() throws -> [Stream: StreamDigest] {
        try read { transaction in
            Dictionary(
                uniqueKeysWithValues: try transaction.streams.subscribed.map {
                    ($0.stream, try transaction.streams.digest($0.number))
                }
            )
        }
    }

    /// The server records of a stream with their positions, by id.
    package func positions(in stream: Stream) throws -> [(record: RecordID, position: Position)] {
        try read { transaction in
            try transaction.records.serverStates(in: stream).map { (record: $0.record, position: $0.position) }
                .sorted { $0.record < $1.record }
        }
    }

    /// SHA-256 over the server's values of a stream's records, by id; pending edits are left out.
    package func contentHash(of stream: Stream) throws -> [UInt8] {
        try read { try StoreDump($0).contentHash(of: stream) }
    }

    /// Asks for these streams again from their beginning; pending edits stay.
    package func refetch(_ streams: [Stream]) throws { try transact { try $0.streamRemoval.refetch(streams) } }

    /// The change sets that the server has not answered, in the order of edits; what other tools wrote is drained into
    /// change sets first.
    package func unanswered() throws -> [ChangeSet] {
        try drain()
        return try read { try $0.storedSets.unanswered() }
    }

    /// Everything as text, for tests and support: same content, same text.
    package func dump() throws -> String { try read { try StoreDump($0).text() } }

    /// Checks the invariants of device.md, after draining what other tools wrote.
    package func checkInvariants() throws -> [Violation] {
        try captureUnseen()
        return try read { try InvariantChecker($0).violations() }
    }
}

extension ReplicaStatus {
    init(_ transaction: StoreTransaction) throws {
        self.init()
        let state = transaction.replicaState
        pending = try transaction.pendingEdits.count()
        // A row that waits for the server's word may be new.
        pendingRecords = try transaction.pendingEdits.operationCount() + transaction.unseenRows.unknownCount()
        refused = try transaction.refusedSets.count()
        conflicts = try transaction.conflicts.count()
        streams = try transaction.streams.subscribed.map { row in
            // A stream in which nothing ever was has no position to reach.
            let isFilling = row.isFilling && (row.cursor.upto != .zero || state.lastSync == nil)
            let records = try transaction.streams.digest(row.number).count
            return StreamStatus(stream: row.stream, cursor: row.cursor, isFilling: isFilling, records: records)
        }
        streams.sort { $0.stream < $1.stream }
        lastSync = state.lastSync.map { $0 &+ (state.offset ?? 0) }
        clockOffset = state.offset
        differs = state.differs
        isUncompared = state.isUncompared
        programme = state.programme
        standing = state.standing
        rejected = state.rejected
    }
}
