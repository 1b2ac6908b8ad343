import SyncModel

/// The different texts of a column, by their bytes, and where each stands.
///
/// Not a `Dictionary` of `String`, which compares by normal form: two spellings of `é` are two texts here.
struct TextDictionary {
    /// In the order of their first use.
    private(set) var texts: [String] = []
    /// One for each text of the column.
    private(set) var indexes: [UInt32] = []

    /// - Returns: `nil` unless every text is used twice on average; a look at the first ones spares the rest of long
    ///   free texts.
    init?(_ values: [String]) {
        var hashes: [UInt64] = []
        var slots = [UInt32](repeating: 0, count: 64)
        indexes.reserveCapacity(values.count)
        for (position, value) in values.enumerated() {
            if texts.count > Self.sample / 2, texts.count * 2 > position { return nil }
            var value = value
            let hash = value.withUTF8 { Self.hash(UnsafeRawBufferPointer($0)) }
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 {
                let index = Int(slots[slot]) - 1
                if hashes[index] == hash, texts[index].hasSameBytes(as: value) { break }
                slot = (slot + 1) & (slots.count - 1)
            }
            if slots[slot] == 0 {
                texts.append(value)
                hashes.append(hash)
                slots[slot] = UInt32(texts.count)
                if texts.count * 2 > slots.count { slots = Self.grown(hashes, from: slots.count) }
                indexes.append(UInt32(texts.count - 1))
            } else {
                indexes.append(slots[slot] - 1)
            }
        }
        guard texts.count * 2 <= values.count else { return nil }
    }

    private static let sample = 32

    private static func grown(_ hashes: [UInt64], from size: Int) -> [UInt32] {
        var slots = [UInt32](repeating: 0, count: size * 2)
        for (index, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(index + 1)
        }
        return slots
    }

    /// Eight bytes at a time. Collisions that an enemy finds cost only time, and no more than the square of a page.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: bytes.count) &* 0x9e37_79b9_7f4a_7c15
        var index = 0
        while index + 8 <= bytes.count {
            hash = (hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0xff51_afd7_ed55_8ccd
            hash ^= hash >> 32
            index += 8
        }
        var rest: UInt64 = 0
        while index < bytes.count {
            rest = rest << 8 | UInt64(bytes[index])
            index += 1
        }
        hash = (hash ^ rest) &* 0xff51_afd7_ed55_8ccd
        return hash ^ hash >> 32
    }
}
