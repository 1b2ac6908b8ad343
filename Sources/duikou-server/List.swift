import ArgumentParser
import ChangeFeed
import Console
import Records
import SyncModel

/// Lists records.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("List the records of a collection.", "列出某张表的记录。"),
        discussion: say(
            """
            Conditions such as site=A kind=first must all hold; a reference is named by id, key or unique name, \
            a set by elements it holds.
            """,
            "条件（如 site=A kind=first）须同时满足；引用写编号、代码或唯一的名称，集合字段写须含的各项，如 tags=a|b。"
        )
    )

    @Argument(help: .say("The collection.", "表名。"))
    var collection: String

    @Argument(help: .say("Conditions: field=value.", "条件：字段=值。"))
    var conditions: [String] = []

    @Option(help: .say("Print no more than so many.", "最多输出多少条。"))
    var limit: Int?

    @Flag(help: .say("Print JSON: every field, null where empty.", "输出 JSON：包含所有字段，空值为 null。"))
    var json = false

    @OptionGroup
    var data: DataFolder

    func run() throws {
        if let limit, limit < 0 { throw Failure(.usage, en: "--limit takes 0 or more.", zh: "--limit 不能为负数。") }
        try data.with { server in
            let (programme, collection) = try server.collection(collection)
            let conditions = try TypedWords(programme, server.service).conditions(conditions, of: collection)
            if json {
                let printer = RecordJSON(collection, zone: programme.timeZone)
                var list = JSONListPrinter()
                try server.service.list(collection.name, where: conditions, limit: limit) { record in
                    list.add(printer.record(record.id, scope: record.scope, values: record.values))
                }
                list.finish()
            } else {
                try server.service.view { view in
                    var table = RecordTable(
                        collection,
                        names: ReferenceNames(programme) { try view.values(of: $1, in: $0) }
                    )
                    try view.list(collection.name, where: conditions, limit: limit) { try table.add($0.id, $0.values) }
                    Output.text(table.text)
                }
            }
        }
    }
}
