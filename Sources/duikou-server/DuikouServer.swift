import ArgumentParser
import Console

/// The program's verbs.
struct DuikouServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duikou-server",
        abstract: say(
            "The server of Duikou: keeps a programme's records and syncs with the devices of its hospitals.",
            "“对口”的中心端：保存方案的全部记录，并与各医院的设备同步。"
        ),
        discussion: say(
            """
            First steps:
              duikou-server init --programme hubei-2022 --data /srv/duikou
              duikou-server serve --listen 0.0.0.0:8080 --data /srv/duikou
              duikou-server code --org ORG --role ROLE --data /srv/duikou
            The code goes to the person at the device, who types: duikou enroll URL CODE

            Every verb takes --data DIR (or DUIKOU_SERVER_DATA) and --lang zh|en, and works while the server runs.
            Exit codes: 0 done, 1 failed, 2 not understood, 3 needs a person, 4 no connection.
            """,
            """
            第一步：
              duikou-server init --programme hubei-2022 --data /srv/duikou
              duikou-server serve --listen 0.0.0.0:8080 --data /srv/duikou
              duikou-server code --org 机构 --role 角色 --data /srv/duikou
            把注册码交给设备使用者，由其输入：duikou enroll 网址 注册码

            每个命令都接受 --data 文件夹（或环境变量 DUIKOU_SERVER_DATA）和 --lang zh|en，服务运行时也可使用。
            退出码：0 完成，1 失败，2 写法有误，3 需要人工处理，4 无法连接。
            """
        ),
        version: Version.of("duikou-server"),
        subcommands: [
            Init.self, Serve.self, ProgrammeVerbs.self, Code.self, Devices.self, List.self, Show.self, Report.self,
            Conflicts.self,
            PossibleDuplicates.self, Audit.self, Verify.self,
        ]
    )
}
