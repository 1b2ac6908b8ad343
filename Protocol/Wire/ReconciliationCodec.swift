internal import SyncModel

extension ReconciliationRequest {
    /// The body that is signed (clause W15).
    /// - Throws: ``WireFailure`` `internal` if it cannot be written.
    package func encoded() throws(WireFailure) -> [UInt8] {
        var message = ProtoReconciliationRequest()
        message.counter = counter
        switch question {
        case .streams: message.all = ProtoAllStreams()
        case .ranges(let streams):
            message.ranges.streams = streams.map { Proto.data(StreamBytes.write($0)) }
        case .records(let stream, let ranges, let after):
            message.records.stream = Proto.data(StreamBytes.write(stream))
            var bits = [UInt8](repeating: 0, count: 32)
            for range in ranges where 0..<256 ~= range { bits[range >> 3] |= 1 << UInt8(range & 7) }
            message.records.ranges = Proto.data(bits)
            message.records.after = after.number
        case .whole(let stream, let records):
            message.whole.stream = Proto.data(StreamBytes.write(stream))
            message.whole.records = Packed.write(records.map(\.bits))
        }
        return try RequestBody.reconciliation.head(device) + Proto.bytes(message)
    }

    /// Reads a body.
    /// - Throws: ``WireFailure`` `bad-request`, `too-large` or `version`.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        let device = try RequestBody.reconciliation.device(of: bytes)
        let message = try Proto.readSmall(ProtoReconciliationRequest.self, Array(bytes[RequestBody.headBytes...]))
        self.init(device: device, counter: message.counter, question: try Self.question(message))
    }

    private static func question(_ message: ProtoReconciliationRequest) throws(WireFailure) -> ReconciliationQuestion {
        switch message.question {
        case .all: return .streams
        case .ranges(let ranges):
            guard ranges.streams.count <= Limits.rangeStreamsMax else {
                throw WireFailure(.tooLarge, .tooMuch(.streams, max: Limits.rangeStreamsMax, in: .question))
            }
            var streams: [Stream] = []
            for bytes in ranges.streams { streams.append(try StreamBytes.read(bytes)) }
            return .ranges(streams)
        case .records(let records):
            guard records.ranges.count == 32 else { throw WireFailure(.badRequest, .damaged(.question)) }
            let bits = Array(records.ranges)
            let ranges = Set((0..<256).filter { bits[$0 >> 3] & 1 << UInt8($0 & 7) != 0 })
            return .records(try StreamBytes.read(records.stream), ranges: ranges, after: Position(records.after))
        case .whole(let whole):
            let records = try Packed.read(whole.records, max: Limits.wholeRecordsMax).map { RecordID(bits: $0) }
            return .whole(try StreamBytes.read(whole.stream), records)
        case nil: throw WireFailure(.badRequest, .newer(.question))
        }
    }
}

extension ReconciliationReply: WireMessage {
    /// The bytes of the message.
    package func encoded() throws(WireFailure) -> [UInt8] {
        var message = ProtoReconciliationReply()
        switch self {
        case .streams(let streams):
            message.streams.streams = streams.map { Proto.data(StreamBytes.write($0.stream)) }
            message.streams.heads = streams.map(\.head.number)
            message.streams.counts = streams.map { UInt64($0.records) }
            message.streams.unsound = streams.map { !$0.isSound }
            message.streams.digests = Packed.write(streams.flatMap { $0.ranges.isEmpty ? [$0.digest] : $0.ranges })
        case .records(let head, let records, let more):
            message.records.head = head.number
            message.records.records = Packed.write(records.map(\.record.bits))
            var last: UInt64 = 0
            for record in records {
                message.records.positions.append(record.position.number &- last)
                last = record.position.number
            }
            message.records.hashes = Packed.write(records.map(\.hash))
            message.records.more = more
        case .whole(let whole):
            message.whole.page = Proto.data(try whole.page.encoded())
            message.whole.asked = UInt32(whole.asked)
            message.whole.damaged = Packed.write(whole.damaged.map(\.bits))
        }
        return try Proto.bytes(message)
    }

    /// Reads the bytes of a message.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        let message = try Proto.readSmall(ProtoReconciliationReply.self, bytes)
        switch message.answer {
        case .streams(let streams): self = .streams(try Self.streams(streams))
        case .records(let records): self = try Self.records(records)
        case .whole(let whole):
            self = .whole(
                WholeRecords(
                    page: try Page(decoding: Array(whole.page)),
                    asked: Int(whole.asked),
                    damaged: try Packed.read(whole.damaged, max: Limits.wholeRecordsMax).map { RecordID(bits: $0) }
                )
            )
        case nil: throw WireFailure(.badRequest, .newer(.answer))
        }
    }

    private static func streams(_ message: ProtoStreamStatements) throws(WireFailure) -> [StreamStatement] {
        let count = message.streams.count
        guard count <= Limits.streamsMax else {
            throw WireFailure(.tooLarge, .tooMuch(.streams, max: Limits.streamsMax, in: .device))
        }
        let digests = try Packed.read(message.digests, max: max(Limits.streamsMax, Limits.rangeStreamsMax * 256))
        guard message.heads.count == count, message.counts.count == count, message.unsound.count == count,
            digests.count == count || digests.count == count * 256
        else { throw WireFailure(.badRequest, .damaged(.answer)) }
        var statements: [StreamStatement] = []
        for index in 0..<count {
            let records = Int(truncatingIfNeeded: message.counts[index] & 0xffff_ffff_ffff)
            let ranges = digests.count == count ? [] : Array(digests[index * 256..<index * 256 + 256])
            statements.append(
                StreamStatement(
                    stream: try StreamBytes.read(message.streams[index]),
                    head: Position(message.heads[index]),
                    records: records,
                    digest: ranges.isEmpty ? digests[index] : StreamDigest(ranges: ranges, count: records)?.root ?? 0,
                    isSound: !message.unsound[index],
                    ranges: ranges
                )
            )
        }
        return statements
    }

    private static func records(_ message: ProtoRecordStatements) throws(WireFailure) -> Self {
        let records = try Packed.read(message.records, max: Limits.recordsPerStatementMax)
        let hashes = try Packed.read(message.hashes, max: Limits.recordsPerStatementMax)
        guard hashes.count == records.count, message.positions.count == records.count else {
            throw WireFailure(.badRequest, .damaged(.answer))
        }
        var last: UInt64 = 0
        var statements: [RecordStatement] = []
        for (index, bits) in records.enumerated() {
            last &+= message.positions[index]
            statements.append(
                RecordStatement(record: RecordID(bits: bits), position: Position(last), hash: hashes[index])
            )
        }
        return .records(head: Position(message.head), statements, more: message.more)
    }
}
