import ChangeFeed
import SyncModel
import SyncWire
import Testing

/// Questions of reconciliation (clauses F60 to F62).
@Suite struct ReconciliationQuestions {
    private func ask(_ desk: HandmadeDevice, _ question: ReconciliationQuestion) throws -> ReconciliationReply {
        desk.counter += 1
        let request = ReconciliationRequest(device: desk.row.id, counter: desk.counter, question: question)
        let bytes = desk.service.reconciliation(try SignedRequest.sign(request, by: desk.keys.signing).encoded())
        var reader = FrameReader()
        reader.append(bytes)
        if case .failure(let failure)? = try? reader.next() { throw failure }
        return try ReconciliationReply(decoding: bytes)
    }

    // S1: hidden and absent get the same answer.
    @Test func aStreamOfAnotherSiteIsOneWithoutRecords() throws {
        let centre = try FeedServer()
        let (own, stranger) = (try centre.device("A"), try centre.device("B"))
        try own.sync()
        let note = own.create(ThreeSites.note, "A")
        try own.write([note])
        try own.sync()
        let (there, nowhere) = (ThreeSites.stream("A", .normal), ThreeSites.stream("nowhere", .normal))
        guard case .whole(let mine) = try ask(own, .whole(there, [note.record])) else {
            throw WireFailure(.badRequest, .damaged(.answer))
        }
        #expect(mine.page.entries.map(\.record) == [note.record])
        for stream in [there, nowhere] {
            #expect(try ask(stranger, .ranges([stream])) == .streams([]))
            #expect(
                try ask(stranger, .records(stream, ranges: Set(0..<256), after: .zero))
                    == .records(head: .zero, [], more: false)
            )
            guard case .whole(let theirs) = try ask(stranger, .whole(stream, [note.record])) else {
                throw WireFailure(.badRequest, .damaged(.answer))
            }
            #expect(theirs.page.entries.isEmpty && theirs.damaged.isEmpty && theirs.page.through == .zero)
        }
        guard case .streams(let streams) = try ask(stranger, .streams) else {
            throw WireFailure(.badRequest, .damaged(.answer))
        }
        #expect(!streams.contains { $0.stream == there })
    }

    @Test func aLongRangeComesInSeveralAnswersByPosition() throws {
        let centre = try FeedServer()
        let desk = try centre.device("A")
        try desk.sync()
        let notes = (0..<Limits.recordsPerStatementMax + 10).map { _ in desk.create(ThreeSites.note, "A") }
        for start in stride(from: 0, to: notes.count, by: 400) {
            try desk.write(Array(notes[start..<min(start + 400, notes.count)]))
            try desk.sync()
        }
        let stream = ThreeSites.stream("A", .normal)
        guard
            case .records(let head, let first, more: true) = try ask(
                desk,
                .records(stream, ranges: Set(0..<256), after: .zero)
            ),
            let last = first.last?.position,
            case .records(head, let rest, more: false) = try ask(
                desk,
                .records(stream, ranges: Set(0..<256), after: last)
            )
        else { throw WireFailure(.badRequest, .damaged(.answer)) }
        #expect(first.count == Limits.recordsPerStatementMax && rest.count == 10)
        #expect((first + rest).map(\.record) == notes.map(\.record))
    }

    @Test func aRevokedDeviceIsToldNothing() throws {
        let centre = try FeedServer()
        let desk = try centre.device("A")
        try desk.sync()
        try centre.service.revoke(desk.row.id)
        let failure = #expect(throws: WireFailure.self) { try ask(desk, .streams) }
        #expect(failure?.code == .revoked)
    }
}
