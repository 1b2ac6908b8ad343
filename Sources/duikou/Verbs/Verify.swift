import ArgumentParser
import ClientCore
import Console
import SyncEngine
import SyncModel

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Compare this device with the server and say whether they agree.", "与服务器核对，说明双方是否一致。"),
        discussion: say(
            """
            Records are compared with all their values; edits that wait to be sent are left out. \
            --repair fetches the records that differ. It removes nothing: what the server does not know stays here, \
            and replaced values are listed by “duikou refused”.
            """,
            "逐条核对记录及其全部内容；待发送的改动不参与核对。--repair 只重新获取不一致的记录，不删除任何内容："
                + "服务器没有的记录保留在本机，被替换的值可用“duikou refused”查看。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Flag(help: .say("Fetch again what differs.", "重新获取不一致的数据。"))
    var repair = false
    @Flag(help: .say("Print one JSON document.", "输出 JSON。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let verification = try await ProgressMeter.awaiting { try await device.verify(repairing: repair) }
            if verification.report.summary.ending != .done, let failure = Sync.failure(for: verification.report) {
                throw failure
            }
            if json {
                Output.json(Self.document(verification))
            } else {
                Self.lines(verification, repair).forEach { Output.line($0) }
            }
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
                        "stream": .text(part.partition.text),
                        "records": JSON(part.records),
                        "digest": .text(part.digest),
                        "agree": .boolean(part.agrees),
                        "differing": .array(part.differing.map { .text($0.text) }),
                        "onlyHere": .array(part.onlyHere.map { .text($0.text) }),
                        "repaired": .array(part.repaired.map { .text($0.text) }),
                        "kept": .array(part.kept.map { .text($0.text) }),
                        "damagedAtServer": .array(part.damagedAtServer.map { .text($0.text) }),
                    ]
                }
            ),
        ]
    }

    private static func lines(_ verification: Verification, _ repair: Bool) -> [String] {
        let records = verification.parts.reduce(0) { $0 + $1.records }
        var lines: [String] = []
        for part in verification.parts {
            lines.append("\(part.agrees ? "✓" : "✗") \(part.partition.text)  \(part.records)  \(part.digest)")
            lines += part.differing.map { record in
                "    \(record.text)  "
                    + (part.onlyHere.contains(record)
                        ? say("only on this device; it stays here", "仅本机有，保留在本机") : say("differs", "不一致"))
            }
            lines += part.repaired.map { "    \($0.text)  " + say("fetched again", "已重新获取") }
            lines += part.damagedAtServer.map { "    \($0.text)  " + say("damaged at the server", "服务器上的记录已损坏") }
        }
        let kept = verification.parts.reduce(0) { $0 + max($1.kept.count, $1.onlyHere.count) }
        let isServerSick = !verification.isServerSound
        if verification.agrees {
            lines.append(say("Device and server agree on all \(records) records.", "本机与服务器的 \(records) 条记录完全一致。"))
        } else if isServerSick {
            lines.append(
                say(
                    """
                    Records at the server are damaged; this device was left as it is. \
                    Ask the administrator to run “duikou-server verify”.
                    """,
                    "服务器上有记录损坏，本机数据未作改动。请管理员运行“duikou-server verify”。"
                )
            )
        } else if kept > 0 {
            lines.append(
                say(
                    """
                    The server knows nothing, or less, of \(kept) records; they stay on this device as they are. \
                    It was probably put back to an older copy: tell the administrator, and keep this device's folder.
                    """,
                    "服务器没有其中 \(kept) 条记录或其内容较旧，这些记录原样保留在本机。服务器可能已恢复到较早的副本：请告知管理员，并保留本设备的文件夹。"
                )
            )
        } else if repair {
            lines.append(say("They still differ. Run “duikou doctor”.", "双方仍不一致，请运行“duikou doctor”。"))
        } else {
            lines.append(
                say(
                    "They differ. “duikou verify --repair” fetches what the server has and removes nothing here.",
                    "双方不一致。“duikou verify --repair”会获取服务器上的内容，不会删除本机的任何内容。"
                )
            )
        }
        return lines
    }
}
