import ArgumentParser
import ClientCore
import Console
import Replica

struct Conflicts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Different values typed for the same field, waiting for a decision.", "同一字段的不同值，等待裁定。"),
        subcommands: [ConflictList.self, ConflictResolve.self, ConflictUndo.self],
        defaultSubcommand: ConflictList.self
    )
}

struct ConflictList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: say("List the open conflicts.", "列出未决冲突。"))

    @OptionGroup var options: DeviceOptions
    @Flag(help: .say("Print a JSON array.", "输出 JSON 数组。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let conflicts = try await device.client.conflicts()
            Self.show(conflicts, schema: schema, json: json)
            if !conflicts.isEmpty { throw Exit.person.code }
        }
    }

    static func show(_ conflicts: [Conflict], schema: Schema, json: Bool) {
        let views = conflicts.map { ConflictView(schema: schema, conflict: $0) }
        if json {
            Output.json(.array(views.map(\.json)))
        } else if views.isEmpty {
            Output.line(say("No conflicts.", "没有冲突。"))
        } else {
            for line in views.flatMap(\.lines) { Output.line(line) }
            Output.line(
                say(
                    "Settle one with “duikou conflicts resolve ID --take KEY” or “--value V”.",
                    "用“duikou conflicts resolve 编号 --take 键”或“--value 值”裁定。"
                )
            )
        }
    }
}

struct ConflictResolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: say("Settle a conflict.", "裁定一项冲突。")
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The conflict's id.", "冲突编号。"))
    var id: String
    @Option(help: .say("The key of the candidate that is right.", "正确候选值的键。"))
    var take: String?
    @Option(help: .say("The right value, if it is none of the candidates.", "若候选值都不对，则给出正确的值。"))
    var value: String?
    @Option(help: .say("Why.", "理由。"))
    var reason = ""
    @Flag(help: .say("Print one JSON document.", "输出 JSON。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            guard (take == nil) != (value == nil) else {
                throw Failure(.usage, en: "Give either --take KEY or --value V.", zh: "请给出 --take 键 或 --value 值 其中之一。")
            }
            let schema = try await device.schema()
            guard let conflict = try await device.client.conflicts().first(where: { $0.id == id }) else {
                throw Failure(
                    en: "There is no open conflict “\(id)”.",
                    zh: "没有编号为“\(id)”的未决冲突。",
                    adviceEn: "“duikou conflicts” lists them.",
                    adviceZh: "“duikou conflicts”可列出全部冲突。"
                )
            }
            let view = ConflictView(schema: schema, conflict: conflict)
            do {
                let decision: Decision = if let take { .take(take) } else { .value(try await view.value(value ?? "", on: device)) }
                try await device.client.resolve(id, decision, reason: reason)
                if json { Output.json(["id": .text(id), "resolved": true]) } else { Output.line(say("Settled.", "已裁定。")) }
            } catch let error as ReplicaError where error.code == .changed {
                ConflictList.show([error.conflict ?? conflict], schema: schema, json: json)
                Output.error(say("The candidates are others now; nothing was decided.", "候选值已有变化，未作裁定。"))
                throw Exit.person.code
            }
        }
    }
}

struct ConflictUndo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: say("Take back the last decision about a conflict.", "撤销对一项冲突的上一次裁定。")
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The conflict's id.", "冲突编号。"))
    var id: String

    func run() async throws {
        try await options.device { device in
            try await device.client.undo(id)
            Output.line(say("Undone: all candidates stand again.", "已撤销，全部候选值恢复。"))
        }
    }
}
