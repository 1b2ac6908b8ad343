import ArgumentParser
import ClientCore
import Console
import HostFiles
import Programme
import SyncModel

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Write a collection into a CSV file.", "将一张表导出为 CSV 文件。"),
        discussion: say(
            """
            UTF-8 with a byte order mark, so that spreadsheets read it. A file that is there is replaced when the new \
            one is whole. Texts \
            that a spreadsheet would take for formulas get an apostrophe before them, \
            which “duikou import” takes off again. The last \
            column, _version, says what each record showed: leave it, and an import of the table undoes nobody's later \
            work.
            """,
            """
            采用带 BOM 的 UTF-8，表格软件可直接打开。已有的文件在新文件写完后才被替换。可能被当作公式的文字前会加一个撇号，导入时自动去掉。\
            最后一列 _version 记下各条记录导出时的内容，请勿改动：再导入时，就不会覆盖他人后来的修改。
            """
        )
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The collection.", "表名。"))
    var collection: String
    @Argument(help: .say("The file to write; - is standard output.", "要写入的文件；- 表示标准输出。"))
    var file: String

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let collection = try schema.collection(collection)
            if file.lowercased().hasSuffix(".xlsx") {
                throw Failure(.usage, en: "Name a file that ends in .csv.", zh: "请指定以 .csv 结尾的文件。")
            }
            // A row that another tool wrote gets the id of its key with this, under which an import will look for it.
            try await device.takeOthersWrites()
            let count = try await device.read { [file, folder = options.folder] reader in
                guard file != "-" else {
                    return try Self.rows(of: collection, from: reader, schema) { Output.bytes($0) }
                }
                do {
                    let place = try FileReplacement(path: file, outside: [folder])
                    let count = try Self.rows(of: collection, from: reader, schema) { try place.write($0) }
                    try place.finish()
                    return count
                } catch let trouble as FileTrouble {
                    throw TableTrouble.writing(trouble, mayPipe: true)
                }
            }
            if file == "-" {
                Output.error(say("\(count) records written.", "已写出 \(count) 条记录。"))
            } else {
                Output.line(say("\(count) records written to \(file).", "已将 \(count) 条记录写入 \(file)。"))
            }
        }
    }

    /// Writes the header and every record.
    /// - Returns: how many records there are.
    private static func rows(
        of collection: Programme.Collection,
        from reader: LocalReader,
        _ schema: DeviceSchema,
        _ write: ([UInt8]) throws -> Void
    ) throws -> Int {
        try write(CSVFile.row(["id"] + collection.fields.map(\.name) + [RowVersion.heading], withMark: true))
        var count = 0
        let zone = schema.programme.timeZone
        try reader.forEach(collection.name) { record in
            count += 1
            let cells = collection.fields.map { CSVFile.cell(record.values[$0.number], of: $0, zone: zone) }
            try write(CSVFile.row([record.id.text] + cells + [RowVersion.of(record.id, record.values, in: collection)]))
        }
        return count
    }
}
