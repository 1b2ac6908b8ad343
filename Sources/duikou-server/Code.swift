import ArgumentParser
import ChangeFeed
import Console
import SyncModel

/// Makes an enrolment code.
struct Code: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Make a code with which one device can enrol.", "生成供一台设备注册用的注册码。"),
        discussion: say(
            "Tell it to one person; it works once and is kept nowhere in clear.",
            "注册码只告诉一个人，只能使用一次，系统不以明文保存。"
        )
    )

    @Option(help: .say("The organisation: its id, its code or its unique name.", "机构：编号、代码或唯一的名称。"))
    var org: String

    @Option(help: .say("The role that the device gets.", "设备获得的角色。"))
    var role: String

    @Option(help: .say("Hours for which the code is good.", "注册码的有效小时数。"))
    var hours = 24

    @Flag(help: .say("Print JSON.", "输出 JSON。"))
    var json = false

    @OptionGroup
    var data: DataFolder

    func run() throws {
        guard (1...8_760).contains(hours) else {
            throw Failure(.usage, en: "--hours takes 1 to 8760.", zh: "--hours 应在 1 到 8760 之间。")
        }
        try data.with { server in
            let programme = try server.programme()
            guard programme.role(named: role) != nil else {
                let names = programme.roles.map(\.name).joined(separator: ", ")
                throw Failure(
                    en: "There is no role “\(role)”.",
                    zh: "没有名为“\(role)”的角色。",
                    adviceEn: "The roles are: \(names).",
                    adviceZh: "现有角色：\(names)。"
                )
            }
            let code = try server.service.makeCode(org: org, role: role, hours: hours)
            let expires = Moment.text(code.expires)
            if json {
                Output.json([
                    "code": .text(code.code), "expires": .text(expires), "canWrite": .boolean(code.canWrite),
                    "unreached": .array(code.unreached.map(JSON.text)),
                ])
            } else {
                Output.line(code.code)
                // Standard output holds the code alone, so that a script can take it as it is.
                Output.error(say("Good for one device until \(expires).", "可注册一台设备，有效期至 \(expires)（世界时）。"))
            }
            warn(code)
        }
    }

    /// A code for the wrong place is found out now and not at the first refused record.
    private func warn(_ code: NewCode) {
        let kinds = code.unreached.joined(separator: ", ")
        if !code.canWrite {
            Output.error(
                say(
                    """
                    Careful: a device with this code can write nothing, for the role \(role) has nothing to write at \
                    “\(org)”.
                    """,
                    "请注意：用此注册码的设备不能填写任何内容，因为角色 \(role) 在“\(org)”没有可填写的内容。"
                )
            )
        } else if !code.unreached.isEmpty {
            Output.error(
                say(
                    "Careful: the role \(role) writes records of \(kinds) too, but from “\(org)” it reaches none.",
                    "请注意：角色 \(role) 还应填写 \(kinds) 的记录，但从“\(org)”出发没有可填写的对象。"
                )
            )
        } else {
            return
        }
        Output.error(
            say(
                "If role or organisation is wrong, make another code; this one may stay unused.",
                "如角色或机构有误，请重新生成注册码；此码可不使用。"
            )
        )
    }
}
