import ArgumentParser
import Console
import SyncModel
import Testing

struct ConsoleTests {
    @Test func theLanguageComesFromTheCommandLineThenFromTheEnvironment() {
        let chinese = ["LANG": "zh_CN.UTF-8", "LC_ALL": ""]
        #expect(Language.choose(arguments: ["list"]) { chinese[$0] } == .zh)
        #expect(Language.choose(arguments: ["list", "--lang", "en"]) { chinese[$0] } == .en)
        #expect(Language.choose(arguments: ["--lang=zh"]) { _ in nil } == .zh)
        #expect(Language.choose(arguments: ["add", "--", "--lang=zh"]) { _ in nil } == .en)
        #expect(Language.choose(arguments: []) { ["LC_ALL": "C", "LANG": "zh_CN"][$0] } == .en)
    }

    @Test func jsonKeepsTheOrderOfItsMembersAndEscapesWhatItMust() {
        let json: JSON = ["z": 1, "a": ["线\n\"\\\u{1}\u{2028}", true, nil], "m": [:]]
        #expect(json.compact == #"{"z":1,"a":["线\n\"\\\u0001\u2028",true,null],"m":{}}"#)
        #expect(
            json.pretty
                == """
                {\n  \"z\": 1,\n  \"a\": [\n    \"线\\n\\\"\\\\\\u0001\\u2028\",\n    true,\n    null\n  ],\n\
                  \"m\": {}\n}
                """
        )
    }

    @Test func columnsStandInLineBesideChinese() {
        var table = Table(["name", "n"], sides: [.left, .right])
        table.add(["郧西县", "7"])
        table.add(["Shiyan", "12"])
        #expect(table.lines == ["name     n", "──────  ──", "郧西县   7", "Shiyan  12"])
    }

    @Test func columnsThatNobodyFillsAreLeftOutForPeople() {
        var table = Table(["id", "county", "n", "grade"], sides: [.left, .left, .right])
        table.add(["1", "", "5", ""])
        table.add(["2", "", "", "x"])
        #expect(table.withoutEmptyColumns.lines == ["id  n  grade", "──  ─  ─────", "1   5", "2      x"])
        #expect(Table(["id", "county"]).withoutEmptyColumns.lines.first == "id  county")
    }

    @Test func momentsAreRightOnLeapDaysAndBefore1970() {
        #expect(Moment.text(0) == "1970-01-01T00:00:00Z")
        #expect(Moment.text(951_782_399_999) == "2000-02-28T23:59:59Z")
        #expect(Moment.text(951_782_400_000) == "2000-02-29T00:00:00Z")
        #expect(Moment.text(-1) == "1969-12-31T23:59:59Z")
        #expect(Moment.text(.max) == "9999-12-31T23:59:59Z")
    }

    @Test func anAssignmentIsCutAtTheFirstEqualsSign() throws {
        #expect(try Arguments.assignment("tags=-heart") == ("tags", "-heart"))
        #expect(try Arguments.assignment("seen==5") == ("seen", "=5"))
        #expect(throws: Failure.self) { try Arguments.assignment("=5") }
        #expect(throws: Failure.self) { try Arguments.assignment("seen") }
    }

    @Test func aRecordIsPrintedWithEveryFieldAndItsOwnTypes() {
        let fields = [
            Programme.Field(number: 0, name: "text", type: .text, rule: .keepBoth),
            Programme.Field(number: 1, name: "urgent", type: .boolean, rule: .keepBoth),
            Programme.Field(number: 2, name: "tags", type: .set, rule: .set),
            Programme.Field(number: 3, name: "weight", type: .decimal, rule: .keepBoth),
            Programme.Field(number: 4, name: "at", type: .datetime, rule: .keepBoth),
            Programme.Field(number: 5, name: "seen", type: .integer, rule: .counter),
        ]
        let collection = Programme.Collection(number: 0, name: "note", home: .constant("province"), fields: fields)
        let values: [Value] = [.null, .integer(1), .text(#"["a","b"]"#), .text("61.25"), .integer(1_709_253_000_000)]
        let json = RecordJSON(collection, zone: "Asia/Shanghai").record(
            RecordID(bits: 1),
            scope: Scope("province"),
            values: values
        )
        #expect(
            json.compact
                == #"{"id":"00000000-0000-0000-0000-000000000001","scope":"province","text":null,"#
                + #""urgent":true,"tags":["a","b"],"weight":"61.25","at":"2024-03-01T08:30","seen":null}"#
        )
    }

    @Test(arguments: [
        (["fail"], 1), (["nope"], 2), ([], 2), (["fine", "--lang", "fr"], 2), (["fine", "--lang", "zh", "x=-3"], 0),
        (["--help"], 0),
        (["--version"], 0), (["fail", "--version"], 0), (["--lang", "zh", "fine", "--version"], 0),
    ])
    func theExitCodeSaysHowItEnded(_ arguments: [String], _ code: Int) async {
        #expect(await Program.run(Sample.self, arguments: arguments) == Int32(code))
    }
}

struct Sample: ParsableCommand {
    static let configuration = CommandConfiguration(version: Version.of("sample"), subcommands: [Fail.self, Fine.self])

    func run() throws { throw Failure(.usage, en: "Name a verb.", zh: "请写明命令。") }

    struct Fail: ParsableCommand {
        func run() throws { throw Failure(en: "It failed.", zh: "失败。") }
    }

    struct Fine: ParsableCommand {
        @Argument var assignments: [String] = []

        func run() throws {}
    }
}
