import GRDB
import Replica
import SyncModel
import SyncWire
import TestSupport
import Testing

/// Clauses R3 and R41: whatever other programs do beside our triggers or without them, what they typed is taken in or
/// kept.
@Suite struct WatchStories {
    private let site = OneSite.hill.text

    private func refusals(_ desk: ReplicaDevice) throws -> [String] {
        try desk.replica.refused().map(\.refusal.inEnglish)
    }

    /// Lets a tool write while it has taken the triggers of a table, or all, away; it puts them back with the words
    /// that it read before.
    private func unwatched(_ desk: ReplicaDevice, _ table: String?, _ statements: String...) throws {
        try desk.tool { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (tbl_name = ?1 OR ?1 IS NULL)",
                arguments: [table]
            )
            try #require(!rows.isEmpty)
            try db.inTransaction {
                for row in rows { try db.execute(sql: "DROP TRIGGER \"\(row["name"] as String)\"") }
                for statement in statements { try db.execute(sql: statement) }
                for row in rows { try db.execute(sql: row["sql"]) }
                return .commit
            }
        }
    }

    // MARK: - Beside our triggers

    @Test func aTriggerOfTheirOwnThatWritesTheRowAgainHidesNothing() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("before"), "minutes": .integer(1)])
        let tally = try one.add("tally", ["day": .text("2024-05-01"), "seen": .integer(5)])
        try story.settle()
        try one.sql(
            "CREATE TRIGGER stamp AFTER UPDATE OF text ON note BEGIN UPDATE note SET minutes = 9 WHERE id = NEW.id; END"
        )
        try one.sql(
            """
            CREATE TRIGGER first BEFORE UPDATE OF text ON note BEGIN UPDATE note SET phone = '0719' WHERE id = NEW.id; \
            END
            """
        )
        try one.sql(
            "CREATE TRIGGER birth AFTER INSERT ON note BEGIN UPDATE note SET minutes = 8 WHERE id = NEW.id; END"
        )
        try one.sql(
            """
            CREATE TRIGGER count AFTER UPDATE ON tally WHEN NEW.seen < 100 BEGIN UPDATE tally SET seen = seen + 100; END
            """
        )
        try one.sql("UPDATE note SET text = 'typed' WHERE id = '\(note.text)'")
        try one.sql("INSERT INTO note(site, text) VALUES ('\(site)', 'born')")
        try one.sql("UPDATE tally SET seen = seen + 10")
        try story.settle()
        for desk in story.desks {
            #expect(
                try desk.value("note", note, "text") == .text("typed")
                    && desk.value("note", note, "minutes") == .integer(9)
            )
            #expect(
                try desk.value("note", note, "phone") == .text("0719")
                    && desk.value("tally", tally, "seen") == .integer(115)
            )
            #expect(
                try desk.replica.list("note").contains { $0.values[1] == .text("born") && $0.values[2] == .integer(8) }
            )
            try desk.expectSound()
        }
        #expect(try refusals(one).isEmpty && two.replica.list("note") == one.replica.list("note"))
    }

    @Test(arguments: ["INSERT; DELETE", "DELETE; INSERT", "INSERT; REPLACE"], [true, false])
    func theNewRowBeforeTheOldOneWentIsTheRecord(order: String, isSent: Bool) throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let tally = try one.add("tally", ["day": .text("2024-05-01"), "seen": .integer(5)])
        if isSent { try story.settle() }
        let statements = [
            "INSERT": "INSERT INTO tally(site, day, seen) VALUES ('\(site)', '2024-05-01', 7)",
            "DELETE": "DELETE FROM tally WHERE id = '\(tally.text)'",
            "REPLACE":
                """
            INSERT OR REPLACE INTO tally(id, site, day, seen) VALUES ('\(tally.text)', '\(site)', '2024-05-01', 6)
            """,
        ]
        try one.tool { db in
            for word in order.split(separator: "; ") { try db.execute(sql: statements[String(word)] ?? "") }
        }
        let later = try one.add("note", ["text": .text("after it")])
        try story.settle()
        #expect(try one.value("tally", tally, "seen") == .integer(order == "INSERT; REPLACE" ? 13 : 7))
        #expect(
            try two.replica.list("tally") == one.replica.list("tally")
                && two.value("note", later, "text") == .text("after it")
        )
        #expect(try refusals(one).isEmpty)
        for desk in story.desks { try desk.expectSound() }
    }

    @Test(arguments: [true, false]) func whatAReplaceDisplacesThroughAnIndexOfTheirsIsSeen(isSent: Bool) throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let tally = try one.add("tally", ["day": .text("2024-05-01"), "seen": .integer(5)])
        let note = try one.add("note", ["text": .text("goes"), "phone": .text("0719")])
        let other = try one.add("note", ["text": .text("stays"), "phone": .text("0710")])
        if isSent { try story.settle() }
        try one.sql("CREATE UNIQUE INDEX days ON tally(site, day); CREATE UNIQUE INDEX phones ON note(phone)")
        _ = try one.replica.drain()
        try one.sql("INSERT OR REPLACE INTO tally(site, day, seen) VALUES ('\(site)', '2024-05-01', 9)")
        try one.sql("UPDATE OR REPLACE note SET phone = '0719' WHERE id = '\(other.text)'")
        try story.settle()
        #expect(try one.value("tally", tally, "seen") == .integer(9))
        #expect(try one.replica.record("note", note) == nil && two.replica.record("note", note) == nil)
        #expect(try two.replica.list("tally") == one.replica.list("tally") && one.replica.status().differs == false)
        try one.sql("DROP INDEX days")
        try one.sql("INSERT INTO tally(site, day, seen) VALUES ('\(site)', '2024-05-01', 1)")
        try story.settle()
        #expect(try two.value("tally", tally, "seen") == .integer(10))
        for desk in story.desks { try desk.expectSound() }
    }

    @Test func columnsOfTheirOwnStayOnARowThatTheyInsert() throws {
        let story = try Story()
        let one = story.desks[0]
        try one.sql("ALTER TABLE note ADD COLUMN mine TEXT; ALTER TABLE tally ADD COLUMN mine TEXT")
        try one.sql("INSERT INTO note(site, tags, mine) VALUES ('\(site)', '[\"b\", \"a\"]', 'kept')")
        try one.sql("INSERT INTO tally(site, day, seen, mine) VALUES ('\(site.uppercased())', '2024-05-01', 3, 'kept')")
        try story.settle()
        let mine = try one.tool {
            try String.fetchAll($0, sql: "SELECT mine FROM note UNION ALL SELECT mine FROM tally")
        }
        #expect(mine == ["kept", "kept"])
        try one.expectSound()
    }

    // MARK: - Without our triggers

    @Test func rowsThatWereLoadedWhileNobodyWatchedAreTyped() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let mixed = try one.add("note", ["text": .text("base")])
        try story.settle()
        try two.set("note", mixed, ["minutes": .set(.integer(4))])
        try story.settle()
        let unsent = try one.add("note", ["text": .text("unsent")])
        try unwatched(
            one,
            "note",
            "INSERT INTO note(site, text) VALUES ('\(site)', 'loaded')",
            "UPDATE note SET text = 'typed' WHERE id IN ('\(mixed.text)', '\(unsent.text)')"
        )
        #expect(try one.replica.status().pending == 3, "asking for the state already looks")
        try story.settle()
        #expect(try two.replica.list("note") == one.replica.list("note") && two.replica.list("note").count == 3)
        #expect(
            try two.value("note", mixed, "text") == .text("typed")
                && two.value("note", unsent, "text") == .text("typed")
        )
        #expect(try refusals(one).isEmpty && one.replica.isUnwatched)
        try one.expectSound()
    }

    @Test func aTableThatWasBuiltAnewIsWatchedAgain() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("base")])
        try story.settle()
        let made = try #require(
            try one.tool { try String.fetchOne($0, sql: "SELECT sql FROM sqlite_master WHERE name = 'note'") }
        )
        try one.sql("ALTER TABLE note RENAME TO note_old; \(made); INSERT INTO note SELECT * FROM note_old")
        _ = try one.replica.drain()
        try one.sql("UPDATE note SET text = 'captured' WHERE id = '\(note.text)'")
        try story.settle()
        #expect(try two.value("note", note, "text") == .text("captured"))
        try one.expectSound()
    }

    @Test func aTableThatWasBuiltAnewWithoutOurColumnsLosesNothing() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let sent = try one.add("note", ["text": .text("sent")])
        try story.settle()
        let unsent = try one.add("note", ["text": .text("unsent"), "tags": .text(#"["a"]"#)])
        let visit = try one.add("visit", ["on": .text("2024-01-01")])
        let follow = try one.add("visit", ["on": .text("2024-01-05"), "of": .text(visit.text)])
        for (table, fields) in [
            ("note", "id, site, text, minutes, phone, tags, first_seen, status"), ("visit", "id, site, \"on\", of"),
        ] {
            let made = try #require(
                try one.tool { try String.fetchOne($0, sql: "SELECT sql FROM sqlite_master WHERE name = '\(table)'") }
            )
            try one.sql(
                """
                ALTER TABLE \(table) RENAME TO old; \(made); INSERT INTO \(table)(\(fields)) SELECT \(fields) FROM \
                old; DROP TABLE old
                """
            )
        }
        try story.settle()
        #expect(try refusals(one).isEmpty && one.replica.status().pending == 0)
        for desk in story.desks {
            #expect(
                try desk.value("note", sent, "text") == .text("sent")
                    && desk.value("note", unsent, "text") == .text("unsent")
            )
            #expect(try desk.value("visit", follow, "of") == .text(visit.text))
        }
        try two.expectSound()
        // The row of the record that was sent has no marks before a comparison, and no digest without it counts as
        // whole.
        #expect(try one.replica.isUnwatched)
        try one.replica.rebuildDigests(since: one.replica.comparisonStart())
        #expect(try one.replica.streamStatements().contains { !$0.isSound })
        try one.replica.captureUnseen()
        #expect(try one.replica.status().pending == 0)
        #expect(try two.replica.list("note").count == 2 && two.replica.list("visit").count == 2)
    }

    /// Of a record that one creation made and nobody changed, only the server knows what it showed.
    @Test func whatMayHaveBeenTypedIsKeptWhenOthersReplaceIt() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["phone": .text("0719")])
        try story.settle()
        try unwatched(one, "note", "UPDATE note SET phone = '0728'")
        try two.set("note", note, ["phone": .set(.text("0710"))])
        try story.settle()
        #expect(try one.value("note", note, "phone") == .text("0710"))
        let kept = try #require(try one.replica.refused().first)
        #expect(kept.refusal.code == .replaced && "\(kept)".contains("0728"))
        try one.replica.retry(kept.id)
        try story.settle()
        #expect(try two.value("note", note, "phone") == .text("0728"))
        for desk in story.desks { try desk.expectSound() }
    }

    @Test func aRowThatWentUnseenHoldsUpNothingAndMakesNoHalfRecord() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try two.add("note", ["text": .text("base"), "minutes": .integer(1)])
        let edited = try two.add("note", ["text": .text("edited")])
        try story.settle()
        let unsent = try one.add("note", ["text": .text("unsent")])
        let beside = try one.replica.write { writer in
            let id = try writer.create("note", ["site": .text(site), "text": .text("beside")])
            try writer.create("note", ["site": .text(site), "text": .text("goes")])
            return id
        }
        try one.set("note", edited, ["minutes": .set(.integer(3))])
        try unwatched(one, "note", "DELETE FROM note WHERE id <> '\(beside.text)'")
        try two.set("note", note, ["minutes": .set(.integer(2))])
        try story.settle()
        #expect(
            try two.value("note", beside, "text") == .text("beside")
                && two.value("note", edited, "minutes") == .integer(3)
        )
        #expect(try one.replica.record("note", note) == nil, "a part is no record")
        #expect(try refusals(one).count == 2 && refusals(one).allSatisfy { $0.contains("without a trace") })
        #expect(try one.replica.isUnwatched && one.replica.record("note", unsent) == nil)
        #expect(try one.replica.status().pending == 0)
    }

    @Test func allTriggersAtOnceInTheirOldOrderAreNoticed() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("base")])
        try story.settle()
        try unwatched(
            one,
            nil,
            "INSERT INTO note(site, text) VALUES ('\(site)', 'loaded')",
            "INSERT INTO tally(site, day) VALUES ('\(site)', '2024-05-01')"
        )
        #expect(try one.replica.status().pending == 2)
        try story.settle()
        #expect(try two.replica.list("note").count == 2 && two.replica.list("tally").count == 1)
        try unwatched(one, nil, "UPDATE note SET text = 'typed' WHERE id = '\(note.text)'")
        #expect(try one.replica.status().pending == 0 && one.replica.isUnwatched, "the server has to tell")
        try one.expectSound()
    }

    @Test func aLoaderWithATriggerOfItsOwnIsNoticedEveryNight() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        try one.sql(
            "CREATE TABLE log(x); CREATE TRIGGER mine AFTER INSERT ON note BEGIN INSERT INTO log VALUES (NEW.id); END"
        )
        for night in 1...4 {
            if night == 3 { try one.sql("VACUUM") }
            try unwatched(one, nil, "INSERT INTO note(site, text) VALUES ('\(site)', 'night \(night)')")
            try story.settle()
            #expect(try two.replica.list("note").count == night, "night \(night)")
        }
        try one.expectSound()
    }

    @Test func aComparisonFindsWhatWasTypedWithTriggersSwitchedOff() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        try unwatched(one, nil)
        _ = try one.replica.drain()
        // As on a connection that switches triggers off: they are there before and after, and where they were.
        try one.tool { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT rowid, * FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'note'"
            )
            try db.execute(sql: "PRAGMA writable_schema = ON")
            try db.execute(sql: "DELETE FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'note'")
            try db.execute(sql: "PRAGMA writable_schema = RESET")
            try db.execute(sql: "INSERT INTO note(site, text) VALUES ('\(site)', 'switched off')")
            try db.execute(sql: "PRAGMA writable_schema = ON")
            for row in rows {
                try db.execute(
                    sql:
                        """
                        INSERT INTO sqlite_master(rowid, type, name, tbl_name, rootpage, sql) VALUES (?, 'trigger', ?, \
                        'note', 0, ?)
                        """,
                    arguments: [row["rowid"] as Int64, row["name"] as String, row["sql"] as String]
                )
            }
            try db.execute(sql: "PRAGMA writable_schema = RESET")
        }
        try story.settle()
        #expect(try two.replica.list("note").isEmpty)
        let row = try #require(try one.replica.list("note").first)
        #expect { try one.replica.write { try $0.delete("note", row.id) } } throws: {
            "\($0)".contains("past the store")
        }
        #expect { try one.set("note", row.id, ["text": .set(.text("x"))]) } throws: {
            "\($0)".contains("past the store")
        }
        try one.replica.captureUnseen()
        try story.settle()
        #expect(try two.replica.list("note").count == 1)
        try one.expectSound()
    }

    @Test func opensAndTablesOfTheirOwnCastNoDoubt() throws {
        let story = try Story()
        let one = story.desks[0]
        try one.add("note", ["text": .text("base")])
        try story.settle()
        try one.sql(
            """
            CREATE TABLE theirs(x); CREATE INDEX texts ON note(text); CREATE TRIGGER own AFTER INSERT ON theirs BEGIN \
            SELECT 1; END
            """
        )
        let again = try Replica(folder: one.folder.path, host: one.clock.host)
        try again.drain()
        #expect(try !again.isUnwatched && !one.replica.isUnwatched)
    }

    @Test(arguments: [true, false]) func whatWasSentStaysAsItWasSentWhateverBecomesOfItsRow(amends: Bool) throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let notes = try one.replica.write { writer in
            try ["lost", "stays"].map { try writer.create("note", ["site": .text(site), "text": .text($0)]) }
        }
        // The request left, and no answer came.
        _ = try one.replica.makeRequest(RequestLimits())
        try unwatched(one, "note", "DELETE FROM note WHERE id = '\(notes[0].text)'")
        let visit = try one.add("visit", ["on": .text("2024-01-01")])
        if amends { try one.set("visit", visit, ["on": .set(.text("2024-01-02"))]) }
        try story.settle()
        #expect(
            try two.value("note", notes[0], "text") == .text("lost")
                && two.value("note", notes[1], "text") == .text("stays")
        )
        #expect(try two.value("visit", visit, "on") == .text(amends ? "2024-01-02" : "2024-01-01"))
        #expect(try one.replica.status().pending == 0 && refusals(one).isEmpty)
    }

    @Test(arguments: ["deleted", "typed over"], [true, false])
    func whatMayHaveBeenTypedIsKeptWhateverComesOverIt(_ way: String, takesAll: Bool) throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("base"), "minutes": .integer(1)])
        try story.settle()
        try unwatched(one, takesAll ? nil : "note", "UPDATE note SET text = 'PRECIOUS'")
        if way == "deleted" {
            try two.replica.write { try $0.delete("note", note) }
        } else {
            try one.set("note", note, ["minutes": .set(.integer(2))])
            try two.set("note", note, ["text": .set(.text("colleague"))])
        }
        try two.sync(story.centre)
        try story.settle()
        #expect(try "\(one.replica.refused())".contains("PRECIOUS"))
        for desk in story.desks { try desk.expectSound() }
    }

    @Test func oneDamagedStateHoldsUpNobody() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("base")])
        try story.settle()
        try two.set("note", note, ["minutes": .set(.integer(4))])
        try story.settle()
        try unwatched(one, "note", "UPDATE note SET _state = x'00ff'")
        let other = try one.add("note", ["text": .text("other")])
        try one.sql("UPDATE note SET phone = '0719' WHERE id = '\(note.text)'")
        try one.sync(story.centre)
        try two.sync(story.centre)
        #expect(try two.value("note", other, "text") == .text("other") && one.replica.isUnwatched)
    }

    @Test func anIndexAloneAccusesNobody() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let tally = try one.add("tally", ["day": .text("2024-05-01"), "seen": .integer(5)])
        let note = try one.add("note", ["text": .text("base"), "tags": .text(#"["a"]"#)])
        try story.settle()
        try one.sql("CREATE UNIQUE INDEX phones ON note(phone); VACUUM")
        try two.set("tally", tally, ["seen": .add(3)])
        try two.set("note", note, ["text": .set(.text("colleague")), "tags": .elements(add: ["b"], remove: ["a"])])
        try two.replica.write { _ = try $0.create("note", ["site": .text(site), "text": .text("new")]) }
        try two.sync(story.centre)
        try story.settle()
        #expect(try refusals(one).isEmpty && one.value("tally", tally, "seen") == .integer(8))
        // And where something does speak for it, what came in is not turned round.
        try unwatched(one, "tally", "INSERT INTO tally(site, day) VALUES ('\(site)', '2024-05-02')")
        try two.set("tally", tally, ["seen": .add(3)])
        try two.set("note", note, ["tags": .elements(add: ["c"], remove: ["b"])])
        try two.sync(story.centre)
        try story.settle()
        for refused in try one.replica.refused() { try one.replica.retry(refused.id) }
        try story.settle()
        #expect(try two.value("tally", tally, "seen") == .integer(11))
        #expect(try two.value("note", note, "tags").map { "\($0)" }?.contains("c") == true)
    }

    @Test(arguments: [
        "CREATE UNIQUE INDEX mine ON note(phone COLLATE NOCASE)", "CREATE UNIQUE INDEX _mine ON note(phone)",
        "ALTER TABLE note RENAME TO old; MADE; INSERT INTO note SELECT * FROM old; DROP TABLE old",
    ]) func everyUniqueIndexIsKnown(_ sql: String) throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let sent = try one.add("note", ["text": .text("sent"), "phone": .text("a")])
        try story.settle()
        let unsent = try one.add("note", ["text": .text("unsent"), "phone": .text("b")])
        let made = try #require(
            try one.tool { try String.fetchOne($0, sql: "SELECT sql FROM sqlite_master WHERE name = 'note'") }
        )
        try one.sql(sql.replacing("MADE", with: made.replacing(") STRICT", with: ", UNIQUE(phone)) STRICT")))
        _ = try one.replica.drain()
        let spelled = sql.contains("NOCASE") ? ["A", "B"] : ["a", "b"]
        for phone in spelled {
            try one.sql("INSERT OR REPLACE INTO note(site, text, phone) VALUES ('\(site)', 'in its place', '\(phone)')")
        }
        try story.settle()
        for desk in story.desks {
            #expect(try desk.replica.record("note", sent) == nil && desk.replica.record("note", unsent) == nil)
            #expect(try desk.replica.list("note").count == 2)
        }
        #expect(try refusals(one).isEmpty)
        try one.expectSound()
        try two.expectSound()
    }

    @Test func aKeyInAnotherSpellingIsTheSameKey() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let tally = try two.add("tally", ["day": .text("2024-05-01"), "seen": .integer(2)])
        try two.sync(story.centre)
        for day in ["2024-05-01", "2024-05-02"] {
            try one.sql("INSERT INTO tally(site, day, seen) VALUES (upper('\(site)'), '\(day)', 3)")
        }
        try story.settle()
        #expect(
            try refusals(one).isEmpty && two.value("tally", tally, "seen") == .integer(5)
                && two.replica.list("tally").count == 2
        )
    }

    // MARK: - Beside the server

    @Test func aRecordThatWasDeletedElsewhereUnderAnEditStandsNowhere() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("base")])
        try story.settle()
        try two.replica.write { try $0.delete("note", note) }
        try two.sync(story.centre)
        try one.set("note", note, ["text": .set(.text("edited"))])
        // As when it compares: the deletion comes, the edit does not go.
        _ = try one.take(story.centre.answer(one.replica.makeRequest(RequestLimits(parcelBytesMax: 0)).request))
        #expect(try one.value("note", note, "text") == .text("edited"))
        #expect(try one.replica.streamStatements().allSatisfy(\.isSound))
        try one.replica.rebuildDigests(since: one.replica.comparisonStart())
        try one.expectSound()
        try story.settle()
        for desk in story.desks { try desk.expectSound() }
    }

    @Test func whatRefersToAnUnsentRecordIsTakenBackFirstAndThenTheRecord() throws {
        let story = try Story()
        let one = story.desks[0]
        let note = try one.add("note", ["text": .text("deletable")])
        try one.replica.write { try $0.delete("note", note, takingBack: true) }
        #expect(try one.replica.status().pending == 0, "nothing is left to be sent")
        try one.expectSound()
    }
}
