import ChangeFeed
import ClientCore
import FoundationEssentials
import GRDB
import Replica
import SyncEngine
import SyncModel
import Testing

/// Clause R41: rows that lost their marks, as when another program builds a table anew from the fields, are old copies
/// until the server has said otherwise. Taken as typed, they would win over what others wrote since.
@Suite struct RebuiltTables {
    /// Two desks with the same records; what the first did since, the other does not know yet.
    struct Story {
        let ward: Ward
        let one: Device
        let other: Device
        let site: String
        /// Changed by the first desk; deleted by it; untouched; and one that the other typed and did not send.
        let changed, deleted, quiet, unsent: RecordID
        let tally: RecordID

        init() async throws {
            ward = try Ward()
            (one, other) = (try await ward.device("one"), try await ward.device("other"))
            let site = try await one.records("site")[0].id.text
            self.site = site
            let made = try await one.write { writer in
                try ["changed", "deleted", "quiet"].map {
                    try writer.create("note", ["site": .text(site), "text": .text($0)])
                }
            }
            (changed, deleted, quiet) = (made[0], made[1], made[2])
            tally = try await one.write {
                try $0.create(
                    "tally",
                    ["site": .text(site), "day": .text("2024-05-01"), "seen": .integer(5), "phone": .text("0719")]
                )
            }
            _ = try await one.sync()
            _ = try await other.sync()
            let (changed, deleted, tally) = (changed, deleted, tally)
            try await one.write { writer in
                _ = try writer.update("note", changed, ["text": .set(.text("by a colleague"))])
                _ = try writer.update("tally", tally, ["seen": .add(3), "phone": .set(.text("0728"))])
                try writer.delete("note", deleted)
            }
            _ = try await one.sync()
            unsent = try await other.write { try $0.create("note", ["site": .text(site), "text": .text("unsent")]) }
            _ = try await other.write {
                _ = try $0.create("tally", ["site": .text(site), "day": .text("2024-05-02"), "seen": .integer(2)])
            }
            let unsent = unsent
            try await other.write { _ = try $0.update("note", unsent, ["minutes": .set(.integer(5))]) }
        }

        func expectTheColleaguesWord() async throws {
            for desk in [other, one, other] {
                #expect(try await desk.sync().outcome == .done)
                #expect(try await desk.sync().pending == 0)
            }
            for desk in [one, other] {
                #expect(try await desk.record("note", changed)?["text"] == .text("by a colleague"))
                #expect(try await desk.record("note", deleted) == nil, "nobody brought it back")
                #expect(try await desk.record("note", unsent)?["text"] == .text("unsent"))
                let tallies = try await desk.records("tally").map { Array($0.stored.values.dropFirst()) }.sorted {
                    "\($0)" < "\($1)"
                }
                #expect(
                    tallies == [
                        [.text("2024-05-01"), .integer(8), .text("0728")], [.text("2024-05-02"), .integer(2), .null],
                    ]
                )
                #expect(try await desk.conflicts().isEmpty)
                #expect(try await desk.verify().agrees)
                #expect(try await desk.withReplica { try $0.checkInvariants() } == [])
            }
            #expect(try await one.refused().isEmpty)
            #expect(try await other.refused().allSatisfy { $0.reason.code == .replaced })
        }
    }

    private static let fields = ["note": "site, text, minutes, dose", "tally": "site, day, seen, phone"]

    /// How a program may build a table anew. `MADE` is the statement that the store made it with.
    enum Way: String, CaseIterable {
        case emptyColumns =
            "ALTER TABLE T RENAME TO old; MADE; INSERT INTO T(id, F) SELECT id, F FROM old; DROP TABLE old"
        case noColumns = """
            ALTER TABLE T RENAME TO old; BARE; INSERT INTO T(id, F) SELECT id, F FROM old; DROP TABLE old
            """
        case rowsAlone =
            """
            CREATE TABLE dump AS SELECT id, F FROM T; DELETE FROM T; INSERT INTO T(id, F) SELECT id, F FROM dump; \
            DROP TABLE dump
            """
    }

    private func rebuild(_ desk: Device, _ way: Way) async throws {
        for (table, fields) in Self.fields.sorted(by: { $0.key < $1.key }) {
            let made = try await desk.made(table)
            let bare = made.replacing(#/_stream INTEGER.*?_state BLOB, /#, with: "")
            try #require(bare != made)
            let sql = way.rawValue.replacing("MADE", with: made).replacing("BARE", with: bare).replacing(
                "(id, F)",
                with: "(id, \(fields))"
            )
            .replacing("id, F ", with: "id, \(fields) ").replacing(#/\bT\b/#, with: table)
            try desk.damage(sql)
        }
    }

    @Test(arguments: Way.allCases) func anOldCopyWinsOverNobody(way: Way) async throws {
        let story = try await Story()
        try await rebuild(story.other, way)
        #expect(
            try await story.other.records("note").count == 4,
            "what is there can be read before anything is asked of the server"
        )
        #expect(try await story.other.status().pending > 0)
        // What never left is nobody else's: it can be edited at once, if it can be seen that something happened.
        if way == .rowsAlone { _ = try await story.other.verify() }
        try await story.other.write { _ = try $0.update("note", story.unsent, ["minutes": .set(.integer(6))]) }
        try await story.expectTheColleaguesWord()
        #expect(try await story.one.record("note", story.unsent)?["minutes"] == .integer(6))
    }

    @Test(arguments: Way.allCases) func theAdviceForARowPastTheStoreHelps(way: Way) async throws {
        let story = try await Story()
        try await rebuild(story.other, way)
        let edit: @Sendable (ClientCore.LocalWriter) throws -> Void = {
            _ = try $0.update("note", story.quiet, ["minutes": .set(.integer(6))])
        }
        await #expect { try await story.other.write(edit) } throws: {
            "\($0)".contains("Synchronise, then compare with the server and repair")
        }
        _ = try await story.other.sync()
        _ = try await story.other.verify(repairing: true)
        try await story.other.write(edit)
        try await story.expectTheColleaguesWord()
        #expect(try await story.one.record("note", story.quiet)?["minutes"] == .integer(6))
    }

    @Test(arguments: Way.allCases) func aComparisonThatComesFirstTellsTheSame(way: Way) async throws {
        let story = try await Story()
        try await rebuild(story.other, way)
        _ = try await story.other.verify()
        _ = try await story.other.verify(repairing: true)
        try await story.expectTheColleaguesWord()
    }

    @Test(arguments: Way.allCases) func whatWasTypedInAnOldCopyIsKeptAndWhatIsNewIsSent(way: Way) async throws {
        let story = try await Story()
        try await rebuild(story.other, way)
        try story.other.damage("UPDATE note SET minutes = 7, dose = '+0.620' WHERE id = '\(story.quiet.text)'")
        try story.other.damage("INSERT INTO note(site, text) VALUES ('\(story.site)', 'loaded')")
        try await story.expectTheColleaguesWord()
        #expect(try await story.one.records("note").contains { $0["text"] == .text("loaded") })
        let kept = try await story.other.refused().filter { $0.stored.operation?.record == story.quiet }
        #expect(
            kept.count == 1
                && kept[0].stored.operation?.changes.map(\.action) == [.write([.integer(7)]), .write([.text("0.62")])]
        )
        try await story.other.retry(kept[0].id)
        _ = try await story.other.sync()
        _ = try await story.one.sync()
        #expect(try await story.one.record("note", story.quiet)?["minutes"] == .integer(7))
    }

    /// Copies without ids get new ones: where a natural key names the record, they are copies of it all the same.
    @Test func aCopyUnderAnotherIdIsTheRecordOfItsKey() async throws {
        let story = try await Story()
        _ = try await story.other.sync()
        try story.other.damage(
            """
            CREATE TABLE dump AS SELECT * FROM tally; DELETE FROM tally; INSERT INTO tally(site, day, seen, \
            phone) SELECT site, day, seen, phone FROM dump; DROP TABLE dump
            """
        )
        _ = try await story.other.verify()
        try await story.expectTheColleaguesWord()
    }

    /// Nothing saw to it that an id is one: tools number rows, leave blanks, and write ids in capitals.
    @Test func rowsUnderNoIdAreRecordsAllTheSame() async throws {
        let story = try await Story()
        _ = try await story.other.sync()
        let triggers = try await story.other.triggers(of: ["tally", "note", "entry"])
        let capitals = "01A21DAB-FADD-732B-893C-DF6B52AD3239"
        try story.other.damage(
            """
            \(triggers.map { "DROP TRIGGER \($0.name)" }.joined(separator: ";"));
            INSERT INTO note(id, site, text) VALUES ('17', '\(story.site)', 'numbered'), ('  ', '\(story.site)', \
            'blank'),
              ('\(capitals)', '\(story.site)', 'capitals'), ('\(story.unsent.text.uppercased())', '\(story.site)', \
            'beside');
            UPDATE note SET id = upper(id) WHERE id = '\(story.quiet.text)';
            INSERT INTO tally(id, site, day, seen) VALUES ('1', '\(story.site)', '2024-05-04', 4);
            INSERT INTO entry(id, site, tally, line, other) VALUES ('1', '\(story.site)', '1', 'x', \
            '\(story.tally.text.uppercased())');
            \(triggers.map(\.sql).joined(separator: ";"))
            """
        )
        #expect(try await story.other.status().pendingRecords >= 5, "what was typed waits")
        for desk in [story.other, story.one, story.other] { _ = try await desk.sync() }
        for desk in [story.one, story.other] {
            let texts = try await desk.records("note").map { $0["text"] }
            for text in ["numbered", "blank", "capitals", "beside", "quiet", "unsent"] {
                #expect(texts.filter { $0 == .text(text) }.count == 1, "\(text)")
            }
            #expect(try await desk.record("note", try #require(RecordID(capitals)))?["text"] == .text("capitals"))
            #expect(try await desk.record("note", story.quiet)?["text"] == .text("quiet"))
            let tally = try #require(try await desk.records("tally").first { $0["day"] == .text("2024-05-04") })
            #expect(tally["seen"] == .integer(4))
            let entries = try await desk.records("entry").map(\.stored.values)
            #expect(
                entries.map { [$0[1], $0[4]] } == [[.text(tally.id.text), .text(story.tally.text)]],
                "what refers to them follows"
            )
            #expect(try await desk.verify().agrees)
            #expect(try await desk.refused().isEmpty)
            #expect(try await desk.status().pendingRecords == 0)
            #expect(try await desk.withReplica { try $0.checkInvariants() } == [])
        }
    }

    /// A key that was typed otherwise in a table without marks is a changed key of a record that is known, and no other
    /// record.
    @Test func whoRefersToARecordMeansItWhateverBecomesOfItsKey() async throws {
        let story = try await Story()
        let (site, tally) = (Value.text(story.site), Value.text(story.tally.text))
        let sent = try await story.one.write {
            try $0.create("entry", ["site": site, "tally": tally, "line": .text("1")])
        }
        for desk in [story.one, story.other, story.one] { _ = try await desk.sync() }
        let unsent = try await story.other.write { writer in
            try writer.update("entry", sent, ["words": .set(.text("edited"))])
            return try writer.create("entry", ["site": site, "tally": tally, "line": .text("2")])
        }
        let triggers = try await story.other.triggers(of: ["tally"])
        // A circle of keys: each record seems to be the next one.
        try story.other.damage(
            """
            \(triggers.map { "DROP TRIGGER \($0.name)" }.joined(separator: ";"));
            UPDATE tally SET (\(StoreMarks.names)) = (\(StoreMarks.nulls));
            UPDATE tally SET day = CASE day WHEN '2024-05-01' THEN '2024-05-02' ELSE '2024-05-01' END;
            \(triggers.map(\.sql).joined(separator: ";"))
            """
        )
        for desk in [story.other, story.one, story.other] { _ = try await desk.sync() }
        for desk in [story.one, story.other] {
            for entry in [sent, unsent] {
                #expect(try await desk.record("entry", entry)?["tally"] == tally, "nobody typed another")
            }
            #expect(try await desk.record("entry", sent)?["words"] == .text("edited"))
            #expect(try await desk.record("tally", story.tally)?["day"] == .text("2024-05-01"))
            #expect(try await desk.verify().agrees)
            #expect(try await desk.withReplica { try $0.checkInvariants() } == [])
        }
        for kept in try await story.other.refused() {
            #expect(kept.reason.code == .replaced)
            #expect(kept.stored.operation?.collection == 2, "only what the other program changed: \(kept)")
        }
    }

    /// Ids and references come back in other spellings, types and shapes.
    @Test(
        arguments: [
            "id TEXT PRIMARY KEY", "id PRIMARY KEY", "id BLOB PRIMARY KEY",
            "id TEXT NOT NULL PRIMARY KEY WITHOUT ROWID",
            "id TEXT", "id TEXT NOT NULL", "id TEXT PRIMARY KEY, _stream INTEGER NOT NULL DEFAULT 0",
        ],
        ["upper(ID)", "CAST(ID AS BLOB)", "ID"]
    )
    func idsInOtherShapesAreTheSameIds(shape: String, spelling: String) async throws {
        let story = try await Story()
        let (site, tally) = (Value.text(story.site), Value.text(story.tally.text))
        _ = try await story.other.sync()
        let unsent = try await story.other.write {
            try $0.create("entry", ["site": site, "tally": tally, "line": .text("2")])
        }
        let columns = ["tally": "site, day, seen, phone", "entry": "site, tally, line, words, other"]
        for (table, fields) in columns.sorted(by: { $0.key < $1.key }) {
            let parts = shape.components(separatedBy: " WITHOUT")
            let other = fields.replacing(
                "tally,",
                with: "\(spelling.replacing("ID", with: "tally").replacing("CAST(tally AS BLOB)", with: "tally")),"
            )
            let make = "CREATE TABLE \(table)(\(parts[0]), \(fields))\(parts.count > 1 ? " WITHOUT ROWID" : "")"
            try story.other.damage(
                """
                ALTER TABLE \(table) RENAME TO old; \(make);
                INSERT INTO \(table)(id, \(fields)) SELECT \(spelling.replacing("ID", with: "id")), \(other) FROM old; \
                DROP TABLE old
                """
            )
        }
        for desk in [story.other, story.one, story.other] { #expect(try await desk.sync().outcome == .done) }
        for desk in [story.one, story.other] {
            #expect(try await desk.record("entry", unsent)?["tally"] == tally)
            #expect(try await desk.records("tally").count == 2)
            #expect(try await desk.refused() == [])
            #expect(try await desk.verify().agrees)
            #expect(try await desk.withReplica { try $0.checkInvariants() } == [])
        }
    }

    @Test(arguments: [
        """
        id INTEGER PRIMARY KEY, _stream INTEGER, _pos INTEGER, _device INTEGER, _edit INTEGER, _stamp INTEGER, \
        _level INTEGER, _state BLOB
        """,
        "number INTEGER PRIMARY KEY", "id TEXT PRIMARY KEY, dose",
    ])
    func aTableInWhichNoRecordCanStandIsNamed(shape: String) async throws {
        let story = try await Story()
        let phone = shape.contains("dose") ? "" : ", phone"
        try story.other.damage(
            "ALTER TABLE tally RENAME TO old; CREATE TABLE tally(\(shape), site, day, seen\(phone)); DROP TABLE old"
        )
        await #expect { _ = try await story.other.status() } throws: {
            "\($0)".contains("tally: another program made this table anew")
        }
    }

    /// Without a key a table takes rows of one id, and without a type a number beside a text that reads the same.
    @Test(arguments: ["id", "id NOT NULL"]) func rowsUnderOneIdAreRecordsOfTheirOwn(shape: String) async throws {
        let story = try await Story()
        _ = try await story.other.sync()
        try story.other.damage(
            """
            CREATE TABLE dump AS SELECT id, site, text, minutes, dose FROM note; DROP TABLE note;
            CREATE TABLE note(\(shape), site, text, minutes, dose); INSERT INTO note SELECT * FROM dump; \
            DROP TABLE dump;
            INSERT INTO note SELECT id, site, 'twin', minutes, dose FROM note WHERE text = 'quiet';
            DROP TABLE tally; CREATE TABLE tally(\(shape), site, day, seen, phone);
            DROP TABLE entry; CREATE TABLE entry(\(shape), site, tally, line, words, other);
            INSERT INTO tally(id, site, day, seen) VALUES (1, '\(story.site)', '2024-06-01', 4), ('1', \
            '\(story.site)', '2024-06-02', 5),
              (2, '\(story.site)', '2024-06-03', 6);
            INSERT INTO entry(id, site, tally, line, other) VALUES (1, '\(story.site)', 2, 'told', NULL), (2, \
            '\(story.site)', 2, 'untold', 1)
            """
        )
        for desk in [story.other, story.one, story.other] { _ = try await desk.sync() }
        let refused = try await story.other.refused()
        #expect(
            refused.map { $0.stored.operation?.collection } == [3],
            "of two tallies numbered 1 nobody knows which one is meant: \(refused)"
        )
        for desk in [story.one, story.other] {
            let texts = try await desk.records("note").map { $0["text"] }
            for text in ["quiet", "twin", "unsent"] {
                #expect(texts.filter { $0 == .text(text) }.count == 1, "\(text)")
            }
            #expect(try await desk.record("note", story.quiet)?["text"] == .text("quiet"))
            let tallies = try await desk.records("tally")
            let told = try #require(tallies.first { $0["day"] == .text("2024-06-03") })
            #expect(tallies.count == 5)
            #expect(
                try await desk.records("entry").map { [$0["tally"], $0["line"]] } == [
                    [.text(told.id.text), .text("told")]
                ]
            )
            #expect(try await desk.verify().agrees)
            #expect(try await desk.withReplica { try $0.checkInvariants() } == [])
        }
        // The table takes commands and other programs' rows again.
        try await story.other.write { _ = try $0.update("note", story.quiet, ["text": .set(.text("typed"))]) }
        try await story.other.execute(
            "INSERT OR REPLACE INTO note(id, site, text) VALUES (\(story.quiet), \(story.site), 'replaced')"
        )
        for desk in [story.other, story.one] { #expect(try await desk.sync().pending == 0) }
        #expect(try await story.one.record("note", story.quiet)?["text"] == .text("replaced"))
    }

    /// Numbered anew before it was sent: the row is still what its own creation and what refers to it speak of.
    @Test func anUnsentRecordThatGotANumberIsTheSameRecord() async throws {
        let story = try await Story()
        _ = try await story.other.sync()
        let unsent = try await story.other.write { writer in
            let tally = try writer.create(
                "tally",
                ["site": .text(story.site), "day": .text("2024-05-09"), "seen": .integer(4)]
            )
            try writer.create("entry", ["site": .text(story.site), "tally": .text(tally.text), "line": .text("1")])
            return tally
        }
        try story.other.damage(
            """
            CREATE TABLE dump AS SELECT site, day, seen, phone FROM tally; DROP TABLE tally;
            CREATE TABLE tally(id TEXT PRIMARY KEY, site, day, seen, phone);
            INSERT INTO tally SELECT rowid, * FROM dump; DROP TABLE dump
            """
        )
        for desk in [story.other, story.one, story.other] { #expect(try await desk.sync().outcome == .done) }
        for desk in [story.one, story.other] {
            #expect(try await desk.record("tally", unsent)?["seen"] == .integer(4))
            #expect(try await desk.records("entry").map { $0["tally"] } == [.text(unsent.text)])
            #expect(try await desk.records("tally").count == 3)
            #expect(try await desk.refused() == [])
            #expect(try await desk.verify().agrees)
        }
    }

    /// A table that another program made may let rows stand under no id at all.
    @Test func rowsWithoutAnIdAreRecordsAllTheSame() async throws {
        let story = try await Story()
        let made = try await story.other.made("note")
        let loose = made.replacing("id TEXT NOT NULL PRIMARY KEY", with: "id TEXT PRIMARY KEY").replacing(
            #/DEFAULT \(printf.*?\)\), /#,
            with: ", "
        )
        .replacing(") STRICT", with: ")")
        try #require(!loose.contains("printf"))
        try story.other.damage(
            """
            ALTER TABLE note RENAME TO old; \(loose); INSERT INTO note SELECT * FROM old; DROP TABLE old;
            INSERT INTO note(site, text) VALUES ('\(story.site)', 'nameless'), ('\(story.site)', 'nameless too')
            """
        )
        try await story.expectTheColleaguesWord()
        let texts = try await story.one.records("note").map { $0["text"] }
        #expect(texts.contains(.text("nameless")) && texts.contains(.text("nameless too")))
    }

    /// What refers to a copy under another id, by its key or by any field, old or new, means the record of the copy's
    /// key.
    @Test(arguments: [false, true]) func whatRefersToACopyUnderAnotherIdMeansTheRecord(
        isVerifiedFirst: Bool
    ) async throws {
        let story = try await Story()
        let (site, tally) = (Value.text(story.site), Value.text(story.tally.text))
        let entry = try await story.one.write {
            try $0.create("entry", ["site": site, "tally": tally, "line": .text("1"), "words": .text("old")])
        }
        _ = try await story.one.sync()
        _ = try await story.other.sync()
        // A third desk changes the record meanwhile, so that the copy is of before.
        try await story.one.write { _ = try $0.update("entry", entry, ["words": .set(.text("by a colleague"))]) }
        _ = try await story.one.sync()
        let triggers = try await story.other.triggers(of: ["tally", "entry"])
        let copies = (0..<4).map { "00000000-0000-4000-8000-00000000000\($0)" }
        try story.other.damage(
            """
            \(triggers.map { "DROP TRIGGER \($0.name)" }.joined(separator: ";")); DELETE FROM tally; DELETE FROM entry;
            INSERT INTO tally(id, site, day, seen, phone) VALUES ('\(copies[0])', '\(story.site)', '2024-05-01', 5, \
            '0719'),
              ('\(copies[3])', '\(story.site)', '2024-05-03', 1, '0755');
            INSERT INTO entry(id, site, tally, line, words, other) VALUES
              ('\(copies[1])', '\(story.site)', '\(copies[0])', '1', 'old', '\(copies[3])'),
              ('\(copies[2])', '\(story.site)', '\(copies[0])', '2', 'new', '\(copies[0])');
            \(triggers.map(\.sql).joined(separator: ";"))
            """
        )
        if isVerifiedFirst { _ = try await story.other.verify() }
        for desk in [story.other, story.one, story.other] { _ = try await desk.sync() }
        for kept in try await story.other.refused() {
            #expect(kept.reason.code == .replaced)
            try await story.other.retry(kept.id)
        }
        for desk in [story.other, story.one, story.other] { _ = try await desk.sync() }
        for desk in [story.one, story.other] {
            let tallies = try await desk.records("tally")
            let loaded = try #require(tallies.first { $0["day"] == .text("2024-05-03") })
            #expect(tallies.contains { $0.id == story.tally } && !copies.contains(loaded.id.text))
            let entries = try await desk.records("entry").sorted { $0["line"] ?? .null < $1["line"] ?? .null }
            #expect(entries.count == 2)
            #expect(entries.allSatisfy { $0["tally"] == tally }, "all belong to the record that the copy was of")
            #expect(entries[0].id == entry && entries[0]["other"] == .text(loaded.id.text))
            #expect(entries[1]["words"] == .text("new") && entries[1]["other"] == tally)
            #expect(try await desk.verify().agrees)
            #expect(try await desk.refused().isEmpty)
            #expect(try await desk.withReplica { try $0.checkInvariants() } == [])
        }
    }

    @Test func aSentCreationWithoutAnAnswerIsNotTypedTwice() async throws {
        let story = try await Story()
        // All that leaves arrives, and no answer comes back.
        let service = story.ward.service
        let deaf = try await story.ward.blank("other") {
            MemoryTransport { call, _ in
                if case .sync(let body) = call { service.sync(body) { _ in } }
                throw TransportError(failure: .silent)
            }
        }
        _ = try await deaf.sync()
        await deaf.close()
        #expect(try await story.other.status().pending == 3)
        try await rebuild(story.other, .emptyColumns)
        try await story.expectTheColleaguesWord()
    }
}

private enum StoreMarks {
    static let names = "_stream, _pos, _device, _edit, _stamp, _level, _state"
    static let nulls = "NULL, NULL, NULL, NULL, NULL, NULL, NULL"
}

extension Device {
    fileprivate func triggers(of tables: [String]) async throws -> [(name: String, sql: String)] {
        try await withReplica { replica in
            try replica.openWatch().read {
                try Row.fetchAll(
                    $0,
                    sql: "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
                )
                .filter { tables.contains($0["tbl_name"]) }.map { ($0["name"], $0["sql"]) }
            }
        }
    }

    /// The statement that made a table.
    fileprivate func made(_ table: String) async throws -> String {
        try await withReplica { replica in
            try replica.openWatch().read {
                try String.fetchOne($0, sql: "SELECT sql FROM sqlite_master WHERE name = ?", arguments: [table]) ?? ""
            }
        }
    }
}
