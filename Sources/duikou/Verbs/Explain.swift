import ArgumentParser
import ClientCore
import Console
import Records
import Replica
import SyncModel

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Why a record says what it says, or why it is not here.", "说明一条记录为何如此，或为何不在本机。")
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The collection.", "表名。"))
    var collection: String
    @Argument(help: .say("The record's id, natural key or unique name.", "记录编号、自然键或唯一的名称。"))
    var id: String

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let collection = try schema.collection(collection)
            let id = try await device.record(id, of: collection, in: schema)
            let status = try await device.storedStatus()
            let refused = try await device.withReplica { try $0.refused() }.filter { set in
                set.changes.operations.contains { $0.record == id }
            }
            var lines: [String]
            if let detail = try await device.withReplica({ try $0.detail(collection.name, id) }) {
                let shown = try await device.read { reader in
                    try reader.names().texts(detail.record.values, of: collection)
                }
                lines = here(detail, in: collection, shown: shown, schema, status)
                let names = try await device.withReplica { try ConflictNames(detail.conflicts, schema, $0) }
                lines += detail.conflicts.flatMap { ConflictView(schema: schema, conflict: $0, names: names).lines }
            } else {
                lines = absent(collection, status)
            }
            for set in refused {
                let sentence = RefusedView.sentence(set.refusal)
                lines.append(
                    say(
                        "A change of it was refused (number \(set.id)): \(sentence)",
                        "对它的一项改动被拒（编号 \(set.id)）：\(sentence)"
                    )
                )
            }
            lines.forEach { Output.line($0) }
        }
    }

    private func here(
        _ detail: RecordDetail,
        in collection: Programme.Collection,
        shown: [String],
        _ schema: DeviceSchema,
        _ status: ReplicaStatus
    ) -> [String] {
        let stream = detail.state.stream
        var lines = [
            say(
                """
                It lives in the scope \(detail.record.scope.text), which this device may see; \
                its lane is \(stream.lane.name).
                """,
                "它属于范围 \(detail.record.scope.text)，本设备可以看到；通道为 \(stream.lane.name)。"
            )
        ]
        if let position = detail.position, position != Position(UInt64.max) {
            let held = status.streams.first { $0.stream == stream }?.cursor.complete.number ?? 0
            lines.append(
                say(
                    """
                    The server placed its last change at position \(position.number); \
                    this device holds the stream up to \(held).
                    """,
                    "服务器将它的最近一次改动排在位置 \(position.number)；本设备持有该流至 \(held)。"
                )
            )
        } else {
            lines.append(say("The server has not answered for it yet.", "服务器尚未对它作出答复。"))
        }
        if !detail.pendingEdits.isEmpty {
            lines.append(
                say(
                    """
                    Edits typed here that wait to be sent: \(detail.pendingEdits.count). \
                    They are laid over the server's values.
                    """,
                    "有 \(detail.pendingEdits.count) 项本机改动待发送，显示时叠加在服务器的值之上。"
                )
            )
        }
        for field in collection.fields {
            let writes = detail.state.field(field.number).writes
            guard let newest = writes.max(by: LiveWrite.isOlder) else { continue }
            let uncertainty = newest.stamp.sure ? "" : say(", clock uncertain", "，时钟不可靠")
            lines.append(
                "  \(field.name) = \(shown[field.number])  [\(field.rule.rawValue)"
                    + say(", writes: \(writes.count), newest ", "，写入 \(writes.count) 次，最新 ")
                    + "\(Moment.text(newest.stamp.milliseconds))\(uncertainty)]"
            )
        }
        return lines
    }

    /// Hidden and absent get the same answer.
    private func absent(_ collection: Programme.Collection, _ status: ReplicaStatus) -> [String] {
        var lines = [
            say(
                """
                It is not on this device: it does not exist, was deleted, lives in a scope that this device may not \
                see, or has not arrived yet.
                """,
                "它不在本设备上：可能不存在、已删除、属于本设备无权查看的范围，或尚未到达。"
            )
        ]
        let streams = status.streams.map { "\($0.stream.text) (\($0.records))" }.joined(separator: ", ")
        lines.append(say("This device holds: \(streams).", "本设备持有：\(streams)。"))
        lines.append(
            say("Last complete sync: ", "上次完整同步：") + (status.lastSync.map(Moment.text) ?? say("never", "从未"))
        )
        return lines
    }
}
