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
                "problems": .array(report.problems.map { .text($0.inEnglish) }),
            ])
        } else if report.problems.isEmpty {
            tell(report.parcels, head)
        } else {
            Output.line(say("The log is not as it was received:", "日志与收到时不一致："))
            report.problems.forEach { Output.line(Text($0).now) }
        }
        if !report.problems.isEmpty { throw Exit.failed.code }
    }

    /// No more than was looked at: a log cut off at its end would look the same.
    private func tell(_ parcels: Int, _ head: String) {
        Output.line(
            say(
                """
                Every parcel in the log is as its device signed it and follows the one before: \(parcels) parcels, \
                last hash \(head).
                """,
                "日志中每个数据包的签名无误，且前后衔接：共 \(parcels) 个，末端哈希 \(head)。"
            )
        )
        Output.line(
            say(
                """
                Whether parcels are missing at its end is not checked; compare count and hash with those you noted \
                before.
                """,
                "日志末尾是否缺失尚无法核对，请与以前记下的个数和哈希比较。"
            )
        )
    }
}
