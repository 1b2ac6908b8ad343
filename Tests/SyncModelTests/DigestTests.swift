import SyncModel
import Testing

@Suite struct DigestTests {
    private func digest(_ records: [(UInt128, UInt64)]) -> StreamDigest {
        var digest = StreamDigest()
        for (record, position) in records { digest.insert(RecordID(bits: record), at: Position(position)) }
        return digest
    }

    private let records: [(UInt128, UInt64)] = (1...300).map { (UInt128($0) << 90 | UInt128($0 * 7), UInt64($0)) }

    @Test func theOrderInWhichRecordsComeDoesNotMatter() {
        #expect(digest(records) == digest(records.reversed()))
        #expect(digest(records).count == 300)
    }

    @Test func aRecordThatGoesLeavesNoTrace() {
        var digest = digest(records)
        digest.insert(RecordID(bits: 99), at: 5)
        #expect(digest != self.digest(records))
        digest.remove(RecordID(bits: 99), at: 5)
        #expect(digest == self.digest(records))
        #expect(digest.root == self.digest(records).root)
    }

    @Test func anotherPositionIsAnotherDigest() {
        #expect(digest([(1, 1)]).root != digest([(1, 2)]).root)
        #expect(digest([(1, 1), (2, 2)]).root != digest([(1, 2), (2, 1)]).root)
        #expect(StreamDigest().root == 0)
    }

    @Test func onlyTheRangeOfTheLastByteChanges() {
        var digest = digest(records)
        let before = digest.ranges
        digest.insert(RecordID(bits: 0xab_cd), at: 1)
        #expect(digest.ranges.indices.filter { digest.ranges[$0] != before[$0] } == [0xcd])
    }

    @Test func whatIsReadBackGoesOnAsBefore() throws {
        let one = digest(records)
        let read = try #require(StreamDigest(ranges: one.ranges, count: one.count))
        #expect(read == one)
        #expect(StreamDigest(ranges: [1], count: 1) == nil)
    }

    @Test func theRootOfADeviceNamesTheStreams() {
        let one = Stream(scope: Scope("province"), lane: .normal)
        let other = Stream(scope: Scope("province"), lane: .bulk)
        func root(_ streams: (stream: Stream, digest: UInt128)...) -> UInt128 { StreamDigest.root(of: streams) }
        #expect(root((one, 5), (other, 7)) == root((other, 7), (one, 5)))
        #expect(root((one, 5), (other, 7)) != root((other, 5), (one, 7)))
        #expect(root((one, 5), (other, 0)) == root((one, 5)))
        #expect(root() == 0)
    }
}
