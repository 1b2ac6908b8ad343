import SyncModel

/// Writes varints, texts and values one after the other.
struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func varint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func signed(_ number: Int64) {
        varint(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
    }

    mutating func bits(_ bits: UInt128) {
        withUnsafeBytes(of: bits.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func text(_ text: String) {
        varint(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func value(_ value: Value) {
        switch value {
        case .null: bytes.append(0)
        case .integer(let integer):
            bytes.append(1)
            signed(integer)
        case .text(let text):
            bytes.append(2)
            self.text(text)
        }
    }
}

/// Reads what ``ByteWriter`` wrote, refusing anything else.
struct ByteReader {
    let bytes: [UInt8]
    var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { index == bytes.count }

    mutating func byte() throws(StateBlob.Damaged) -> UInt8 {
        guard index < bytes.count else { throw StateBlob.Damaged() }
        defer { index += 1 }
        return bytes[index]
    }

    mutating func varint() throws(StateBlob.Damaged) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            let byte = try byte()
            number |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return number }
        }
        throw StateBlob.Damaged()
    }

    mutating func signed() throws(StateBlob.Damaged) -> Int64 {
        let number = try varint()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    /// A number of things that follow, each of at least one byte.
    mutating func count() throws(StateBlob.Damaged) -> Int {
        let number = try varint()
        guard number <= UInt64(bytes.count - index) else { throw StateBlob.Damaged() }
        return Int(number)
    }

    mutating func bits() throws(StateBlob.Damaged) -> UInt128 {
        guard bytes.count - index >= 16 else { throw StateBlob.Damaged() }
        var bits: UInt128 = 0
        for offset in 0..<16 { bits = bits << 8 | UInt128(bytes[index + offset]) }
        index += 16
        return bits
    }

    mutating func text() throws(StateBlob.Damaged) -> String {
        let count = try count()
        guard let text = String(validating: bytes[index..<index + count], as: UTF8.self) else { throw StateBlob.Damaged() }
        index += count
        return text
    }

    mutating func value() throws(StateBlob.Damaged) -> Value {
        switch try byte() {
        case 0: .null
        case 1: .integer(try signed())
        case 2: .text(try text())
        default: throw StateBlob.Damaged()
        }
    }
}
