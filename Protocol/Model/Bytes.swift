/// Fixed-width numbers as bytes, most significant first.
package enum Bytes {
    /// As many bytes as the number has.
    @inlinable
    package static func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    /// Reads as many bytes as the number has, without alignment; `nil` if there are fewer or more.
    @inlinable
    package static func number<Number: FixedWidthInteger>(
        _ bytes: some Collection<UInt8>,
        as type: Number.Type = Number.self
    ) -> Number? {
        guard bytes.count == Number.bitWidth / 8 else { return nil }
        return bytes.reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }

    /// Appends the 16 bytes of a name or a digest.
    @inlinable
    package static func append(_ bits: UInt128, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: bits.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
