import GRDB
import Replica
import SyncMerge
import SyncModel
import SyncWire
import TestSupport
import Testing

/// What was typed stands in the record's row alone until something happens to it: whatever does, it is sent as it was
/// typed.
@Suite struct RowStories {
    /// What the sets of a device say of a record, in order: field number and action of every change.
    private func said(_ desk: ReplicaDevice, of record: RecordID) throws -> [[String]] {
        try desk.replica.unanswered().flatMap(\.operations).filter { $0.record == record }.map { operation in
            ["\(operation.kind)"] + operation.changes.map { "\($0.field) \($0.action)" }
        }
    }

    private static func wrote(_ field: Int, _ value: Value) -> String { "\(field) \(FieldAction.write([value]))" }

    private let typed: [String: Value] = ["text": .text("typed"), "minutes": .integer(7), "tags": .text(#"["heart"]"#)]
    private var creation: [String] {
        [
            "create", Self.wrote(0, .text(OneSite.hill.text)), Self.wrote(1, .text("typed")),
            Self.wrote(2, .integer(7)),
            "4 \(FieldAction.elements(add: ["heart"], remove: []))",
        ]
    }

    @Test func untouchedItIsSentAsTheRowShowsIt() throws {
        let story = try Story()
        let note = try story.desks[0].add("note", typed)
        #expect(try said(story.desks[0], of: note) == [creation])
        try story.settle()
        #expect(try story.desks[1].value("note", note, "tags") == .text(#"["heart"]"#))
        try story.desks[0].expectSound()
    }

    @Test(arguments: [
        "UPDATE note SET text = 'changed', minutes = 8",
        "INSERT OR REPLACE INTO note(id, site, text, minutes, tags) SELECT id, site, 'changed', 8, tags FROM note",
        """
        INSERT INTO note(id, site) SELECT id, site FROM note WHERE 1 ON CONFLICT(id) DO UPDATE SET text = 'changed', \
        minutes = 8
        """,
    ]) func aToolThatChangesTheRowMakesASecondEdit(_ sql: String) throws {
        let story = try Story()
        let desk = story.desks[0]
        let note = try desk.add("note", typed)
        let other = try desk.add("note", ["text": .text("beside it")])
        try desk.sql(sql + (sql.hasPrefix("UPDATE") ? " WHERE id = '\(note.text)'" : ""))
        if !sql.hasPrefix("UPDATE") { #expect(try said(desk, of: other).count == 2) }
        #expect(
            try said(desk, of: note) == [
                creation, ["update", Self.wrote(1, .text("changed")), Self.wrote(2, .integer(8))],
            ]
        )
        try desk.expectSound()
        try story.settle()
        #expect(try story.desks[1].value("note", note, "text") == .text("changed"))
    }

    @Test func aToolThatDeletesTheRowDeletesWhatWasCreated() throws {
        let story = try Story()
        let desk = story.desks[0]
        let note = try desk.add("note", typed)
        try desk.sql("DELETE FROM note")
        #expect(try said(desk, of: note) == [creation, ["delete"]])
        try desk.expectSound()
    }

    @Test func textsWithAZeroCharacterComeBackWhole() throws {
        let desk = try ReplicaDevice(1)
        let note = try desk.add("note", ["text": .text("before\0after"), "phone": .text(#"\u0000 "\" "#)])
        try desk.sql("UPDATE note SET minutes = 3")
        #expect(try said(desk, of: note).first?.contains(Self.wrote(1, .text("before\0after"))) == true)
        #expect(try desk.value("note", note, "text") == .text("before\0after"))
        #expect(try desk.value("note", note, "phone") == .text(#"\u0000 "\" "#))
        try desk.expectSound()
    }

    @Test func oneEditOfOneRecordKeepsTheWholeSet() throws {
        let story = try Story()
        let desk = story.desks[0]
        let notes = try desk.replica.write { writer in
            try (0..<20).map {
                try writer.create("note", ["site": .text(OneSite.hill.text), "minutes": .integer(Int64($0))])
            }
        }
        try desk.set("note", notes[7], ["minutes": .set(.integer(700))])
        try desk.sql("UPDATE note SET minutes = 900 WHERE minutes = 9")
        let sets = try desk.replica.unanswered()
        #expect(sets.map(\.operations.count) == [20, 1, 1])
        for (number, operation) in sets[0].operations.enumerated() {
            #expect(operation.changes.last?.action == .write([.integer(Int64(number))]))
        }
        try desk.expectSound()
        try story.settle()
        let shown: [Int64] = try story.desks[1].replica.list("note").compactMap(\.values[2].integer)
        #expect(shown.sorted() == [0, 1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 700, 900])
    }

    @Test func whatTheServerHasIsEditedAndDeletedInTheSameWrite() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", typed)
        try story.settle()
        try one.replica.write { writer in
            try writer.update("note", note, ["text": .set(.text("changed"))])
            try writer.delete("note", note)
        }
        #expect(try said(one, of: note) == [["delete"]])
        try story.settle()
        #expect(try two.replica.record("note", note) == nil)
        for desk in story.desks { try desk.expectSound() }
    }

    @Test func editedAndDeletedInTheSameWriteItIsOneCreationOrNone() throws {
        let desk = try ReplicaDevice(1)
        let (kept, gone) = try desk.replica.write { writer in
            let kept = try writer.create("note", ["site": .text(OneSite.hill.text), "minutes": .integer(1)])
            let gone = try writer.create("note", ["site": .text(OneSite.hill.text)])
            try writer.update("note", kept, ["minutes": .set(.integer(2)), "text": .set(.text("more"))])
            try writer.delete("note", gone)
            return (kept, gone)
        }
        #expect(
            try said(desk, of: kept) == [
                [
                    "create", Self.wrote(0, .text(OneSite.hill.text)), Self.wrote(1, .text("more")),
                    Self.wrote(2, .integer(2)),
                ]
            ]
        )
        #expect(try said(desk, of: gone).isEmpty)
        try desk.expectSound()
    }

    @Test func recordsAreFoundByTheElementsOfTheirSets() throws {
        let desk = try ReplicaDevice(1)
        let both = try desk.add("note", ["tags": .text(#"["heart","lung"]"#)])
        let one = try desk.add("note", ["tags": .text(#"["heart"]"#)])
        let none = try desk.add("note", [:])
        func found(_ tags: String...) throws -> Set<RecordID> {
            Set(try desk.replica.list("note", where: tags.map { ("tags", .text($0)) }).map(\.id))
        }
        #expect(try found("heart") == [both, one] && found("heart", "lung") == [both] && found("hea") == [])
        #expect(try found(#"["heart"]"#) == [one] && found("[]") == [none])
    }

    /// Noise hardly becomes smaller by compression.
    private static let noise: String = {
        let dice = TestHost(seed: 5)
        return (0..<9_000).map { _ in String(dice.next(), radix: 36) }.joined()
    }()

    @Test func aRecordTooLargeForASetIsLeftOutAndNothingElse() throws {
        let story = try Story()
        let desk = story.desks[0]
        let site = Value.text(OneSite.hill.text)
        let known = try desk.add("note", ["text": .text("known")])
        try desk.replica.write(splitting: true) { writer in
            for number in 0..<100 {
                try writer.create(
                    "note",
                    ["site": site, "minutes": .integer(Int64(number)), "text": .text("beside it")]
                )
                guard number % 10 == 5 else { continue }
                #expect(throws: ReplicaError.self) {
                    try writer.create("note", ["site": site, "text": .text(Self.noise)])
                }
                #expect(throws: ReplicaError.self) {
                    try writer.update("note", known, ["text": .set(.text(Self.noise))])
                }
                try writer.update("note", known, ["minutes": .set(.integer(Int64(number)))])
            }
        }
        #expect(throws: ReplicaError.self) { try desk.add("note", ["text": .text(Self.noise)]) }
        try desk.expectSound()
        #expect(try desk.replica.unanswered().flatMap(\.operations).filter { $0.kind == .create }.count == 101)
        try story.settle()
        #expect(try story.desks[1].replica.list("note").count == 101)
        #expect(try story.desks[1].value("note", known, "text") == .text("known"))
        #expect(try story.desks[1].value("note", known, "minutes") == .integer(95))
        for desk in story.desks { try desk.expectSound() }
    }

    @Test func aCounterIsSentAsItsAddend() throws {
        let story = try Story()
        let desk = story.desks[0]
        let tally = try desk.add("tally", ["day": .text("2024-05-01"), "seen": .integer(5)])
        try desk.sql("UPDATE tally SET seen = seen + 3")
        #expect(try said(desk, of: tally).map(\.last) == ["2 \(FieldAction.add(5))", "2 \(FieldAction.add(3))"])
        try story.settle()
        #expect(try story.desks[1].value("tally", tally, "seen") == .integer(8))
    }

    @Test func aTwinThatComesInLeavesTheSetWhatWasTyped() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let tally = try two.add("tally", ["day": .text("2024-05-01"), "seen": .integer(2)])
        try two.sync(story.centre)
        try one.add("tally", ["day": .text("2024-05-01"), "seen": .integer(5)])
        // One takes the pages before it sends anything: what comes in is laid beneath.
        let request = try one.replica.makeRequest(RequestLimits(parcelBytesMax: 0))
        _ = try one.take(story.centre.answer(request.request))
        #expect(try one.value("tally", tally, "seen") == .integer(7))
        #expect(try said(one, of: tally).map(\.last) == ["2 \(FieldAction.add(5))"])
        try one.expectSound()
        try story.settle()
        for desk in story.desks { #expect(try desk.value("tally", tally, "seen") == .integer(7)) }
    }

    @Test func aNewerProgrammeFindsTheSetAsItWasTyped() throws {
        let story = try Story()
        let desk = story.desks[0]
        let note = try desk.add("note", typed)
        try desk.replica.install(OneSite.programme(version: 2))
        try desk.sql("UPDATE note SET seen_by = 'a tool'")
        #expect(try said(desk, of: note) == [creation, ["update", Self.wrote(7, .text("a tool"))]])
        try desk.expectSound()
    }

    @Test func aNewIdentityTakesItOver() throws {
        let story = try Story()
        let desk = story.desks[0]
        let note = try desk.add("note", typed)
        try desk.replica.adopt(try ReplicaDevice.identity(DeviceID(bits: 99), desk.clock))
        #expect(try said(desk, of: note) == [creation])
        try desk.expectSound()
    }
}
