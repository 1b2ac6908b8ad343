import ArgumentParser
import ClientCore
import Console
import Replica
import SyncModel
import SyncWire

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("What is on this device, and what waits to be sent.", "本设备上的数据，以及待发送的内容。")
    )

    @OptionGroup var options: DeviceOptions
    @Flag(help: .say("Print one JSON document.", "输出 JSON。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let status = try await device.storedStatus()
            let identity = try await device.withReplica { try $0.identity() }
            let org = try await device.organisation()
            if json {
                Output.json(document(status, identity, org, database: device.databasePath))
            } else {
                for line in lines(status, identity, org, database: device.databasePath) { Output.line(line) }
            }
            if status.conflicts > 0 || status.refused > 0 || status.differs || status.rejected != nil {
                throw Exit.person.code
            }
        }
    }

    private func document(
        _ status: ReplicaStatus,
        _ identity: ReplicaIdentity?,
        _ org: String?,
        database: String
    ) -> JSON {
        [
            "device": JSON(identity?.device.text),
            "name": JSON(identity?.name),
            "org": JSON(org ?? status.standing?.at.text),
            "role": JSON(status.standing?.role),
            "server": JSON(identity?.server),
            "pending": JSON(status.pending),
            "pendingRecords": JSON(status.pendingRecords),
            "refused": JSON(status.refused),
            "conflicts": JSON(status.conflicts),
            "streams": .array(
                status.streams.map {
                    [
                        "stream": .text($0.stream.text),
                        "records": JSON($0.records),
                        "complete": JSON($0.cursor.complete.number),
                        "upto": JSON($0.cursor.upto.number),
                        "filling": .boolean($0.isFilling),
                    ]
                }
            ),
            "programme": JSON(status.programme),
            "lastSync": JSON(status.lastSync.map(Moment.text)),
            "clockOffsetSeconds": status.clockOffset.map { .number(Double($0) / 1_000) } ?? .null,
            "differs": .boolean(status.differs),
            "rejected": status.rejected.map { ["code": .text($0.code.rawValue), "message": .text($0.inEnglish)] }
                ?? .null,
            "database": .text(database),
        ]
    }

    private func lines(
        _ status: ReplicaStatus,
        _ identity: ReplicaIdentity?,
        _ org: String?,
        database: String
    ) -> [String] {
        let role = status.standing.map { " (\($0.role))" } ?? ""
        var lines = [
            say("Device: ", "设备：") + (identity?.name ?? say("not enrolled", "未注册")),
            say("Organisation: ", "机构：")
                + (org ?? (status.standing == nil ? "–" : say("known after the next sync", "下次同步后可知"))) + role,
            say("Server: ", "服务器：") + (identity?.server ?? "–"),
            say("Last complete sync: ", "上次完整同步：") + (status.lastSync.map(Moment.text) ?? say("never", "从未")),
            Sentences.waiting(status.pending, records: status.pendingRecords),
            say("Refused: \(status.refused)", "被拒：\(status.refused)"),
            say("Conflicts: \(status.conflicts)", "冲突：\(status.conflicts)"),
        ]
        if let offset = status.clockOffset, abs(offset) >= 60_000 {
            let (en, zh) = (Moment.duration(offset).en, Moment.duration(offset).zh)
            lines.append(
                say(
                    "This computer's clock differed from the server's by \(en) when last compared.",
                    "上次核对时，本机时钟与服务器相差\(zh)。"
                )
            )
        }
        if let rejected = status.rejected { lines += Sentences.rejected(rejected).lines(in: .current) }
        if status.isUncompared, !status.differs {
            lines.append(
                say(
                    "Not compared with the server since this device was enrolled again; the next sync does that.",
                    "本设备重新注册后尚未与服务器核对，下次同步时会核对。"
                )
            )
        }
        if status.differs { lines += Sentences.differs.lines(in: .current) }
        lines += status.streams.map {
            "  \($0.stream.text)  \($0.records)" + ($0.isFilling ? say("  (filling)", "（正在装入）") : "")
        }
        return lines + [say("Database: ", "数据库：") + database]
    }
}
