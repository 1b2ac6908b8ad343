import ArgumentParser
import ClientCore
import Console
import Programme
import Replica
import SyncModel
import SyncWire

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Take in a table: new rows are added, known ones updated.", "导入表格：新行新增，已有行更新。"),
        discussion: say(
            """
            CSV as UTF-8 or GB18030; the first row names fields. Rows are known by --key, \
            else by the collection's natural key, else by the \
            column id. A row that none of these names, and that equals a record which is here already, \
            is not added again. Rows may refer \
            to each other in any order, by id, key or unique name. A row that breaks a rule is left out and written, \
            with the reason, into \
            NAME-refused.csv beside the file: mend it there and import that file. The others go in, \
            cut into edits of at most 500 records. \
            In a set, elements stand between |; a backslash before |, +, - or another backslash makes it part of the \
            element. An \
            apostrophe before =, +, - or @ at the beginning of a text is taken for the one that an export puts there, \
            and left out: write \
            two to keep one.

            A row of an export carries a _version. If its record shows something else by now, or is gone, \
            the row changes nothing and is \
            refused: export the table again, or empty that cell to write the row all the same. \
            Rows that you add have no _version.
            """,
            """
            CSV 文件（UTF-8 或 GB18030），首行为字段名。按 --key 识别已有行，否则按该表的自然键，再否则按 id 列。\
            无法识别、但与已有记录内容相同的行不会重复新增。各行可以任意顺序互相引用，引用可写编号、自然键或唯一的名称。\
            不合规的行会被跳过，并连同原因写入原文件旁的 名称-refused.csv，改好后导入该文件即可。其余照常导入，按每次最多 500 条记录切分。\
            集合各项用 | 分隔；在 |、+、- 或反斜杠前加反斜杠，表示它是该项的一部分。文字开头若是撇号加 =、+、- 或 @，\
            该撇号会被视为导出时所加而去掉；要保留请写两个撇号。

            导出的表中每行带有 _version。如果该记录此后已被修改或已不在本机，这一行不作改动并被拒绝：请重新导出；\
            核对后仍要以该行为准的，清空该单元格再导入。自己新增的行不填 _version。
            """
        )
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The collection.", "表名。"))
    var collection: String
    @Argument(help: .say("The file; - is standard input.", "文件；- 表示标准输入。"))
    var file: String
    @Option(help: .say("Fields by which a row is known, joined by commas.", "用于识别已有行的字段，用逗号分隔。"))
    var key: String?
    @Option(help: .say("utf-8 or gb18030, where the file does not show it.", "文件编码 utf-8 或 gb18030，仅在无法自动判断时需要。"))
    var encoding: CSVFile.Encoding?
    @Option(
        help: .say(
            "A new file for refused rows; else NAME-refused.csv beside the source.",
            "存放被拒行的新文件；默认为原文件旁的 名称-refused.csv。"
        )
    )
    var refused: String?
    @Flag(help: .say("Add rows that equal records which are here already.", "与已有记录内容相同的行也再次新增。"))
    var again = false
    @Flag(help: .say("Only say what would happen.", "只说明将发生什么，不作改动。"))
    var dryRun = false
    @Flag(help: .say("Print one JSON document.", "输出 JSON。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let collection = try schema.collection(collection)
            let source = TableSource(path: file, encoding: encoding)
            let table = try await source.read()
            let keys = key?.split(separator: ",").map { KeySpelling.of(String($0)) }
            let plan = try ImportPlan(header: table.header, keys: keys, collection: collection, schema: schema)
            let place = try RefusedFile(refused, of: source, outside: options.folder)
            let outcome = try await take(table, plan, into: device)
            var refusedFile: String?
            do {
                refusedFile = dryRun ? nil : try place.write(outcome, of: table, plan, from: source)
            } catch let failure as Failure {
                // The import is done by now; the rows that it refused are in the source.
                failure.lines(in: .current).forEach(Output.error)
            }
            show(outcome, table.encoding, refusedFile)
            if !dryRun, !source.isFile, refused == nil, !outcome.refused.isEmpty {
                Output.error(
                    say(
                        """
                        The refused rows are kept nowhere: import the same table again with --refused FILE to have \
                        them in a file.
                        """,
                        "被拒的行没有保存：请加 --refused 文件名 再导入同一张表，即可得到这些行。"
                    )
                )
            }
            if !outcome.refused.isEmpty { throw (outcome.isRefusedWhole ? Exit.failed : Exit.person).code }
        }
    }

    /// Somebody else may write between the reading and the writing, so often at most.
    private static let readingsMax = 20

    private func take(_ table: CSVFile, _ plan: ImportPlan, into device: Device) async throws -> ImportOutcome {
        let (dryRun, again) = (dryRun, again)
        var refused: [Int: String] = [:]
        var stale = 0
        // Each new try leaves out more rows than the last one, so there are no more tries than rows.
        while true {
            do {
                let (version, reading) = try await device.withReplica {
                    (try $0.dataVersion(), try ImportReading(plan, table.rows, of: $0, again: again))
                }
                return try await device.write(splitting: true) { [refused] writer in
                    let writer = writer.stored
                    guard try writer.dataVersion() == version else { throw ImportOutcome.Stale() }
                    let outcome = try ImportRun(
                        plan: plan,
                        rows: table.rows,
                        reading: reading,
                        writer: writer,
                        refused: refused
                    ).take()
                    if dryRun { throw ImportOutcome.Rehearsal(outcome: outcome) }
                    return outcome
                }
            } catch let rehearsal as ImportOutcome.Rehearsal {
                return rehearsal.outcome
            } catch let unsound as ImportOutcome.Unsound {
                refused = unsound.refused
            } catch is ImportOutcome.Stale {
                stale += 1
                guard stale < Self.readingsMax else {
                    throw Failure(
                        en: "The records kept changing while the table was compared with them; nothing was imported.",
                        zh: "核对表格期间记录一直在变化，没有导入任何内容。",
                        adviceEn: "Wait until the other import or sync has ended, then import again.",
                        adviceZh: "请等其他导入或同步结束后再导入。"
                    )
                }
            }
        }
    }

    private func show(_ outcome: ImportOutcome, _ encoding: CSVFile.Encoding, _ refusedFile: String?) {
        if json {
            Output.json([
                "inserted": JSON(outcome.inserted),
                "updated": JSON(outcome.updated),
                "unchanged": JSON(outcome.unchanged),
                "alreadyHere": JSON(outcome.alreadyHere),
                "refused": .array(outcome.refused.map { ["line": JSON($0.line), "reason": .text($0.reason)] }),
                "refusedFile": JSON(refusedFile),
                "encoding": .text(encoding.rawValue),
                "dryRun": .boolean(dryRun),
            ])
            return
        }
        if encoding == .gb18030 { Output.error(say("The file was read as GB18030.", "文件按 GB18030 编码读取。")) }
        for row in outcome.refused.prefix(20) {
            Output.error(say("Line \(row.line): \(row.reason)", "第 \(row.line) 行：\(row.reason)"))
        }
        if outcome.refused.count > 20 {
            Output.error(say("… and \(outcome.refused.count - 20) more.", "……另有 \(outcome.refused.count - 20) 行。"))
        }
        let counts = say(
            """
            inserted \(outcome.inserted), updated \(outcome.updated), unchanged \(outcome.unchanged), \
            refused \(outcome.refused.count)
            """,
            "新增 \(outcome.inserted)，更新 \(outcome.updated)，未变 \(outcome.unchanged)，拒绝 \(outcome.refused.count)"
        )
        Output.line(dryRun ? say("Would be: \(counts). Nothing was changed.", "将会：\(counts)。未作改动。") : counts)
        if outcome.alreadyHere > 0 {
            Output.line(
                say(
                    """
                    already here \(outcome.alreadyHere): equal records were here before; \
                    --again adds such rows all the same.
                    """,
                    "已存在 \(outcome.alreadyHere)：此前已有内容相同的记录；如确需再次新增，请加 --again。"
                )
            )
        }
        if let refusedFile {
            Output.line(
                say(
                    "The refused rows are in \(refusedFile): mend them and import that file.",
                    "被拒的行已写入 \(refusedFile)，改好后导入该文件即可。"
                )
            )
        }
    }
}
