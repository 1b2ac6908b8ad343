import ArgumentParser
import ClientCore
import Console
import Replica
import SyncModel

struct PossibleDuplicates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates",
        abstract: say("Records on this device that may tell of the same thing.", "本设备上疑似重复的记录。"),
        discussion: say(
            "Look at them and delete or correct what stands twice; nothing is merged by itself.",
            "请逐组核对，删除或更正重复的记录；系统不会自动合并。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Flag(help: .say("Print a JSON array.", "输出 JSON 数组。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let programme = try await device.schema().programme
            let found = try await device.withReplica { replica in
                var found = Duplicates(programme)
                for collection in found.collections {
                    found.look(
                        at: try replica.list(collection.name).map { ($0.id, $0.scope, $0.values) },
                        of: collection
                    )
                }
                return (found.document, found.lines)
            }
            if json { Output.json(found.0) } else { found.1.forEach { Output.line($0) } }
        }
    }
}
