import Foundation
import TestSupport
import Testing

/// Every verb of the server's program, on a new server and on one that was used, in both languages and forms.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .serialized)
struct ServerVerbScenarios {
    /// A verb with its words; `nil` stands for what it is asked about.
    private static let verbs: [(words: [String], hasJSON: Bool, codes: Set<Int32>)] = [
        (["code", "--org", "A", "--role", "recorder"], true, [0]),
        (["code", "--org", "B", "--role", "reader"], true, [0]),
        (["devices"], true, [0]), (["devices", "list"], true, [0]), (["devices", "detained"], true, [0]),
        (["devices", "revoke", "00000000-0000-0000-0000-000000000009"], false, [1]), (["list", "site"], true, [0]),
        (["list", "note"], true, [0]), (["list", "note", "site=A", "--limit", "1"], true, [0]),
        (["show", "site", "A"], true, [0]),
        (["conflicts"], true, [0, 3]), (["duplicates"], true, [0]), (["audit", "verify"], true, [0]),
        (["verify"], true, [0]),
        (["report", "summary"], false, [1]), (["init", "--programme", "hubei-2022"], false, [1]),
        (["programme", "load", "hubei-2022"], false, [1]), (["serve", "--listen", "nowhere"], false, [2]),
        (["serve", "--metrics-listen", "nowhere"], false, [2]),
        (["serve", "--metrics-token-file", "/dev/null"], false, [1, 2]),
        (["--version"], false, [0]), (["devices", "list", "--version"], false, [0]), (["--help"], false, [0]),
        (["serve", "--help"], false, [0]),
    ]

    @Test(.timeLimit(.minutes(5)))
    func everyVerbAnswersOnANewServerAndOnAUsedOne() async throws {
        let valley = try await Valley.make()
        try await Self.tryAll(valley, "new")
        try await Self.use(valley)
        try await Self.tryAll(valley, "used")
        #expect(try await valley.tryServer("conflicts").code == 3, "the story has a conflict")
        #expect(
            try await valley.server("devices", "detained", "--json").json() as? [String] != [],
            "and something detained"
        )
    }

    private static func tryAll(_ valley: Valley, _ state: String) async throws {
        for verb in verbs {
            for language in ["en", "zh"] {
                for json in verb.hasJSON ? [false, true] : [false] {
                    let words = verb.words + ["--lang", language] + (json ? ["--json"] : [])
                    let ran = try await valley.tryServer(words)
                    #expect(verb.codes.contains(ran.code), "\(state) \(words): exit \(ran.code) \(ran.error)")
                    let said = ran.output + ran.error
                    #expect(
                        !said.isEmpty && !said.contains(/\.swift:\d|Fatal error|Optional\(|NSError|Stack dump/),
                        "\(state) \(words): \(said)"
                    )
                    if json { #expect(throws: Never.self, "\(state) \(words)") { try ran.json() } }
                    let isChinese = said.unicodeScalars.contains { (0x4e00...0x9fff).contains($0.value) }
                    // Lists of records and their values, and versions, have no words of their own.
                    if language == "zh", !json, !["list", "conflicts"].contains(verb.words.first),
                        verb.words.last != "--version"
                    {
                        #expect(isChinese, "\(state) \(words): \(said)")
                    }
                }
            }
        }
    }

    /// Two desks write one field, and a third one that was revoked still sends.
    private static func use(_ valley: Valley) async throws {
        try await valley.start()
        for name in ["one", "two", "lost"] {
            try await valley.enroll(name, at: "A")
            _ = try await valley.device(name, "sync")
        }
        let added =
            try await valley.device("one", "add", "note", "site=A", "text=first", "--json").json() as? [String: Any]
        let note = try #require(added?["id"] as? String)
        for name in ["one", "two"] { _ = try await valley.device(name, "sync") }
        for name in ["one", "two"] {
            #expect(try await valley.device(name, "set", "note", note, "text=by \(name)").code == 0)
        }
        for name in ["one", "two"] { _ = try await valley.device(name, "sync") }
        let devices = try await valley.server("devices", "--json").json() as? [[String: Any]]
        let lost = try #require(devices?.first { $0["name"] as? String == "lost" }?["id"] as? String)
        _ = try await valley.server("devices", "revoke", lost)
        _ = try await valley.device("lost", "add", "note", "site=A", "text=too late")
        _ = try await valley.device("lost", "sync")
        #expect(await valley.stop() == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func reportsGoToAFileOfTheirOwnAndNowhereElse() async throws {
        let valley = try await Valley.make(shipped: "hubei-2022")
        func report(_ output: String, _ format: String = "json") async throws -> Programs.Ran {
            try await valley.tryServer("report", "summary", "--year", "2024", "--format", format, "--output", output)
        }
        let file = valley.folder.appendingPathComponent("report").path
        for format in ["table", "json", "csv", "html"] {
            #expect(try await report(file, format).code == 0)
            let standard = try await report("-", format)
            #expect(standard.code == 0 && standard.output.count > 1_000 && standard.error.isEmpty)
        }
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        let kept = valley.folder.appendingPathComponent("documents/deep").path
        try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
        let wrong = [
            valley.folder.path, kept, valley.data + "/x.json", valley.data + "/feed.sqlite", "/nonexistent/x",
            "/dev/null",
        ]
        for path in wrong {
            let ran = try await report(path)
            #expect(ran.code == 1 && ran.error.contains("nothing was changed"), "\(path): \(ran.error)")
        }
        #expect(FileManager.default.fileExists(atPath: kept))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: valley.folder.path).sorted() == [
                "documents", "report", "server",
            ]
        )
    }

    @Test(.timeLimit(.minutes(5)))
    func aCodeForTheWrongPlaceIsSaidToBeSo() async throws {
        let valley = try await Valley.make(shipped: "hubei-2022")
        func code(_ org: String, _ role: String) async throws -> Programs.Ran {
            try await valley.server("code", "--org", org, "--role", role)
        }
        #expect(try await code("H001", "county_signatory").error.contains("can write nothing"))
        #expect(try await code("湖北省", "recipient_recorder").error.contains("writes records of deal, pair too"))
        let right = try await code("420322", "county_signatory")
        #expect(!right.error.contains("Careful") && right.output.split(separator: "\n").count == 1)
        let small = try await Valley.make()
        let reader = try await small.server("code", "--org", "A", "--role", "reader")
        #expect(reader.error.contains("can write nothing") && reader.output.split(separator: "\n").count == 1)
        let other = try await small.tryServer("code", "--org", "first", "--role", "reader")
        #expect(other.code == 1)
    }

    @Test(.timeLimit(.minutes(5)))
    func aReportShowsWhatHidesInANameWhereverItGoes() async throws {
        let folder = try TemporaryFolder("pack")
        let pack = URL(fileURLWithPath: folder.path + "/hubei-2022")
        try FileManager.default.copyItem(
            at: Programs.root.appendingPathComponent("Shared/Programme/Packs/hubei-2022"),
            to: pack
        )
        let table = pack.appendingPathComponent("data/org.csv")
        let rows = try String(contentsOf: table, encoding: .utf8)
        let trick = rows.replacingOccurrences(of: ",420300,十堰市,", with: ",420300,十堰\u{202e}\u{9b}市,")
        try #require(trick != rows)
        try trick.write(to: table, atomically: true, encoding: .utf8)
        let valley = try await Valley.make(shipped: pack.path)
        for (format, shown) in [
            ("table", "十堰\\u{202E}"), ("csv", "十堰\\u{202E}"), ("html", "十堰\\u{202E}"), ("json", "十堰\\u202e"),
        ] {
            let ran = try await valley.tryServer("report", "summary", "--year", "2024", "--format", format)
            #expect(ran.code == 0 && ran.output.contains(shown), "\(format) \(ran.error)")
            #expect(!ran.output.unicodeScalars.contains { $0 == "\u{202e}" || $0 == "\u{9b}" }, "\(format)")
            if format == "json" { #expect(throws: Never.self) { try ran.json() } }
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: [SIGINT, SIGTERM, SIGHUP])
    func anInterruptionEndsAVerbWithASentenceAndNothingHalfMade(number: Int32) async throws {
        let valley = try await Valley.make()
        let pack = valley.folder.appendingPathComponent("waiting").path
        try FileManager.default.createDirectory(atPath: pack, withIntermediateDirectories: true)
        let pipe = pack + "/programme.yaml"
        try #require(mkfifo(pipe, 0o600) == 0)
        let target = valley.folder.appendingPathComponent("never").path
        let ran = try await Programs.run(
            Programs.path("duikou-server"),
            ["init", "--programme", pack, "--data", target]
        ) { process in
            // Comes back once the program reads, which then waits for what is never written; the pipe ends with this
            // test.
            _ = open(pipe, O_WRONLY)
            kill(process, number)
        }
        #expect(
            ran.code == 1 && ran.error.split(separator: "\n").count == 1
                && ran.error.contains("may have been carried out"),
            "\(ran.error)"
        )
        #expect(!FileManager.default.fileExists(atPath: target))
    }

    @Test(.timeLimit(.minutes(5)))
    func aVerbThatIsToOutliveItsTerminalDoes() async throws {
        let valley = try await Valley.make()
        let pack = valley.folder.appendingPathComponent("waiting").path
        try FileManager.default.createDirectory(atPath: pack, withIntermediateDirectories: true)
        let pipe = pack + "/programme.yaml"
        try #require(mkfifo(pipe, 0o600) == 0)
        let words = [
            "-c", "trap '' HUP; exec \"$0\" \"$@\"", Programs.path("duikou-server"), "init", "--programme", pack,
        ]
        let target = valley.folder.appendingPathComponent("never").path
        let ran = try await Programs.run("/bin/sh", words + ["--data", target]) { process in
            let end = open(pipe, O_WRONLY)
            kill(process, SIGHUP)
            // Only who is still there reads on, and finds nothing in it.
            close(end)
        }
        #expect(ran.code == 1 && !ran.error.contains("Interrupted"), "\(ran.error)")
    }

    @Test(.timeLimit(.minutes(5)))
    func aFailedBeginningLeavesWhatWasThereBefore() async throws {
        let valley = try await Valley.make()
        let broken = valley.folder.appendingPathComponent("broken").path
        try FileManager.default.createDirectory(atPath: broken + "/data", withIntermediateDirectories: true)
        let yaml = try String(
            contentsOfFile: valley.folder.appendingPathComponent("pack/programme.yaml").path,
            encoding: .utf8
        )
        try yaml.write(toFile: broken + "/programme.yaml", atomically: true, encoding: .utf8)
        try "code,name\nA,\n".write(toFile: broken + "/data/site.csv", atomically: true, encoding: .utf8)
        let mine = valley.folder.appendingPathComponent("mine").path
        try FileManager.default.createDirectory(atPath: mine, withIntermediateDirectories: true)
        for folder in [mine, mine + "/a/b", valley.folder.appendingPathComponent("new/er").path] {
            let ran = try await Programs.run(
                Programs.path("duikou-server"),
                ["init", "--programme", broken, "--data", folder]
            )
            #expect(ran.code == 1 && ran.error.contains("site.csv:2"), "\(ran.error)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: mine) == [])
        #expect(!FileManager.default.fileExists(atPath: valley.folder.appendingPathComponent("new").path))
        try "letter".write(toFile: mine + "/letter", atomically: true, encoding: .utf8)
        let full = try await Programs.run(
            Programs.path("duikou-server"),
            ["init", "--programme", "hubei-2022", "--data", mine]
        )
        #expect(full.code == 1 && full.error.contains("not empty"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: mine) == ["letter"])
    }
}
