import ArgumentParser
import ClientCore
import Console
import Replica
import SyncModel

struct SQL: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql",
        abstract: say("Read with SQL; writing is not possible here.", "用 SQL 查询（只读）。"),
        discussion: say(
            """
            Every collection is a table with a column for each field and the text column id. \
            “duikou status” names the database file.
            """,
            "每张表对应一个数据表，每个字段一列，另有文本列 id。数据库文件见“duikou status”。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("One SELECT statement.", "一条 SELECT 语句。"))
    var statement: String
    @Flag(help: .say("Print a JSON array of objects.", "输出 JSON 对象数组。"))
    var json = false

    func run() async throws {
        guard statement.contains(where: { !$0.isWhitespace }) else {
            throw Failure(.usage, en: "Give one SELECT statement.", zh: "请给出一条 SELECT 语句。")
        }
        try await options.device { device in
            let result = try await device.withReplica { [statement] in try $0.query(statement) }
            if json {
                var printer = JSONListPrinter()
                for row in result.rows {
                    printer.add(.object(zip(result.columns, row).map { JSON.Member($0, Self.json($1)) }))
                }
                printer.finish()
            } else {
                var table = Table(result.columns)
                for row in result.rows { table.add(row.map(Self.text)) }
                Output.text(table.text)
            }
        }
    }

    private static func json(_ value: Value) -> JSON {
        switch value {
        case .null: .null
        case .integer(let integer): .integer(integer)
        case .text(let text): .text(text)
        }
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .null: ""
        case .integer(let integer): String(integer)
        case .text(let text): text
        }
    }
}
