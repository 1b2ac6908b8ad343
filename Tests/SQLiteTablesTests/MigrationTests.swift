import CSQLite
import Foundation
import SQLiteTables
import Testing

/// Stores grow by numbered steps, and those of a newer program stay as they are.
@Suite struct MigrationTests {
    private struct PowerCut: Error {}

    /// What the second step does next; a step is a value, and tests stop it in the middle.
    private static func migrations(_ count: Int = 3, stoppedIn stopped: Int? = nil) -> Migrations {
        let steps: [Migrations.Step] = [
            .init(
                1,
                sql:
                    """
                    CREATE TABLE own(number INTEGER NOT NULL); INSERT INTO own VALUES (0); CREATE TABLE memo(text TEXT)
                    """
            ),
            .init(2) { connection in
                try Scratch.run("ALTER TABLE memo ADD COLUMN words INTEGER; UPDATE memo SET words = 1", connection)
                if stopped == 2 { throw PowerCut() }
                try Scratch.run("CREATE INDEX by_words ON memo(words)", connection)
            },
            .init(3) { connection in
                try Scratch.run("INSERT INTO memo VALUES ('third', 3)", connection)
                if stopped == 3 { throw PowerCut() }
            },
        ]
        return Migrations(.column("number", of: "own"), Array(steps.prefix(count)))
    }

    @Test func anEmptyFileGetsAllStepsAndTheNumberOfTheLast() throws {
        let file = try Scratch()
        try Self.migrations().migrate(file.connection)
        #expect(try file.text("SELECT number FROM own") == "3")
        #expect(try file.text("SELECT group_concat(text || words) FROM memo") == "third3")
    }

    @Test func whatWasTakenOnceIsNotTakenAgain() throws {
        let file = try Scratch()
        for _ in 1...3 { try Self.migrations().migrate(file.connection) }
        #expect(try file.text("SELECT count(*) FROM memo") == "1")
    }

    @Test func anEarlierStoreKeepsWhatItHas() throws {
        let file = try Scratch()
        try Self.migrations(1).migrate(file.connection)
        try file.run("INSERT INTO memo VALUES ('typed')")
        try Self.migrations().migrate(file.connection)
        #expect(try file.text("SELECT group_concat(text || words) FROM memo") == "typed1,third3")
    }

    @Test(arguments: [2, 3])
    func whoIsStoppedInAStepKeepsThoseBeforeItAndGoesOnThere(step: Int) throws {
        let file = try Scratch()
        try Self.migrations(1).migrate(file.connection)
        try file.run("INSERT INTO memo VALUES ('typed')")
        #expect(throws: PowerCut.self) { try Self.migrations(stoppedIn: step).migrate(file.connection) }
        #expect(try file.text("SELECT number FROM own") == String(step - 1))
        #expect(
            try file.text("SELECT count(*) FROM pragma_table_info('memo')") == String(step - 1),
            "nothing of step 2 was left behind"
        )
        #expect(sqlite3_get_autocommit(file.connection) != 0, "no transaction was left open")
        try Self.migrations().migrate(file.connection)
        #expect(try file.text("SELECT number FROM own") == "3")
        #expect(try file.text("SELECT group_concat(text || words) FROM memo") == "typed1,third3")
    }

    @Test func ofTwoThatBeginAtOnceOneFindsItDone() throws {
        let file = try Scratch()
        try Self.migrations(1).migrate(file.connection)
        try file.run("PRAGMA journal_mode = WAL")
        let other = try Scratch(beside: file)
        let late = Migrations(
            .column("number", of: "own"),
            [
                .init(1, sql: "SELECT 1"), .init(2) { _ in Issue.record("taken twice") },
                .init(3) { _ in Issue.record("taken twice") },
            ]
        )
        // The other one is through while this one, which has found the number 1, waits for its turn.
        try other.run("BEGIN IMMEDIATE; UPDATE own SET number = 3")
        let commit: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Int32 = { other, _ in
            sqlite3_exec(OpaquePointer(other), "COMMIT", nil, nil, nil)
            return 1
        }
        sqlite3_busy_handler(file.connection, commit, UnsafeMutableRawPointer(other.connection))
        try late.migrate(file.connection)
        #expect(try file.text("SELECT number FROM own") == "3")
    }

    @Test func stepsOutOfOrderAreRefused() async {
        await #expect(processExitsWith: .failure) {
            _ = Migrations(.head(besides: "own"), [.init(2, sql: "SELECT 1"), .init(1, sql: "SELECT 1")])
        }
        await #expect(processExitsWith: .failure) {
            _ = Migrations(.head(besides: "own"), [.init(1, sql: "SELECT 1"), .init(3, sql: "SELECT 1")])
        }
    }

    @Test func aStoreOfANewerProgramIsRefusedAndStaysAsItIs() throws {
        let file = try Scratch()
        try Self.migrations(3).migrate(file.connection)
        let before = file.version
        for look in [
            { try Self.migrations(2).migrate(file.connection) },
            {
                try Self.migrations(2).check(
                    RawStatement(file.connection, "SELECT number FROM own"),
                    on: file.connection
                )
            },
        ] {
            let mismatch = try #require(throws: StoreMismatch.self) { try look() }
            #expect(
                mismatch.kind == .newer(3) && mismatch.description.contains("format 3, this program knows 2"),
                "\(mismatch)"
            )
        }
        #expect(file.version == before)
    }

    @Test(arguments: [
        "CREATE TABLE other(text)", "CREATE TABLE own(text)", "CREATE TABLE own(number)",
        "CREATE VIEW own AS SELECT 1 AS number",
        "CREATE TABLE own(number); INSERT INTO own VALUES (0)", "CREATE TABLE own(number); INSERT INTO own VALUES (-3)",
    ])
    func aFileWithoutTheMarksIsNoStore(sql: String) throws {
        let file = try Scratch()
        try file.run(sql)
        let before = file.version
        #expect(throws: StoreMismatch.self) { try Self.migrations().migrate(file.connection) }
        #expect(throws: StoreMismatch.self) { _ = try Self.migrations().look(at: file.path) }
        #expect(file.version == before)
    }

    @Test func theNumberInTheFilesHeadCountsOnlyBesidesTheTableOfTheProgram() throws {
        let steps = Migrations(.head(besides: "own"), [.init(1, sql: "CREATE TABLE own(text)")])
        let (file, other) = (try Scratch(), try Scratch())
        try steps.migrate(file.connection)
        #expect(try file.text("PRAGMA user_version") == "1")
        try other.run("CREATE TABLE another(text); PRAGMA user_version = 7")
        let mismatch = try #require(throws: StoreMismatch.self) { try steps.migrate(other.connection) }
        #expect(mismatch.kind == .foreign)
    }

    @Test func whatCannotBeWrittenIsNotBroughtUpToDate() throws {
        let file = try Scratch()
        try Self.migrations(1).migrate(file.connection)
        let reader = try Scratch(beside: file, flags: SQLITE_OPEN_READONLY)
        let mismatch = try #require(throws: StoreMismatch.self) { try Self.migrations().migrate(reader.connection) }
        #expect(mismatch.kind == .older(1) && mismatch.description.contains("where it may be written"), "\(mismatch)")
    }

    @Test(arguments: [false, true])
    func lookingFindsTheNumberInTheLogAsWellAndLeavesNoTrace(isSubscribed: Bool) throws {
        let file = try Scratch()
        try file.run("PRAGMA journal_mode = WAL")
        try Self.migrations(1).migrate(file.connection)
        try file.run("PRAGMA wal_checkpoint(TRUNCATE)")
        try Self.migrations(3).migrate(file.connection)
        // What a program leaves behind that was killed, or the file as it is while somebody has it open.
        let folder = isSubscribed ? file.folder : try file.copied()
        let path = folder + "/store"
        // In the index those who have the file open tell each other how far they read.
        func bytes() throws -> [String: Data] {
            try Scratch.bytes(in: folder).filter { !isSubscribed || $0.key != "store-shm" }
        }
        let before = try bytes()
        #expect(before["store-wal"]?.isEmpty == false)
        #expect(try Self.migrations(3).look(at: path) == 3)
        #expect(throws: StoreMismatch.self) { _ = try Self.migrations(2).look(at: path) }
        #expect(try bytes() == before)
    }
}
