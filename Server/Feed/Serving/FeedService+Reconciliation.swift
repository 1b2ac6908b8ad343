package import SyncModel
import SyncWire

/// What the server holds, told to a device that compares (clauses D3 to D5, F60 to F62).
extension FeedService {
    /// Answers `POST /v1/reconciliation`: an encoded ``SignedRequest`` with a question.
    /// - Parameter admit: is asked about the device once its signature fits, and throws to send it away.
    /// - Returns: an encoded ``ReconciliationReply``, or a failure's frame.
    package func reconciliation(_ body: [UInt8], admit: (DeviceID) throws -> Void = { _ in }) -> [UInt8] {
        do {
            return try answerReconciliation(body, admit).encoded()
        } catch {
            return encodedFailure(error)
        }
    }

    private func answerReconciliation(_ body: [UInt8], _ admit: (DeviceID) throws -> Void) throws -> ReconciliationReply
    {
        let signed = try SignedRequest(decoding: body)
        let id = try signed.device
        let device = try knownDevice(id)
        let request = try signed.openReconciliation(verifying: device.signingKey)
        try admit(id)
        try answerOnce(request.counter, of: id, hash: SHA.hash256(signed.body))
        return try store.read { snapshot in
            let holdings = try Holdings(of: device, in: snapshot, service: self)
            return try holdings.answer(request.question)
        }
    }

    /// A recorded question is no key to the records (clause P2): its counter must be above the last one seen.
    /// - Throws: ``WireFailure`` `bad-request` or `revoked`.
    package func answerOnce(_ counter: UInt64, of device: DeviceID, hash: [UInt8]) throws {
        try store.write { transaction in
            guard var row = try transaction.device(device), !row.revoked else { throw Self.revoked }
            guard counter > row.counter else { throw WireFailure(.badRequest, .answeredBefore) }
            row.counter = counter
            row.requestHash = hash
            row.lastSeen = host.wallClock()
            try transaction.update(row)
        }
    }

    /// A device that may ask.
    /// - Throws: ``WireFailure`` `unknown-device` or `revoked`.
    package func knownDevice(_ id: DeviceID) throws -> DeviceRow {
        let device = try enrolledDevice(id)
        guard !device.revoked else { throw Self.revoked }
        return device
    }

    /// A device, its rights perhaps withdrawn.
    /// - Throws: ``WireFailure`` `unknown-device`.
    func enrolledDevice(_ id: DeviceID) throws -> DeviceRow {
        guard let device = try store.read({ try $0.device(id) }) else {
            throw WireFailure(.unknownDevice, .unknownDevice)
        }
        return device
    }

    static var revoked: WireFailure {
        WireFailure(.revoked, .revoked)
    }

    /// What a device should hold of each stream that it may read, were it at the heads, read from the records.
    /// - Throws: ``FeedFailure`` if there is no such device.
    package func holdings(for device: DeviceID) throws -> [Stream: (records: Int, digest: UInt128)] {
        try store.read { snapshot in
            guard let row = try snapshot.device(device) else { throw FeedFailure.noDevice(device) }
            let statements = try Holdings(of: row, in: snapshot, service: self).statements()
            return Dictionary(statements.map { ($0.stream, ($0.records, $0.digest)) }) { first, _ in first }
        }
    }
}

/// What one device may read, at one moment.
struct Holdings {
    private let snapshot: any FeedSnapshot
    private let index: ProgrammeIndex
    private let streams: [ReadableStream]

    init(of device: DeviceRow, in snapshot: any FeedSnapshot, service: FeedService) throws {
        guard let index = try service.index(snapshot) else {
            throw WireFailure(.busy, .noProgramme)
        }
        self.snapshot = snapshot
        self.index = index
        streams = try service.rights(of: device, index: index, in: snapshot).streams
    }

    func answer(_ question: ReconciliationQuestion) throws -> ReconciliationReply {
        switch question {
        case .streams:
            var statements = try statements()
            for index in statements.indices { statements[index].ranges = [] }
            return .streams(statements)
        case .ranges(let wanted): return .streams(try streams.filter { wanted.contains($0.stream) }.map(statement))
        case .records(let stream, let ranges, let after): return try records(of: stream, ranges, after: after)
        case .whole(let stream, let records): return .whole(try whole(records, of: stream))
        }
    }

    /// Streams in which nothing ever was are left out.
    func statements() throws -> [StreamStatement] {
        try streams.filter { try snapshot.head(of: $0.stream) > .zero }.map(statement)
    }

    private func statement(of readable: ReadableStream) throws -> StreamStatement {
        var values = StreamDigest()
        var places = StreamDigest()
        try live(of: readable, after: .zero) { stored in
            values.insert(stored.record, hash: hash(of: stored))
            places.insert(stored.record, at: stored.position)
            return true
        }
        return StreamStatement(
            stream: readable.stream,
            head: try snapshot.head(of: readable.stream),
            records: values.count,
            digest: values.root,
            isSound: try places == kept(readable),
            ranges: values.ranges
        )
    }

    private func records(of stream: Stream, _ ranges: Set<Int>, after: Position) throws -> ReconciliationReply {
        guard let readable = streams.first(where: { $0.stream == stream }) else {
            return .records(head: .zero, [], more: false)
        }
        var found: [RecordStatement] = []
        var isFull = false
        try live(of: readable, after: after) { stored in
            guard ranges.contains(StreamDigest.range(of: stored.record)) else { return true }
            isFull = found.count == Limits.recordsPerStatementMax
            guard !isFull else { return false }
            found.append(RecordStatement(record: stored.record, position: stored.position, hash: hash(of: stored)))
            return true
        }
        return .records(head: try snapshot.head(of: stream), found, more: isFull)
    }

    private func whole(_ wanted: [RecordID], of stream: Stream) throws -> WholeRecords {
        var page = Page(stream: stream, after: .zero, complete: .zero, through: .zero, atHead: false, entries: [])
        guard let readable = streams.first(where: { $0.stream == stream }) else {
            return WholeRecords(page: page, asked: wanted.count, damaged: [])
        }
        page.through = try snapshot.head(of: stream)
        let unsound = try unsoundRanges(readable)
        let found = try wanted.map { unsound.contains(StreamDigest.range(of: $0)) ? nil : try record($0, in: readable) }
        let unproved = try AuditProof.unproved(found.compactMap { $0 }, in: snapshot, index)
        var sizer = PageSizer(bytesMax: Limits.pageBytes.upperBound)
        var damaged: [RecordID] = []
        var asked = 0
        for (record, stored) in zip(wanted, found) {
            guard !sizer.isFull else { break }
            asked += 1
            let isDamaged = unsound.contains(StreamDigest.range(of: record)) || unproved.contains(record)
            if isDamaged { damaged.append(record) }
            guard !unproved.contains(record),
                let entry = try stored.map(Self.entry) ?? (isDamaged ? nil : gone(record, from: readable))
            else {
                continue
            }
            sizer.add(entry)
            page.entries.append(entry)
        }
        page.entries.sort { $0.position < $1.position }
        return WholeRecords(page: page, asked: asked, damaged: damaged)
    }

    private static func entry(_ stored: StoredRecord) -> PageEntry {
        switch stored.body {
        case .uniform(let uniform): .uniform(uniform)
        case .state(let state): .record(Pager.delta(state, .zero))
        }
    }

    /// The end of a record in the stream: only that says that a record is gone, not that nothing is known of it.
    private func gone(_ record: RecordID, from readable: ReadableStream) throws -> PageEntry? {
        for number in readable.collections.numbers.sorted() {
            if let gone = try snapshot.gone(record, in: number, from: readable.stream) {
                return .gone(GoneRecord(gone))
            }
        }
        return nil
    }

    // MARK: - Records

    private func live(of readable: ReadableStream, after: Position, _ body: (StoredRecord) throws -> Bool) throws {
        try snapshot.entries(of: readable.stream, after: after, besides: nil) { entry in
            guard case .record(let stored) = entry, readable.collections.contains(stored.collection) else {
                return true
            }
            return try body(stored)
        }
    }

    private func record(_ record: RecordID, in readable: ReadableStream) throws -> StoredRecord? {
        for number in readable.collections.numbers.sorted() {
            if let stored = try snapshot.record(record, in: number), stored.stream == readable.stream, !stored.isDeleted
            {
                return stored
            }
        }
        return nil
    }

    private func hash(of stored: StoredRecord) -> UInt128 {
        RecordDigest.hash(of: stored.state(in: index.programme.collections[stored.collection]))
    }

    /// The digest that the store keeps as records come and go.
    private func kept(_ readable: ReadableStream) throws -> StreamDigest {
        try snapshot.digest(
            of: readable.stream,
            collections: readable.collections.isAll ? nil : readable.collections.numbers
        )
    }

    /// Ranges in which rows were changed behind the store's back: nothing can be said of single records there (clause
    /// F61).
    private func unsoundRanges(_ readable: ReadableStream) throws -> Set<Int> {
        var places = StreamDigest()
        try live(of: readable, after: .zero) { stored in
            places.insert(stored.record, at: stored.position)
            return true
        }
        let kept = try kept(readable)
        return Set((0..<256).filter { places.ranges[$0] != kept.ranges[$0] })
    }
}
