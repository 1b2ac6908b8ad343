internal import Crypto
public import SyncModel

/// The record's name that a natural key gives, equal on every device (clause W60).
public enum NaturalKey {
    /// UUIDv8 of SHA-256 over the length-prefixed UTF-8 texts of programme, collection, scope and key values.
    ///
    /// Texts are taken in normal form C without white space at either end, integers in decimal, null as an absent part.
    public static func id(programme: String, collection: String, scope: Scope?, parts: [Value]) -> RecordID {
        var hash = SHA256()
        add(programme, to: &hash)
        add(collection, to: &hash)
        add(scope?.text ?? "", to: &hash)
        for part in parts {
            switch part {
            case .null: hash.update(data: Bytes.bigEndian(UInt32.max))
            case .integer(let number): add(String(number), to: &hash)
            case .text(let text): add(CanonicalText.of(text), to: &hash)
            }
        }
        var bits: UInt128 = 0
        for byte in hash.finalize().prefix(16) { bits = bits << 8 | UInt128(byte) }
        bits = bits & ~(UInt128(0xf) << 76) | UInt128(8) << 76
        bits = bits & ~(UInt128(0b11) << 62) | UInt128(0b10) << 62
        return RecordID(bits: bits)
    }

    private static func add(_ text: String, to hash: inout SHA256) {
        let bytes = Array(text.utf8)
        hash.update(data: Bytes.bigEndian(UInt32(truncatingIfNeeded: bytes.count)))
        hash.update(data: bytes)
    }
}
