import ChangeFeed
import ClientCore
import Replica
import SyncEngine
import SyncModel
import SyncWire
import Testing

/// Clauses D3 to D5: what differs is named record by record, and only that is fetched.
@Suite struct Reconciliation {
    /// Two desks that hold the same forty notes, half of which somebody edited since.
    private struct Story {
        let ward: Ward
        let one: Device
        let other: Device
        var notes: [RecordID] = []

        init() async throws {
            ward = try Ward()
            (one, other) = (try await ward.device("one"), try await ward.device("other"))
            let site = try await one.records("site")[0].id.text
            for number in 0..<40 {
                notes.append(
                    try await one.write {
                        try $0.create("note", ["site": .text(site), "text": .text("note \(number)")])
                    }
                )
            }
            _ = try await one.sync()
            for note in notes.prefix(20) {
                try await one.write { _ = try $0.update("note", note, ["minutes": .set(.integer(5))]) }
            }
            _ = try await one.sync()
            _ = try await other.sync()
            #expect(try await other.verify().agrees)
        }

        func text(_ number: Int) async throws -> Value? { try await other.record("note", notes[number])?["text"] }
    }

    private func differing(_ verification: Verification) -> [RecordID] { verification.parts.flatMap(\.differing) }
    private func repaired(_ verification: Verification) -> [RecordID] { verification.parts.flatMap(\.repaired) }

    @Test func aValueChangedInTheDevicesFileIsNamedAndMended() async throws {
        let story = try await Story()
        try story.other.damage("UPDATE note SET text = 'nobody wrote this' WHERE id = '\(story.notes[30].text)'")
        #expect(try await story.text(30) == .text("nobody wrote this"))
        #expect(try await story.other.sync().differs == false, "the digest of places alone does not see values")
        let found = try await story.other.verify()
        #expect(!found.agrees && differing(found) == [story.notes[30]])
        #expect(found.parts.filter(\.agrees).count == found.parts.count - 1)
        let mended = try await story.other.verify(repairing: true)
        #expect(mended.agrees && repaired(mended) == [story.notes[30]])
        #expect(try await story.text(30) == .text("note 30"))
        let kept = try await story.other.refused()
        #expect(kept.map(\.reason.code) == [.replaced], "what stood there is kept for a person to look at")
        #expect(kept.first?.stored.operation?.changes.map(\.action) == [.write([.text("nobody wrote this")])])
        #expect(try await story.other.withReplica { try $0.checkInvariants() } == [])
        #expect(try await story.other.sync().pending == 0, "nothing was taken for an edit")
    }

    @Test(arguments: [5, 30]) func aRowDeletedFromTheDevicesFileIsNamedAndMended(number: Int) async throws {
        let story = try await Story()
        try story.other.damage("DELETE FROM note WHERE id = '\(story.notes[number].text)'")
        #expect(try await story.text(number) == nil)
        let found = try await story.other.verify()
        #expect(!found.agrees && differing(found) == [story.notes[number]])
        let mended = try await story.other.verify(repairing: true)
        #expect(mended.agrees && repaired(mended) == [story.notes[number]])
        #expect(try await story.text(number) == .text("note \(number)"))
        #expect(try await story.other.withReplica { try $0.checkInvariants() } == [])
    }

    @Test func anEditedRecordIsFoundByWhatItsRowShowsAndByWhatStandsBesideIt() async throws {
        let story = try await Story()
        try story.other.damage("UPDATE note SET text = 'shown only' WHERE id = '\(story.notes[3].text)'")
        try story.other.damage("UPDATE note SET _state = x'010203' WHERE id = '\(story.notes[4].text)'")
        try story.other.damage("UPDATE note SET _pos = _pos + 1000 WHERE id = '\(story.notes[31].text)'")
        let found = try await story.other.verify()
        #expect(Set(differing(found)) == [story.notes[3], story.notes[4], story.notes[31]])
        #expect(try await story.other.verify(repairing: true).agrees)
        for number in [3, 4, 31] { #expect(try await story.text(number) == .text("note \(number)")) }
        #expect(try await story.other.withReplica { try $0.checkInvariants() } == [])
    }

    @Test func unansweredEditsAreLeftOutAndStayOnTopOfWhatIsMended() async throws {
        let story = try await Story()
        let note = story.notes[32]
        try await story.other.write { _ = try $0.update("note", note, ["minutes": .set(.integer(7))]) }
        #expect(try await story.other.verify().agrees)
        try story.other.damage("UPDATE note SET _state = x'00' WHERE id = '\(note.text)'")
        let mended = try await story.other.verify(repairing: true)
        #expect(mended.agrees && repaired(mended) == [note] && mended.report.pending == 1)
        #expect(try await story.other.record("note", note)?["minutes"] == .integer(7))
        #expect(try await story.other.sync().isComplete)
        #expect(try await story.other.verify().agrees)
    }

    /// The server may have lost it: this may be the last copy.
    @Test func aRecordOfWhichTheServerKnowsNothingStaysAndIsListed() async throws {
        let story = try await Story()
        let stranger = "01b8dac5-0000-7000-8000-000000000042"
        try story.other.damage(
            """
            INSERT INTO note(id, _stream, _pos, _device, _edit, _stamp, _level, site, text) \
            SELECT '\(stranger)', _stream, 7, _device, _edit, _stamp, _level, site, \
            'a ghost' FROM note WHERE id = '\(story.notes[33].text)'
            """
        )
        let found = try await story.other.verify()
        #expect(differing(found).map(\.text) == [stranger] && found.parts.flatMap(\.onlyHere).map(\.text) == [stranger])
        let repaired = try await story.other.verify(repairing: true)
        #expect(!repaired.agrees && repaired.parts.flatMap(\.kept).map(\.text) == [stranger])
        #expect(try await story.other.record("note", try #require(RecordID(stranger)))?["text"] == .text("a ghost"))
        let later = try await story.other.sync()
        #expect(later.differs && !later.isComplete, "it is never called in step")
        #expect(try await story.other.withReplica { try $0.checkInvariants() } == [])
    }

    @Test func whatTheServerSaysIsDeletedGoesAndIsKeptAmongTheRefused() async throws {
        let story = try await Story()
        let note = story.notes[33]
        try await story.one.write { try $0.delete("note", note) }
        let row =
            """
            SELECT id, _stream, _pos, _device, _edit, _stamp, _level, _state, site, text, \
            minutes FROM note WHERE id = '\(note.text)'
            """
        try story.other.damage("CREATE TABLE kept AS \(row)")
        _ = try await story.one.sync()
        _ = try await story.other.sync()
        #expect(try await story.other.record("note", note) == nil)
        try story.other.damage(
            """
            INSERT INTO note(id, _stream, _pos, _device, _edit, _stamp, _level, _state, site, text, \
            minutes) SELECT * FROM kept; \
            DROP TABLE kept
            """
        )
        let mended = try await story.other.verify(repairing: true)
        #expect(mended.agrees && repaired(mended) == [note])
        #expect(try await story.other.record("note", note) == nil)
        let kept = try await story.other.refused()
        #expect(kept.map(\.reason.code) == [.replaced] && kept.first?.stored.operation?.record == note)
    }

    // F62: the server compares with the audit log what it hands out.
    @Test(arguments: [8, 34]) func aValueDamagedAtTheServerIsNamedAndNotSpread(number: Int) async throws {
        let story = try await Story()
        let note = story.notes[number]
        if number == 34 {
            try story.ward.damage("UPDATE note SET text = 'nobody wrote this' WHERE id = '\(note.text)'")
        } else {
            // The state in its long form has the text among its bytes.
            let place = "instr(_state, CAST('note 8' AS BLOB))"
            try story.ward.damage(
                """
                UPDATE note SET _state = CAST(substr(_state, 1, \(place) - 1) || 'NOTE 8' || substr(_state, \
                \(place) + 6) AS BLOB) \
                WHERE id = '\(note.text)'
                """
            )
        }
        #expect(differing(try await story.other.verify()) == [note])
        let repaired = try await story.other.verify(repairing: true)
        #expect(!repaired.agrees && repaired.parts.flatMap(\.damagedAtServer) == [note])
        #expect(repaired.parts.flatMap(\.repaired) == [])
        #expect(try await story.text(number) == .text("note \(number)"), "the damage stayed at the server")
        let problems = try story.ward.service.verify().problems.map(\.inEnglish)
        #expect(problems.count == 1 && problems[0].contains(note.text))
    }

    @Test func aRowMissingAtTheServerIsNamedAndNotTakenAwayHere() async throws {
        let story = try await Story()
        let note = story.notes[35]
        try story.ward.damage("DELETE FROM note WHERE id = '\(note.text)'")
        let found = try await story.other.verify()
        #expect(differing(found) == [note] && found.parts.contains { !$0.isServerSound })
        let repaired = try await story.other.verify(repairing: true)
        #expect(!repaired.agrees && repaired.parts.flatMap(\.damagedAtServer) == [note])
        #expect(try await story.text(35) == .text("note 35"))
        #expect(try story.ward.service.verify().problems.count > 0)
    }

    @Test func aRecordThatTheServerCannotReadIsNamedBesideWhatElseIsWrong() async throws {
        let story = try await Story()
        let (unreadable, whole) = (story.notes[6], story.notes[36])
        try story.ward.damage("UPDATE note SET _state = x'0102' WHERE id = '\(unreadable.text)'")
        try story.ward.damage("UPDATE site SET name = 'Lower ward'")
        let problems = try story.ward.service.verify().problems.map(\.inEnglish)
        #expect(problems.contains { $0.contains(unreadable.text) && $0.contains("cannot be read") })
        #expect(problems.contains { $0.contains("site ") && $0.contains("not what was sent") })
        #expect(!problems.contains { $0.contains(whole.text) })
        await #expect(throws: DuikouError.self) { try await story.other.verify() }
        #expect(try await story.text(6) == .text("note 6"), "the device keeps what it has")
    }

    // P2: a recorded question is no key to the records.
    @Test func aQuestionIsAnsweredOnce() async throws {
        let story = try await Story()
        let identity = try #require(try await story.other.withReplica { try $0.identity() })
        let keys = try ReplicaKeys(rawRepresentation: identity.keys)
        let counter = try await story.other.withReplica { try $0.raiseCounter() }
        let request = ReconciliationRequest(device: identity.device, counter: counter, question: .streams)
        let question = try SignedRequest.sign(request, by: keys.signing).encoded()
        guard
            case .streams(let streams) = try ReconciliationReply(decoding: story.ward.service.reconciliation(question))
        else {
            Issue.record("no streams")
            return
        }
        #expect(streams.map(\.records).reduce(0, +) == 41)
        var reader = FrameReader()
        reader.append(story.ward.service.reconciliation(question))
        guard case .failure(let failure) = try reader.next() else {
            Issue.record("the question was answered twice")
            return
        }
        #expect(failure.code == .badRequest)
        #expect(try await story.other.sync().isComplete, "the device goes on as before")
    }
}
