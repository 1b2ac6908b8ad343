import ArgumentParser
import ChangeFeed
import Console
import SyncModel

/// Lists the conflicts.
struct Conflicts: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("List the conflicts that wait for a person.", "列出等待人工处理的冲突。"),
        discussion: say(
            "They are settled on a device: duikou conflicts resolve ID --take KEY",
            "请在设备上处理：duikou conflicts resolve 编号 --take 键"
        )
    )

    @Flag(help: .say("Print JSON.", "输出 JSON。"))
    var json = false

    @OptionGroup
    var data: DataFolder

    func run() throws {
        let items = try data.with { server in
            let programme = try server.programme()
            let list = ConflictList(programme: programme, devices: try server.knownDevices())
            var seen: Set<RecordID> = []
            return try server.service.conflicts().flatMap { open -> [ConflictList.Item] in
                guard seen.insert(open.record).inserted, programme.collections.indices.contains(open.collection) else {
                    return []
                }
                let shown = try server.service.show(programme.collections[open.collection].name, open.record)
                return shown.map { list.items($0.state) } ?? []
            }
        }
        if json {
            Output.json(.array(items.map(ConflictList.document)))
        } else if items.isEmpty {
            Output.line(say("No conflicts.", "没有冲突。"))
        } else {
            for item in items { ConflictList.lines(item).forEach { Output.line($0) } }
        }
        if !items.isEmpty { throw Exit.person.code }
    }
}
