import ArgumentParser
import ChangeFeed
import Console
import Records
import SyncModel

/// Shows one record.
struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Show one record: its fields, conflicts and history.", "显示一条记录：字段、冲突和历史。")
    )

    @Argument(help: .say("The collection.", "表名。"))
    var collection: String

    @Argument(help: .say("The record's id or key.", "记录的编号或代码。"))
    var id: String

    @Flag(help: .say("Print JSON.", "输出 JSON。"))
    var json = false

    @OptionGroup
    var data: DataFolder

    func run() throws {
        try data.with { server in
            let (programme, collection) = try server.collection(collection)
            let record = try TypedWords(programme, server.service).record(id, of: collection)
            guard let shown = try server.service.show(collection.name, record) else {
                throw Failure(
                    en: "There is no record \(record.text) in “\(collection.name)”.",
                    zh: "“\(collection.name)”中没有记录 \(record.text)。",
                    adviceEn: "List them: duikou-server list \(collection.name)",
                    adviceZh: "查看列表：duikou-server list \(collection.name)"
                )
            }
            let conflicts = ConflictList(programme: programme, devices: try server.knownDevices())
            let history = RecordHistory(
                programme: programme,
                entries: try server.service.history(collection.name, record, for: nil)
            )
            let items = conflicts.items(shown.state)
            if json {
                guard
                    case .object(var members) = RecordJSON(collection, zone: programme.timeZone)
                        .record(record, scope: shown.state.stream.scope, values: shown.values)
                else { return }
                members.append(JSON.Member("$conflicts", .array(items.map(ConflictList.document))))
                members.append(JSON.Member("$history", history.document))
                Output.json(.object(members))
            } else {
                let printer = RecordText(collection, zone: programme.timeZone)
                let texts = try server.service.view { view in
                    try ReferenceNames(programme) { try view.values(of: $1, in: $0) }.texts(
                        shown.values,
                        of: collection
                    )
                }
                printer.lines(record, scope: shown.state.stream.scope, shown: texts).forEach { Output.line($0) }
                if !items.isEmpty {
                    Output.line()
                    Output.line(say("Conflicts", "冲突"))
                }
                for item in items { ConflictList.lines(item).forEach { Output.line($0) } }
                Output.line()
                Output.line(say("History", "历史"))
                history.lines.forEach { Output.line($0) }
            }
        }
    }
}
