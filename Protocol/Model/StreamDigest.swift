/// What two replicas compare to know that they hold the same records: per stream a sum over (id, position) in 256
/// ranges.
///
/// The range of a record is the last byte of its id, which is random in every kind of id. The hash need not resist an
/// enemy, it must only make an accident improbable: 128 bits, added modulo 2^128, so that records come and go in any
/// order (clause D1).
package struct StreamDigest: Hashable, Sendable {
    /// 256 sums, by the last byte of the record's id.
    package private(set) var ranges: [UInt128]
    /// How many records it stands for.
    package private(set) var count: Int

    /// The digest of no records.
    package init() {
        ranges = [UInt128](repeating: 0, count: 256)
        count = 0
    }

    /// A digest read back from storage.
    /// - Returns: `nil` unless there are 256 ranges.
    package init?(ranges: [UInt128], count: Int) {
        guard ranges.count == 256 else { return nil }
        self.ranges = ranges
        self.count = count
    }

    /// A record stands at this position now.
    package mutating func insert(_ record: RecordID, at position: Position) {
        ranges[Self.range(of: record)] &+= Self.hash(record, position)
        count += 1
    }

    /// A record with this hash of all its values (``RecordDigest``), for a digest of values (clause D3).
    package mutating func insert(_ record: RecordID, hash: UInt128) {
        ranges[Self.range(of: record)] &+= hash
        count += 1
    }

    /// The range in which a record is counted.
    package static func range(of record: RecordID) -> Int { Int(truncatingIfNeeded: record.bits & 255) }

    /// A record stands at this position no more.
    package mutating func remove(_ record: RecordID, at position: Position) {
        ranges[Self.range(of: record)] &-= Self.hash(record, position)
        count -= 1
    }

    /// One number for the whole stream.
    package var root: UInt128 {
        var sum = UInt128(truncatingIfNeeded: count)
        for (index, range) in ranges.enumerated() where range != 0 {
            sum &+= Self.mix(range, salt: UInt64(index))
        }
        return sum
    }

    /// One number for all streams of a device: the sum over streams that hold records.
    package static func root(of streams: some Sequence<(stream: Stream, digest: UInt128)>) -> UInt128 {
        var sum: UInt128 = 0
        for (stream, digest) in streams where digest != 0 {
            var name: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in stream.text.utf8 { name = (name ^ UInt64(byte)) &* 0x100_0000_01b3 }
            sum &+= mix(digest, salt: name)
        }
        return sum
    }

    static func hash(_ record: RecordID, _ position: Position) -> UInt128 {
        mix(record.bits, salt: position.number)
    }

    /// Two 64-bit finalizers of SplitMix64 (Steele, Lea, Flood 2014), each over all the input.
    static func mix(_ bits: UInt128, salt: UInt64) -> UInt128 {
        let high = UInt64(truncatingIfNeeded: bits >> 64)
        let low = UInt64(truncatingIfNeeded: bits)
        let one = finish(finish(high &+ 0x9e37_79b9_7f4a_7c15) ^ finish(low &+ salt))
        let two = finish(finish(low ^ 0xd1b5_4a32_d192_ed03) &+ finish(high ^ (salt &* 0x9e37_79b9_7f4a_7c15)))
        return UInt128(one) << 64 | UInt128(two)
    }

    private static func finish(_ word: UInt64) -> UInt64 {
        var word = word
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
