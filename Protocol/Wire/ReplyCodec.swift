internal import SwiftProtobuf
internal import SyncModel

extension ReplyHead {
    var message: ProtoHead {
        get throws(WireFailure) {
            var message = ProtoHead()
            message.version = UInt64(version)
            message.epoch = Proto.data(epoch.bits)
            message.counter = counter
            message.lastCounter = lastCounter
            message.serverTime = serverTime
            message.serverTook = serverTook
            for lane in lanes { message.lanes.append(try lane.message) }
            message.gained = gained.map { Proto.data(StreamBytes.write($0)) }
            message.lost = lost.map { Proto.data(StreamBytes.write($0)) }
            message.ahead = ahead
            if let programme { message.programme = Proto.data(programme) }
            if let standing { message.standing = standing.message }
            return message
        }
    }

    init(_ message: ProtoHead) throws(WireFailure) {
        guard let version = Int(exactly: message.version), ProtocolVersion.spoken ~= version else {
            throw WireFailure(
                .version,
                .version(.reply, found: Int(clamping: message.version), known: ProtocolVersion.current)
            )
        }
        self.init(
            version: version,
            epoch: Epoch(bits: try Proto.bits(message.epoch)),
            counter: message.counter,
            lastCounter: message.lastCounter,
            serverTime: message.serverTime,
            serverTook: message.serverTook
        )
        for lane in message.lanes { lanes.append(try LaneReply(lane)) }
        for stream in message.gained { gained.append(try StreamBytes.read(stream)) }
        for stream in message.lost { lost.append(try StreamBytes.read(stream)) }
        ahead = message.ahead
        if message.hasProgramme { programme = Array(message.programme) }
        if message.hasStanding { standing = try Standing(message.standing) }
    }
}

extension LaneReply {
    fileprivate var message: ProtoLaneReply {
        get throws(WireFailure) {
            // Clause W22.
            guard receipts.allSatisfy({ $0.lane == lane }) else {
                throw WireFailure(.internalError, .unmade(.receipt))
            }
            var message = ProtoLaneReply()
            message.lane = UInt32(lane.rawValue)
            message.settledThrough = settledThrough.number
            message.appliedThrough = appliedThrough.number
            message.backedUpThrough = backedUpThrough.number
            message.receipts = receipts.map(\.message)
            return message
        }
    }

    fileprivate init(_ message: ProtoLaneReply) throws(WireFailure) {
        guard let lane = UInt8(exactly: message.lane).flatMap(Lane.init(rawValue:)) else {
            throw WireFailure(.badRequest, .damaged(.reply))
        }
        self.init(
            lane: lane,
            settledThrough: SendNumber(message.settledThrough),
            appliedThrough: SendNumber(message.appliedThrough),
            backedUpThrough: SendNumber(message.backedUpThrough),
            receipts: []
        )
        for receipt in message.receipts { receipts.append(try Receipt(receipt, lane: lane)) }
    }
}

extension Receipt {
    fileprivate var message: ProtoReceipt {
        var message = ProtoReceipt()
        message.first = first.number
        message.last = last.number
        let sorted = starts.sorted { $0.key < $1.key }
        message.streams = sorted.map { Proto.data(StreamBytes.write($0.key)) }
        message.starts = sorted.map(\.value.number)
        for (send, exception) in exceptions.sorted(by: { $0.key < $1.key }) {
            var outcome = ProtoException()
            outcome.number = send.number
            switch exception {
            case .refused(let refusal): outcome.refused = refusal.proto
            case .placed(let places):
                var message = ProtoPlaces()
                message.streams = places.map { Proto.data(StreamBytes.write($0.stream)) }
                message.positions = places.map(\.position.number)
                outcome.placed = message
            }
            message.exceptions.append(outcome)
        }
        return message
    }

    fileprivate init(_ message: ProtoReceipt, lane: Lane) throws(WireFailure) {
        let damaged = WireFailure(.badRequest, .damaged(.receipt))
        guard message.streams.count == message.starts.count else { throw damaged }
        self.init(lane: lane, first: SendNumber(message.first), last: SendNumber(message.last))
        for (stream, start) in zip(message.streams, message.starts) {
            starts[try StreamBytes.read(stream)] = Position(start)
        }
        for exception in message.exceptions {
            let send = SendNumber(exception.number)
            switch exception.outcome {
            case .refused(let refusal): exceptions[send] = .refused(try Refusal(refusal))
            case .placed(let message):
                guard message.streams.count == message.positions.count else { throw damaged }
                var places: [Place] = []
                for (stream, position) in zip(message.streams, message.positions) {
                    places.append(Place(stream: try StreamBytes.read(stream), position: Position(position)))
                }
                exceptions[send] = .placed(places)
            // Nobody can go on past something that became of a change set and is unknown here.
            case nil: throw WireFailure(.badRequest, .newer(.receipt))
            }
        }
    }
}

extension Refusal {
    var proto: ProtoRefusal {
        var message = ProtoRefusal()
        message.code = code.rawValue
        message.message = problem.sentence(knownAs: inEnglish)
        // Clause W23.
        (message.problem, message.values, message.place) = (problem.written.word, problem.written.values, place ?? "")
        if let collection { message.collection = Int64(collection) }
        if let record { message.record = Proto.data(record.bits) }
        if let field { message.field = Int64(field) }
        return message
    }

    init(_ message: ProtoRefusal) throws(WireFailure) {
        self.init(
            RefusalCode(rawValue: message.code.clipped(to: Limits.toldNameBytesMax)),
            told: Told(clipping: message.problem, message.values, message.message),
            at: message.place.isEmpty ? nil : message.place.clipped(to: Limits.toldNameBytesMax),
            collection: message.hasCollection ? Int(message.collection) : nil,
            record: try Proto.optionalBits(message.record).map { RecordID(bits: $0) },
            field: message.hasField ? Int(message.field) : nil
        )
    }
}

extension Standing {
    var message: ProtoStanding {
        var message = ProtoStanding()
        message.at = Proto.data(at.bits)
        message.role = role
        for (scope, collections) in writable.sorted(by: { $0.key < $1.key }) {
            var writable = ProtoWritable()
            writable.scope = Proto.data(StreamBytes.write(Stream(scope: scope, lane: .urgent)))
            writable.collections = collections.map { Int64($0) }
            message.writable.append(writable)
        }
        return message
    }

    init(_ message: ProtoStanding) throws(WireFailure) {
        self.init(at: RecordID(bits: try Proto.bits(message.at)), role: message.role, writable: [:])
        for entry in message.writable {
            writable[try StreamBytes.read(entry.scope).scope] = entry.collections.map { Int($0) }
        }
    }
}

extension ReplyTail {
    var message: ProtoTail {
        var message = ProtoTail()
        if !cursor.isEmpty { message.cursor = CursorCodec.write(cursor) }
        message.cursorHash = cursorHash
        message.more = more
        if let digest { message.digest = Proto.data(digest) }
        return message
    }

    init(_ message: ProtoTail) throws(WireFailure) {
        self.init(
            cursor: try CursorCodec.read(message.cursor),
            cursorHash: message.cursorHash,
            more: message.more,
            digest: try Proto.optionalBits(message.digest)
        )
    }
}

extension WireFailure {
    var proto: ProtoFailure {
        var message = ProtoFailure()
        message.code = code.rawValue
        message.message = problem.sentence(knownAs: inEnglish)
        (message.problem, message.values) = (problem.written.word, problem.written.values)
        return message
    }

    init(_ message: ProtoFailure) {
        // A code of a newer server is an error of the server as far as anybody here can tell (clause W23).
        self.init(
            Code(rawValue: message.code) ?? .internalError,
            told: Told(clipping: message.problem, message.values, message.message)
        )
    }
}

extension Told {
    /// What another side tells (clause W23).
    fileprivate init(clipping word: String, _ values: [String], _ sentence: String) {
        self.init(WrittenProblem(word, values).clipped, sentence: sentence.clipped(to: Limits.toldBytesMax))
    }
}
