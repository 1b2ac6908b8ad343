import Foundation
import Testing

/// A bulk load by another program, which takes the triggers away and puts them back.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .timeLimit(.minutes(5)))
struct UnwatchedScenarios {
    private static let load = """
        import sqlite3, sys
        c = sqlite3.connect(sys.argv[1], isolation_level=None)
        triggers = c.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = \
        'note'").fetchall()
        c.execute("BEGIN")
        for name, _ in triggers: c.execute('DROP TRIGGER "%s"' % name)
        for sql in sys.argv[2:]: c.execute(sql)
        for _, sql in triggers: c.execute(sql)
        c.execute("COMMIT")
        """

    @Test func nothingOfItIsLostAndNothingOfItIsSaidToBeInStepBefore() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        for name in ["desk", "other"] { try await valley.enroll(name, at: "A") }
        #expect(try await valley.device("desk", "sync").code == 0)
        func add(_ text: String) async throws -> String {
            try await valley.device("desk", "add", "note", "site=A", "text=\(text)").output.trimmingCharacters(
                in: .whitespacesAndNewlines
            )
        }
        let (changed, deleted) = (try await add("before"), try await add("stays"))
        for name in ["desk", "other"] { #expect(try await valley.device(name, "sync").code == 0) }
        let sites = try await valley.device("desk", "list", "site", "code=A", "--json").json() as? [[String: Any]]
        let site = try #require(sites?.first?["id"] as? String)
        let loaded = try await Programs.run(
            "/usr/bin/python3",
            [
                "-c", Self.load, valley.folder.appendingPathComponent("desk/duikou.sqlite").path,
                "INSERT INTO note(site, text) VALUES ('\(site)', 'loaded')",
                "UPDATE note SET text = 'typed' WHERE id = '\(changed)'",
                "DELETE FROM note WHERE id = '\(deleted)'",
            ]
        )
        try #require(loaded.code == 0, "\(loaded.error)")
        let status = try await valley.device("desk", "status")
        #expect(status.output.contains("Waiting to be sent: 1 change of records"), "\(status.output)")
        // What only the server can tell is told by the next sync, which needs a person then.
        let synced = try await valley.device("desk", "sync")
        #expect(synced.code == 3 && synced.output.contains("Refused changes: 1"), "\(synced.output)\(synced.error)")
        let refused = try await valley.device("desk", "refused", "--json").json() as? [[String: Any]]
        let entry = try #require(refused?.first?["id"] as? String)
        #expect(try await valley.device("desk", "refused").output.contains("typed"))
        #expect(try await valley.device("desk", "refused", "retry", entry).code == 0)
        for name in ["desk", "other"] { #expect(try await valley.device(name, "sync").code == 0) }
        for name in ["desk", "other"] {
            let notes = try await valley.device(name, "list", "note", "--json").json() as? [[String: Any]]
            #expect(Set((notes ?? []).compactMap { $0["text"] as? String }) == ["typed", "stays", "loaded"])
            #expect(try await valley.device(name, "verify").code == 0)
        }
        #expect(try await valley.device("desk", "doctor").code == 0)
        let quiet = try await valley.device("desk", "sync", "--json").json() as? [String: Any]
        #expect(quiet?["roundTrips"] as? Int == 1, "what was compared is not compared again")
        #expect(await valley.stop() == 0)
    }
}
