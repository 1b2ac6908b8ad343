import Foundation
import Testing

/// What is printed is followed here, and nothing that anybody typed is gone after it.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .serialized)
struct KeepingScenarios {
    /// The notes that a device holds, by text.
    private func notes(_ valley: Valley, _ device: String) async throws -> [String] {
        let list = try await valley.device(device, "list", "note", "--json").json() as? [[String: Any]]
        return (list ?? []).compactMap { $0["text"] as? String }.sorted()
    }

    private func desks(_ valley: Valley, _ names: String...) async throws {
        for name in names {
            try await valley.enroll(name, at: "A")
            #expect(try await valley.device(name, "sync").code == 0)
        }
    }

    /// The folder of the server is put back from a copy, as administrators do, and everybody follows the advice.
    @Test(arguments: [true, false]) func aServerThatWasPutBackCostsNobodyWhatWasAcknowledged(goesOn: Bool) async throws
    {
        let valley = try await Valley.make()
        try await valley.start()
        try await desks(valley, "author", "reader")
        #expect(try await valley.device("author", "add", "note", "site=A", "text=old").code == 0)
        for name in ["author", "reader"] { #expect(try await valley.device(name, "sync").code == 0) }
        #expect(await valley.stop() == 0)
        try valley.copyServer(to: "backup")
        try await valley.start()
        let texts = (1...5).map { "acknowledged \($0)" }
        for text in texts {
            #expect(try await valley.device("author", "add", "note", "site=A", "text=\(text)").code == 0)
        }
        for name in ["author", "reader"] { #expect(try await valley.device(name, "sync").code == 0) }
        #expect(await valley.stop() == 0)
        try valley.putServerBack(from: "backup")
        try await valley.start()
        if goesOn {
            try await desks(valley, "newcomer")
            for number in 1...9 {
                #expect(try await valley.device("newcomer", "add", "note", "site=A", "text=new \(number)").code == 0)
            }
            #expect(try await valley.device("newcomer", "sync").code == 0)
        }
        for name in ["reader", "author"] {
            let synced = try await valley.device(name, "sync", "--json")
            let said = try synced.json() as? [String: Any]
            #expect(
                said?["complete"] as? Bool != true || said?["differs"] as? Bool != true,
                "never complete beside differs"
            )
            if goesOn, name == "reader" {
                #expect(said?["differs"] as? Bool == true && synced.code == 3, "\(synced.output) \(synced.error)")
            }
            _ = try await valley.device(name, "verify")
            let repaired = try await valley.device(name, "verify", "--repair")
            #expect(
                repaired.code == 1 && (repaired.output + repaired.error).contains("put back"),
                "\(repaired.output) \(repaired.error)"
            )
            #expect(Set(try await notes(valley, name)).isSuperset(of: texts), "\(name) after the repair")
            #expect(
                try await valley.device(name, "enroll", valley.address, valley.code(for: "A"), "--name", name).code == 0
            )
            _ = try await valley.device(name, "sync")
            _ = try await valley.device(name, "verify", "--repair")
            #expect(Set(try await notes(valley, name)).isSuperset(of: texts), "\(name) after another enrolment")
        }
        let parcels = try await valley.device("author", "sql", "SELECT sum(records) AS records FROM _parcel", "--json")
            .json()
        #expect(
            (parcels as? [[String: Any]])?.first?["records"] as? Int ?? 0 >= 6,
            "what was sent is kept through the enrolment"
        )
        #expect(await valley.stop() == 0)
    }

    /// The server was put back, and after another enrolment a record has other values at the same position: that is
    /// said until it is mended.
    @Test func whatStandsOtherwiseAfterASplitIsSaid() async throws {
        let valley = try await Town.make().valley
        func desk(_ words: String...) async throws -> Programs.Ran { try await valley.device("desk", words) }
        let added = try await desk("add", "memo", "site=A", "text=old", "--json").json() as? [String: Any]
        let memo = try #require(added?["id"] as? String)
        #expect(try await desk("sync").code == 0)
        #expect(await valley.stop() == 0)
        try valley.copyServer(to: "backup")
        try await valley.start()
        #expect(try await desk("set", "memo", memo, "text=acknowledged").code == 0)
        #expect(try await desk("sync").code == 0)
        #expect(await valley.stop() == 0)
        try valley.putServerBack(from: "backup")
        try await valley.start()
        #expect(try await desk("set", "memo", memo, "idno=5").code == 0)
        #expect(try await desk("sync").error.contains("enrol"), "the identity split")
        try await valley.enroll("desk", as: "keeper", at: "A")
        #expect(try await desk("status").output.contains("Not compared with the server"))
        for _ in 0..<2 {
            let synced = try await desk("sync", "--json")
            let said = try synced.json() as? [String: Any]
            #expect(synced.code == 3 && said?["differs"] as? Bool == true, "\(synced.output)\(synced.error)")
        }
        #expect(try await desk("verify", "--repair").code == 0)
        #expect(try await desk("refused").output.contains("acknowledged"))
        #expect(try await desk("refused", "retry", "1").code == 0)
        #expect(try await desk("sync").code == 0)
        #expect(try await valley.server("list", "memo").output.contains("acknowledged"))
        #expect(try await !desk("status").output.contains("Not compared with the server"))
        #expect(await valley.stop() == 0)
    }

    @Test func anEnrolmentThatFailsLateTakesNothingAway() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        let silent = try Silence()
        let home = valley.folder.appendingPathComponent("desk").path
        let words = ["enroll", silent.address, "ABCDE-FGHJK"]
        async let first = Programs.run(Programs.path("duikou"), words, environment: ["DUIKOU_HOME": home])
        await silent.called()
        try await desks(valley, "desk")
        #expect(try await valley.device("desk", "add", "note", "site=A", "text=not sent yet").code == 0)
        silent.hangUp()
        #expect(try await first.code != 0)
        #expect(try await notes(valley, "desk") == ["not sent yet"])
        // A try that comes to nothing leaves no folder behind.
        #expect(try await valley.device("nobody", "enroll", valley.address, "AAAAA-AAAAA").code == 1)
        #expect(!FileManager.default.fileExists(atPath: valley.folder.appendingPathComponent("nobody").path))
        for address in ["http://192.0.2.1:1", "http://sync.example.org", "http://127.0.0.1.example.org"] {
            let plain = try await valley.device("nobody", "enroll", address, "ABCDE-FGHJK")
            #expect(plain.code == 2 && plain.error.contains("--insecure"), "\(plain.error)")
        }
        #expect(await valley.stop() == 0)
    }

    @Test func aDecisionSaysWhoTypedWhatAndWhy() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        try await desks(valley, "one", "two", "three")
        let added =
            try await valley.device("one", "add", "note", "site=A", "text=base", "--json").json() as? [String: Any]
        let note = try #require(added?["id"] as? String)
        for name in ["one", "two", "three"] { #expect(try await valley.device(name, "sync").code == 0) }
        for name in ["one", "two"] {
            #expect(try await valley.device(name, "set", "note", note, "text=by \(name)").code == 0)
        }
        for name in ["one", "two", "one", "two"] { _ = try await valley.device(name, "sync") }
        let known = try await valley.device("two", "conflicts", "--json").json() as? [[String: Any]]
        let conflict = try #require(known?.first?["id"] as? String)
        let unseen = try await valley.device("one", "conflicts", "resolve", conflict, "--take", "1")
        #expect(
            unseen.code == 3 && unseen.output.contains("by two"),
            "nobody decides about what he was not shown: \(unseen.error)"
        )
        let list = try await valley.device("one", "conflicts")
        for words in ["one · recorder · Upper hospital", "two · recorder · Upper hospital", "Whoever may write"] {
            #expect(list.output.contains(words), "\(list.output)")
        }
        for verb in ["show", "explain"] {
            let told = try await valley.device("one", verb, "note", note)
            #expect(told.output.contains("two · recorder · Upper hospital"), "\(told.output)")
        }
        let centre = try await valley.tryServer("conflicts", "--json").json() as? [[String: Any]]
        #expect(centre?.compactMap { $0["id"] as? String } == [conflict], "both programs call it the same")
        // A third value comes between the look and the decision.
        #expect(try await valley.device("three", "set", "note", note, "text=by three").code == 0)
        for name in ["three", "one"] { _ = try await valley.device(name, "sync") }
        let late = try await valley.device("one", "conflicts", "resolve", conflict, "--take", "1", "--json")
        #expect(late.code == 3)
        let shown = try #require((try late.json() as? [[String: Any]])?.first)
        #expect((shown["candidates"] as? [Any])?.count == 3)
        let before = try #require(known?.first?["seen"] as? String)
        let older = try await valley.device(
            "one",
            "conflicts",
            "resolve",
            conflict,
            "--value",
            "agreed",
            "--seen",
            before
        )
        #expect(older.code == 3, "a list that was named is the one that counts: \(older.output) \(older.error)")
        let wrong = try await valley.device("one", "conflicts", "resolve", conflict, "--take", "no such key")
        #expect(wrong.code == 1 && wrong.error.contains("no candidate"), "\(wrong.error)")
        let token = try #require(shown["seen"] as? String)
        let words = [
            "conflicts", "resolve", conflict, "--value", "agreed", "--seen", token, "--reason", "asked by telephone",
        ]
        #expect(try await valley.device("one", words).code == 0)
        for name in ["one", "two"] { #expect(try await valley.device(name, "sync").code == 0) }
        #expect(try await notes(valley, "two") == ["agreed"])
        #expect(try await valley.device("two", "show", "note", note).output.contains("asked by telephone"))
        #expect(try await valley.server("show", "note", note).output.contains("asked by telephone"))
        #expect(await valley.stop() == 0)
    }

    @Test func whoeverDeletesARecordIsToldWhatStillRefersToIt() async throws {
        let town = try await Town.make()
        #expect(try await town.desk("add", "place", "code=P", "name=Gone").code == 0)
        for text in ["one", "two"] {
            #expect(try await town.desk("add", "memo", "site=A", "about=P", "text=\(text)").code == 0)
        }
        let deleted = try await town.desk("delete", "place", "P")
        #expect(
            deleted.code == 0 && deleted.output.contains("memo.about: 2 records here still refer to it."),
            "\(deleted.output)"
        )
        // Where records live is more than what they refer to.
        let home = try await town.desk("delete", "site", "A")
        #expect(
            home.code == 0 && home.output.contains("memo.site: 2 records here lived in it."),
            "\(home.output)\(home.error)"
        )
        #expect(await town.valley.stop() == 0)
    }

    @Test(arguments: [true, false]) func theRecordsOfTwoServersAreNeverMixed(hasUnsent: Bool) async throws {
        let (first, second) = (try await Valley.make(), try await Valley.make())
        for valley in [first, second] { try await valley.start() }
        try await desks(first, "desk")
        if hasUnsent { #expect(try await first.device("desk", "add", "note", "site=A", "text=of the first").code == 0) }
        let code = try await second.code(for: "A")
        for (language, said) in [("en", "records of another server"), ("zh", "另一台服务器")] {
            let refused = try await first.device("desk", "enroll", second.address, code, "--lang", language)
            #expect(refused.code == 1 && refused.error.contains(said), "\(refused.output)\(refused.error)")
        }
        #expect(try await first.device("desk", "sync").code == 0)
        #expect((try await first.server("list", "note", "--json").json() as? [Any])?.count == (hasUnsent ? 1 : 0))
        #expect((try await second.server("list", "note", "--json").json() as? [Any])?.isEmpty == true)
        #expect(try await second.device("other", "enroll", second.address, code).code == 0, "the code was not used")
        for valley in [first, second] { #expect(await valley.stop() == 0) }
    }
}

/// One closed record in a table that was imported.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"))
struct ClosedRecordScenarios {
    private static let programme = """
        programme: slips
        version: 1
        title: {en: Slips, zh: 单据}
        time_zone: Asia/Shanghai
        scopes: {province: {}, site: {of: site}}
        roles:
          recorder:
            at: site
            grants:
              - {scope: province, read: all}
              - {scope: site, read: all, write: [slip]}
        collections:
          site:
            scope: province
            rule: authority
            key: [code]
            name: name
            fields: {code: {type: text, required: true}, name: {type: text, required: true}}
          slip:
            scope: {site: site}
            key: [site, no]
            seal: {open: [closed]}
            fields:
              site: {type: ref, to: site, required: true}
              no: {type: text, required: true}
              n: {type: integer, rule: last-writer}
              open:
                type: option
                rule: state
                initial: open
                options: {open: {en: open, zh: 未结}, closed: {en: closed, zh: 已结}}
                moves: [{from: open, to: closed, by: [recorder]}]
        """

    @Test(.timeLimit(.minutes(5))) func oneClosedRecordHoldsUpNoneOfTheOthers() async throws {
        let valley = try await Valley.make(Self.programme)
        try await valley.start()
        for name in ["desk", "other"] {
            try await valley.enroll(name, as: "recorder", at: "A")
            #expect(try await valley.device(name, "sync").code == 0)
        }
        let table = valley.folder.appendingPathComponent("slips.csv")
        func take(_ n: Int) async throws -> Int32 {
            try Data("site,no,n\n\((1...5).map { "A,\($0),\(n)\n" }.joined())".utf8).write(to: table)
            return try await valley.device("desk", "import", "slip", table.path).code
        }
        #expect(try await take(1) == 0)
        for name in ["desk", "other"] { #expect(try await valley.device(name, "sync").code == 0) }
        let slips = try await valley.device("other", "list", "slip", "no=3", "--json").json() as? [[String: Any]]
        let closed = try #require(slips?.first?["id"] as? String)
        for words in [["set", "slip", closed, "open=closed"], ["sync"]] {
            let ran = try await valley.device("other", words)
            #expect(ran.code == 0, "\(words): \(ran.output)\(ran.error)")
        }
        #expect(try await take(2) == 0)
        #expect(try await valley.device("desk", "sync").code == 3)
        let listed = try await valley.device("desk", "refused")
        #expect(listed.output.contains("slip \(closed)"), "\(listed.output)")
        let discarded = try await valley.device("desk", "refused", "discard", "1")
        #expect(
            discarded.code == 1 && discarded.error.contains("changes of 5 records"),
            "\(discarded.output)\(discarded.error)"
        )
        // What it advises.
        #expect(try await valley.device("desk", "refused", "retry", "1").code == 0)
        #expect(try await valley.device("desk", "sync").code == 3)
        let left = try await valley.device("desk", "refused", "--json").json() as? [[String: Any]]
        #expect(left?.compactMap { $0["record"] as? String } == [closed])
        let stored = try await valley.server("list", "slip", "--json").json() as? [[String: Any]] ?? []
        #expect(Set(stored.filter { $0["n"] as? Int == 2 }.compactMap { $0["no"] as? String }) == ["1", "2", "4", "5"])
        let number = try #require(left?.first?["id"] as? String)
        #expect(
            try await valley.device("desk", "refused", "discard", number).code == 0,
            "one record alone is given up without more"
        )
        #expect(try await valley.device("desk", "sync").code == 0)
    }
}
