import Replica
import SyncMerge
import SyncModel
import SyncWire
import Testing

/// Messages that come in another order than they were made.
@Suite struct OrderStories {
    private static let valley = Scope("site", RecordID(bits: 0x7000_8000_0000_0000_0042))

    /// A record moves: it stays, whether the new stream's insert or the old stream's tombstone arrives first.
    @Test(arguments: [false, true]) func aRecordThatMovedIsThereInEitherOrder(oldFirst: Bool) throws {
        let story = try Story()
        let (centre, desk) = (story.centre, story.desks[0])
        let note = try desk.add("note", ["text": .text("moves")])
        try story.settle()
        let before = try #require(centre.records[note])
        let stream = Stream(scope: Self.valley, lane: before.stream.lane)
        centre.scopes.append(Self.valley)
        centre.heads[stream] = 1
        let left = (centre.heads[before.stream] ?? .zero).next
        centre.heads[before.stream] = left
        let moved = Merge.move(before, to: Place(stream: stream, position: 1))
        centre.records[note] = moved

        var frames = try centre.answer(try desk.replica.makeRequest().request)
        let gone = GoneRecord(
            collection: before.collection,
            record: note,
            position: left,
            moves: moved.moves,
            moved: true
        )
        for index in frames.indices {
            guard case .page(var page) = frames[index], page.stream == before.stream else { continue }
            page.entries.append(.gone(gone))
            frames[index] = .page(page)
        }
        let pages = frames.dropFirst().dropLast().sorted { one, _ in
            guard case .page(let page) = one else { return false }
            return (page.stream == before.stream) == oldFirst
        }
        _ = try desk.take([frames[0]] + pages + frames.suffix(1))
        #expect(try desk.value("note", note, "text") == .text("moves"))
        #expect(try desk.replica.list("note").map(\.scope) == [Self.valley])
        #expect(try desk.replica.status().differs == false)
        try desk.expectSound()
    }

    /// Two replies come in the wrong order, as two carried files may: the older one changes nothing any more.
    @Test func theOlderOfTwoRepliesComesLast() throws {
        let story = try Story()
        let (centre, desk) = (story.centre, story.desks[0])
        let other = story.desks[1]
        try desk.add("note", ["text": .text("first")])
        let first = try desk.replica.makeRequest()
        let older = try centre.answer(first.request)
        try other.add("note", ["text": .text("from elsewhere")])
        try other.sync(centre)
        try desk.add("note", ["text": .text("second")])
        try desk.replica.forgetCursorHash()
        let newer = try centre.answer(try desk.replica.makeRequest(following: first.request.counter).request)

        _ = try desk.take(newer)
        #expect(try desk.replica.list("note").count == 3)
        #expect(try desk.replica.status().pending == 0)
        let rows = try desk.replica.list("note")
        _ = try desk.take(older)
        #expect(try desk.replica.list("note") == rows)
        try desk.expectSound()
        try desk.sync(centre)
        #expect(try desk.replica.status().differs == false)
    }

    /// A twin's receipt comes and its pages do not: the next edit has not seen what another desk wrote before the
    /// receipt.
    @Test func aReceiptTellsNothingOfWhatOthersWrote() throws {
        let story = try Story(1)
        let (centre, one) = (story.centre, story.desks[0])
        let note = try one.add("note", ["text": .text("theirs")])
        try one.sync(centre)
        let two = try ReplicaDevice(5)
        let values: [String: Value] = ["site": .text(OneSite.hill.text), "text": .text("mine")]
        try two.replica.write { _ = try $0.create("note", values, id: note) }
        let frames = try centre.answer(try two.replica.makeRequest().request)
        _ = try two.take([frames[0]])
        #expect(try two.replica.status().pending == 0)

        try two.set("note", note, ["text": .set(.text("mine again"))])
        try two.sync(centre)
        let live = try #require(centre.records[note]).field(1).writes.map(\.value)
        #expect(Set(live) == [.text("theirs"), .text("mine again")])
        #expect(try two.replica.conflicts().count == 1)
    }
}
