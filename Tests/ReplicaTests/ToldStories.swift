import Replica
import SyncModel
import Testing

/// Why a change was refused is kept as it was told, whatever program told it.
@Suite struct ToldStories {
    private func refused(_ refusal: @escaping @Sendable (RecordID) -> Refusal) throws -> ReplicaDevice {
        let story = try Story()
        let desk = story.desks[0]
        let note = try desk.add("note", ["text": .text("v1")])
        try story.settle()
        story.centre.refuses = { _ in refusal(note) }
        try desk.set("note", note, ["text": .set(.text("v2"))])
        try desk.sync(story.centre)
        return desk
    }

    @Test func aRefusalIsKeptWithItsWordValuesAndPlace() throws {
        let told = Refusal(.validation, .value(.notInteger(min: 0, max: nil)), at: "note.text", collection: 2, field: 1)
        let kept = try #require(try refused { _ in told }.replica.refused().first)
        #expect(kept.refusal == told)
        #expect(kept.refusal.inEnglish == "note.text: must be a whole number of at least 0.")
    }

    @Test func oneOfANewerServerIsKeptWhole() throws {
        let problem = Told<ChangeProblem>(
            WrittenProblem("moon-is-full", ["9", ""]),
            sentence: "note: The moon is full."
        )
        let told = Refusal(.sealed, told: problem, at: "note")
        let kept = try #require(try refused { _ in told }.replica.refused().first)
        #expect(kept.refusal == told && kept.refusal.inEnglish == "note: The moon is full.")
    }

    @Test func aCodeOfANewerServerStopsNothing() throws {
        let problem = Told<ChangeProblem>(WrittenProblem("moon-is-full"), sentence: "note: The moon is full.")
        let told = Refusal(.other("moon"), told: problem, at: "note")
        let desk = try refused { _ in told }
        let kept = try #require(try desk.replica.refused().first)
        #expect(kept.refusal == told && kept.refusal.code.rawValue == "moon")
        #expect(try desk.replica.status().pending == 0)
        try desk.expectSound()
    }

    @Test func damageToAReasonHidesNeitherItsSentenceNorWhatWasTyped() throws {
        let desk = try refused {
            Refusal(.sealed, .record(.closed(field: "text", value: "done")), at: "note", record: $0)
        }
        try desk.sql("UPDATE _refused SET problem = x'ff00ff'")
        let kept = try #require(try desk.replica.refused().first)
        #expect(
            kept.refusal.inEnglish == "note: the record is closed: text is done." && kept.changes.operations.count == 1
        )
        #expect(try desk.replica.checkInvariants().map(\.clause) == ["R-I8"])
    }

    @Test func whatAChangeNeedsIsOneOfThisDevicesRefusedChanges() throws {
        let story = try Story()
        let desk = story.desks[0]
        let note = try desk.add("note", ["text": .text("v1")])
        story.centre.refuses = { _ in Refusal(.sealed, .record(.gone), record: note) }
        try desk.sync(story.centre)
        let first = try #require(try desk.replica.refused().first)
        var second = first
        second.id += 1
        second.refusal = Refusal(.depends, .record(.needsRefused(lane: "normal", send: 1)), record: note)
        second.changes.operations[0].kind = .update
        let needs = try desk.replica.refusedNeeds([first, second])
        #expect(needs.needs(of: second) == [first.id] && needs.needs(of: first).isEmpty)
        #expect(!needs.lacksRecord(first))
    }

    @Test func oneFromBeforeThereWereWordsIsShownAsItsSentence() throws {
        let desk = try refused {
            Refusal(.sealed, .record(.closed(field: "text", value: "done")), at: "note", record: $0)
        }
        try desk.sql("UPDATE _refused SET problem = NULL, message = 'note: the record was closed.'")
        let kept = try #require(try desk.replica.refused().first)
        #expect(
            kept.refusal.code == .sealed && kept.refusal.inEnglish == "note: the record was closed."
                && kept.refusal.record != nil
        )
    }
}
