internal import Crypto
public import SyncModel

/// The record's name that a natural key gives, equal on every device (clause W60).
public enum NaturalKey {
    /// UUIDv8 of SHA-256 over the length-prefixed UTF-8 texts of programme, collection, scope and key values.
    ///
    /// Texts are taken in normal form C without white space at either end, integers in decimal, null as an absent part.
    public static func id(programme: String, collection: String, scope: Scope?, parts: [Value]) -> RecordID {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        add(programme, to: &bytes)
        add(collection, to: &bytes)
        add(scope?.text ?? "", to: &bytes)
        for part in parts {
            switch part {
            case .null: bytes += Bytes.bigEndian(UInt32.max)
            case .integer(let number): add(String(number), to: &bytes)
            case .text(let text): add(CanonicalText.of(text), to: &bytes)
            }
        }
        var bits: UInt128 = 0
        for byte in SHA256.hash(data: bytes).prefix(16) { bits = bits << 8 | UInt128(byte) }
        bits = bits & ~(UInt128(0xf) << 76) | UInt128(8) << 76
        bits = bits & ~(UInt128(0b11) << 62) | UInt128(0b10) << 62
        return RecordID(bits: bits)
    }

    private static func add(_ text: String, to bytes: inout [UInt8]) {
        let count = UInt32(truncatingIfNeeded: text.utf8.count)
        for shift in stride(from: UInt32(24), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
        bytes.append(contentsOf: text.utf8)
    }
}
