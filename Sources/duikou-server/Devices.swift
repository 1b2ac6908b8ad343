import ArgumentParser
import ChangeFeed
import Console
import SyncModel

/// Verbs about devices.
struct Devices: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("List the devices, or withdraw the rights of one.", "列出设备，或撤销某台设备的权限。"),
        subcommands: [ListDevices.self, RevokeDevice.self, DetainedChanges.self],
        defaultSubcommand: ListDevices.self
    )
}

/// Lists the devices.
struct ListDevices: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: say("List the devices and when each was last seen.", "列出设备及其最近同步时间。")
    )

    @Flag(help: .say("Print JSON.", "输出 JSON。"))
    var json = false

    @OptionGroup
    var data: DataFolder

    func run() throws {
        let devices = try data.with { try $0.service.devices() }
        guard !json else { return Output.json(.array(devices.map(document))) }
        var table = Table([
            say("id", "编号"), say("name", "名称"), say("organisation", "机构"), say("role", "角色"), say("last seen", "最近同步"),
            say("all held at", "完整同步于"), "",
        ])
        for device in devices {
            table.add([
                device.id.text, device.label, device.orgName, device.role, device.lastSeen.map(Moment.text) ?? "–",
                device.lastComplete.map(Moment.text) ?? "–", device.revoked ? say("revoked", "已撤销") : "",
            ])
        }
        Output.text(devices.isEmpty ? say("No device has enrolled yet.\n", "还没有设备注册。\n") : table.text)
    }

    private func document(_ device: DeviceInfo) -> JSON {
        [
            "id": .text(device.id.text), "name": .text(device.label), "org": .text(device.org.text), "orgName": .text(device.orgName),
            "role": .text(device.role), "programme": JSON(device.programme), "enrolled": .text(Moment.text(device.enrolledAt)),
            "lastSeen": JSON(device.lastSeen.map(Moment.text)), "lastComplete": JSON(device.lastComplete.map(Moment.text)),
            "revoked": .boolean(device.revoked),
        ]
    }
}

/// Withdraws a device's rights.
struct RevokeDevice: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: say("Withdraw a device's rights: lost, stolen, or its user has left.", "撤销设备权限：遗失、被盗或使用者离任。"),
        discussion: say(
            "What it sent stays. What it sends from now on is kept apart: duikou-server devices detained.",
            "它已发送的内容保留；此后发来的内容不生效，单独留存备查：duikou-server devices detained。"
        )
    )

    @Argument(help: .say("The device's id, as `devices` lists it.", "设备编号，见 devices 列表。"))
    var id: String

    @OptionGroup
    var data: DataFolder

    func run() throws {
        guard let device = DeviceID(id) else {
            throw Failure(
                en: "“\(id)” is not the id of a device.",
                zh: "“\(id)”不是设备编号。",
                adviceEn: "List them: duikou-server devices",
                adviceZh: "查看列表：duikou-server devices"
            )
        }
        try data.with { try $0.service.revoke(device) }
        Output.line(say("The device \(device.text) has no rights any more.", "设备 \(device.text) 的权限已撤销。"))
    }
}
