package import SyncModel

/// Writes the small values that a store keeps as bytes: varints, texts, ids.
package struct BlobWriter {
    package var bytes: [UInt8] = []

    package init() {}

    package mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    package mutating func number(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    package mutating func fixed(_ bits: UInt128) {
        for shift in stride(from: 120, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt128(shift))) }
    }

    package mutating func text(_ text: String) {
        number(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func block(_ block: [UInt8]) {
        number(UInt64(block.count))
        bytes.append(contentsOf: block)
    }

    package mutating func stream(_ stream: Stream) {
        text(stream.scope.kind)
        byte(stream.lane.rawValue | (stream.scope.record == nil ? 0 : 4))
        if let record = stream.scope.record { fixed(record.bits) }
    }

    package mutating func value(_ value: Value) {
        switch value {
        case .null: byte(0)
        case .integer(let integer):
            byte(1)
            number(UInt64(bitPattern: integer))
        case .text(let text):
            byte(2)
            self.text(text)
        }
    }
}

/// Reads what ``BlobWriter`` wrote; other bytes mean that the file was damaged.
package struct BlobReader {
    private let bytes: [UInt8]
    private var index = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var isAtEnd: Bool { index >= bytes.count }

    package mutating func byte() throws(StoreFailure) -> UInt8 {
        guard index < bytes.count else { throw Self.damaged }
        defer { index += 1 }
        return bytes[index]
    }

    package mutating func number() throws(StoreFailure) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            let byte = try byte()
            number |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return number }
        }
        throw Self.damaged
    }

    /// A number of things that follow, each of at least one byte.
    package mutating func count() throws(StoreFailure) -> Int {
        let number = try number()
        guard number <= UInt64(bytes.count - index) else { throw Self.damaged }
        return Int(number)
    }

    package mutating func fixed() throws(StoreFailure) -> UInt128 {
        guard bytes.count - index >= 16 else { throw Self.damaged }
        var bits: UInt128 = 0
        for offset in 0..<16 { bits = bits << 8 | UInt128(bytes[index + offset]) }
        index += 16
        return bits
    }

    package mutating func text() throws(StoreFailure) -> String {
        let count = try count()
        defer { index += count }
        return String(decoding: bytes[index..<index + count], as: UTF8.self)
    }

    package mutating func block() throws(StoreFailure) -> [UInt8] {
        let count = try count()
        defer { index += count }
        return Array(bytes[index..<index + count])
    }

    package mutating func stream() throws(StoreFailure) -> Stream {
        let kind = try text()
        let mark = try byte()
        guard let lane = Lane(rawValue: mark & 3) else { throw Self.damaged }
        return Stream(scope: Scope(kind, mark & 4 == 0 ? nil : RecordID(bits: try fixed())), lane: lane)
    }

    package mutating func value() throws(StoreFailure) -> Value {
        switch try byte() {
        case 0: .null
        case 1: .integer(Int64(bitPattern: try number()))
        case 2: .text(try text())
        default: throw Self.damaged
        }
    }

    package static let damaged = StoreFailure("A value in the store cannot be read: the file is damaged. Restore a backup.")
}
