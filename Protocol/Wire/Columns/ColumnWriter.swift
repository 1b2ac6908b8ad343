internal import SwiftProtobuf
internal import SyncModel

/// Writes columns into five streams, from which ``ColumnReader`` reads them in the same order (clause W31).
package struct ColumnWriter {
    /// Counts, lengths, kinds, indexes.
    package var counts: [UInt64] = []
    /// Numbers that may be negative.
    package var numbers: [Int64] = []
    /// UTF-8, one text after the other.
    package var text: [UInt8] = []
    /// Bitmaps, each begun on a byte; the first bit is the lowest.
    package var bits: [UInt8] = []
    /// Random bytes; they do not compress and would only spoil what does.
    package var raw: [UInt8] = []

    private var devices: [DeviceID: Int] = [:]
    private var lastDevice: (device: DeviceID, index: Int)?
    private var streams: [Stream: Int] = [:]
    private var hasUnfitNumber = false
    private var cells = 0

    mutating func count(_ number: Int) {
        if number < 0 { hasUnfitNumber = true }
        counts.append(UInt64(truncatingIfNeeded: number))
    }

    /// A number of something that has fewer than `limit`, such as a field.
    mutating func count(_ number: Int, below limit: Int) {
        if number >= limit { hasUnfitNumber = true }
        count(number)
    }

    /// What the reader will count too.
    mutating func spend(cells more: Int) {
        cells += more
    }

    mutating func bitmap(_ flags: [Bool]) {
        let start = bits.count
        bits.append(contentsOf: repeatElement(0, count: (flags.count + 7) / 8))
        for (index, flag) in flags.enumerated() where flag { bits[start + index / 8] |= 1 << UInt8(index % 8) }
    }

    /// The index of a device; a device that was not named before has the next index, and its 16 bytes go into `raw`.
    mutating func device(_ device: DeviceID) {
        if let lastDevice, lastDevice.device == device {
            count(lastDevice.index)
            return
        }
        let index = devices[device] ?? devices.count
        if index == devices.count {
            devices[device] = index
            Bytes.append(device.bits, to: &raw)
        }
        lastDevice = (device, index)
        count(index)
    }

    /// The index of a stream; a stream that was not named before has the next index and is spelled out.
    mutating func stream(_ stream: Stream) {
        if let index = streams[stream] {
            count(index)
            return
        }
        count(streams.count)
        streams[stream] = streams.count
        let kind = stream.scope.kind.utf8
        count(Int(stream.lane.rawValue) | (stream.scope.record == nil ? 0 : 4))
        count(kind.count)
        text.append(contentsOf: kind)
        if let record = stream.scope.record { Bytes.append(record.bits, to: &raw) }
    }

    /// One text with its length.
    mutating func string(_ string: String) {
        count(string.utf8.count)
        text.append(contentsOf: string.utf8)
    }

    /// Numbers as their differences, the first from 0, modulo 2^64.
    mutating func deltas(_ values: some Sequence<Int64>) {
        var last: Int64 = 0
        for value in values {
            numbers.append(value &- last)
            last = value
        }
    }

    mutating func deltas(_ values: some Sequence<UInt64>) {
        deltas(values.lazy.map { Int64(bitPattern: $0) })
    }

    /// Increasing positions as their differences, the first from `start`.
    mutating func positions(_ positions: some Sequence<Position>, from start: Position) {
        var last = start.number
        for position in positions {
            counts.append(position.number &- last)
            last = position.number
        }
    }

    /// Columns compressed, and the raw bytes beside them.
    /// - Throws: `too-large` if they would expand above the limit.
    consuming func packed() throws(WireFailure) -> (columns: [UInt8], raw: [UInt8]) {
        guard !hasUnfitNumber else { throw WireFailure(.tooLarge, .unmade(.columns)) }
        guard cells <= ColumnKind.cellsMax else { throw ColumnKind.tooManyCells }
        var columns = ProtoColumns()
        columns.counts = counts
        columns.numbers = numbers
        columns.text = Proto.data(text)
        columns.bits = Proto.data(bits)
        let bytes = try Proto.bytes(columns)
        guard bytes.count + raw.count <= Limits.expandedBytesMax else {
            throw WireFailure(.tooLarge, .tooMuch(.bytes, max: Limits.expandedBytesMax, in: .columns))
        }
        return (try Zstd.compress(bytes), raw)
    }
}
