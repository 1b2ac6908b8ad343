import ArgumentParser
import ClientCore
import Console
import SyncModel

struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Add a record and print its id.", "新增一条记录并输出其编号。"),
        discussion: say(
            """
            Example: duikou add visit site=S01 on=2024-03-01 kind=first. Sets are joined by |, references are ids, \
            natural keys or unique names; fields may be called by their titles.
            """,
            "例如：duikou add visit site=S01 on=2024-03-01 kind=first。集合用 | 连接，引用可写编号、自然键或唯一的名称；字段也可写中文名称。"
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
            for (field, text) in try Arguments.assignments(assignments, of: collection) {
                let value = try await device.value(text, of: field, in: collection, of: schema)
                if !value.isNull { values[field.name] = value }
            }
            let id = try await device.write { [values] writer in
                let row = collection.fields.map { values[$0.name] ?? .null }
                if let known = try writer.twin(of: row, in: collection.name) {
                    try Self.checkSame(known, typed: row, in: collection, schema)
                }
                return try writer.create(collection.name, values)
            }
            if json { Output.json(["id": .text(id.text)]) } else { Output.line(id.text) }
        }
    }

    /// What stands under a key already is changed by `set`, which says so, and never by adding it again.
    private static func checkSame(
        _ known: Record,
        typed row: [Value],
        in collection: Programme.Collection,
        _ schema: DeviceSchema
    ) throws {
        for field in collection.fields
        where !row[field.number].isNull && row[field.number] != known.values[field.number] {
            let (here, typed) = (
                schema.text(known.values[field.number], of: field), schema.text(row[field.number], of: field)
            )
            throw Failure(
                en:
                    """
                    A record with this key is here already, and its \(field.name) is “\(here)”, not “\(typed)”; \
                    nothing was changed.
                    """,
                zh: "已有同一关键字段的记录，其 \(field.name) 为“\(here)”，不是“\(typed)”；未作任何改动。",
                adviceEn: "To change it: duikou set \(collection.name) \(known.id.text) \(field.name)=\(typed)",
                adviceZh: "如需修改：duikou set \(collection.name) \(known.id.text) \(field.name)=\(typed)"
            )
        }
    }
}
