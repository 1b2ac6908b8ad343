import ArgumentParser
import ClientCore
import Console
import Replica
import SyncModel

struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("Delete a record.", "删除一条记录。"))

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The collection.", "表名。"))
    var collection: String
    @Argument(help: .say("The record's id or natural key.", "记录编号或自然键。"))
    var id: String

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let collection = try schema.collection(collection)
            let id = try await device.existing(id, in: collection, of: schema)
            try await device.client.write { try $0.delete(collection.name, id) }
            Output.line(say("Deleted.", "已删除。"))
        }
    }
}
