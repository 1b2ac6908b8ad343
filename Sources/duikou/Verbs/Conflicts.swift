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
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: say("List the open conflicts.", "列出未决冲突。")
    )

    @OptionGroup var options: DeviceOptions
    @Flag(help: .say("Print a JSON array.", "输出 JSON 数组。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let conflicts = try await device.withReplica { try $0.conflicts() }
            try await Self.show(conflicts, of: device, schema: schema, json: json, all: true)
            if !conflicts.isEmpty { throw Exit.person.code }
        }
    }

    /// Prints conflicts, and notes that they were seen: a decision closes what its person saw, and nothing else.
    /// - Parameter all: nothing else is open.
    static func show(
        _ conflicts: [ReplicaConflict],
        of device: Device,
        schema: DeviceSchema,
        json: Bool,
        all: Bool
    ) async throws {
        let names = try await device.withReplica { try ConflictNames(conflicts, schema, $0) }
        let views = conflicts.map { ConflictView(schema: schema, conflict: $0, names: names) }
        if json {
            Output.json(.array(views.map(\.json)))
        } else if views.isEmpty {
            Output.line(say("No conflicts.", "没有冲突。"))
        } else {
            for line in views.flatMap(\.lines) { Output.line(line) }
            if views.contains(where: \.mayDecide) {
                Output.line(
                    say(
                        "Settle one with “duikou conflicts resolve ID --take NUMBER” or “--value V”.",
                        "用“duikou conflicts resolve 编号 --take 序号”或“--value 值”裁定。"
                    )
                )
            }
        }
        do {
            try await device.withReplica { try $0.noteListed(conflicts, all: all) }
        } catch let error as ReplicaError where error.code == .storage {
            // Who may only read the folder decides nothing in it; the list itself was given.
        }
    }
}

struct ConflictResolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: say("Settle a conflict.", "裁定一项冲突。"),
        discussion: say(
            """
            It closes the candidates that “duikou conflicts” listed last on this device, or those of --seen. \
            If others live by now, nothing is decided and the new list is shown (exit 3).
            """,
            "只关闭本设备上“duikou conflicts”最近一次列出的候选值（或 --seen 所指的候选值）。若候选值已有变化，则不作裁定并列出新的候选值（退出码 3）。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The conflict's id.", "冲突编号。"))
    var id: String
    @Option(help: .say("The candidate that is right: its number in the list, or its key.", "正确的候选值：列表中的序号或其键。"))
    var take: String?
    @Option(help: .say("The right value, if it is none of the candidates.", "若候选值都不对，则给出正确的值。"))
    var value: String?
    @Option(help: .say("The word “seen” of the list that you decide about.", "所依据列表中的 seen 值。"))
    var seen: String?
    @Option(help: .say("Why.", "理由。"))
    var reason = ""
    @Flag(help: .say("Print one JSON document.", "输出 JSON。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            guard (take == nil) != (value == nil) else {
                throw Failure(
                    .usage,
                    en: "Give either --take NUMBER or --value V.",
                    zh: "请给出 --take 序号 或 --value 值 其中之一。"
                )
            }
            let schema = try await device.schema()
            guard let conflict = try await device.withReplica({ [id] in try $0.conflicts().first { $0.id == id } })
            else {
                throw Failure(
                    en: "There is no open conflict “\(id)”.",
                    zh: "没有编号为“\(id)”的未决冲突。",
                    adviceEn: "“duikou conflicts” lists them.",
                    adviceZh: "“duikou conflicts”可列出全部冲突。"
                )
            }
            let listed = try await device.withReplica { [id] in try $0.listed(id) }
            let names = try await device.withReplica { try ConflictNames([conflict], schema, $0) }
            let view = ConflictView(schema: schema, conflict: conflict, names: names)
            do {
                let decision: ClientCore.Decision =
                    if let take { .take(view.key(take)) } else { .value(try await view.value(value ?? "", on: device)) }
                // What nobody was shown nobody has seen.
                try await device.resolve(id, decision, seen: seen ?? listed ?? "", reason: reason)
                if json {
                    Output.json(["id": .text(id), "resolved": true])
                } else {
                    Output.line(say("Settled.", "已裁定。"))
                }
            } catch let error as DuikouError where error.code == .changed {
                try await ConflictList.show(
                    [error.conflict?.stored ?? conflict],
                    of: device,
                    schema: schema,
                    json: json,
                    all: false
                )
                Output.error(
                    seen == nil && listed == nil
                        ? say("Nothing was decided: look at the candidates first, then decide.", "未作裁定：请先查看候选值，再作裁定。")
                        : say("The candidates are others now; nothing was decided.", "候选值已有变化，未作裁定。")
                )
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
            try await device.withReplica { [id] in try $0.undo(id) }
            Output.line(say("Undone: all candidates stand again.", "已撤销，全部候选值恢复。"))
        }
    }
}
