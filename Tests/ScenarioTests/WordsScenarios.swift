import Foundation
import Testing

/// Words that depend on what is so: the clock, decisions, damage, age.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .timeLimit(.minutes(5)))
struct WordsScenarios {
    private static func desk() async throws -> Valley {
        let valley = try await Valley.make()
        try await valley.start()
        try await valley.enroll("desk", at: "A")
        #expect(try await valley.device("desk", "sync").code == 0)
        return valley
    }

    @Test func doctorSaysHowFarTheClockIsOffAsPeopleDo() async throws {
        let valley = try await Self.desk()
        let clocks: [(offset: String, isWell: Bool, en: String, zh: String)] = [
            ("NULL", true, "Clock: not compared with the server yet.", "时钟：尚未与服务器核对。"),
            ("0", true, "Clock: as the server's when last compared.", "时钟：上次核对时与服务器一致。"),
            ("-900", true, "Clock: as the server's when last compared.", "时钟：上次核对时与服务器一致。"),
            ("5000", true, "Clock: 5 s behind the server's when last compared.", "时钟：上次核对时比服务器慢 5 秒。"),
            ("-94608000000", false, "Clock: 1095 days ahead of the server's", "时钟：上次核对时比服务器快 1095 天。"),
            ("-5400000", false, "Clock: 1 h 30 min ahead of the server's", "时钟：上次核对时比服务器快 1 小时 30 分钟。"),
            ("90061000", false, "Clock: 1 day 1 h behind the server's", "时钟：上次核对时比服务器慢 1 天 1 小时。"),
        ]
        // While a server answers, its clock is the one to compare with.
        try valley.change("desk/duikou.sqlite", "UPDATE _replica SET offset = 5000")
        for (language, said) in [("en", "✓ Clock: as the server's.\n"), ("zh", "✓ 时钟：与服务器一致。\n")] {
            #expect(try await valley.device("desk", "doctor", "--lang", language).output.contains(said))
        }
        #expect(await valley.stop() == 0)
        for clock in clocks {
            try valley.change("desk/duikou.sqlite", "UPDATE _replica SET offset = \(clock.offset)")
            for (language, said) in [("en", clock.en), ("zh", clock.zh)] {
                let ran = try await valley.device("desk", "doctor", "--lang", language)
                #expect(ran.output.contains((clock.isWell ? "✓ " : "✗ ") + said), "\(ran.output)")
                #expect(ran.output.contains(language == "en" ? "Set it right" : "请校正时钟") == !clock.isWell)
            }
        }
    }

    @Test func theLastSyncIsToldByTheServersClock() async throws {
        let valley = try await Self.desk()
        // A device three years ahead, which knows that it is.
        try valley.change("desk/duikou.sqlite", "UPDATE _replica SET last_sync = 1803859200000, offset = -94608000000")
        for verb in [["status"], ["status", "--json"], ["explain", "site", "Z"]] {
            let ran = try await valley.device("desk", verb)
            if verb[0] == "status" { #expect(ran.output.contains("2024-03-01T00:00:00Z"), "\(ran.output)\(ran.error)") }
        }
        #expect(await valley.stop() == 0)
    }

    @Test func howToSettleAConflictIsToldToThoseWhoMay() async throws {
        let valley = try await Self.desk()
        try await valley.enroll("second", at: "A")
        try await valley.enroll("reader", as: "reader", at: "A")
        let note = try await valley.device("desk", "add", "note", "site=A", "text=x").output.trimmingCharacters(
            in: .whitespacesAndNewlines
        )
        for name in ["desk", "second"] { #expect(try await valley.device(name, "sync").code == 0) }
        for name in ["desk", "second"] {
            #expect(try await valley.device(name, "set", "note", note, "text=\(name)").code == 0)
        }
        for name in ["desk", "second", "desk", "reader"] { _ = try await valley.device(name, "sync") }
        for (name, isAble) in [("desk", true), ("reader", false)] {
            let list = try await valley.device(name, "conflicts")
            #expect(list.code == 3 && list.output.contains("Settle one with") == isAble, "\(name): \(list.output)")
            let json = try await valley.device(name, "conflicts", "--json").json() as? [[String: Any]]
            #expect(json?.first?["mayDecide"] as? Bool == isAble)
        }
        #expect(await valley.stop() == 0)
    }

    @Test func sqlReadsThisDatabaseAndNoOther() async throws {
        let valley = try await Self.desk()
        for file in [valley.folder.appendingPathComponent("new.sqlite").path, valley.data + "/feed.sqlite", ":memory:"]
        {
            for (language, said) in [("en", "no other file can be attached"), ("zh", "不能附加其他文件")] {
                let ran = try await valley.device(
                    "desk",
                    "sql",
                    "/* x */ aTTach '\(file)' AS other",
                    "--lang",
                    language
                )
                #expect(ran.code == 1 && ran.error.contains(said), "\(file): \(ran.error)")
            }
        }
        #expect(!FileManager.default.fileExists(atPath: valley.folder.appendingPathComponent("new.sqlite").path))
        #expect(await valley.stop() == 0)
    }

    @Test func doctorTellsPeopleWhatIsWrongWithRecordsAndWhatToDo() async throws {
        let valley = try await Self.desk()
        for number in 1...3 {
            #expect(try await valley.device("desk", "add", "note", "site=A", "text=\(number)").code == 0)
        }
        #expect(try await valley.device("desk", "sync").code == 0)
        try valley.change(
            "desk/duikou.sqlite",
            "UPDATE note SET _pos = NULL, _edit = NULL, _device = NULL, _stamp = NULL, _level = NULL"
        )
        for (language, said, advice) in [
            ("en", "3 records of note are not as", "verify --repair"), ("zh", "note 有 3 条记录", "verify --repair"),
        ] {
            let ran = try await valley.device("desk", "doctor", "--lang", language)
            #expect(ran.code == 1 && ran.output.contains(said) && ran.output.contains(advice), "\(ran.output)")
            #expect(ran.output.contains("R-I5"), "\(ran.output)")
            #expect(!ran.output.contains("nobody's"), "\(ran.output)")
        }
        #expect(await valley.stop() == 0)
    }

    @Test func devicesStandInTheOrderOfTheirSilenceWithAdviceAfterThirtyDays() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        for name in ["fresh", "month", "old", "never"] {
            try await valley.enroll(name, at: "A")
            if name != "never" { #expect(try await valley.device(name, "sync").code == 0) }
        }
        #expect(await valley.stop() == 0)
        for (name, days) in [("month", 30), ("old", 31)] {
            // An hour on this side of the day.
            let age = days * 86_400_000 + 3_600_000
            try valley.change(
                "server/feed.sqlite",
                "UPDATE _device SET last_complete = last_complete - \(age) WHERE label = '\(name)'"
            )
        }
        let list = try await valley.server("devices", "--json").json() as? [[String: Any]]
        #expect(list?.compactMap { $0["name"] as? String } == ["never", "old", "month", "fresh"])
        let said = try await valley.server("devices").output
        #expect(
            said.contains("“never” has never synced") && said.contains("“old” has been silent for 31 days"),
            "\(said)"
        )
        #expect(!said.contains("“month”") && !said.contains("“fresh”"), "\(said)")
        #expect(try await valley.server("devices", "--lang", "zh").output.contains("“old”已 31 天没有完整同步"))
    }

    @Test func aSetTakesAtMostTwoThousandAtOnceAndCanBeEmptiedWhateverItHolds() async throws {
        let town = try await Town.make()
        let place = try #require(
            (try await town.desk("list", "site", "code=A", "--json").json() as? [[String: Any]])?.first?["id"]
                as? String
        )
        let memo = try await town.desk("add", "memo", "site=\(place)", "text=x").output.trimmingCharacters(
            in: .whitespacesAndNewlines
        )
        #expect(try await town.desk("sync").code == 0)
        func tags(_ numbers: Range<Int>) -> String { numbers.map { "t\($0)" }.joined(separator: "|") }
        func held() async throws -> Int {
            let list = try await town.desk("list", "memo", "--json").json() as? [[String: Any]]
            return (list?.first?["tags"] as? [String])?.count ?? 0
        }
        for (language, said) in [("en", "too many elements at once"), ("zh", "一次增删的项目太多")] {
            let many = try await town.desk("set", "memo", memo, "tags=\(tags(0..<2_001))", "--lang", language)
            #expect(many.code == 1 && many.error.contains(said), "\(many.error)")
        }
        #expect(try await town.desk("set", "memo", memo, "tags=\(tags(0..<2_000))").code == 0)
        let more = tags(2_000..<3_000).replacingOccurrences(of: "t", with: "+t")
        #expect(try await town.desk("set", "memo", memo, "tags=\(more)").code == 0)
        #expect(try await held() == 3_000)
        #expect(try await town.desk("sync").code == 0)
        let emptied = try await town.desk("set", "memo", memo, "tags=")
        #expect(emptied.code == 0, "\(emptied.error)")
        #expect(try await town.desk("sync").code == 0, "the server takes it too")
        #expect(try await held() == 0)
        let there = try await town.valley.server("list", "memo", "--json").json() as? [[String: Any]]
        #expect((there?.first?["tags"] as? [String])?.count ?? 0 == 0)
        #expect(await town.valley.stop() == 0)
    }
}
