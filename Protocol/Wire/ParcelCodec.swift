internal import SwiftProtobuf
package import SyncModel

extension Parcel {
    /// The bytes that are hashed and signed (clause W40); also above ``Limits/parcelBytesMax``, so that a sender can
    /// cut again.
    /// - Throws: ``WireFailure`` `too-large` above another limit, `internal` if the parcel is not well formed.
    package func encoded() throws(WireFailure) -> [UInt8] {
        guard previous.count == 32 else { throw WireFailure(.internalError, .unmade(.parcel)) }
        guard !sets.isEmpty, first > 0 else { throw WireFailure(.internalError, .unmade(.parcel)) }
        return try encoded(columns())
    }

    /// The change sets as columns, not yet compressed.
    package func columns() throws(WireFailure) -> ColumnWriter {
        var writer = ColumnWriter()
        try ChangeSetColumns.write(sets, to: &writer)
        return writer
    }

    /// The bytes of this parcel's header and any columns.
    package func encoded(_ columns: consuming ColumnWriter) throws(WireFailure) -> [UInt8] {
        let (columns, raw) = try columns.packed()
        var message = ProtoParcel()
        message.device = Proto.data(device.bits)
        message.lane = UInt32(lane.rawValue)
        message.programme = Int64(programme)
        message.first = first.number
        if previous != Self.noPrevious { message.previous = Proto.data(previous) }
        message.sets = UInt64(sets.count)
        message.columns = Proto.data(columns)
        message.raw = Proto.data(raw)
        return try [ParcelCodec.kind, ParcelCodec.format] + Proto.bytes(message)
    }

    /// Reads what ``encoded()`` wrote.
    /// - Throws: ``WireFailure`` `bad-request`, `too-large` or `version`.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        let message = try ParcelCodec.message(bytes)
        let header = try ParcelCodec.header(message)
        var reader = try ColumnReader(columns: message.columns, raw: message.raw)
        let sets = try ChangeSetColumns.read(Int(message.sets), from: &reader)
        try reader.finish()
        self.init(
            device: header.device,
            lane: header.lane,
            programme: header.programme,
            first: header.first,
            previous: header.previous,
            sets: sets
        )
    }
}

/// The part of a parcel that is read without unpacking it.
enum ParcelCodec {
    /// The first byte of everything that is signed says what it is, so that a signature never serves for something else
    /// (clause W3).
    static let kind = UInt8(ascii: "P")
    static let format: UInt8 = 1

    static func header(of bytes: [UInt8]) throws(WireFailure) -> ParcelHeader {
        try header(message(bytes))
    }

    static func message(_ bytes: [UInt8]) throws(WireFailure) -> ProtoParcel {
        guard bytes.count <= Limits.parcelBytesMax else {
            throw WireFailure(.tooLarge, .tooMuch(.bytes, max: Limits.parcelBytesMax, in: .parcel))
        }
        guard bytes.count > 2, bytes[0] == kind else { throw WireFailure(.badRequest, .damaged(.parcel)) }
        // Clause W1.
        guard bytes[1] == format else { throw WireFailure(.version, .newer(.parcel)) }
        return try Proto.read(ProtoParcel.self, Array(bytes[2...]))
    }

    static func header(_ message: ProtoParcel) throws(WireFailure) -> ParcelHeader {
        let damaged = WireFailure(.badRequest, .damaged(.parcel))
        guard let device = Bytes.number(message.device, as: UInt128.self),
            let lane = UInt8(exactly: message.lane).flatMap(Lane.init(rawValue:)),
            message.previous.isEmpty || message.previous.count == 32,
            1...UInt64(Limits.setsPerParcelMax) ~= message.sets, message.first > 0,
            message.first <= UInt64.max - message.sets
        else { throw damaged }
        return ParcelHeader(
            device: DeviceID(bits: device),
            lane: lane,
            programme: Int(message.programme),
            first: SendNumber(message.first),
            last: SendNumber(message.first + message.sets - 1),
            previous: message.previous.isEmpty ? Parcel.noPrevious : Array(message.previous)
        )
    }
}
