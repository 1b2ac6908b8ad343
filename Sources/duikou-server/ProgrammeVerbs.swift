import ArgumentParser
import ChangeFeed
import Console
import Programme

/// Verbs about the programme.
struct ProgrammeVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "programme",
        abstract: say("Update the programme.", "更新方案。"),
        subcommands: [LoadProgramme.self]
    )
}

/// Puts a later version of the programme in force.
struct LoadProgramme: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: say("Put a later version in force; devices follow by themselves.", "启用方案的新版本；各设备会自动跟进。"),
        discussion: say(
            """
            Only additions are possible: new collections, fields, choices and reference records. \
            Anything else is refused with its place.
            """,
            "只允许增加：新的表、字段、选项和名录记录；其他改动会被拒绝并指出位置。"
        )
    )

    @Argument(help: .say("The folder in which programme.yaml stands.", "programme.yaml 所在的文件夹。"))
    var folder: String

    @OptionGroup
    var data: DataFolder

    func run() throws {
        let pack = try ProgrammePack.load(folder)
        try data.with { server in
            let upgraded = try server.service.programme().map { try pack.upgraded(from: $0) } ?? pack
            let summary = try server.service.load(programme: upgraded.programme, rows: upgraded.referenceRows())
            Output.line(
                say(
                    """
                    Version \(summary.version) is in force: \(summary.created) reference records added, \
                    \(summary.updated) updated.
                    """,
                    "第 \(summary.version) 版已启用：新增名录记录 \(summary.created) 条，更新 \(summary.updated) 条。"
                )
            )
        }
    }
}
