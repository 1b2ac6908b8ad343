import GRDB
import Replica
import SyncModel
import SyncWire
import TestSupport
import Testing

/// What other programs did to the file holds nothing up, and nothing of theirs goes when we write.
@Suite struct OtherProgramStories {
    private let site = OneSite.hill.text

    @Test func columnsAndRowsOfTheirOwnStayWhenARecordIsWritten() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("base")])
        try story.settle()
        try one.sql("ALTER TABLE note ADD COLUMN mine TEXT")
        try one.sql("CREATE TABLE child(p TEXT REFERENCES note(id) ON DELETE CASCADE, t TEXT)")
        try one.sql("UPDATE note SET mine = 'kept'")
        try one.sql("PRAGMA foreign_keys = ON; INSERT INTO child VALUES ('\(note.text)', 'kept')")
        func theirs() throws -> [String?] {
            try one.tool { try String.fetchAll($0, sql: "SELECT mine FROM note UNION ALL SELECT t FROM child") }
        }
        try one.set("note", note, ["text": .set(.text("typed"))])
        #expect(try theirs() == ["kept", "kept"])
        try two.set("note", note, ["minutes": .set(.integer(7))])
        try story.settle()
        #expect(try theirs() == ["kept", "kept"] && one.value("note", note, "minutes") == .integer(7))
    }

    @Test func aReferenceOfTheirOwnHoldsUpNoDelete() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("base")])
        try story.settle()
        try one.sql("CREATE TABLE photo(note TEXT REFERENCES note(id), path TEXT)")
        try one.sql("INSERT INTO photo VALUES ('\(note.text)', '/tmp/x')")
        try two.replica.write { try $0.delete("note", note) }
        let behind = try two.add("note", ["text": .text("behind it")])
        try story.settle()
        #expect(try one.replica.record("note", note) == nil && one.value("note", behind, "text") == .text("behind it"))
    }

    @Test func aUniqueIndexOfTheirOwnIsNamedAndTakesNoRecordAway() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        try one.sql("CREATE UNIQUE INDEX u ON note(phone)")
        for text in ["a", "b"] { try two.add("note", ["text": .text(text), "phone": .text("0719")]) }
        try two.sync(story.centre)
        #expect { try one.sync(story.centre) } throws: { "\($0)".contains("unique index on note.phone") }
        try one.sql("DROP INDEX u")
        try one.sync(story.centre)
        #expect(try one.replica.list("note").count == 2)
    }

    @Test func namesThatANewerProgrammeNeedsAreFreed() throws {
        let story = try Story()
        let one = story.desks[0]
        let note = try one.add("note", ["text": .text("base")])
        try one.sql("ALTER TABLE note ADD COLUMN Seen_By TEXT")
        try one.sql("UPDATE note SET seen_by = 'theirs'")
        try one.sql("CREATE TABLE Board(x TEXT); INSERT INTO board VALUES ('theirs')")
        var newer = OneSite.programme(version: 2)
        newer.collections.append(
            Programme.Collection(number: 4, name: "board", home: .constant("province"), fields: [])
        )
        newer.collections[4].fields = [Programme.Field.test(0, "title", .text, rule: .keepBoth)]
        story.centre.programme = newer
        try story.settle()
        #expect(try one.replica.status().programme == 2)
        #expect(try one.value("note", note, "seen_by") == .null && one.replica.list("board").isEmpty)
        let tables = try one.tool {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'other%'")
        }
        #expect(tables.count == 1)
        let kept = try one.tool { try String.fetchOne($0, sql: "SELECT x FROM \"\(tables.first ?? "")\"") }
        #expect(kept == "theirs")
        try one.expectSound()
    }

    @Test func triggersThatWereDroppedComeBack() throws {
        let story = try Story()
        let one = story.desks[0]
        let note = try one.add("note", ["text": .text("base")])
        try story.settle()
        try one.sql("DROP TRIGGER _note_before_update; DROP TRIGGER _note_insert")
        try one.sql("INSERT INTO note(site, text) VALUES ('\(site)', 'unseen')")
        // Another program wrote: the next transaction looks.
        _ = try one.replica.drain()
        try one.sql("UPDATE note SET text = 'captured' WHERE id = '\(note.text)'")
        try story.settle()
        #expect(
            try Set(story.desks[1].replica.list("note").map { $0.values[1] }) == [.text("captured"), .text("unseen")]
        )
        try one.expectSound()
        #expect(try story.desks[1].value("note", note, "text") == .text("captured"))
    }

    @Test func aRowTooLargeForAnythingIsListedAndTheRestGoesOn() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("small")])
        try one.tool {
            try $0.execute(
                sql: "INSERT INTO note(site, text) VALUES (?, ?)",
                arguments: [site, String(repeating: "长", count: 3_000_000)]
            )
        }
        try story.settle()
        #expect(try one.replica.refused().map(\.refusal.code) == [.tooLarge])
        #expect(try two.value("note", note, "text") == .text("small"))
        let huge = Value.text(String(repeating: "x", count: 9_000_000))
        #expect { try one.add("note", ["text": huge]) } throws: {
            ["validation", "too-large"].contains(($0 as? ReplicaError)?.code.rawValue)
        }
        try one.expectSound()
    }

    /// What the check of a pack allows a device can build.
    @Test func aProgrammeAtItsLimitsIsInstalled() throws {
        var programme = OneSite.programme()
        programme.collections[2].fields[6].options += (0..<2_000).map { Programme.Option(key: "option \($0)") }
        var wide = Programme.Collection(number: 4, name: "wide", home: .constant("province"), fields: [])
        wide.fields = (0..<Limits.fieldsMax).map { Programme.Field.test($0, "f\($0)", .text, rule: .keepBoth) }
        programme.collections.append(wide)
        let desk = try ReplicaDevice(5, programme: programme)
        try desk.sql("INSERT INTO wide(f0, f399) VALUES ('first', '[last]')")
        try desk.sql("UPDATE wide SET f200 = 'middle'")
        try desk.sql("UPDATE wide SET f399 = ']'")
        let values = try #require(try desk.replica.list("wide").first).values
        #expect(values[0] == .text("first") && values[200] == .text("middle") && values[399] == .text("]"))
        try desk.sql("UPDATE wide SET f1 = f399 || '\"'; DELETE FROM wide")
        _ = try desk.replica.drain()
        #expect(try desk.replica.list("wide").isEmpty)
    }
}
