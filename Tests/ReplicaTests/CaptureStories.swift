import GRDB
import Replica
import SyncModel
import TestSupport
import Testing

/// What other tools do to the tables, in plain SQL.
@Suite struct CaptureStories {
    private let site = OneSite.hill.text

    private func refusal(_ desk: ReplicaDevice, _ sql: String) -> String? {
        do {
            try desk.sql(sql)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func aPlainUpdateIsOnePendingChange() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("typed here"), "minutes": .integer(7)])
        try story.settle()
        try one.sql("UPDATE note SET text = 'typed elsewhere' WHERE minutes = 7")
        #expect(try one.replica.status().pending == 1)
        try one.sql(
            """
            INSERT OR REPLACE INTO note(id, site, text, minutes) SELECT id, site, 'replaced', \
            8 FROM note WHERE minutes = 7
            """
        )
        #expect(try one.replica.status().pending == 2)
        try one.expectSound()
        try story.settle()
        #expect(try two.value("note", note, "text") == .text("replaced"))
        #expect(try two.value("note", note, "minutes") == .integer(8))
    }

    @Test func whatAnotherToolJustWroteIsShownInAllItsParts() throws {
        let story = try Story()
        let one = story.desks[0]
        let note = try one.add("note", ["text": .text("typed here")])
        try story.settle()
        try one.sql("INSERT OR REPLACE INTO note(id, site, text) VALUES ('\(note.text)', '\(site)', 'replaced')")
        #expect(try one.replica.detail("note", note)?.record.values[1] == .text("replaced"))
        try one.sql("INSERT INTO note(site, text) VALUES ('\(site)', 'inserted')")
        let new = try #require(try one.replica.list("note").first { $0.values[1] == .text("inserted") })
        let detail = try #require(try one.replica.detail("note", new.id))
        #expect(detail.record.isPending && detail.position == nil)
    }

    @Test func theDatabaseItselfRefusesWhatTheProgrammeForbids() throws {
        let story = try Story()
        let desk = story.desks[0]
        let note = try desk.add("note", ["minutes": .integer(7)])
        let visit = try desk.add("visit", ["on": .text("2024-01-01")])
        let before = try desk.replica.dump()
        let refused = [
            ("UPDATE note SET minutes = 99999", "note.minutes: 0 to 1440"),
            ("UPDATE note SET status = 'closed'", "note.status"),
            ("UPDATE note SET first_seen = '2024-02-30'", "note.first_seen: a date"),
            ("UPDATE note SET tags = 'heart'", "note.tags: a JSON array"),
            ("UPDATE note SET site = NULL", "note.site: required"),
            ("UPDATE note SET id = '\(visit.text)'", "note.id: the id of a record never changes"),
            ("UPDATE note SET _pos = 1", "columns that begin with _"),
            ("INSERT INTO note(id, site) VALUES ('x', '\(site)')", "note.id"),
            ("DELETE FROM visit", "visit: records of this collection are never deleted"),
            ("UPDATE visit SET \"on\" = '2024-01-02'", "visit.on: never changes"),
        ]
        for (sql, words) in refused {
            #expect(refusal(desk, sql)?.contains(words) == true, "\(sql): \(refusal(desk, sql) ?? "let pass")")
        }
        #expect(try desk.replica.dump() == before)
        #expect(try desk.value("note", note, "minutes") == .integer(7))
    }

    @Test func aRowThatAToolInsertsGetsItsOwnName() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        try one.sql("INSERT INTO note(site, text) VALUES ('\(site)', 'anonymous')")
        try story.settle()
        #expect(try two.replica.list("note").map(\.values[1]) == [.text("anonymous")])
        try one.expectSound()
    }

    @Test func marksThatAToolMakesUpMeanNothing() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let made = "'\(site)', 'x', 0, 7, 3, 1, x'00'"
        try one.sql("INSERT INTO note(site, text, _stream, _pos, _edit, _level, _state) VALUES (\(made))")
        try one.replica.drain()
        #expect(try one.replica.status().pending == 1)
        try one.expectSound()
        try story.settle()
        #expect(try two.replica.list("note").map(\.values[1]) == [.text("x")])
        try one.expectSound()
    }

    @Test func aRowTooLargeForAChangeIsKeptAsRefused() throws {
        let story = try Story()
        let desk = story.desks[0]
        // Noise hardly becomes smaller by compression.
        var state: UInt64 = 1
        let noise = (0..<12_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return String(state, radix: 36)
        }
        try desk.sql("INSERT INTO note(site, text) VALUES ('\(site)', '\(noise.joined())')")
        try desk.replica.drain()
        let status = try desk.replica.status()
        #expect(status.refused == 1 && status.pending == 0)
        try desk.expectSound()
    }

    @Test func aRowWithANaturalKeyGetsTheNameOfItsKey() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let tally = try two.add("tally", ["day": .text("2024-05-01"), "seen": .integer(2)])
        try one.sql("INSERT INTO tally(site, day, seen) VALUES ('\(site)', '2024-05-01', 5)")
        try one.replica.drain()
        #expect(try one.replica.list("tally").map(\.id) == [tally])
        // A twin inserted once more beside the one that is there adds to it.
        try one.sql("INSERT INTO tally(site, day, seen) VALUES ('\(site)', '2024-05-01', 1)")
        try story.settle()
        for desk in story.desks {
            #expect(try desk.value("tally", tally, "seen") == .integer(8))
            try desk.expectSound()
        }
    }

    /// Tables that belong together often number their rows alike.
    @Test func anIdInTwoTablesIsTwoRecords() throws {
        let desk = try ReplicaDevice(5, role: "overseer")
        let same = "00000000-0000-7000-8000-000000000001"
        try desk.tool { db in
            try db.execute(sql: "INSERT INTO site(id, code) VALUES ('\(same)', 'valley')")
            try db.execute(sql: "INSERT INTO tally(id, site, day) VALUES ('\(same)', '\(same)', '2024-01-01')")
        }
        try desk.replica.drain()
        let valley = try #require(try desk.replica.list("site").first)
        let tally = try #require(try desk.replica.list("tally").first)
        #expect(tally.values[0] == .text(valley.id.text) && tally.id != valley.id && tally.id.text != same)
        #expect(try desk.replica.refused().isEmpty)
        try desk.expectSound()
    }

    @Test func referencesFollowARowToItsNewName() throws {
        let desk = try ReplicaDevice(5, role: "overseer")
        let other = "00000000-0000-7000-8000-000000000001"
        try desk.tool { db in
            try db.execute(sql: "INSERT INTO site(id, code) VALUES ('\(other)', 'valley')")
            try db.execute(sql: "INSERT INTO note(site, text) VALUES ('\(other)', 'child')")
            try db.execute(sql: "INSERT INTO tally(site, day) VALUES ('\(other)', '2024-01-01')")
        }
        try desk.replica.drain()
        let sites = try desk.replica.list("site")
        let valley = try #require(sites.first)
        #expect(sites.count == 1 && valley.id.text != other)
        #expect(try desk.replica.list("note").map(\.values[0]) == [.text(valley.id.text)])
        #expect(try desk.replica.list("tally").map(\.values[0]) == [.text(valley.id.text)])
        try desk.expectSound()
    }

    @Test func whatTakesItselfBackIsNoEdit() throws {
        let story = try Story()
        let desk = story.desks[0]
        let note = try desk.add("note", ["text": .text("same"), "minutes": .integer(7)])
        try story.settle()
        let id = note.text
        try desk.tool { db in
            try db.execute(sql: "UPDATE note SET text = 'other' WHERE id = '\(id)'")
            try db.execute(sql: "UPDATE note SET text = 'same' WHERE id = '\(id)'")
            try db.execute(sql: "INSERT INTO note(site) VALUES ('\(site)')")
            try db.execute(sql: "DELETE FROM note WHERE id <> '\(id)'")
            try db.execute(sql: "BEGIN; UPDATE note SET text = 'never'; ROLLBACK")
            try db.execute(sql: "INSERT OR IGNORE INTO note(id, site, text) VALUES ('\(id)', '\(site)', 'ignored')")
            try db.execute(sql: "DELETE FROM note WHERE id = '\(id)'")
            try db.execute(sql: "INSERT INTO note(id, site, text, minutes) VALUES ('\(id)', '\(site)', 'same', 7)")
        }
        #expect(try desk.replica.status().pending == 0)
        try desk.expectSound()
        try desk.sync(story.centre)
        #expect(try desk.replica.status().differs == false)
    }

    @Test func anUpsertEditsOnlyWhatItChanges() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("base"), "minutes": .integer(7)])
        try story.settle()
        try two.set("note", note, ["text": .set(.text("two"))])
        try one.sql(
            """
            INSERT INTO note(id, site, text, minutes) VALUES ('\(note.text)', '\(site)', 'x', \
            1) ON CONFLICT(id) DO UPDATE SET minutes = 9
            """
        )
        try story.settle()
        #expect(try one.value("note", note, "text") == .text("two"))
        #expect(try two.value("note", note, "minutes") == .integer(9))
        #expect(try one.replica.conflicts().isEmpty)
    }

    @Test func aDeletionByAToolTravels() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("base")])
        try story.settle()
        try one.sql("DELETE FROM note")
        try one.expectSound()
        try story.settle()
        #expect(try two.replica.record("note", note) == nil)
        // And the record comes back when somebody inserts it again.
        try one.sql("INSERT INTO note(id, site, text) VALUES ('\(note.text)', '\(site)', 'again')")
        try story.settle()
        #expect(try two.value("note", note, "text") == .text("again"))
        for desk in story.desks { try desk.expectSound() }
    }

    @Test func whatPassesTheGuardsButNotTheProgrammeIsKeptAsRefused() throws {
        let story = try Story()
        let desk = story.desks[0]
        let tally = try desk.add("tally", ["day": .text("2024-05-01"), "seen": .integer(2)])
        try story.settle()
        try desk.sql(
            "INSERT OR REPLACE INTO tally(id, site, day, seen) VALUES ('\(tally.text)', '\(site)', '2024-06-01', 2)"
        )
        try desk.replica.drain()
        #expect(try desk.value("tally", tally, "day") == .text("2024-05-01"))
        #expect("\(try desk.replica.refused())".contains("2024-06-01"))
        #expect(try desk.replica.status().pending == 0)
        try desk.expectSound()
    }

    @Test func twoProgramsShareOneFolder() throws {
        let story = try Story()
        let one = story.desks[0]
        let second = try Replica(folder: one.folder.path, host: one.clock.host)
        let note = try one.add("note", ["text": .text("by the first")])
        try second.write { _ = try $0.update("note", note, ["text": .set(.text("by the second"))]) }
        try one.set("note", note, ["minutes": .set(.integer(3))])
        #expect(try second.status().pending == 3)
        let edits = try second.detail("note", note)?.pendingEdits ?? []
        #expect(edits.count == 3 && Set(edits).count == 3)
        try one.sync(story.centre)
        #expect(try second.status().pending == 0)
        #expect(try second.checkInvariants().isEmpty)
    }

    @Test func aWriteThatFailsLeavesNothingBehind() throws {
        let story = try Story()
        let desk = story.desks[0]
        try desk.add("note", ["text": .text("x")])
        let before = try desk.replica.dump()
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try desk.replica.write { writer in
                try writer.create("note", ["site": .text(site), "text": .text("gone")])
                throw Stop()
            }
        }
        #expect(throws: ReplicaError.self) {
            try desk.replica.write { writer in
                for _ in 0...500 { try writer.create("note", ["site": .text(site)]) }
            }
        }
        #expect(throws: ReplicaError.self) { try desk.replica.write { try $0.create("site", ["code": .text("mine")]) } }
        #expect(throws: ReplicaError.self) { try desk.add("note", ["minutes": .integer(-1)]) }
        #expect(throws: ReplicaError.self) { try desk.add("visit", ["on": .text("2024-02-30")]) }
        #expect(try desk.replica.dump() == before)
        try desk.add("note", ["text": .text("and on")])
        try desk.expectSound()
    }
}
