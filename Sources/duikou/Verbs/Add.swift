import ArgumentParser
import ClientCore
import Console
import Replica
import SyncModel

struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Add a record and print its id.", "新增一条记录并输出其编号。"),
        discussion: say(
            "Example: duikou add visit site=S01 on=2024-03-01 kind=first. Sets are joined by |, references are ids or natural keys.",
            "例如：duikou add visit site=S01 on=2024-03-01 kind=first。集合用 | 连接，引用可写编号或自然键。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The collection.", "表名。"))
    var collection: String
    @Argument(help: .say("field=value …", "字段=值 …"))
    var assignments: [String] = []
    @Flag(help: .say("Print {\"id\": …}.", "输出 {\"id\": …}。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let collection = try schema.collection(collection)
            var values: [String: Value] = [:]
            for (name, text) in try Arguments.assignments(assignments) {
                let field = try schema.field(name, of: collection)
                let value = try await device.value(text, of: field, in: collection, of: schema)
                if !value.isNull { values[field.name] = value }
            }
            let id = try await device.client.write { [values] in try $0.create(collection.name, values) }
            if json { Output.json(["id": .text(id.text)]) } else { Output.line(id.text) }
        }
    }
}
