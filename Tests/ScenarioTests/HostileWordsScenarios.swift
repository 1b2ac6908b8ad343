import Foundation
import Testing

/// Words that mean something to a database, a shell or a spreadsheet are words here.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .timeLimit(.minutes(5)))
struct HostileWordsScenarios {
    private static func town() async throws -> Town {
        let town = try await Town.make()
        for text in ["one", "' OR 1=1 --"] {
            #expect(try await town.desk("add", "memo", "site=A", "text=\(text)").code == 0)
        }
        #expect(try await town.desk("sync").code == 0)
        return town
    }

    private static func expectUntouched(_ town: Town) async throws {
        let memos = try await town.desk("list", "memo", "--json").json() as? [[String: Any]]
        #expect(Set((memos ?? []).compactMap { $0["text"] as? String }) == ["one", "' OR 1=1 --"])
        #expect(try await town.desk("verify").code == 0)
        #expect(await town.valley.stop() == 0)
    }

    @Test func conditionsAndCollectionsAreNoSQL() async throws {
        let town = try await Self.town()
        let found = [
            "text=' OR 1=1 --": 1, "text=\"); DROP TABLE memo; --": 0, "idno=1 OR 1=1": 0, "tags=a' OR '1": 0,
            "tags=[": 0, "tags=%": 0,
            "text=%": 0,
        ]
        for (condition, count) in found {
            for ran in [
                try await town.desk("list", "memo", condition, "--json"),
                try await town.valley.tryServer("list", "memo", condition, "--json"),
            ] {
                #expect(
                    ran.code == 0 && (try? ran.json() as? [Any])?.count == count,
                    "\(condition): \(ran.output)\(ran.error)"
                )
            }
        }
        for condition in ["text\" OR 1=1 --=x", "1=1", "_state=x", "=x", "text", "id' =x", "id=x"] {
            for ran in [
                try await town.desk("list", "memo", condition),
                try await town.valley.tryServer("list", "memo", condition),
            ] {
                #expect(
                    [1, 2].contains(ran.code) && !ran.error.isEmpty && ran.output.isEmpty,
                    "\(condition): \(ran.code) \(ran.output)\(ran.error)"
                )
            }
        }
        for collection in ["memo; DROP TABLE memo", "_identity", "sqlite_master", "../x", "memo\" --", ""] {
            for ran in [try await town.desk("list", collection), try await town.valley.tryServer("list", collection)] {
                #expect([1, 2].contains(ran.code) && !ran.error.isEmpty, "\(collection): \(ran.code) \(ran.output)")
            }
        }
        try await Self.expectUntouched(town)
    }

    @Test func plainSQLReadsAndDoesNothingElse() async throws {
        let town = try await Self.town()
        let (attached, copied) = (town.path("attached.sqlite"), town.path("copied.sqlite"))
        let statements = [
            "DELETE FROM memo", "SELECT 1; DELETE FROM memo", "PRAGMA user_version=7",
            "ATTACH '\(attached)' AS x",
            "SELECT writefile('x', 'y')", "SELECT load_extension('x')", "VACUUM INTO '\(copied)'", "BEGIN",
            "DROP TABLE memo",
            "WITH x AS (SELECT 1) UPDATE memo SET text = 'x'", "CREATE TABLE x(y)", "", "nonsense",
        ]
        for statement in statements {
            let ran = try await town.desk("sql", statement)
            #expect([1, 2].contains(ran.code) && !ran.error.isEmpty, "\(statement): \(ran.code) \(ran.output)")
        }
        for statement in [
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<3) SELECT * FROM c",
            "EXPLAIN SELECT 1",
        ] {
            #expect(try await town.desk("sql", statement).code == 0, "\(statement)")
        }
        for path in [attached, copied] { #expect(!FileManager.default.fileExists(atPath: path)) }
        try await Self.expectUntouched(town)
    }

    @Test func tablesWithStrangeHeadsAndCellsAreRefusedWithASentence() async throws {
        let town = try await Self.town()
        let wide = (0..<50_000).map { "c\($0)" }.joined(separator: ",")
        let files: [(name: String, bytes: Data)] = [
            ("injected", Data("site,text) VALUES ('x'); DROP TABLE memo; --\nA,x\n".utf8)),
            ("quoted", Data("site,\"te\"\"xt\"\nA,x\n".utf8)),
            ("twice", Data("site,text,text\nA,x,y\n".utf8)), ("own", Data("site,_state\nA,x\n".utf8)),
            ("id", Data("id,site,text\n' OR 1=1,A,x\n".utf8)),
            ("huge", Data("site,text\nA,\(String(repeating: "x", count: 5_000_000))\n".utf8)),
            ("wide", Data("\(wide)\n".utf8)),
            ("open", Data("site,text\nA,\"never closed\n\(String(repeating: "x\n", count: 100_000))".utf8)),
            ("empty", Data()),
            ("noise", Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) })),
            ("nowhere", Data("site,text\nNOPE,x\n".utf8)),
        ]
        for (name, bytes) in files {
            try bytes.write(to: URL(fileURLWithPath: town.path("\(name).csv")))
            let ran = try await town.desk("import", "memo", town.path("\(name).csv"))
            #expect([1, 3].contains(ran.code), "\(name): \(ran.code) \(ran.output)\(ran.error)")
            let said = ran.output + ran.error
            #expect(
                said.count > 10 && said.count < 2_000 && !said.contains("Fatal error"),
                "\(name): \(said.prefix(300))"
            )
        }
        for path in ["/dev/zero", town.valley.folder.path, "/nonexistent/x.csv"] {
            #expect(try await town.desk("import", "memo", path).code == 1, "\(path)")
        }
        try await Self.expectUntouched(town)
    }

    /// Killed wherever it stands, an enrolment leaves nothing that a later one could not go on from.
    @Test func anEnrolmentThatIsKilledIsBegunAgain() async throws {
        let town = try await Self.town()
        for step in 0..<12 {
            let (name, code) = (
                "killed-\(step)",
                try await town.valley.server("code", "--org", "A", "--role", "keeper", "--json").json()
            )
            let word = try #require((code as? [String: Any])?["code"] as? String)
            let home = town.path(name)
            _ = try await Programs.run(
                "/usr/bin/timeout",
                [
                    "-s", "KILL", "0.\(step < 10 ? "0" : "")\(step)", Programs.path("duikou"), "enroll",
                    town.valley.address, word,
                ],
                environment: ["DUIKOU_HOME": home]
            )
            let status = try await town.valley.device(name, "status")
            #expect(
                [0, 1].contains(status.code) && !(status.output + status.error).contains("damaged"),
                "\(status.output)\(status.error)"
            )
            let again =
                try await town.valley.server("code", "--org", "A", "--role", "keeper", "--json").json()
                as? [String: Any]
            let fresh = try #require(again?["code"] as? String)
            #expect(try await town.valley.device(name, "enroll", town.valley.address, fresh).code == 0)
            #expect(try await town.valley.device(name, "sync").code == 0)
        }
        try await Self.expectUntouched(town)
    }
}
