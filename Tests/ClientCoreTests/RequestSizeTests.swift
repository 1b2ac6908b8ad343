import ClientCore
import Replica
import Testing

@Suite struct RequestSizes {
    @Test func aFastLineGetsLargerRequestsUpToALimit() {
        var size = RequestSize()
        #expect(size.bytes == RequestLimits().parcelBytesMax)
        size.ended(afterMilliseconds: 300)
        #expect(size.bytes == RequestLimits().parcelBytesMax * 2)
        for _ in 0..<5 { size.ended(afterMilliseconds: 300) }
        #expect(size.bytes == RequestSize.bytesMax)
    }

    @Test func aLineThatBreaksOrCreepsGetsSmallerOnesDownToALimit() {
        var size = RequestSize()
        for _ in 0..<2 { size.ended(afterMilliseconds: 300) }
        let grown = size.bytes
        size.failed()
        #expect(size.bytes == grown / 4)
        size.ended(afterMilliseconds: RequestSize.quickMilliseconds * 11)
        #expect(size.bytes == grown / 16)
        for _ in 0..<5 { size.failed() }
        #expect(size.bytes == RequestSize.bytesMin)
    }

    @Test func anOrdinaryLineKeepsTheSize() {
        var size = RequestSize()
        size.ended(afterMilliseconds: RequestSize.quickMilliseconds * 3)
        #expect(size.bytes == RequestLimits().parcelBytesMax)
    }
}
