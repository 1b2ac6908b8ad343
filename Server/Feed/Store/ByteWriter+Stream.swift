import SyncModel

/// Streams in the values that the server keeps as bytes: text kind, byte lane, + 4 if a record follows, bits record.
extension ByteWriter {
    mutating func stream(_ stream: Stream) {
        text(stream.scope.kind)
        byte(stream.lane.rawValue | (stream.scope.record == nil ? 0 : 4))
        if let record = stream.scope.record { bits(record.bits) }
    }
}

extension ByteReader {
    mutating func stream() throws(DamagedBytes) -> Stream {
        let kind = try text()
        let head = try byte()
        guard let lane = Lane(rawValue: head & 3) else { throw DamagedBytes() }
        return Stream(scope: Scope(kind, head & 4 == 0 ? nil : RecordID(bits: try bits())), lane: lane)
    }
}
