import ArgumentParser
import ChangeFeed
import Console
import SyncModel

/// Lists what revoked devices still sent.
struct DetainedChanges: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detained",
        abstract: say("List what revoked devices still sent: kept, and applied by nobody.", "列出已撤销设备此后发来的内容：仅留存，不生效。")
    )

    @Flag(help: .say("Print JSON.", "输出 JSON。"))
    var json = false

    @OptionGroup
    var data: DataFolder

    func run() throws {
        let (programme, entries) = try data.with { (try $0.programme(), try $0.service.quarantined()) }
        let names = programme.collections.map(\.name)
        func collection(_ entry: AuditedChange) -> String {
            names.indices.contains(entry.operation.collection) ? names[entry.operation.collection] : "?"
        }
        guard !json else {
            return Output.json(
                .array(
                    entries.map { entry in
                        .object(
                            [
                                JSON.Member("collection", .text(collection(entry))),
                                JSON.Member("record", .text(entry.operation.record.text)),
                            ] + RecordHistory.members(of: entry, in: programme)
                        )
                    }
                )
            )
        }
        if entries.isEmpty { Output.line(say("Nothing is detained.", "没有留存的内容。")) }
        for entry in entries {
            let line = RecordHistory(programme: programme, entries: [entry]).lines.joined()
            Output.line("\(collection(entry)) \(entry.operation.record.text)  \(line)")
        }
    }
}
