import ChangeFeed
import SyncModel

/// Digests as bytes: 32 bytes that say which of the 256 ranges are not zero, then those, 16 bytes each.
enum DigestBlob {
    static func encode(_ digest: StreamDigest) -> [UInt8] {
        var present = [UInt8](repeating: 0, count: 32)
        var writer = ByteWriter()
        for (index, range) in digest.ranges.enumerated() where range != 0 {
            present[index >> 3] |= 1 << UInt8(index & 7)
            writer.bits(range)
        }
        return present + writer.bytes
    }

    static func decode(_ bytes: [UInt8], count: Int) throws -> StreamDigest {
        guard bytes.count >= 32 else { throw StoreFailure.damaged }
        var reader = ByteReader(Array(bytes[32...]))
        var ranges = [UInt128](repeating: 0, count: 256)
        for index in 0..<256 where bytes[index >> 3] & 1 << UInt8(index & 7) != 0 { ranges[index] = try reader.bits() }
        guard reader.isAtEnd, let digest = StreamDigest(ranges: ranges, count: count) else {
            throw StoreFailure.damaged
        }
        return digest
    }

    static func sum(_ digests: [StreamDigest]) -> StreamDigest {
        var ranges = [UInt128](repeating: 0, count: 256)
        var count = 0
        for digest in digests {
            for index in 0..<256 { ranges[index] &+= digest.ranges[index] }
            count += digest.count
        }
        return StreamDigest(ranges: ranges, count: count) ?? StreamDigest()
    }
}
