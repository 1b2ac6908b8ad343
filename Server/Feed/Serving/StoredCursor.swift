import SyncModel
import SyncWire

/// A cursor vector as the server keeps it: what was sent, and of which streams the device held all from their
/// beginning.
struct StoredCursor {
    var streams: [Stream: StreamCursor] = [:]
    /// Streams that the device joined while nothing was in them: its own sets there are all held (clause F21).
    var joinedEmpty: Set<Stream> = []
    /// The standing that went with it.
    var standing: UInt64 = 0

    init() {}

    init(decoding bytes: [UInt8]) throws(DamagedBytes) {
        var reader = ByteReader(bytes)
        standing = UInt64(truncatingIfNeeded: try reader.bits())
        while !reader.isAtEnd {
            let stream = try reader.stream()
            let complete = try reader.varint()
            streams[stream] = StreamCursor(complete: Position(complete), upto: Position(try reader.varint()))
            if try reader.byte() == 1 { joinedEmpty.insert(stream) }
        }
    }

    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.bits(UInt128(standing))
        for (stream, cursor) in streams.sorted(by: { $0.key < $1.key }) {
            writer.stream(stream)
            writer.varint(cursor.complete.number)
            writer.varint(cursor.upto.number)
            writer.byte(joinedEmpty.contains(stream) ? 1 : 0)
        }
        return writer.bytes
    }

    /// The device holds what it wrote itself in this stream.
    func holds(_ stream: Stream) -> Bool {
        guard let cursor = streams[stream] else { return false }
        return cursor.complete > .zero || joinedEmpty.contains(stream)
    }
}

extension FeedService {
    /// The cursor that a request names, by its hash or in full (clause C8), with what the server remembers beside it.
    /// - Throws: ``WireFailure`` `unknown-cursor`.
    func storedCursor(
        _ request: SyncRequest,
        of device: DeviceRow,
        in snapshot: any FeedSnapshot
    ) throws -> StoredCursor {
        // Of another history the device holds nothing of ours: all streams are gained, from 0 (clause F25).
        if let epoch = request.epoch, epoch != (try self.epoch(snapshot)) { return StoredCursor() }
        guard request.epoch != nil else { return StoredCursor() }
        switch request.cursor {
        case .known(0): return StoredCursor()
        case .known(let hash):
            guard let bytes = try snapshot.cursor(hash, of: device) else {
                throw WireFailure(.unknownCursor, .unknownCursor)
            }
            return try StoredCursor(decoding: bytes)
        case .whole(let streams):
            guard streams.count <= Limits.streamsMax else {
                throw WireFailure(.tooLarge, .tooMuch(.streams, max: Limits.streamsMax, in: .cursor))
            }
            var cursor = StoredCursor()
            if let bytes = try snapshot.cursor(CursorVector.hash(of: streams), of: device) {
                cursor = try StoredCursor(decoding: bytes)
            }
            cursor.streams = streams.filter { $0.value.complete <= $0.value.upto }
            return cursor
        }
    }
}
