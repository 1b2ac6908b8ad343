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
