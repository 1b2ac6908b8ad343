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
