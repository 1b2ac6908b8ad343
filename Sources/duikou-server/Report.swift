import ArgumentParser
import ChangeFeed
import Console
import HostFiles
import Reporting
import SyncModel

/// Prints a report.
struct Report: ParsableCommand {
    /// The reports there are.
    enum Name: String, ExpressibleByArgument, CaseIterable {
        case summary
    }

    /// How a report is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table
        case json
        case csv
        case html
    }

    static let configuration = CommandConfiguration(
        abstract: say("Print a report about a year.", "输出某一年度的报表。"),
        discussion: say(
            """
            summary: per prefecture, opening into counties and pairs: pairs, agreements, staff on post, \
            remote services, training and more.
            Every figure says up to when its sites have reported, and names those that have not, \
            and devices that may hold unsent records.
            """,
            """
            summary（汇总）：按市州列出，可展开到县和帮扶对：结对、协议、在岗人员、远程服务、培训等。
            每个数字都注明数据截至时间，并列出尚未上报的单位和可能有未发送记录的设备。
            """
        )
    )

    @Argument(help: .say("The report: summary.", "报表名称：summary（汇总）。"))
    var name: Name

    @Option(help: .say("The calendar year; this year if not given.", "年度；不写则为本年。"))
    var year: Int?

    @Option(
        help: .say(
            "Only the pairs of this area or hospital: its id, its code or its unique name.",
            "只统计该市州、县或医院的帮扶对：编号、代码或唯一的名称。"
        )
    )
    var org: String?

    @Option(
        help: .say("table, json, csv, or html, a page to print.", "格式：table（表格）、json、csv 或 html（可打印的网页）。")
    )
    var format = Format.table

    @Option(help: .say("Write to this file; - is standard output.", "写入该文件；- 表示标准输出。"))
    var output: String?

    @OptionGroup
    var data: DataFolder

    func run() throws {
        // A place that cannot be written is told before the work, not after it.
        let file = try output.flatMap { $0 == "-" ? nil : try FileReplacement(path: $0, outside: [data.path()]) }
        let bytes = try data.with { server in
            _ = try server.programme()
            // All figures are of one moment, however long they take and whatever arrives meanwhile.
            return try server.service.view { try document(of: $0, opening: file == nil ? .prefecture : .pair) }
        }
        guard let file, let output else { return Output.bytes(bytes) }
        try file.write(bytes)
        try file.finish()
        Output.error(say("Written to \(output).", "已写入 \(output)。"))
    }

    private func document(of view: FeedView, opening level: SummaryReport.Level) throws -> [UInt8] {
        guard let programme = try view.programme() else { return [] }
        let now = Host.system.wallClock()
        let report = try SummaryReport.make(
            from: ViewSource(view: view, programme: programme),
            programme: programme,
            year: year ?? SummaryReport.year(of: now, in: programme),
            of: org.map { try view.find($0, in: "org") },
            now: now
        )
        let language: ReportLanguage = Language.current == .zh ? .zh : .en
        // Names that others gave are shown as everywhere; in JSON an escape says the same as the character.
        let shown = report.spelled(Visible.line)
        switch format {
        case .table: return Array(shown.table(in: language, opening: level).utf8)
        case .json: return Array(JSON.visible(String(decoding: try report.json(), as: UTF8.self)).utf8)
        case .csv: return shown.csv(in: language)
        case .html: return shown.html(in: language)
        }
    }
}

/// What reports ask of one moment of the server.
struct ViewSource: ReportSource {
    let view: FeedView
    let programme: Programme

    func rows(of collection: String) throws -> [ReportRow] {
        guard let collection = programme.collection(named: collection) else { return [] }
        var rows: [ReportRow] = []
        try view.list(collection.name) { record in
            var values: [String: Value] = [:]
            for (field, value) in zip(collection.fields, record.values) { values[field.name] = value }
            rows.append(ReportRow(id: record.id, values: values))
        }
        return rows
    }

    func openConflicts() throws -> [Scope: Int] {
        try view.conflicts().reduce(into: [:]) { $0[$1.scope, default: 0] += 1 }
    }

    func devices() throws -> [ReportDevice] {
        try view.devices().map { device in
            ReportDevice(
                org: device.org,
                name: device.label,
                role: device.role,
                enrolled: device.enrolledAt,
                through: device.lastComplete,
                isRetired: device.revoked
            )
        }
    }
}
