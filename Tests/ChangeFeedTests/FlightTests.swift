import ChangeFeed
import SyncModel
import SyncWire
import Testing

/// Requests that are late, doubled, or two on the line at once.
@Suite struct FlightTests {
    /// A request with one set, and one that follows it with another.
    private func twoRequests(
        of desk: HandmadeDevice
    ) throws -> (first: SyncRequest, second: SyncRequest, parcels: [HandmadeDevice.Sent]) {
        try desk.sync()
        try desk.write([desk.create(ThreeSites.note, "A")])
        let first = desk.request()
        try desk.write([desk.create(ThreeSites.note, "A")])
        var second = desk.request()
        (second.follows, second.wantsPages) = (first.counter, false)
        return (first, second, desk.unsent)
    }

    // P11: what overtook waits, since it may need what the other brings; no identity looks split.
    @Test(arguments: StoreKind.allCases) func aPipelinedRequestThatArrivesFirstBringsNothingYet(
        _ kind: StoreKind
    ) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        let (first, second, parcels) = try twoRequests(of: desk)

        #expect(try desk.ask(second, [parcels[1]]).head.lanes.map(\.appliedThrough) == [0])
        let answer = try desk.ask(first, [parcels[0]])
        #expect(answer.receipts.map(\.last) == [1])
        #expect(answer.tail?.more == false)
        desk.take(answer)
        #expect(try desk.sync().receipts.map(\.last) == [2])
        #expect(try centre.service.verifyAudit().parcels == 2)
    }

    @Test(arguments: StoreKind.allCases) func aPipelinedRequestInItsPlaceGetsReceiptsAndNoPages(
        _ kind: StoreKind
    ) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        let (first, second, parcels) = try twoRequests(of: desk)

        _ = try desk.ask(first, [parcels[0]])
        let answer = try desk.ask(second, [parcels[1]])
        #expect(answer.receipts.map(\.last) == [1, 2])
        #expect(answer.pages.isEmpty)
        #expect(answer.tail == ReplyTail(cursor: [:], cursorHash: 0, more: true, digest: nil))
    }

    // P2: a copy that only reads is noticed by whoever comes later.
    @Test(arguments: StoreKind.allCases) func aCopiedFolderThatOnlyReadsIsNoticed(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        try desk.sync()
        let twin = desk.copy()
        for _ in 0..<3 { #expect(try desk.sync().head.lastCounter == 0) }
        let answer = try twin.ask(twin.request(), [])
        #expect(answer.head.lastCounter == desk.counter)
        #expect(answer.pages.isEmpty && answer.tail?.more == true)
    }

    // P2, W15, W16: a recorded question about records is of no use a second time, nor before a later request.
    @Test(arguments: StoreKind.allCases) func aQuestionIsAnsweredOnce(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        try desk.sync()
        try centre.service.answerOnce(desk.counter + 1, of: desk.row.id, hash: [1])
        for counter in [desk.counter, desk.counter + 1] {
            #expect { try centre.service.answerOnce(counter, of: desk.row.id, hash: [1]) } throws: {
                ($0 as? WireFailure)?.code == .badRequest
            }
        }
    }
}
