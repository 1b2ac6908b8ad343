import ArgumentParser
import ClientCore
import Console
import Replica
import SyncModel

struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Delete a record.", "删除一条记录。"),
        discussion: say(
            "Records of some collections are never deleted once they are sent; as long as one was not sent, --yes takes it back.",
            "有些表的记录发送后不能删除；尚未发送的，可用 --yes 收回。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The collection.", "表名。"))
    var collection: String
    @Argument(help: .say("The record's id or natural key.", "记录编号或自然键。"))
    var id: String
    @Flag(help: .say("Take back a record that was not sent yet, also where records are never deleted.", "收回尚未发送的记录（包括不允许删除的表）。"))
    var yes = false

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let collection = try schema.collection(collection)
            let id = try await device.existing(id, in: collection, of: schema)
            try await device.client.write { [yes] in try $0.delete(collection.name, id, takingBack: yes) }
            Output.line(say("Deleted.", "已删除。"))
        }
    }
}
