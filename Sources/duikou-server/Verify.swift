import ArgumentParser
import ChangeFeed
import Console
import SyncModel

/// Checks the store.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Check that positions, digests and receipts agree with the records.", "检查位置、摘要和回执是否与记录一致。")
    )

    @Flag(help: .say("Print JSON.", "输出 JSON。"))
    var json = false

    @OptionGroup
    var data: DataFolder

    func run() throws {
        let report = try data.with { try $0.service.verify() }
        let agree = report.problems.isEmpty && report.streams.allSatisfy(\.agrees)
        let records = report.streams.reduce(0) { $0 + $1.records }
        if json {
            Output.json([
                "agree": .boolean(agree), "records": JSON(records), "streams": .array(report.streams.map(document)),
                "problems": .array(report.problems.map(JSON.text)),
            ])
        } else {
            var table = Table(
                [say("stream", "数据流"), say("records", "记录数"), say("position", "位置"), ""],
                sides: [.left, .right, .right, .left]
            )
            for line in report.streams {
                table.add([
                    line.stream.text, String(line.records), String(line.head.number), line.agrees ? "" : say("DIFFERS", "不一致"),
                ])
            }
            Output.text(table.text)
            Output.line(agree ? say("All \(records) records agree.", "\(records) 条记录全部一致。") : say("Something differs:", "发现不一致："))
            report.problems.forEach { Output.line(Text(translating: $0).now) }
        }
        if !agree { throw Exit.failed.code }
    }

    private func document(_ line: StoreReport.Line) -> JSON {
        [
            "stream": .text(line.stream.text), "records": JSON(line.records), "head": JSON(line.head.number),
            "digest": .text(String(line.digest, radix: 16)), "agree": .boolean(line.agrees),
        ]
    }
}
