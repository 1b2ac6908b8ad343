import ArgumentParser
import ClientCore
import Console
import Records
import Replica
import SyncModel
import SyncWire

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("One record with its history, conflicts and sync state.", "一条记录及其历史、冲突和同步状态。"),
        discussion: say(
            """
            The device holds the values that stand now; with a line the server is asked for everything that was ever \
            sent.
            """,
            "本机只保存现行的值；有网络时会向服务器查询全部历史。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The collection.", "表名。"))
    var collection: String
    @Argument(help: .say("The record's id, natural key or unique name.", "记录编号、自然键或唯一的名称。"))
    var id: String
    @Flag(help: .say("Do not ask the server.", "不查询服务器。"))
    var local = false
    @Flag(help: .say("Print one JSON document.", "输出 JSON。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let collection = try schema.collection(collection)
            let id = try await device.record(id, of: collection, in: schema)
            guard let detail = try await device.withReplica({ try $0.detail(collection.name, id) }) else {
                throw try await device.noSuchRecord(self.id, collection, schema)
            }
            let entries = local ? nil : await Self.history(device, collection, id)
            let values = try await device.read { reader in
                try reader.names().texts(detail.record.values, of: collection)
            }
            let decisions = try await device.withReplica { try $0.decisions(about: id) }
            let names = try await device.withReplica { try ConflictNames(detail.conflicts, schema, $0) }
            let view = RecordView(
                schema: schema,
                collection: collection,
                detail: detail,
                values: values,
                served: entries,
                decisions: decisions,
                names: names
            )
            if json { Output.json(view.json) } else { view.lines.forEach { Output.line($0) } }
        }
    }

    /// How long a person waits for a server before what the device holds is shown alone. Unit: seconds.
    private static let patienceSeconds = 3

    /// The history as the server has it; `nil` if it does not answer soon.
    private static func history(
        _ device: Device,
        _ collection: Programme.Collection,
        _ id: RecordID
    ) async -> [SyncWire.HistoryEntry]? {
        await withTaskGroup(of: [SyncWire.HistoryEntry]?.self) { group in
            group.addTask {
                do {
                    return try await device.history(collection: collection.number, record: id)
                } catch {
                    // No line, or no right to it: what the device holds is shown, and that it is no more than that.
                    return nil
                }
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(patienceSeconds))
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
