import ArgumentParser
import ClientCore
import Console
import Replica
import SyncModel
import SyncWire

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("One record with its history, conflicts and sync state.", "一条记录及其历史、冲突和同步状态。"),
        discussion: say(
            "The device holds the values that stand now. --server asks for everything that was ever sent, if there is a line.",
            "本机只保存现行的值。--server 会在有网络时向服务器查询全部历史。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The collection.", "表名。"))
    var collection: String
    @Argument(help: .say("The record's id or natural key.", "记录编号或自然键。"))
    var id: String
    @Flag(help: .say("Ask the server for the whole history.", "向服务器查询全部历史。"))
    var server = false
    @Flag(help: .say("Print one JSON document.", "输出 JSON。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let collection = try schema.collection(collection)
            let id = try schema.record(id, of: collection)
            guard let detail = try await device.client.detail(collection.name, id) else {
                throw Sentences.noSuchRecord(self.id, collection)
            }
            var entries: [HistoryEntry]?
            if server {
                do {
                    entries = try await device.client.history(collection: collection.number, record: id)
                } catch let error as ClientError {
                    Output.error(say("The server's history is not here: \(error.message)", "未能取得服务器上的历史：\(error.message)"))
                }
            }
            let view = RecordView(schema: schema, collection: collection, detail: detail, served: entries)
            if json { Output.json(view.json) } else { view.lines.forEach { Output.line($0) } }
        }
    }
}
