import ArgumentParser
import ChangeFeed
import Console
import Records
import SyncModel

/// Lists records that may tell of the same thing.
struct PossibleDuplicates: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates",
        abstract: say("List records that may tell of the same thing.", "列出疑似重复的记录。"),
        discussion: say(
            "They are settled on a device whose role may write them; nothing is merged by itself.",
            "请由有权填写的设备核对处理；系统不会自动合并。"
        )
    )

    @Flag(help: .say("Print JSON.", "输出 JSON。"))
    var json = false

    @OptionGroup
    var data: DataFolder

    func run() throws {
        let found = try data.with { server in
            var found = Duplicates(try server.programme())
            try server.service.view { view in
                for collection in found.collections {
                    var records: [(id: RecordID, scope: Scope, values: [Value])] = []
                    try view.list(collection.name) { records.append(($0.id, $0.scope, $0.values)) }
                    found.look(at: records, of: collection)
                }
            }
            return found
        }
        if json { Output.json(found.document) } else { found.lines.forEach { Output.line($0) } }
    }
}
