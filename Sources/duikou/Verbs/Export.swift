import ArgumentParser
import ClientCore
import Console
import Foundation
import Programme
import Replica
import SyncModel

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Write a collection into a CSV file.", "将一张表导出为 CSV 文件。"),
        discussion: say("UTF-8 with a byte order mark, so that spreadsheets read it.", "采用带 BOM 的 UTF-8，表格软件可直接打开。")
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The collection.", "表名。"))
    var collection: String
    @Argument(help: .say("The file to write.", "要写入的文件。"))
    var file: String

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let collection = try schema.collection(collection)
            if file.lowercased().hasSuffix(".xlsx") {
                throw Failure(.usage, en: "Name a file that ends in .csv.", zh: "请指定以 .csv 结尾的文件。")
            }
            let count = try await device.client.withReplica { [file] replica in
                let table = try TableFile(path: file)
                try table.write(["id"] + collection.fields.map(\.name), first: true)
                var count = 0
                try replica.list(collection.name) { record in
                    count += 1
                    try table.write([record.id.text] + collection.fields.map { schema.text(record.values[$0.number], of: $0) })
                }
                try table.finish()
                return count
            }
            Output.line(say("\(count) records written to \(file).", "已将 \(count) 条记录写入 \(file)。"))
        }
    }
}
