import ArgumentParser
import ChangeFeed
import Console
import SyncModel

/// Prints a report.
struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Print a report about a year: summary.", "输出某一年度的报表：summary（汇总）。")
    )

    @Argument(help: .say("The report: summary.", "报表名称：summary。"))
    var name: String

    func run() throws {
        throw Failure(en: "not there yet", zh: "尚未完成")
    }
}
