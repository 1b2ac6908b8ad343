import Foundation
import Programme
import Reporting
import Testing

@Suite struct TheSummaryOnPaper {
    private static func report() throws -> SummaryReport {
        var world = SmallWorld()
        try world.reported("2023-12-31")
        world.sites.removeAll { $0.org == SmallWorld.supporter }
        world.post(101, from: "2023-01-02", to: nil)
        world.session("ecg", "2023-03-01", by: "recipient", count: 12)
        return try world.report()
    }

    @Test func theTableOpensAsFarAsAsked() throws {
        let report = try Self.report()
        let shut = report.table(in: .en).split(separator: "\n")
        #expect(shut.filter { $0.hasPrefix("Hills") }.count == 1)
        #expect(!shut.contains { $0.contains("Upper county") })
        #expect(shut.contains { $0.hasPrefix("Total") })
        #expect(shut.contains("Sites not synced (last sync): City hospital"))
        let open = report.table(in: .en, opening: .pair).split(separator: "\n")
        #expect(open.contains { $0.hasPrefix("  Upper county") } && open.contains { $0.hasPrefix("    Upper ← City") })
        #expect(!report.table(in: .en, opening: .county).contains("Upper ← City"))
    }

    @Test func theTableSpeaksChinese() throws {
        let table = try Self.report().table(in: .zh)
        #expect(table.hasPrefix("湖北省三级医院对口帮扶（2022—2024） 2023 年工作一览（方案第 1 版，生成于 2030-01-01 12:00）"))
        #expect(table.contains("数据截至") && table.contains("合计") && table.contains("未同步单位（末次同步）：City hospital"))
    }

    @Test func theCSVHasARowForEachLevel() throws {
        let table = try CSVFile(bytes: try Self.report().csv(in: .en))
        #expect(table.rows.map { $0.cells[0] } == ["prefecture", "county", "pair", "total"])
        #expect(table.header.count == 18)
        let total = try #require(table.rows.last?.cells)
        #expect(
            total == [
                "total", "", "Total", "1", "1", "0", "2", "—", "—", "—", "12", "0", "0", "0", "0", "2023-12-31 12:00",
                "City hospital",
                "",
            ]
        )
        #expect(try CSVFile(bytes: try Self.report().csv(in: .zh)).header[10] == "远程服务例次")
    }

    @Test func aNameThatLooksLikeAFormulaIsNoneInTheCSV() throws {
        var world = SmallWorld()
        world.pair(
            SmallWorld.secondPair,
            SmallWorld.recipient,
            SmallWorld.otherSupporter,
            "=cmd|'/C calc'!A0",
            minimum: 1
        )
        let table = try CSVFile(bytes: try world.report().csv(in: .en))
        #expect(table.rows.contains { $0.cells[2] == "'=cmd|'/C calc'!A0" })
    }

    @Test func everyNameThatSomebodyGavePassesTheSameDoor() throws {
        var world = SmallWorld()
        let trick = "\u{1b}[31m\n"
        try world.reported("2023-12-31")
        world.sites.removeAll { $0.org == SmallWorld.supporter }
        world.org(SmallWorld.id(90), "hospital", "H099" + trick, "Far" + trick)
        world.pair(SmallWorld.secondPair, SmallWorld.recipient, SmallWorld.id(90), "Upper" + trick, minimum: 1)
        world.sites.append(SmallWorld.device(SmallWorld.recipient, "desk" + trick, through: nil))
        let given = try world.report()
        #expect(String(decoding: try given.json(), as: UTF8.self).contains("\\u001b"), "the trick is in it")
        let shown = given.spelled { $0.replacing(trick, with: "?") }
        for text in [shown.table(in: .en, opening: .pair), String(decoding: shown.csv(in: .zh), as: UTF8.self)] {
            #expect(text.contains("?") && !text.contains("\u{1b}"))
        }
        let page = String(decoding: shown.html(in: .zh), as: UTF8.self)
        #expect(page.contains("Upper?") && page.contains("Far?") && page.contains("desk?") && !page.contains("\u{1b}"))
        #expect(!String(decoding: try shown.json(), as: UTF8.self).contains("\\u001b"))
    }

    @Test func thePageHasARowForEachLevelAndNothingButText() throws {
        var world = SmallWorld()
        world.pair(
            SmallWorld.secondPair,
            SmallWorld.recipient,
            SmallWorld.otherSupporter,
            "Upper ← <b>\"A & B\"</b>",
            minimum: 1
        )
        let page = String(decoding: try world.report().html(in: .zh), as: UTF8.self)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("<tr class") }
        #expect(rows.map { $0.split(separator: "\"")[1] } == ["prefecture", "county", "pair", "pair", "province"])
        #expect(rows.allSatisfy { $0.matches(of: /<t[hd]/).count == 16 })
        #expect(page.contains("<html lang=\"zh\">") && page.contains("<h1>湖北省三级医院对口帮扶（2022—2024） 2023 年工作一览</h1>"))
        #expect(page.contains("Upper ← &lt;b&gt;&quot;A &amp; B&quot;&lt;/b&gt;") && !page.contains("<b>"))
    }

    @Test func theJSONNestsTheRows() throws {
        struct Document: Decodable {
            struct Site: Decodable {
                var code: String
                var since: String?
            }
            struct Row: Decodable {
                var level, code, name: String
                var remoteServices, requiredOnPost: Int
                var gapDays: Int?
                var through: String?
                var sitesNotReported: [Site]
                var rows: [Row]?
            }
            var report, programme, made: String
            var year: Int
            var rows: [Row]
            var total: Row
        }
        let bytes = try Self.report().json()
        let document = try JSONDecoder().decode(Document.self, from: Data(bytes))
        #expect(document.report == "summary" && document.programme == "hubei-2022" && document.year == 2023)
        #expect(document.made == "2030-01-01T12:00")
        let pair = try #require(document.rows.first?.rows?.first?.rows?.first)
        #expect(pair.level == "pair" && pair.code == "H001" && pair.rows == nil)
        #expect(
            document.total.remoteServices == 12 && document.total.gapDays == nil && document.total.requiredOnPost == 2
        )
        #expect(document.total.sitesNotReported.map(\.code) == ["H071"])
    }
}
