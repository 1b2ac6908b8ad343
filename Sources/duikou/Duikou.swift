import ArgumentParser
import Console

/// The device's command: records with no network, and reconciles with the server later.
struct Duikou: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duikou",
        abstract: say("Record without a network, synchronise when there is one.", "没有网络也能登记，有网络时再同步。"),
        discussion: say(
            """
            Begin with “duikou enroll URL CODE”, then “duikou sync”. After that everything works offline: \
            “duikou list COLLECTION”, \
            “duikou add COLLECTION field=value …”. Run “duikou sync” whenever there is a line.

            Exit codes: 0 done · 1 failed · 2 wrong usage · 3 done, but something needs a person · 4 no connection; \
            what was typed is kept.
            """,
            """
            先运行“duikou enroll 网址 注册码”，再运行“duikou sync”。之后无需网络即可使用：“duikou list 表名”、\
            “duikou add 表名 字段=值 …”。有网络时随时运行“duikou sync”。

            退出码：0 完成 · 1 失败 · 2 用法错误 · 3 完成，但有事项需要人处理 · 4 没有连接，录入的内容仍在本机。
            """
        ),
        version: Version.of("duikou"),
        subcommands: [
            Enroll.self, Sync.self, Status.self,
            Add.self, SetFields.self, Delete.self, List.self, Show.self, Explain.self,
            Import.self, Export.self, SQL.self,
            Conflicts.self, Refused.self, PossibleDuplicates.self, Verify.self, Doctor.self,
        ]
    )
}
