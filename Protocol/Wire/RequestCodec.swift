internal import SwiftProtobuf
internal import SyncModel

extension SyncRequest {
    /// The body that is signed (clause W11).
    /// - Throws: ``WireFailure`` `too-large` above a limit.
    package func encoded() throws(WireFailure) -> [UInt8] {
        guard parcels.count <= Limits.parcelsPerRequestMax else {
            throw WireFailure(.tooLarge, .tooMuch(.parcels, max: Limits.parcelsPerRequestMax, in: .request))
        }
        var message = ProtoRequest()
        message.versionMax = UInt64(versions.upperBound)
        if versions.lowerBound != versions.upperBound { message.versionMin = UInt64(versions.lowerBound) }
        message.counter = counter
        message.follows = follows
        message.programme = Int64(programme)
        if let epoch { message.epoch = Proto.data(epoch.bits) }
        switch cursor {
        case .known(let hash): message.knownCursor = hash
        case .whole(let streams): message.wholeCursor = CursorCodec.write(streams)
        }
        for mark in lanes {
            message.lanes += [
                UInt64(mark.lane.rawValue), mark.last.number, mark.last.number &- mark.settledThrough.number,
            ]
            if mark.last > 0 { message.chains.append(contentsOf: mark.chain) }
        }
        message.ownFrom = ownFrom.number
        message.receiptsOnly = !wantsPages
        if replyBytesMax != Self.replyBytesMaxUsual { message.replyBytesMax = Int64(replyBytesMax) }
        if pageBytesMax != Self.pageBytesMaxUsual { message.pageBytesMax = Int64(pageBytesMax) }
        for parcel in parcels {
            guard parcel.signature.count == 64 else { throw WireFailure(.internalError, .unmade(.signature)) }
            // Clause W14.
            message.parcels.append(Proto.data(parcel.signature + parcel.bytes))
        }
        let body = try RequestBody.sync.head(device) + Proto.bytes(message)
        guard body.count + SignedRequest.headBytes <= Limits.requestBytesMax else {
            throw WireFailure(.tooLarge, .tooMuch(.bytes, max: Limits.requestBytesMax, in: .request))
        }
        return body
    }

    /// Reads a body.
    /// - Throws: ``WireFailure`` `bad-request`, `too-large` or `version`.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        let device = try RequestBody.sync.device(of: bytes)
        let message = try Proto.read(ProtoRequest.self, Array(bytes[RequestBody.headBytes...]))
        guard message.parcels.count <= Limits.parcelsPerRequestMax else {
            throw WireFailure(.tooLarge, .tooMuch(.parcels, max: Limits.parcelsPerRequestMax, in: .request))
        }
        let high = Int(truncatingIfNeeded: min(message.versionMax, UInt64(Int32.max)))
        let low = message.versionMin == 0 ? high : Int(truncatingIfNeeded: min(message.versionMin, UInt64(Int32.max)))
        guard low <= high else { throw WireFailure(.badRequest, .damaged(.versions)) }
        var parcels: [SignedParcel] = []
        for parcel in message.parcels {
            guard parcel.count > 64, parcel.count <= Limits.parcelBytesMax + 64 else {
                throw WireFailure(.tooLarge, .tooMuch(.bytes, max: Limits.parcelBytesMax, in: .parcel))
            }
            parcels.append(SignedParcel(bytes: Array(parcel.dropFirst(64)), signature: Array(parcel.prefix(64))))
        }
        let cursor: CursorClaim =
            switch message.cursor {
            case .knownCursor(let hash): .known(hash)
            case .wholeCursor(let streams): .whole(try CursorCodec.read(streams))
            case nil: throw WireFailure(.badRequest, .damaged(.cursor))
            }
        self.init(
            versions: low...high,
            device: device,
            counter: message.counter,
            follows: message.follows,
            programme: Int(message.programme),
            epoch: try Proto.optionalBits(message.epoch).map { Epoch(bits: $0) },
            cursor: cursor,
            lanes: try Self.marks(message),
            ownFrom: EditNumber(message.ownFrom),
            wantsPages: !message.receiptsOnly,
            replyBytesMax: message.hasReplyBytesMax ? Int(message.replyBytesMax) : Self.replyBytesMaxUsual,
            pageBytesMax: message.hasPageBytesMax ? Int(message.pageBytesMax) : Self.pageBytesMaxUsual,
            parcels: parcels
        )
    }

    private static func marks(_ message: ProtoRequest) throws(WireFailure) -> [LaneMark] {
        let damaged = WireFailure(.badRequest, .damaged(.lanes))
        guard message.lanes.count % 3 == 0, message.lanes.count <= 3 * Lane.allCases.count else { throw damaged }
        var chains = Array(message.chains)[...]
        var marks: [LaneMark] = []
        for start in stride(from: 0, to: message.lanes.count, by: 3) {
            let last = message.lanes[start + 1]
            guard let lane = UInt8(exactly: message.lanes[start]).flatMap(Lane.init(rawValue:)) else { throw damaged }
            let chain = last == 0 ? [] : Array(chains.prefix(LaneMark.chainBytes))
            guard last == 0 || chain.count == LaneMark.chainBytes else { throw damaged }
            chains = chains.dropFirst(chain.count)
            marks.append(
                LaneMark(
                    lane: lane,
                    last: SendNumber(last),
                    chain: chain,
                    settledThrough: SendNumber(last &- message.lanes[start + 2])
                )
            )
        }
        guard chains.isEmpty else { throw damaged }
        return marks
    }

    static let replyBytesMaxUsual = 16 << 20
    static let pageBytesMaxUsual = 256 << 10
}

/// The beginning of everything that a device signs and sends alone: what it is, its format, the device (clause W11).
enum RequestBody: UInt8 {
    case sync = 0x52  // R
    case history = 0x48  // H
    case reconciliation = 0x41  // A
    case wait = 0x57  // W

    static let headBytes = 18
    private static let format: UInt8 = 1

    func head(_ device: DeviceID) -> [UInt8] {
        var bytes = [rawValue, Self.format]
        Bytes.append(device.bits, to: &bytes)
        return bytes
    }

    func device(of body: [UInt8]) throws(WireFailure) -> DeviceID {
        guard body.first == rawValue else { throw WireFailure(.badRequest, .damaged(.request)) }
        return try Self.device(of: body)
    }

    static func device(of body: [UInt8]) throws(WireFailure) -> DeviceID {
        guard body.count >= headBytes, RequestBody(rawValue: body[0]) != nil,
            let bits = Bytes.number(body[2..<18], as: UInt128.self)
        else {
            throw WireFailure(.badRequest, .damaged(.request))
        }
        guard body[1] == format else { throw WireFailure(.version, .newer(.request)) }
        return DeviceID(bits: bits)
    }
}

/// A cursor as parallel lists, in the order of the streams (clause W13).
enum CursorCodec {
    static func write(_ cursor: [Stream: StreamCursor]) -> ProtoCursor {
        let sorted = cursor.sorted { $0.key < $1.key }
        var message = ProtoCursor()
        message.streams = sorted.map { Proto.data(StreamBytes.write($0.key)) }
        message.completes = sorted.map(\.value.complete.number)
        message.uptos = sorted.map { $0.value.upto.number &- $0.value.complete.number }
        return message
    }

    static func read(_ message: ProtoCursor) throws(WireFailure) -> [Stream: StreamCursor] {
        let count = message.streams.count
        guard count <= Limits.streamsMax else {
            throw WireFailure(.tooLarge, .tooMuch(.streams, max: Limits.streamsMax, in: .device))
        }
        guard message.completes.count == count, message.uptos.count == count else {
            throw WireFailure(.badRequest, .damaged(.cursor))
        }
        var cursor: [Stream: StreamCursor] = [:]
        cursor.reserveCapacity(count)
        for index in 0..<count {
            let complete = message.completes[index]
            let (upto, overflow) = complete.addingReportingOverflow(message.uptos[index])
            guard !overflow else { throw WireFailure(.badRequest, .damaged(.cursor)) }
            let position = StreamCursor(complete: Position(complete), upto: Position(upto))
            guard cursor.updateValue(position, forKey: try StreamBytes.read(message.streams[index])) == nil else {
                throw WireFailure(.badRequest, .damaged(.cursor))
            }
        }
        return cursor
    }
}

extension HistoryRequest {
    /// The body that is signed.
    /// - Throws: ``WireFailure`` `internal` if it cannot be written.
    package func encoded() throws(WireFailure) -> [UInt8] {
        var message = ProtoHistoryRequest()
        message.counter = counter
        message.collection = Int64(collection)
        message.record = Proto.data(record.bits)
        return try RequestBody.history.head(device) + Proto.bytes(message)
    }

    /// Reads a body.
    /// - Throws: ``WireFailure`` `bad-request` or `version`.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        let device = try RequestBody.history.device(of: bytes)
        let message = try Proto.read(ProtoHistoryRequest.self, Array(bytes[RequestBody.headBytes...]))
        self.init(
            device: device,
            counter: message.counter,
            collection: Int(message.collection),
            record: RecordID(bits: try Proto.bits(message.record))
        )
    }
}

extension WaitRequest {
    /// The body that is signed.
    /// - Throws: ``WireFailure`` `internal` if it cannot be written.
    package func encoded() throws(WireFailure) -> [UInt8] {
        var message = ProtoWaitRequest()
        message.time = time
        if let after { message.after = after }
        message.seconds = UInt32(clamping: seconds)
        return try RequestBody.wait.head(device) + Proto.bytes(message)
    }

    /// Reads a body.
    /// - Throws: ``WireFailure`` `bad-request` or `version`.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        let device = try RequestBody.wait.device(of: bytes)
        let message = try Proto.read(ProtoWaitRequest.self, Array(bytes[RequestBody.headBytes...]))
        self.init(
            device: device,
            time: message.time,
            after: message.hasAfter ? message.after : nil,
            seconds: Int(message.seconds)
        )
    }
}
