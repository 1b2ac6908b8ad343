import ArgumentParser
import ClientCore
import Console
import Records
import SyncModel

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("List the records of a collection.", "列出一张表的记录。"))

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The collection.", "表名。"))
    var collection: String
    @Argument(
        help: .say(
            """
            Only records with field=value …; a set must hold the elements named, tags=a|b; a reference is an id, \
            a key or a unique name.
            """,
            "只列出 字段=值 的记录 …；集合字段须含所写的各项，如 tags=a|b；引用可写编号、自然键或唯一的名称。"
        )
    )
    var conditions: [String] = []
    @Option(help: .say("At most so many records.", "最多列出的条数。"))
    var limit: Int?
    @Flag(help: .say("Print a JSON array.", "输出 JSON 数组。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let collection = try schema.collection(collection)
            if let limit, limit < 0 {
                throw Failure(.usage, en: "--limit takes a number from 0 up.", zh: "--limit 须为非负整数。")
            }
            try await device.read { [conditions, json, limit] reader in
                let keys = try reader.keys()
                let conditions = try conditions.flatMap { try Self.tests($0, of: collection, in: schema, keys) }
                if json {
                    var stream = RecordStream(collection, schema: schema)
                    try reader.forEach(collection.name, meeting: conditions, limit: limit) { stream.add($0) }
                    stream.finish()
                } else {
                    // The width of a column is known when its last cell is, and names are asked for when the records
                    // are read.
                    var table = RecordTable(collection, names: try reader.names())
                    var records: [Record] = []
                    try reader.forEach(collection.name, meeting: conditions, limit: limit) { records.append($0) }
                    for record in records { try table.add(record.id, record.values) }
                    Output.text(table.text)
                }
            }
        }
    }

    /// What a condition asks of the records.
    private static func tests(
        _ condition: String,
        of collection: Programme.Collection,
        in schema: DeviceSchema,
        _ keys: KeyText
    ) throws -> [(field: String, value: Value)] {
        let (name, text) = try Arguments.assignment(condition)
        let field = try Arguments.field(name, of: collection)
        let value = try schema.value(text, of: field, in: collection, keys)
        guard field.type == .set else { return [(field.name, value)] }
        // Empty asks for records without a value, which in a set is the empty set; else each element must be held.
        let elements = value.text.flatMap { SetText.read($0) } ?? []
        return elements.isEmpty ? [(field.name, .text("[]"))] : elements.map { (field.name, .text($0)) }
    }
}
