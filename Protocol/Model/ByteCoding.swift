/// Writes numbers, texts and values one after the other, as the stores of device and server keep them.
///
/// A *varint* is seven bits a byte, lowest first, the high bit on all but the last. A text stands after its length.
package struct ByteWriter {
    /// What was written so far.
    package var bytes: [UInt8] = []

    /// Nothing is written yet.
    @inlinable
    package init() {}

    @inlinable
    package mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    @inlinable
    package mutating func varint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Zigzag, so that small negative numbers are short too.
    @inlinable
    package mutating func signed(_ number: Int64) {
        varint(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
    }

    /// 16 bytes, most significant first.
    @inlinable
    package mutating func bits(_ bits: UInt128) { Bytes.append(bits, to: &bytes) }

    @inlinable
    package mutating func text(_ text: String) {
        varint(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Bytes after their count.
    @inlinable
    package mutating func block(_ block: [UInt8]) {
        varint(UInt64(block.count))
        bytes.append(contentsOf: block)
    }

    /// 0 null │ 1, signed │ 2, text.
    @inlinable
    package mutating func value(_ value: Value) {
        switch value {
        case .null: byte(0)
        case .integer(let integer):
            byte(1)
            signed(integer)
        case .text(let text):
            byte(2)
            self.text(text)
        }
    }
}

/// Bytes in a store that its program never wrote: the file was damaged.
package struct DamagedBytes: Error, Hashable, Sendable {
    /// Nothing more is known.
    package init() {}
}

/// Reads what ``ByteWriter`` wrote, refusing anything else.
package struct ByteReader {
    /// What is read.
    package let bytes: [UInt8]
    /// Where the next reading begins.
    package var index = 0

    /// Begins with the first byte.
    @inlinable
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    @inlinable package var isAtEnd: Bool { index == bytes.count }

    @inlinable
    package mutating func byte() throws(DamagedBytes) -> UInt8 {
        guard index < bytes.count else { throw DamagedBytes() }
        defer { index += 1 }
        return bytes[index]
    }

    @inlinable
    package mutating func varint() throws(DamagedBytes) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            let byte = try byte()
            number |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return number }
        }
        throw DamagedBytes()
    }

    @inlinable
    package mutating func signed() throws(DamagedBytes) -> Int64 {
        let number = try varint()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    /// A number of things that follow, each of at least one byte.
    @inlinable
    package mutating func count() throws(DamagedBytes) -> Int {
        let number = try varint()
        guard number <= UInt64(bytes.count - index) else { throw DamagedBytes() }
        return Int(number)
    }

    @inlinable
    package mutating func bits() throws(DamagedBytes) -> UInt128 {
        guard bytes.count - index >= 16, let bits = Bytes.number(bytes[index..<index + 16], as: UInt128.self) else {
            throw DamagedBytes()
        }
        index += 16
        return bits
    }

    @inlinable
    package mutating func text() throws(DamagedBytes) -> String {
        let count = try count()
        guard let text = String(validating: bytes[index..<index + count], as: UTF8.self) else { throw DamagedBytes() }
        index += count
        return text
    }

    @inlinable
    package mutating func value() throws(DamagedBytes) -> Value {
        switch try byte() {
        case 0: .null
        case 1: .integer(try signed())
        case 2: .text(try text())
        default: throw DamagedBytes()
        }
    }
}
