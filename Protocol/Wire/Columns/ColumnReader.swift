internal import SwiftProtobuf
internal import SyncModel

/// Reads what ``ColumnWriter`` wrote. Every count is checked against what is left before memory is taken for it.
struct ColumnReader {
    private let counts: [UInt64]
    private let numbers: [Int64]
    private let text: [UInt8]
    private let bits: [UInt8]
    private let raw: [UInt8]
    private var nextCount = 0
    private var nextNumber = 0
    private var nextText = 0
    private var nextBits = 0
    private var nextRaw = 0
    private var cells = 0
    private var devices: [DeviceID] = []
    private var streams: [Stream] = []

    static let damaged = WireFailure(.badRequest, .damaged(.columns))

    init(columns: some ContiguousBytesLike, raw: some ContiguousBytesLike) throws(WireFailure) {
        guard raw.count <= Limits.expandedBytesMax else {
            throw WireFailure(.tooLarge, .tooMuch(.bytes, max: Limits.expandedBytesMax, in: .columns))
        }
        let bytes = try Zstd.expand(columns)
        let columns = try Proto.read(ProtoColumns.self, bytes)
        counts = columns.counts
        numbers = columns.numbers
        text = Array(columns.text)
        bits = Array(columns.bits)
        self.raw = raw.withBytes { Array($0) }
    }

    /// Nulls take no bytes, so that values are counted where they would take memory.
    mutating func spend(cells more: Int) throws(WireFailure) {
        guard more <= ColumnKind.cellsMax - cells else { throw ColumnKind.tooManyCells }
        cells += more
    }

    /// Nothing may be left over.
    func finish() throws(WireFailure) {
        guard nextCount == counts.count, nextNumber == numbers.count, nextText == text.count, nextBits == bits.count,
            nextRaw == raw.count
        else { throw Self.damaged }
    }

    mutating func count(max: Int = Int.max) throws(WireFailure) -> Int {
        guard nextCount < counts.count, counts[nextCount] <= UInt64(max) else { throw Self.damaged }
        defer { nextCount += 1 }
        return Int(counts[nextCount])
    }

    /// A count that may take all 64 bits, such as a position.
    mutating func wideCount() throws(WireFailure) -> UInt64 {
        guard nextCount < counts.count else { throw Self.damaged }
        defer { nextCount += 1 }
        return counts[nextCount]
    }

    /// How many items follow, each of which takes at least one count or number: never more than are left.
    mutating func itemCount(max: Int) throws(WireFailure) -> Int {
        let number = try count(max: max)
        guard number <= counts.count - nextCount else { throw Self.damaged }
        return number
    }

    mutating func counts(_ length: Int) throws(WireFailure) -> ArraySlice<UInt64> {
        guard length >= 0, length <= counts.count - nextCount else { throw Self.damaged }
        defer { nextCount += length }
        return counts[nextCount..<nextCount + length]
    }

    mutating func counts(_ length: Int, max: Int) throws(WireFailure) -> [Int] {
        let slice = try counts(length)
        guard max >= 0 || length == 0 else { throw Self.damaged }
        guard slice.allSatisfy({ $0 <= UInt64(max) }) else { throw Self.damaged }
        return slice.map { Int($0) }
    }

    mutating func number() throws(WireFailure) -> Int64 {
        guard nextNumber < numbers.count else { throw Self.damaged }
        defer { nextNumber += 1 }
        return numbers[nextNumber]
    }

    mutating func numbers(_ length: Int) throws(WireFailure) -> ArraySlice<Int64> {
        guard length >= 0, length <= numbers.count - nextNumber else { throw Self.damaged }
        defer { nextNumber += length }
        return numbers[nextNumber..<nextNumber + length]
    }

    mutating func deltas(_ length: Int) throws(WireFailure) -> [Int64] {
        var last: Int64 = 0
        return try numbers(length).map {
            last &+= $0
            return last
        }
    }

    mutating func positions(_ length: Int, from start: Position) throws(WireFailure) -> [Position] {
        var last = start.number
        return try counts(length).map {
            last &+= $0
            return Position(last)
        }
    }

    mutating func bitmap(_ length: Int) throws(WireFailure) -> Bitmap {
        let size = (length + 7) / 8
        guard length >= 0, size <= bits.count - nextBits else { throw Self.damaged }
        defer { nextBits += size }
        return Bitmap(bytes: bits[nextBits..<nextBits + size], start: nextBits, count: length)
    }

    mutating func raw(_ length: Int) throws(WireFailure) -> ArraySlice<UInt8> {
        guard length >= 0, length <= raw.count - nextRaw else { throw Self.damaged }
        defer { nextRaw += length }
        return raw[nextRaw..<nextRaw + length]
    }

    mutating func bits128() throws(WireFailure) -> UInt128 {
        try raw(16).reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// A text of so many bytes.
    mutating func string(bytes length: Int) throws(WireFailure) -> String {
        guard length >= 0, length <= text.count - nextText else { throw Self.damaged }
        let start = nextText
        nextText += length
        let string = text.withUnsafeBufferPointer {
            String(validating: UnsafeBufferPointer(rebasing: $0[start..<start + length]), as: UTF8.self)
        }
        guard let string else { throw WireFailure(.badRequest, .damaged(.text)) }
        return string
    }

    /// One text behind its length.
    mutating func string(bytesMax: Int) throws(WireFailure) -> String { try string(bytes: try count(max: bytesMax)) }

    mutating func device() throws(WireFailure) -> DeviceID {
        let index = try count(max: devices.count)
        if index == devices.count { devices.append(DeviceID(bits: try bits128())) }
        return devices[index]
    }

    mutating func stream() throws(WireFailure) -> Stream {
        let index = try count(max: streams.count)
        guard index == streams.count else { return streams[index] }
        let flags = try count(max: 7)
        guard let lane = Lane(rawValue: UInt8(flags & 3)) else { throw Self.damaged }
        let kind = try string(bytes: try count())
        let record = flags & 4 == 0 ? nil : RecordID(bits: try bits128())
        let stream = Stream(scope: Scope(kind, record), lane: lane)
        streams.append(stream)
        return stream
    }
}

/// Flags, one bit each.
struct Bitmap {
    let bytes: ArraySlice<UInt8>
    let start: Int
    let count: Int

    subscript(index: Int) -> Bool { bytes[start + index / 8] & 1 << UInt8(index % 8) != 0 }

    var setCount: Int {
        var sum = 0
        for index in 0..<count where self[index] { sum += 1 }
        return sum
    }
}
