import ArgumentParser
import ClientCore
import Console
import Records

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
            _ = try await device.schema()
            let (document, lines) = try await device.read { reader in
                let found = try reader.possibleDuplicates()
                return (found.document, found.lines)
            }
            if json { Output.json(document) } else { lines.forEach { Output.line($0) } }
        }
    }
}
