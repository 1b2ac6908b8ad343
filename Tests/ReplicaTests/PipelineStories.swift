import Replica
import SyncModel
import SyncWire
import Testing

/// Replies that were lost, and two requests on the line at once.
@Suite struct PipelineStories {
    /// An urgent and a normal set, each in a parcel of its own.
    private func type(at desk: ReplicaDevice) throws {
        try desk.add("visit", ["on": .text("2024-01-01")])
        try desk.add("note", ["text": .text("typed")])
    }

    /// The answer to two parcels was lost; the next request has room for one, and the reply for none of the other's
    /// receipts.
    @Test func pagesAreNotUsedWithoutAllReceipts() throws {
        let story = try Story()
        let desk = story.desks[0]
        try type(at: desk)
        _ = try story.centre.answer(try desk.replica.makeRequest().request)
        let before = try desk.replica.status().streams.map(\.cursor)
        try desk.replica.forgetCursorHash()
        let request = try desk.replica.makeRequest(RequestLimits(parcelBytesMax: 1))
        #expect(request.sets == 1 && request.setsLeft == 1)
        _ = try desk.take(try story.centre.answer(request.request))
        #expect(try desk.replica.status().pending == 1)
        #expect(try desk.replica.awaitsAnswer())
        #expect(try desk.replica.status().streams.map(\.cursor) == before)
        try desk.expectSound()
        try desk.sync(story.centre)
        #expect(try desk.replica.status().pending == 0)
        #expect(try !desk.replica.awaitsAnswer())
        #expect(try desk.replica.status().differs == false)
    }

    /// One reply brings more than waits in memory: its pages go to the disk, and still the cursor moves with their
    /// rows, whatever the tail says of it (clauses C5 and F23).
    @Test func theCursorMovesWithPagesThatWaitedOnTheDisk() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        try one.add("note", ["text": .text("the first fill")])
        try story.settle()
        try one.replica.write(splitting: true) { writer in
            for number in 0..<6_100 {
                let values: [String: Value] = [
                    "site": .text(OneSite.hill.text), "minutes": .integer(Int64(number % 60)),
                ]
                _ = try writer.create("note", values)
            }
        }
        try one.sync(story.centre)
        var reply = try story.centre.answer(try two.replica.makeRequest().request)
        guard case .tail(let tail)? = reply.popLast(), !tail.more else {
            Issue.record("the reply does not reach the heads")
            return
        }
        reply.append(.tail(ReplyTail(cursor: [:], cursorHash: tail.cursorHash, more: false, digest: tail.digest)))
        let result = try two.take(reply)
        #expect(result.recordsReceived == 6_100 && !result.differs)
        let stream = Stream(scope: OneSite.hillScope, lane: .normal)
        let cursor = try two.replica.status().streams.first { $0.stream == stream }?.cursor
        #expect(cursor?.complete == story.centre.heads[stream] && cursor?.upto == cursor?.complete)
        try two.expectSound()
    }

    @Test func aPipelinedRequestCarriesWhatComesNext() throws {
        let story = try Story()
        let desk = story.desks[0]
        try type(at: desk)
        let small = RequestLimits(parcelBytesMax: 1)
        let first = try desk.replica.makeRequest(small)
        // This centre knows one cursor at a time.
        try desk.replica.forgetCursorHash()
        var pipelined = small
        pipelined.wantsPages = false
        let second = try desk.replica.makeRequest(pipelined, following: first.request.counter)
        #expect(second.request.follows == first.request.counter)
        #expect(first.request.parcels.count == 1 && second.request.parcels.count == 1)
        #expect(first.request.parcels != second.request.parcels)
        #expect(second.setsLeft == 0)
        let replies = [try story.centre.answer(first.request), try story.centre.answer(second.request)]
        for reply in replies { _ = try desk.take(reply) }
        #expect(try desk.replica.status().pending == 0)
        try desk.expectSound()
        try story.settle()
        for other in story.desks { #expect(try other.replica.list("note").count == desk.replica.list("note").count) }
    }

    /// Only within a lane nothing arrives without what went before it: an edit of a record whose creation goes in
    /// another lane waits.
    @Test func anEditInAnotherLaneWaitsForTheCreation() throws {
        let story = try Story()
        let desk = story.desks[0]
        let site = Value.text(OneSite.hill.text)
        let note = try desk.replica.write { writer in
            _ = try writer.create("visit", ["site": site, "on": .text("2024-01-01")])
            return try writer.create("note", ["site": site, "text": .text("base")])
        }
        try desk.set("note", note, ["text": .set(.text("edited"))])
        let lost = try desk.replica.makeRequest()
        #expect(lost.request.parcels.count == 1 && lost.setsLeft == 1)
        try desk.replica.forgetCursorHash()
        let again = try desk.replica.makeRequest()
        #expect(again.request.parcels == lost.request.parcels)
        _ = try desk.take(try story.centre.answer(again.request))
        #expect(try desk.value("note", note, "text") == .text("edited"))
        try story.settle()
        for other in story.desks { #expect(try other.value("note", note, "text") == .text("edited")) }
        #expect(try desk.replica.status().pending == 0)
        try desk.expectSound()
    }

    @Test func anAnswerThatNamesAHigherCounterIsASplitIdentity() throws {
        let story = try Story()
        let desk = story.desks[0]
        try desk.sync(story.centre)
        let request = try desk.replica.makeRequest().request
        let frames = try story.centre.answer(request)
        guard case .head(var head)? = frames.first else { throw WireFailure(.internalError, .failed) }
        head.lastCounter = request.counter + 1
        let before = try desk.replica.dump()
        #expect(throws: WireFailure.identitySplit) { try desk.replica.take(head) }
        #expect(try desk.replica.dump() == before)
    }
}
