import ChangeFeed
import ClientCore
import Replica
import SyncEngine
import SyncModel
import Synchronization
import Testing

/// Clause R42: a table that another program built in another shape is made again as it was, and what its columns cannot
/// hold is named.
@Suite struct RemadeTables {
    private typealias Story = RebuiltTables.Story

    /// Both desks agree, and nothing is refused that was not put aside.
    private func expectOneStore(_ story: Story) async throws {
        for desk in [story.other, story.one, story.other, story.one] { #expect(try await desk.sync().outcome == .done) }
        for desk in [story.one, story.other] {
            #expect(try await desk.verify().agrees)
            #expect(try await desk.status().pendingRecords == 0)
            #expect(try await desk.withReplica { try $0.checkInvariants() } == [])
        }
    }

    /// As spreadsheets, data frames and importers of text make tables.
    @Test(arguments: [
        (make: "id TEXT PRIMARY KEY, site TEXT, day TEXT, seen TEXT, phone TEXT", seen: "seen"),
        (make: "id TEXT, site TEXT, day TEXT, seen REAL, phone TEXT, CHECK (seen < 100)", seen: "seen"),
        (make: "ID TEXT PRIMARY KEY, SITE TEXT, DAY TEXT, SEEN INTEGER, PHONE TEXT", seen: "seen"),
        (make: "id TEXT, site TEXT, day TEXT, seen, phone TEXT", seen: "' ' || seen || '.0'"),
        (make: "rowid INTEGER, id TEXT, site TEXT, day TEXT, seen TEXT, phone TEXT", seen: "seen"),
    ])
    func numbersStayNumbersWhateverTheColumnsAre(make: String, seen: String) async throws {
        let story = try await Story()
        try story.other.damage(
            """
            ALTER TABLE tally RENAME TO kept; CREATE TABLE tally(\(make));
            INSERT INTO tally(id, site, day, seen, phone) SELECT id, site, day, \(seen), ifnull(phone, '') FROM kept
            """
        )
        try await story.expectTheColleaguesWord()
        // Once more, with what was kept beside it.
        try story.other.damage(
            """
            ALTER TABLE tally RENAME TO again; CREATE TABLE tally(\(make));
            INSERT INTO tally(id, site, day, seen, phone) SELECT id, site, day, seen, phone FROM again
            """
        )
        try await story.expectTheColleaguesWord()
        let (site, tally) = (Value.text(story.site), story.tally)
        try await story.other.write { writer in
            _ = try writer.update("tally", tally, ["seen": .add(4)])
            _ = try writer.create("tally", ["site": site, "day": .text("2024-07-01"), "seen": .integer(6)])
        }
        try await story.other.execute("INSERT INTO tally(site, day, seen) VALUES (\(story.site), '2024-07-02', 7)")
        try await expectOneStore(story)
        #expect(try await story.one.record("tally", tally)?["seen"] == .integer(12))
        #expect(
            Set(try await story.one.records("tally").map { $0["seen"] }) == [
                .integer(12), .integer(2), .integer(6), .integer(7),
            ]
        )
    }

    /// All text, with nothing as an empty text, our own columns too.
    @Test func aTableReadBackFromATextFileIsTheSame() async throws {
        let story = try await Story()
        _ = try await story.other.sync()
        let columns = [
            "note": ["site", "text", "minutes", "dose"], "tally": ["site", "day", "seen", "phone"],
        ].mapValues { ["id", "_stream", "_pos", "_device", "_edit", "_stamp", "_level", "_state"] + $0 }
        for (table, names) in columns {
            let texts = names.map { "ifnull(CAST(\($0) AS TEXT), '')" }.joined(separator: ", ")
            try story.other.damage(
                """
                ALTER TABLE \(table) RENAME TO old; CREATE TABLE \
                \(table)(\(names.map { "\($0) TEXT" }.joined(separator: ", ")));
                INSERT INTO \(table)(\(names.joined(separator: ", "))) SELECT \(texts) FROM old; DROP TABLE old
                """
            )
        }
        try await story.expectTheColleaguesWord()
        #expect(try await story.other.refused() == [])
    }

    @Test func whatAColumnCannotHoldIsNamed() async throws {
        let story = try await Story()
        try story.other.damage(
            """
            CREATE TABLE new(id TEXT PRIMARY KEY, site, day, seen, phone); INSERT INTO new SELECT id, site, day, \
            'many', phone FROM tally;
            DROP TABLE tally; ALTER TABLE new RENAME TO tally
            """
        )
        await #expect { _ = try await story.other.sync() } throws: {
            "\($0)".contains("tally: another program wrote “many” as seen of")
        }
        try story.other.damage("UPDATE tally SET seen = CASE day WHEN '2024-05-01' THEN '5' ELSE 2 END")
        try await story.expectTheColleaguesWord()
    }

    @Test func aViewInThePlaceOfATableIsNamedAndATableThatIsGoneComesBack() async throws {
        let story = try await Story()
        _ = try await story.other.sync()
        try story.other.damage("ALTER TABLE tally RENAME TO other; CREATE VIEW tally AS SELECT * FROM other")
        await #expect { _ = try await story.other.sync() } throws: {
            "\($0)".contains("tally: another program put something else")
        }
        try story.other.damage("DROP VIEW tally")
        for _ in 0..<2 { _ = try await story.other.sync() }
        try await story.expectTheColleaguesWord()
    }

    /// A dump of before stands beside the rows of today: it is nobody's new edit, and no count of its own.
    @Test(arguments: [
        "SELECT * FROM tally UNION ALL SELECT * FROM dump", "SELECT * FROM dump UNION ALL SELECT * FROM tally",
    ])
    func anOldDumpBesideTheRowsCountsForNothing(rows: String) async throws {
        let story = try await Story()
        try story.other.damage("CREATE TABLE dump AS SELECT * FROM tally")
        _ = try await story.other.sync()
        try story.other.damage(
            "CREATE TABLE new AS \(rows); DROP TABLE tally; DROP TABLE dump; ALTER TABLE new RENAME TO tally"
        )
        try await story.expectTheColleaguesWord()
    }

    /// A table that was put back from before edits that wait undoes none of them.
    @Test func aTableOfBeforeAnEditUndoesItNot() async throws {
        let story = try await Story()
        _ = try await story.other.sync()
        try story.other.damage("CREATE TABLE dump AS SELECT * FROM note")
        try await story.other.write {
            _ = try $0.update("note", story.quiet, ["text": .set(.text("typed")), "minutes": .set(.integer(44))])
        }
        try story.other.damage("DROP TABLE note; ALTER TABLE dump RENAME TO note")
        try await expectOneStore(story)
        for desk in [story.one, story.other] {
            #expect(
                try await desk.record("note", story.quiet)?.stored.values.dropFirst() == [
                    .text("typed"), .integer(44), .null,
                ]
            )
        }
        let refused = try await story.other.refused()
        #expect(refused.map(\.reason.code) == [.replaced], "what stood there is kept")
    }

    /// Of a row without marks nothing is known, not what is left of it without its edits: what answers them leaves it
    /// as it is.
    @Test(arguments: Answer.allCases) func whatAnswersAnEditTakesNoRowAway(answer: Answer) async throws {
        let story = try await Story()
        _ = try await story.other.sync()
        try story.other.damage("UPDATE note SET minutes = 7 WHERE id = '\(story.quiet.text)'")
        try await story.other.write { _ = try $0.update("note", story.quiet, ["text": .set(.text("typed"))]) }
        try story.other.damage(
            """
            CREATE TABLE new AS SELECT id, site, text, minutes, dose FROM note; DROP TABLE note; \
            ALTER TABLE new RENAME TO note
            """
        )
        if answer == .newIdentity {
            try await story.other.enroll(at: "memory", code: try story.ward.code(), name: "other")
        }
        try await expectOneStore(story)
        #expect(try await story.one.record("note", story.quiet)?["text"] == .text("typed"))
        let kept = try await story.other.refused().filter { $0.stored.operation?.record == story.quiet }.compactMap(
            \.stored.operation
        )
        .flatMap(\.changes)
        #expect(kept.contains { $0.field == 2 && $0.action == .write([.integer(7)]) }, "\(kept)")
    }

    enum Answer: CaseIterable { case receipt, newIdentity }

    /// The server has a record whose creation was under way when its row lost the marks: the row is no new one, which
    /// would take back what others wrote in the record since.
    @Test func aRowThatLosesItsMarksUnderWayIsNotCreatedAgain() async throws {
        let story = try await Story()
        let made = try await story.other.write {
            try $0.create("note", ["site": .text(story.site), "text": .text("made")])
        }
        let isDue = Mutex(true)
        let (ward, file) = (story.ward, story.other.databasePath)
        let line: @Sendable () -> MemoryTransport = {
            ward.transport { call in
                guard case .sync = call else { return }
                let isFirst = isDue.withLock { isDue in
                    defer { isDue = false }
                    return isDue
                }
                guard isFirst else { return }
                try Tampering.change(
                    file,
                    """
                    CREATE TABLE new AS SELECT id, site, text, minutes, dose FROM note; DROP TABLE note; \
                    ALTER TABLE new RENAME TO note
                    """
                )
            }
        }
        let desk = try await ward.blank("other", over: line)
        _ = try await desk.sync()
        #expect(!isDue.withLock { $0 })
        _ = try await story.one.sync()
        try await story.one.write { _ = try $0.update("note", made, ["text": .set(.text("by a colleague"))]) }
        _ = try await story.one.sync()
        await desk.close()
        try await expectOneStore(story)
        #expect(try await story.other.record("note", made)?["text"] == .text("by a colleague"))
        #expect(try ward.service.history("note", made, for: nil).count == 2)
    }

    /// What other programs hung on the table is there again.
    @Test func whatOtherProgramsHungOnATableStays() async throws {
        let story = try await Story()
        _ = try await story.other.sync()
        try story.other.damage(
            """
            CREATE TABLE new(id TEXT, site, day, seen, phone, mine TEXT, sum REAL); INSERT INTO new SELECT id, site, \
            day, seen, phone, 'm', 1.5 FROM tally;
            DROP TABLE tally; ALTER TABLE new RENAME TO tally; CREATE INDEX mine ON tally(mine); \
            CREATE VIEW seen AS SELECT seen FROM tally;
            CREATE TABLE counted(n); CREATE TRIGGER counts AFTER INSERT ON tally BEGIN INSERT INTO counted VALUES \
            (NEW.seen); END
            """
        )
        try await expectOneStore(story)
        try await story.other.execute("INSERT INTO tally(site, day, seen) VALUES (\(story.site), '2024-07-02', 7)")
        let read = try await story.other.query(
            """
            SELECT (SELECT count(*) FROM tally WHERE mine = 'm' AND sum = 1.5), (SELECT group_concat(n) FROM counted), \
            (SELECT count(*) FROM seen), (SELECT count(*) FROM sqlite_master WHERE name = 'mine')
            """
        )
        #expect(read.rows.first == [.integer(2), .text("7"), .integer(3), .integer(1)])
    }
}
