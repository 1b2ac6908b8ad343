import ArgumentParser
import ChangeFeed
import Console

/// Verbs about the audit log.
struct Audit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Check the log of everything that devices ever sent.", "检查设备发送内容的审计日志。"),
        subcommands: [VerifyAudit.self]
    )
}

/// Walks the audit log.
struct VerifyAudit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: say("Check every hash and signature from the first parcel on.", "从第一个数据包起逐一核对哈希和签名。")
    )

    @Flag(help: .say("Print JSON.", "输出 JSON。"))
    var json = false

    @OptionGroup
    var data: DataFolder

    func run() throws {
        let report = try data.with { try $0.service.verifyAudit() }
        let head = report.head.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        if json {
            Output.json([
                "agree": .boolean(report.problems.isEmpty), "parcels": JSON(report.parcels), "head": .text(head),
                "problems": .array(report.problems.map(JSON.text)),
            ])
        } else if report.problems.isEmpty {
            Output.line(say("The log is unbroken: \(report.parcels) parcels, head \(head).", "日志完整：\(report.parcels) 个数据包，末端哈希 \(head)。"))
        } else {
            Output.line(say("The log is broken:", "日志不完整："))
            report.problems.forEach { Output.line(Text(translating: $0).now) }
        }
        if !report.problems.isEmpty { throw Exit.failed.code }
    }
}
