import ChangeFeed
import SQLiteTables
import SyncMerge
import SyncModel

/// The writing moment. Heads and digests of the streams it changes stay in memory until ``flush()``.
final class Transaction: Snapshot, FeedTransaction {
    private var open: [Stream: OpenStream] = [:]
    private var last: OpenStream?
    /// Per collection: there are tombstones or moved records, so a new id must be looked up among them.
    private var hasGone: [Int: Bool] = [:]

    /// A stream with what changed in it.
    final class OpenStream {
        let stream: Stream
        let number: Int64
        var head: Position
        var parts: [StreamPart]
        var isChanged = false

        init(stream: Stream, number: Int64, head: Position, parts: [StreamPart]) {
            self.stream = stream
            self.number = number
            self.head = head
            self.parts = parts
        }

        func part(_ collection: Int) -> Int {
            if let index = parts.firstIndex(where: { $0.collection == collection }) { return index }
            parts.append(StreamPart(collection: collection, last: .zero, digest: StreamDigest()))
            return parts.count - 1
        }

        /// A record or gone entry takes the next position.
        /// - Throws: ``StoreFailure`` if it is not the next one: positions have no gap (clauses F1, S3; invariant I1).
        func advance(to position: Position, collection: Int) throws -> Int {
            guard position == head.next else {
                throw StoreFailure(.gap(position, of: stream, after: head))
            }
            head = position
            isChanged = true
            let index = part(collection)
            parts[index].last = position
            parts[index].isChanged = true
            return index
        }
    }

    func opened(_ stream: Stream) throws -> OpenStream {
        if let last, last.stream == stream { return last }
        if let found = open[stream] {
            last = found
            return found
        }
        if let number = try streamNumber(stream) {
            let found = OpenStream(
                stream: stream,
                number: number,
                head: try super.head(of: stream),
                parts: try parts(of: number)
            )
            open[stream] = found
            last = found
            return found
        }
        let statement = try connection.statement(
            "INSERT INTO _stream(scope, lane, head, root) VALUES(?, ?, 0, ?) RETURNING number"
        )
        statement.bind(1, stream.scope.text)
        statement.bind(2, Int(stream.lane.rawValue))
        statement.bind(3, Bytes.bigEndian(UInt128(0)))
        guard try statement.step() else { throw StoreFailure.damaged }
        let number = statement.integer(0)
        try statement.run()
        remember(stream, number)
        let new = OpenStream(stream: stream, number: number, head: .zero, parts: [])
        open[stream] = new
        last = new
        return new
    }

    override func head(of stream: Stream) throws -> Position {
        if let last, last.stream == stream { return last.head }
        return try open[stream]?.head ?? super.head(of: stream)
    }

    /// Writes what is only in memory; called before the transaction or its savepoint ends.
    func flush() throws {
        let update = try connection.statement("UPDATE _stream SET head = ?, root = ? WHERE number = ?")
        let put = try connection.statement(
            "INSERT OR REPLACE INTO _stream_part(stream, collection, last, count, ranges) VALUES(?, ?, ?, ?, ?)"
        )
        for stream in open.values where stream.isChanged {
            update.bind(1, stream.head)
            update.bind(2, Bytes.bigEndian(DigestBlob.sum(stream.parts.map(\.digest)).root))
            update.bind(3, stream.number)
            try update.run()
            for index in stream.parts.indices where stream.parts[index].isChanged {
                put.bind(1, stream.number)
                put.bind(2, stream.parts[index].collection)
                put.bind(3, stream.parts[index].last)
                put.bind(4, stream.parts[index].digest.count)
                put.bind(5, DigestBlob.encode(stream.parts[index].digest))
                try put.run()
                stream.parts[index].isChanged = false
            }
            stream.isChanged = false
        }
    }

    override func streams() throws -> [StreamInfo] {
        try flush()
        return try super.streams()
    }

    override func digest(of stream: Stream, collections: Set<Int>?) throws -> StreamDigest {
        try flush()
        return try super.digest(of: stream, collections: collections)
    }

    override func flushIfWriting() throws { try flush() }

    // MARK: - Records

    func insert(_ record: UniformRecord, into stream: Stream) throws -> Bool {
        let table = try table(record.collection)
        if try mayBeGone(record.collection), try isGone(record.record, in: record.collection) { return false }
        let opened = try opened(stream)
        guard record.position == opened.head.next else {
            throw StoreFailure(.gap(record.position, of: stream, after: opened.head))
        }
        guard let device = try deviceNumber(record.dot.device) else { throw StoreFailure(.noDevice) }
        let statement = try table.insert.get()
        if !table.bind(record, stream: opened.number, device: device, to: statement) {
            let state = Merge.expand(record, in: table.collection, stream: stream)
            let authorship = Authorship(device: record.dot.device, edit: record.dot.edit, since: .zero)
            table.bind(state, stream: opened.number, authorship: authorship, device: device, open: 0, to: statement)
        }
        try statement.run()
        guard connection.changedRows == 1 else { return false }
        let part = try opened.advance(to: record.position, collection: record.collection)
        opened.parts[part].digest.insert(record.record, at: record.position)
        return true
    }

    func takeBack(_ record: UniformRecord, from stream: Stream) throws {
        let opened = try opened(stream)
        guard opened.head == record.position else { throw StoreFailure(.notLast) }
        let statement = try table(record.collection).delete.get()
        statement.bind(1, record.record)
        try statement.run()
        let part = opened.part(record.collection)
        opened.parts[part].digest.remove(record.record, at: record.position)
        opened.head = Position(record.position.number - 1)
    }

    func put(_ change: RecordChange) throws {
        let state = change.state
        let table = try table(state.collection)
        let wasLive = try forget(change.replaced, collection: state.collection)
        if let movedAt = change.movedAt, let old = change.replaced {
            let opened = try opened(old.stream)
            _ = try opened.advance(to: movedAt, collection: StreamPart.gone)
            try addGone(state, stream: opened.number, position: movedAt, moved: true, authorship: nil, blob: nil)
            // It may come back to a stream that it once left.
            let back = try connection.statement(
                "DELETE FROM _gone WHERE id = ? AND collection = ? AND stream = ? AND moved = 1"
            )
            back.bind(1, state.record)
            back.bind(2, state.collection)
            back.bind(3, try self.opened(state.stream).number)
            try back.run()
        }
        let opened = try opened(state.stream)
        if state.isDeleted {
            if wasLive {
                let statement = try table.delete.get()
                statement.bind(1, state.record)
                try statement.run()
            }
            _ = try opened.advance(to: state.position, collection: StreamPart.gone)
            // The tombstone keeps the record's last state, for an edit that had not seen the deletion (clauses S6 and
            // F7).
            let blob = StateBlob.encode(state)
            try addGone(
                state,
                stream: opened.number,
                position: state.position,
                moved: false,
                authorship: change.authorship,
                blob: blob
            )
            return
        }
        let part = try opened.advance(to: state.position, collection: state.collection)
        opened.parts[part].digest.insert(state.record, at: state.position)
        // The id is the key of the table: a record stands once, at its last change (clause S5).
        let statement = try table.replace.get()
        if change.replaced == nil, let uniform = Merge.uniform(of: state, in: table.collection),
            let device = try deviceNumber(uniform.dot.device),
            table.bind(uniform, stream: opened.number, device: device, to: statement)
        {
            return try statement.run()
        }
        let device = try change.authorship.flatMap { try deviceNumber($0.device) }
        table.bind(
            state,
            stream: opened.number,
            authorship: change.authorship,
            device: device,
            open: change.openConflicts,
            to: statement
        )
        try statement.run()
    }

    /// Takes what stood there out of digest and tombstones.
    /// - Returns: there was a live row.
    private func forget(_ replaced: StoredRecord?, collection: Int) throws -> Bool {
        guard let replaced else { return false }
        let opened = try opened(replaced.stream)
        if case .state(let state) = replaced.body, state.isDeleted {
            let statement = try connection.statement("DELETE FROM _gone WHERE stream = ? AND pos = ?")
            statement.bind(1, opened.number)
            statement.bind(2, replaced.position)
            try statement.run()
            return false
        }
        let part = opened.part(collection)
        opened.parts[part].digest.remove(replaced.record, at: replaced.position)
        opened.parts[part].isChanged = true
        opened.isChanged = true
        return true
    }

    private static let goneColumns = GoneColumn.sql
    private static let goneParameters = GoneColumn.placeholders

    private func addGone(
        _ state: RecordState,
        stream: Int64,
        position: Position,
        moved: Bool,
        authorship: Authorship?,
        blob: [UInt8]?
    ) throws {
        let statement = try connection.statement(
            "INSERT INTO _gone(\(Self.goneColumns)) VALUES(\(Self.goneParameters))"
        )
        statement.bind(GoneColumn.id.parameter, state.record)
        statement.bind(GoneColumn.stream.parameter, stream)
        statement.bind(GoneColumn.pos.parameter, position)
        statement.bind(GoneColumn.collection.parameter, state.collection)
        statement.bind(GoneColumn.moves.parameter, Int(state.moves))
        statement.bind(GoneColumn.moved.parameter, moved ? 1 : 0)
        if let authorship, let device = try deviceNumber(authorship.device) {
            statement.bind(GoneColumn.device.parameter, device)
            statement.bind(GoneColumn.edit.parameter, authorship.edit)
            statement.bind(GoneColumn.since.parameter, authorship.since)
        } else {
            for column in [GoneColumn.device, .edit, .since] { statement.bindNull(column.parameter) }
        }
        statement.bind(GoneColumn.state.parameter, blob)
        try statement.run()
        hasGone[state.collection] = true
    }

    private func mayBeGone(_ collection: Int) throws -> Bool {
        if let known = hasGone[collection] { return known }
        let statement = try connection.statement("SELECT EXISTS(SELECT 1 FROM _stream_part WHERE collection = ?)")
        statement.bind(1, StreamPart.gone)
        defer { statement.reset() }
        let some = try statement.step() && statement.integer(0) != 0
        hasGone[collection] = some
        return some
    }

    private func isGone(_ record: RecordID, in collection: Int) throws -> Bool {
        let statement = try connection.statement("SELECT 1 FROM _gone WHERE id = ? AND collection = ? AND moved = 0")
        statement.bind(1, record)
        statement.bind(2, collection)
        defer { statement.reset() }
        return try statement.step()
    }
}
