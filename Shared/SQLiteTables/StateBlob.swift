package import SyncModel

/// A record's live writes as the bytes that stand beside its row while it is not uniform.
///
/// Version byte, then varints. Streams and (device, edit, stamp, level, position) combinations are listed once and
/// named by index, since most fields of a record were written by few change sets.
package enum StateBlob {
    static let version: UInt8 = 1

    /// Writes everything but the names of collection and record and the present stream, which the row itself has.
    package static func encode(_ state: RecordState) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(version)
        writer.varint(state.position.number)
        writer.varint(state.wholeFrom.number)
        writer.varint(UInt64(state.moves))
        var origins = Origins()
        var body = ByteWriter()
        encode(state.existence, origins: &origins, to: &body)
        body.varint(UInt64(state.fields.count))
        for field in state.fields { encode(field, origins: &origins, to: &body) }
        writer.varint(UInt64(origins.list.count))
        for origin in origins.list { encode(origin, to: &writer) }
        writer.bytes += body.bytes
        return writer.bytes
    }

    /// Reads what ``encode(_:)`` wrote.
    /// - Throws: ``Damaged`` for any other bytes.
    package static func decode(
        _ bytes: [UInt8],
        collection: Int,
        record: RecordID,
        stream: Stream
    ) throws(Damaged) -> RecordState {
        var reader = ByteReader(bytes)
        guard try reader.byte() == version else { throw Damaged() }
        var state = RecordState(collection: collection, record: record, stream: stream)
        state.position = Position(try reader.varint())
        state.wholeFrom = Position(try reader.varint())
        guard let moves = UInt32(exactly: try reader.varint()) else { throw Damaged() }
        state.moves = moves
        var origins: [Origin] = []
        for _ in 0..<(try reader.count()) { origins.append(try origin(&reader)) }
        state.existence = try field(&reader, origins)
        for _ in 0..<(try reader.count()) { state.fields.append(try field(&reader, origins)) }
        guard reader.isAtEnd else { throw Damaged() }
        return state
    }

    /// The bytes are not a state: the file was damaged.
    package typealias Damaged = DamagedBytes

    private struct Origin: Hashable {
        var dot: Dot
        var stamp: Stamp
        var level: Int
        var position: Position
        var elsewhere: [Place]
    }

    private struct Origins {
        var list: [Origin] = []

        mutating func index(of write: LiveWrite) -> UInt64 {
            let origin = Origin(
                dot: write.dot,
                stamp: write.stamp,
                level: write.level,
                position: write.position,
                elsewhere: write.elsewhere
            )
            if let index = list.lastIndex(of: origin) { return UInt64(index) }
            list.append(origin)
            return UInt64(list.count - 1)
        }
    }

    private static func encode(_ field: FieldState, origins: inout Origins, to writer: inout ByteWriter) {
        writer.varint(field.changedAt.number)
        writer.varint(UInt64(field.writes.count))
        for write in field.writes {
            writer.varint(origins.index(of: write))
            writer.value(write.value)
        }
    }

    private static func field(_ reader: inout ByteReader, _ origins: [Origin]) throws(Damaged) -> FieldState {
        var field = FieldState(changedAt: Position(try reader.varint()))
        for _ in 0..<(try reader.count()) {
            let index = try reader.varint()
            guard index < UInt64(origins.count) else { throw Damaged() }
            let origin = origins[Int(index)]
            field.writes.append(
                LiveWrite(
                    value: try reader.value(),
                    dot: origin.dot,
                    stamp: origin.stamp,
                    level: origin.level,
                    position: origin.position,
                    elsewhere: origin.elsewhere
                )
            )
        }
        return field
    }

    private static func encode(_ origin: Origin, to writer: inout ByteWriter) {
        writer.bits(origin.dot.device.bits)
        writer.varint(origin.dot.edit.number)
        writer.varint(UInt64(origin.dot.index))
        writer.signed(origin.stamp.milliseconds)
        writer.byte(origin.stamp.sure ? 1 : 0)
        writer.signed(Int64(origin.level))
        writer.varint(origin.position.number)
        writer.varint(UInt64(origin.elsewhere.count))
        for place in origin.elsewhere {
            writer.text(place.stream.scope.text)
            writer.byte(place.stream.lane.rawValue)
            writer.varint(place.position.number)
        }
    }

    private static func origin(_ reader: inout ByteReader) throws(Damaged) -> Origin {
        let device = DeviceID(bits: try reader.bits())
        let edit = EditNumber(try reader.varint())
        guard let index = UInt32(exactly: try reader.varint()) else { throw Damaged() }
        let milliseconds = try reader.signed()
        let sure = try reader.byte() == 1
        let level = Int(try reader.signed())
        var origin = Origin(
            dot: Dot(device: device, edit: edit, index: index),
            stamp: Stamp(sure: sure, milliseconds: milliseconds),
            level: level,
            position: Position(try reader.varint()),
            elsewhere: []
        )
        for _ in 0..<(try reader.count()) {
            guard let scope = Scope(text: try reader.text()), let lane = Lane(rawValue: try reader.byte()) else {
                throw Damaged()
            }
            origin.elsewhere.append(
                Place(stream: Stream(scope: scope, lane: lane), position: Position(try reader.varint()))
            )
        }
        return origin
    }
}
