import ArgumentParser
import ChangeFeed
import Console
import FeedStoreSQLite
import HostFiles
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
        let folder = try FeedStoreSQLite.ownFolder(data.path())
        let schema = try FeedStoreSQLite.storeNumber(in: data.path())
        let open = folder.tooOpen
        let agree = report.problems.isEmpty && report.streams.allSatisfy(\.agrees)
        let records = report.streams.reduce(0) { $0 + $1.records }
        if json {
            Output.json([
                "agree": .boolean(agree), "records": JSON(records), "streams": .array(report.streams.map(document)),
                "problems": .array(report.problems.map { .text($0.inEnglish) }), "tooOpen": .array(open.map(JSON.text)),
                "schema": schema.map { JSON($0) } ?? .null,
            ])
        } else {
            var table = Table(
                [say("stream", "数据流"), say("records", "记录数"), say("position", "位置"), ""],
                sides: [.left, .right, .right, .left]
            )
            for line in report.streams {
                table.add([
                    line.stream.text, String(line.records), String(line.head.number),
                    line.agrees ? "" : say("DIFFERS", "不一致"),
                ])
            }
            Output.text(table.text)
            if let schema { Output.line(say("Format \(schema), the one of this program.", "数据格式 \(schema)，与本程序一致。")) }
            Output.line(
                agree
                    ? say(
                        "All \(records) records agree with positions, digests, receipts and what devices sent.",
                        "\(records) 条记录与位置、摘要、回执及设备发送的内容全部一致。"
                    ) : say("Something differs:", "发现不一致：")
            )
            report.problems.forEach { Output.line(Text($0).now) }
            for place in open {
                Output.line(
                    say("Others can read \(place); close it: chmod go= …", "其他人可以访问 \(place)，请收回权限：chmod go= …")
                )
            }
            if folder.isShared {
                Output.line(
                    say(
                        """
                        The folder holds other files too, so its own rights were left as they are; \
                        a folder of its own is safer.
                        """,
                        "该文件夹中还有其他文件，其权限未动；单独使用一个文件夹更安全。"
                    )
                )
            }
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
