import SQLiteTables
import SyncMerge
package import SyncModel
package import SyncWire

/// Comparing with the server down to the record, and mending single records (clauses D3 to D5, R34, R35 and R39).
///
/// Everything is read from the rows themselves: what another program changed behind the store's back is found.
extension Replica {
    /// When a comparison began. Whoever takes our triggers away or builds a table anew changes the schema: as long as that is the same,
    /// nobody wrote unseen since, and what was compared is what stands here.
    package struct ComparisonMark: Hashable, Sendable {
        fileprivate let schema: Int64
    }

    /// Another program may have written unseen since a comparison began: it has to begin anew, and nothing was changed.
    package struct WrittenUnseen: Error {
        package init() {}
    }

    /// To be taken before ``agreements()``.
    package func comparisonMark() throws -> ComparisonMark { try read { ComparisonMark(schema: try $0.schemaVersion()) } }

    /// What follows from a comparison.
    private func transact<T>(since mark: ComparisonMark, _ body: (Session) throws -> T) throws -> T {
        try transact { session in
            guard try session.schemaVersion() == mark.schema else { throw WrittenUnseen() }
            return try body(session)
        }
    }

    /// Raises and saves the request counter, for a question that the server answers once (clause P2).
    package func raiseCounter() throws -> UInt64 {
        try transact { session in
            session.ledger.counter += 1
            return session.ledger.counter
        }
    }

    /// What this device holds of each stream, with its 256 ranges; unanswered edits are left out.
    package func agreements() throws -> [StreamStatement] {
        try read { session in
            try session.streams.filter(\.isHeld).sorted { $0.stream < $1.stream }.map { row in
                var values = StreamDigest()
                var places = StreamDigest()
                try session.forEachHeld(in: row) { held in
                    values.insert(held.record, hash: held.hash)
                    places.insert(held.record, at: held.position)
                }
                try session.loadDigest(row.number)
                return StreamStatement(
                    stream: row.stream,
                    head: row.cursor.complete,
                    records: values.count,
                    digest: values.root,
                    isSound: places == session.streams[row.number].digest ?? StreamDigest(),
                    ranges: values.ranges
                )
            }
        }
    }

    /// The records that this device holds in some of the 256 ranges of a stream.
    package func agreements(in stream: Stream, ranges: Set<Int>) throws -> [RecordStatement] {
        try read { session in
            guard let row = session.knownStream(stream), row.isHeld else { return [] }
            var found: [RecordStatement] = []
            try session.forEachHeld(in: row) { held in
                if ranges.contains(StreamDigest.range(of: held.record)) { found.append(held) }
            }
            return found
        }
    }

    /// Puts the server's records in the place of what is here; unanswered edits stay on top.
    ///
    /// The digests do not follow: make them anew when all is mended.
    ///
    /// Nothing is removed because the server does not know it, and what is shown otherwise now is kept among the refused changes.
    ///
    /// - Parameters:
    ///   - whole: what the server sent of the records asked for.
    ///   - records: those asked for that are answered; of which neither values nor an end came, the server knows nothing.
    ///   - mark: when the comparison began that found them.
    /// - Returns: what came of it; nothing if the cursor moved meanwhile.
    /// - Throws: ``WrittenUnseen``.
    package func mend(_ records: [RecordID], with whole: WholeRecords, since mark: ComparisonMark) throws -> Mending {
        try transact(since: mark) { try $0.mend(records, with: whole) }
    }

    /// Takes in rows that were inserted while triggers were off, such as on a connection that switches them off: a comparison names what was
    /// changed or deleted so, but of these nobody else knows. Before a comparison.
    package func captureUnseen() throws { try transact { try Self.captureUnseen($0, compared: nil) } }

    /// The same after a comparison.
    ///
    /// - Parameters:
    ///   - known: the records that the server has and this device has not as the server has them: no row is taken for a new record that may
    ///     be one of them.
    ///   - mark: when the comparison began.
    /// - Throws: ``WrittenUnseen``.
    package func captureUnseen(compared known: Set<RecordID>, since mark: ComparisonMark) throws {
        try transact(since: mark) { try Self.captureUnseen($0, compared: known) }
    }

    private static func captureUnseen(_ session: Session, compared known: Set<RecordID>?) throws {
        guard try session.takeUnseen(compared: known) > 0 else { return }
        session.ledger.doubt = .suspect
        try session.seal()
    }

    /// Another program changed the schema and may have written unseen, and nothing was compared with the server since (clause R41).
    package var isUnwatched: Bool { get throws { try read { $0.ledger.doubt != .none } } }

    /// Whether device and server may hold other values though the positions fit: since an earlier identity split, as when the server was put
    /// back, or since a comparison found that they differ.
    package var isUncompared: Bool { get throws { try read { $0.ledger.isUncompared } } }

    /// Keeps what a comparison of all records found.
    package func note(agrees: Bool) throws {
        try transact { session in
            session.ledger.differs = !agrees
            session.ledger.isUncompared = !agrees
        }
    }

    /// All records were compared with the server's: what the rows show is known again.
    /// - Throws: ``WrittenUnseen``: the next synchronisation compares again.
    package func endUnwatched(since mark: ComparisonMark) throws { try transact(since: mark) { $0.ledger.doubt = .none } }

    /// Makes the digests of all streams anew from the rows, but where a record may have lost its marks: the digest alone tells it then.
    /// - Throws: ``WrittenUnseen``.
    package func rebuildDigests(since mark: ComparisonMark) throws {
        try transact(since: mark) { session in
            let unknown = try session.unknown(besides: session.markUnsent())
            for row in session.streams where row.isHeld {
                guard try !unknown.contains(where: { try session.plan($0.collection).collection.lane == row.stream.lane }) else { continue }
                try session.rebuildDigest(row.number)
            }
        }
    }
}

extension Session {
    /// The server records of a stream in the order of their ids; one that cannot be read, or whose row shows something else than its
    /// state, has the hash 0.
    func forEachHeld(in row: StreamRow, _ body: (RecordStatement) throws -> Void) throws {
        for plan in plans where plan.collection.lane == row.stream.lane {
            for (id, position) in try places(of: plan, in: row.number) {
                try body(RecordStatement(record: id, position: position, hash: hash(plan, id)))
            }
        }
        for (plan, id, position) in try hiddenPlaces(in: row.number) {
            try body(RecordStatement(record: id, position: position, hash: hash(plan, id)))
        }
    }

    /// Records that the server has and an unanswered edit deletes.
    private func hiddenPlaces(in stream: Int) throws -> [(CollectionPlan, RecordID, Position)] {
        let read = try statement("SELECT collection, id, pos FROM _hidden WHERE stream = ? AND live = 1 ORDER BY collection, id")
        read.bind(1, stream)
        var found: [(CollectionPlan, RecordID, Position)] = []
        while try read.step() {
            guard let id = read.record(1), plans.indices.contains(Int(read.integer(0))) else { continue }
            found.append((plans[Int(read.integer(0))], id, Position(read.unsigned(2))))
        }
        return found
    }

    /// Where records stand; what the server deleted, and an unanswered edit still shows, stands nowhere.
    private func places(of plan: CollectionPlan, in stream: Int) throws -> [(RecordID, Position)] {
        let read = try statement(
            "SELECT id, _pos, _state IS NOT NULL FROM \(plan.table) WHERE _stream = ? AND _pos IS NOT NULL ORDER BY id"
        )
        read.bind(1, stream)
        var found: [(id: RecordID, position: Position, isMixed: Bool)] = []
        while try read.step() {
            if let id = read.record(0) { found.append((id, Position(read.unsigned(1)), read.integer(2) != 0)) }
        }
        return try found.filter { try !$0.isMixed || !isDeleted(plan, $0.id) }.map { ($0.id, $0.position) }
    }

    private func isDeleted(_ plan: CollectionPlan, _ id: RecordID) throws -> Bool {
        do {
            return try load(plan, id).server?.isDeleted ?? false
        } catch is StateBlob.Damaged {
            return false
        } catch let error as ReplicaError where error.code == .damaged {
            return false
        }
    }

    private func hash(_ plan: CollectionPlan, _ id: RecordID) throws -> UInt128 {
        do {
            let shadow = try load(plan, id)
            guard let server = shadow.server, !server.isDeleted else { return 0 }
            // A row with its state beside it shows what the state and the unanswered edits say, and nothing else.
            if shadow.meta.state != nil {
                let state = try preview(server, pending(shadow), plan) ?? server
                let values = Merge.shown(state, in: plan.collection).enumerated().map { plan.column($0.offset, $0.element) }
                guard values == shadow.shown else { return 0 }
            }
            return RecordDigest.hash(of: server)
        } catch is StateBlob.Damaged {
            return 0
        } catch let error as ReplicaError where error.code == .damaged {
            return 0
        }
    }

    func state(of delta: RecordDelta, in stream: Stream) throws -> RecordState {
        guard delta.isWhole else { throw ReplicaError(.damaged, "A record that was asked for whole came in part; nothing was changed.") }
        var state = RecordState(
            collection: delta.collection,
            record: delta.record,
            stream: stream,
            position: delta.position,
            wholeFrom: delta.wholeFrom,
            moves: delta.moves,
            existence: delta.existence ?? FieldState()
        )
        for field in delta.fields {
            guard field.number < Limits.fieldsMax else { throw ReplicaError(.damaged, "A record names a field beyond all limits.") }
            while state.fields.count <= field.number { state.fields.append(FieldState()) }
            state.fields[field.number] = field.state
        }
        return state
    }

    func rebuildDigest(_ stream: Int) throws {
        streams[stream].digest = try digestOfRows(stream)
        streams[stream].isDigestDirty = true
    }

    /// The digest of what the rows say of themselves.
    func digestOfRows(_ stream: Int) throws -> StreamDigest {
        var digest = StreamDigest()
        for plan in plans where plan.collection.lane == streams[stream].stream.lane {
            for (id, position) in try places(of: plan, in: stream) { digest.insert(id, at: position) }
        }
        for (_, id, position) in try hiddenPlaces(in: stream) { digest.insert(id, at: position) }
        return digest
    }
}
