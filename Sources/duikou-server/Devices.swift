import ArgumentParser
import ChangeFeed
import Console
import HostFiles
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
        abstract: say(
            "List the devices and when each last synced, the longest silent first.",
            "列出设备及其最近同步时间，最久未同步的在前。"
        )
    )

    /// Longer than this a device is asked after. Unit: days since its last complete sync.
    private static let silentDaysMax = 30

    @Flag(help: .say("Print JSON.", "输出 JSON。"))
    var json = false

    @OptionGroup
    var data: DataFolder

    func run() throws {
        let devices = try data.with { try $0.service.devices() }.sorted(by: Self.isBefore)
        let now = Host.system.wallClock()
        guard !json else { return Output.json(.array(devices.map { document($0, now) })) }
        guard !devices.isEmpty else { return Output.line(say("No device has enrolled yet.", "还没有设备注册。")) }
        var table = Table([
            say("id", "编号"), say("name", "名称"), say("organisation", "机构"), say("role", "角色"), say("last seen", "最近同步"),
            say("all held at", "完整同步于"), say("days", "天数"), "",
        ])
        for device in devices {
            table.add([
                device.id.text, device.label, device.orgName, device.role, device.lastSeen.map(Moment.text) ?? "–",
                device.lastComplete.map(Moment.text) ?? "–", Self.days(device, now).map(String.init) ?? "–",
                device.revoked ? say("revoked", "已撤销") : "",
            ])
        }
        Output.text(table.text)
        adviseOnSilent(devices, now)
    }

    /// Whoever was silent longest comes first: never, then long ago; those without rights come last.
    private static func isBefore(_ left: DeviceInfo, _ right: DeviceInfo) -> Bool {
        guard left.revoked == right.revoked else { return right.revoked }
        let (first, second) = (left.lastComplete ?? .min, right.lastComplete ?? .min)
        return first == second ? (left.enrolledAt, left.id.bits) < (right.enrolledAt, right.id.bits) : first < second
    }

    /// Whole days since the last complete sync.
    private static func days(_ device: DeviceInfo, _ now: Int64) -> Int? {
        device.lastComplete.map { Int(max(0, now - $0) / 86_400_000) }
    }

    private func adviseOnSilent(_ devices: [DeviceInfo], _ now: Int64) {
        for device in devices where !device.revoked {
            let days = Self.days(device, now)
            guard days.map({ $0 > Self.silentDaysMax }) ?? true else { continue }
            let silence =
                days.map { say("has been silent for \($0) days", "已 \($0) 天没有完整同步") }
                ?? say("has never synced", "从未完整同步过")
            Output.line(
                say(
                    """
                    “\(device.label)” \(silence). If it is lost or retired: duikou-server devices revoke \
                    \(device.id.text); until then reports name it as one that may hold unsent records.
                    """,
                    "“\(device.label)”\(silence)。如已遗失或停用，请运行：duikou-server devices revoke \(device.id.text)；"
                        + "在此之前，报表会注明该设备可能有未发送的记录。"
                )
            )
        }
    }

    private func document(_ device: DeviceInfo, _ now: Int64) -> JSON {
        [
            "id": .text(device.id.text), "name": .text(device.label), "org": .text(device.org.text),
            "orgName": .text(device.orgName),
            "role": .text(device.role), "programme": JSON(device.programme),
            "enrolled": .text(Moment.text(device.enrolledAt)),
            "lastSeen": JSON(device.lastSeen.map(Moment.text)),
            "lastComplete": JSON(device.lastComplete.map(Moment.text)),
            "daysSince": JSON(Self.days(device, now)), "revoked": .boolean(device.revoked),
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
