import SQLiteTables
import SyncMerge
package import SyncModel
package import SyncWire

/// Comparing with the server down to the record, and mending single records (clauses D3 to D5, R34, R35 and R39).
///
/// Everything is read from the rows themselves: what another program changed behind the store's back is found.
extension Replica {
    /// When a comparison began. Whoever takes our triggers away or builds a table anew changes the schema: as long as
    /// that is the same, nobody wrote unseen since, and what was compared is what stands here.
    package struct ComparisonStart: Hashable, Sendable {
        fileprivate let schema: Int64
    }

    /// Another program may have written unseen since a comparison began: it has to begin anew, and nothing was changed.
    package struct WrittenUnseen: Error {
        package init() {}
    }

    /// To be taken before ``streamStatements()``.
    package func comparisonStart() throws -> ComparisonStart {
        try read { ComparisonStart(schema: try $0.connection.schemaVersion()) }
    }

    /// What follows from a comparison.
    private func transact<T>(since start: ComparisonStart, _ body: (StoreTransaction) throws -> T) throws -> T {
        try transact { transaction in
            guard try transaction.connection.schemaVersion() == start.schema else { throw WrittenUnseen() }
            return try body(transaction)
        }
    }

    /// Raises and saves the request counter, for a question that the server answers once (clause P2).
    package func raiseCounter() throws -> UInt64 {
        try transact { $0.replicaState.nextRequest() }
    }

    /// What this device holds of each stream, with its 256 ranges; unanswered edits are left out.
    package func streamStatements() throws -> [StreamStatement] {
        try read { transaction in
            let subscribed = transaction.streams.subscribed.sorted { $0.stream < $1.stream }
            var digests = Dictionary(
                uniqueKeysWithValues: subscribed.map { ($0.number, (values: StreamDigest(), places: StreamDigest())) }
            )
            try transaction.heldRecords.forEach(in: Set(digests.keys)) { stream, held in
                digests[stream]?.values.insert(held.record, hash: held.hash)
                digests[stream]?.places.insert(held.record, at: held.position)
            }
            return try subscribed.map { row in
                let (values, places) = digests[row.number] ?? (StreamDigest(), StreamDigest())
                return StreamStatement(
                    stream: row.stream,
                    head: row.cursor.complete,
                    records: values.count,
                    digest: values.root,
                    isSound: try places == transaction.streams.digest(row.number),
                    ranges: values.ranges
                )
            }
        }
    }

    /// The records that this device holds in some of the 256 ranges of streams: of all of them at once, since the rows
    /// are read from end to end.
    package func statements(in ranges: [Stream: Set<Int>]) throws -> [Stream: [RecordStatement]] {
        try read { transaction in
            var wanted: [Int: (stream: Stream, ranges: Set<Int>)] = [:]
            for (stream, ranges) in ranges {
                guard let row = transaction.streams.known(stream), row.isSubscribed else { continue }
                wanted[row.number] = (stream, ranges)
            }
            var found: [Stream: [RecordStatement]] = [:]
            try transaction.heldRecords.forEach(in: Set(wanted.keys)) { number, held in
                guard let (stream, ranges) = wanted[number], ranges.contains(StreamDigest.range(of: held.record)) else {
                    return
                }
                found[stream, default: []].append(held)
            }
            return found
        }
    }

    /// Puts the server's records in the place of what is here; unanswered edits stay on top.
    ///
    /// The digests do not follow: make them anew when all is mended.
    ///
    /// Nothing is removed because the server does not know it, and what is shown otherwise now is kept among the
    /// refused changes.
    ///
    /// - Parameters:
    ///   - whole: what the server sent of the records asked for.
    ///   - records: those asked for that are answered; of which neither values nor an end came, the server knows
    ///     nothing.
    ///   - start: when the comparison began that found them.
    /// - Returns: what came of it; nothing if the cursor moved meanwhile.
    /// - Throws: ``WrittenUnseen``.
    package func mend(_ records: [RecordID], with whole: WholeRecords, since start: ComparisonStart) throws -> Mending {
        try transact(since: start) { try $0.recordMending.mend(records, with: whole) }
    }

    /// Takes in rows that were inserted while triggers were off, such as on a connection that switches them off: a
    /// comparison names what was changed or deleted so, but of these nobody else knows. Before a comparison.
    package func captureUnseen() throws { try transact { try Self.captureUnseen($0, compared: nil) } }

    /// The same after a comparison.
    ///
    /// - Parameters:
    ///   - known: the records that the server has and this device has not as the server has them: no row is taken for a
    ///     new record that may be one of them.
    ///   - start: when the comparison began.
    /// - Throws: ``WrittenUnseen``.
    package func captureUnseen(compared known: Set<RecordID>, since start: ComparisonStart) throws {
        try transact(since: start) { try Self.captureUnseen($0, compared: known) }
    }

    private static func captureUnseen(_ transaction: StoreTransaction, compared known: Set<RecordID>?) throws {
        guard try transaction.unseenRows.take(compared: known) > 0 else { return }
        transaction.replicaState.raiseDoubt(to: .suspect)
        try transaction.captureDrain.drain()
    }

    /// Another program changed the schema and may have written unseen, and nothing was compared with the server since
    /// (clause R41).
    package var isUnwatched: Bool { get throws { try read { $0.replicaState.doubt != .none } } }

    /// Whether device and server may hold other values though the positions fit: since an earlier identity split, as
    /// when the server was put back, or since a comparison found that they differ.
    package var isUncompared: Bool { get throws { try read { $0.replicaState.isUncompared } } }

    /// Keeps what a comparison of all records found.
    package func note(agrees: Bool) throws {
        try transact { $0.replicaState.note(agrees: agrees) }
    }

    /// All records were compared with the server's: what the rows show is known again.
    /// - Throws: ``WrittenUnseen``: the next synchronisation compares again.
    package func endUnwatched(since start: ComparisonStart) throws {
        try transact(since: start) { $0.replicaState.endDoubt() }
    }

    /// Makes the digests of all streams anew from the rows, but where a record may have lost its marks: the digest
    /// alone tells it then.
    /// - Throws: ``WrittenUnseen``.
    package func rebuildDigests(since start: ComparisonStart) throws {
        try transact(since: start) { transaction in
            let unknown = try transaction.unseenRows.unknown(besides: transaction.unseenRows.markUnsent())
            let lanes = Set(try unknown.map { try transaction.programme.table($0.collection).collection.lane })
            let digests = try transaction.heldRecords.digests()
            for row in transaction.streams.subscribed where !lanes.contains(row.stream.lane) {
                if let digest = digests[row.number] { transaction.streams.rebuild(row.number, digest) }
            }
        }
    }
}
