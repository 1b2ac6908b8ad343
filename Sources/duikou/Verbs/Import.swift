import ArgumentParser
import ClientCore
import Console
import Foundation
import Programme
import SyncModel

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Take in a table: new rows are added, known ones updated.", "导入表格：新行新增，已有行更新。"),
        discussion: say(
            """
            CSV as UTF-8 or GB18030; the first row names fields. Rows are known by --key, else by the column id, else by the \
            collection's natural key. A row that breaks a rule is left out and listed; the others go in. What goes in is cut into edits \
            of at most 500 records.
            """,
            """
            CSV 文件（UTF-8 或 GB18030），首行为字段名。按 --key 识别已有行，否则按 id 列，再否则按该表的自然键。\
            不合规的行会被跳过并列出，其余照常导入。导入内容按每次最多 500 条记录切分。
            """
        )
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The collection.", "表名。"))
    var collection: String
    @Argument(help: .say("The file.", "文件。"))
    var file: String
    @Option(help: .say("Fields by which a row is known, joined by commas.", "用于识别已有行的字段，用逗号分隔。"))
    var key: String?
    @Flag(help: .say("Only say what would happen.", "只说明将发生什么，不作改动。"))
    var dryRun = false
    @Flag(help: .say("Print one JSON document.", "输出 JSON。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let collection = try schema.collection(collection)
            let table = try CSVFile(bytes: Self.bytes(of: file))
            let keys = key?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            let plan = try ImportPlan(header: table.header, keys: keys, collection: collection, schema: schema)
            let dryRun = dryRun
            let outcome: ImportOutcome
            do {
                let reading = try await device.client.withReplica { try ImportReading(plan, of: $0) }
                outcome = try await device.client.write(splitting: true) { writer in
                    let outcome = try ImportRun(plan: plan, reading: reading, writer: writer).take(table.rows)
                    if dryRun { throw ImportOutcome.Rehearsal(outcome: outcome) }
                    return outcome
                }
            } catch let rehearsal as ImportOutcome.Rehearsal {
                outcome = rehearsal.outcome
            }
            show(outcome)
            if !outcome.refused.isEmpty, outcome.inserted + outcome.updated + outcome.unchanged == 0 { throw Exit.failed.code }
        }
    }

    private func show(_ outcome: ImportOutcome) {
        if json {
            Output.json([
                "inserted": JSON(outcome.inserted),
                "updated": JSON(outcome.updated),
                "unchanged": JSON(outcome.unchanged),
                "refused": .array(outcome.refused.map { ["line": JSON($0.line), "reason": .text($0.reason)] }),
                "dryRun": .boolean(dryRun),
            ])
            return
        }
        for row in outcome.refused.prefix(20) { Output.error(say("Line \(row.line): \(row.reason)", "第 \(row.line) 行：\(row.reason)")) }
        if outcome.refused.count > 20 {
            Output.error(say("… and \(outcome.refused.count - 20) more.", "……另有 \(outcome.refused.count - 20) 行。"))
        }
        let counts = say(
            "inserted \(outcome.inserted), updated \(outcome.updated), unchanged \(outcome.unchanged), refused \(outcome.refused.count)",
            "新增 \(outcome.inserted)，更新 \(outcome.updated)，未变 \(outcome.unchanged)，拒绝 \(outcome.refused.count)"
        )
        Output.line(dryRun ? say("Would be: \(counts). Nothing was changed.", "将会：\(counts)。未作改动。") : counts)
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        if path.lowercased().hasSuffix(".xlsx") {
            throw Failure(en: "Save the sheet as “CSV UTF-8” and import that file.", zh: "请将工作表另存为“CSV UTF-8”后再导入。")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(en: "The file \(path) cannot be read.", zh: "无法读取文件 \(path)。")
        }
        return [UInt8](data)
    }
}
