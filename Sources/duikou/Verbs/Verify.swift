import ArgumentParser
import ClientCore
import Console
import SyncEngine
import SyncModel

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Compare this device with the server and say whether they agree.", "与服务器核对，说明双方是否一致。"),
        discussion: say(
            "Edits that wait to be sent are left out. --repair fetches again what differs and names the records.",
            "待发送的改动不参与核对。--repair 会重新获取不一致的数据并列出记录。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Flag(help: .say("Fetch again what differs.", "重新获取不一致的数据。"))
    var repair = false
    @Flag(help: .say("Print one JSON document.", "输出 JSON。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let verification = try await device.client.verify(repairing: repair)
            if verification.report.summary.ending != .done, let failure = Sync.failure(for: verification.report) { throw failure }
            if json { Output.json(Self.document(verification)) } else { Self.lines(verification, repair).forEach { Output.line($0) } }
            if !verification.agrees { throw Exit.failed.code }
        }
    }

    private static func document(_ verification: Verification) -> JSON {
        [
            "agree": .boolean(verification.agrees),
            "records": JSON(verification.parts.reduce(0) { $0 + $1.records }),
            "streams": .array(
                verification.parts.map { part in
                    [
                        "stream": .text(part.stream.text),
                        "records": JSON(part.records),
                        "digest": .text(digest(part)),
                        "agree": .boolean(part.agrees),
                        "differing": .array(part.differing.map { .text($0.text) }),
                    ]
                }
            ),
        ]
    }

    private static func lines(_ verification: Verification, _ repair: Bool) -> [String] {
        let records = verification.parts.reduce(0) { $0 + $1.records }
        var lines = verification.parts.map { "\($0.agrees ? "✓" : "✗") \($0.stream.text)  \($0.records)  \(digest($0))" }
        for part in verification.parts { lines += part.differing.map { "    \($0.text)" } }
        if verification.agrees {
            lines.append(say("Device and server agree on all \(records) records.", "本机与服务器的 \(records) 条记录完全一致。"))
        } else if repair {
            lines.append(say("They differed; what differed was fetched again.", "双方曾不一致，不一致的部分已重新获取。"))
        } else {
            lines.append(say("They differ. Run “duikou verify --repair”.", "双方不一致，请运行“duikou verify --repair”。"))
        }
        return lines
    }

    private static func digest(_ part: Verification.Part) -> String {
        let text = String(part.digest, radix: 16)
        return String(repeating: "0", count: 32 - text.count) + text
    }
}
