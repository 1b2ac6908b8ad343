import Console
import Programme
import Replica
import SyncModel
import SyncWire

/// How the columns of a file become fields, and by what a row is known.
struct ImportPlan: Sendable {
    /// The values by which a row is known to be a record that is here already.
    enum Key: Sendable {
        /// The natural key, from which the id is derived: the field numbers in the key's order.
        case natural([Int])
        /// The values of these fields.
        case fields([Int])
        /// None: a row is known by its id, if it has one.
        case none

        var numbers: [Int] {
            switch self {
            case .natural(let numbers), .fields(let numbers): numbers
            case .none: []
            }
        }
    }

    /// The heading under which refused rows say why they were; an import leaves that column out.
    static let reasonHeading = "原因/reason"

    let schema: DeviceSchema
    let collection: Programme.Collection
    private let header: [String]
    /// By column: the field; `nil` for the columns of ids, reasons and versions.
    let fields: [Programme.Field?]
    /// By column: the field is part of the natural key.
    let isKey: [Bool]
    let key: Key
    /// By column: rows are known by the field, so that it is never edited.
    let names: [Bool]
    let idColumn: Int?
    let reasonColumn: Int?
    /// What the records showed when the table was exported.
    let versionColumn: Int?

    /// The columns that refer to records of the same collection.
    var ownReferences: [(column: Int, field: Programme.Field)] {
        fields.enumerated().compactMap { column, field in
            guard let field, field.type == .ref, field.to == collection.name else { return nil }
            return (column, field)
        }
    }

    init(header: [String], keys: [String]?, collection: Programme.Collection, schema: DeviceSchema) throws {
        self.schema = schema
        self.collection = collection
        self.header = header
        try Self.checkSeparator(header)
        idColumn = header.firstIndex(of: "id")
        reasonColumn = header.firstIndex(of: Self.reasonHeading)
        versionColumn = header.firstIndex(of: RowVersion.heading)
        var fields: [Programme.Field?] = []
        for (column, name) in header.enumerated() {
            if [idColumn, reasonColumn, versionColumn].contains(column) {
                fields.append(nil)
                continue
            }
            guard name != "id", name != RowVersion.heading else {
                throw Failure(en: "The file has two columns \(name).", zh: "文件中有两列 \(name)。")
            }
            let field = try Arguments.field(name, of: collection)
            guard !fields.contains(field) else {
                throw Failure(en: "The file has two columns for \(field.name).", zh: "文件中有两列都是 \(field.name)。")
            }
            fields.append(field)
        }
        self.fields = fields
        isKey = fields.map { field in field.map { collection.key.contains($0.name) } ?? false }
        key = try Self.key(keys, fields: fields, hasIDs: idColumn != nil, of: collection)
        let numbers = key.numbers
        names = fields.map { field in field.map { numbers.contains($0.number) } ?? false }
    }

    /// Whether the row is the first one over again, as where tables were put one under the other.
    func isHeader(_ row: CSVFile.Row) -> Bool {
        var isHeader = false
        for (column, heading) in header.enumerated() where column != reasonColumn {
            let cell = KeySpelling.withoutBlanks(row.cells[column])
            if cell.isEmpty { continue }
            guard cell == heading else { return false }
            isHeader = true
        }
        return isHeader
    }

    /// What a row says, without what an earlier import said of it.
    func cells(of row: CSVFile.Row) -> [String] {
        row.cells.enumerated().filter { $0.offset != reasonColumn }.map(\.element)
    }

    /// The key values of a row, in the one spelling in which they are compared.
    func comparable(_ values: [Value], _ numbers: [Int]) -> [Value] {
        numbers.map { number in
            guard collection.fields[number].type == .text, case .text(let text) = values[number] else {
                return values[number]
            }
            return .text(KeySpelling.of(text))
        }
    }

    private static func key(
        _ keys: [String]?,
        fields: [Programme.Field?],
        hasIDs: Bool,
        of collection: Programme.Collection
    ) throws -> Key {
        if keys == ["id"], hasIDs { return .none }
        guard keys?.isEmpty != true else {
            throw Failure(.usage, en: "--key names no field.", zh: "--key 没有指明字段。")
        }
        // An id column names the rows of a file that lacks a part of the natural key.
        let natural = collection.key.compactMap { collection.field(named: $0) }
        if keys == nil, natural.isEmpty || (hasIDs && !natural.allSatisfy(fields.contains)) { return .none }
        let wanted = try keys?.map { try Arguments.field($0, of: collection) } ?? natural
        for field in wanted where !fields.contains(field) {
            throw Failure(
                en: "The file has no column for the key field \(field.name).",
                zh: "文件中没有关键字段 \(field.name) 的列。"
            )
        }
        let isNatural = wanted.map(\.number).sorted() == natural.map(\.number).sorted()
        return isNatural ? .natural(natural.map(\.number)) : .fields(wanted.map(\.number))
    }

    private static func checkSeparator(_ header: [String]) throws {
        let separators: [Character] = [";", "\t", "；", "，"]
        guard header.count == 1, let separator = header[0].first(where: separators.contains) else { return }
        let word = separator == "\t" ? say("tabs", "制表符") : "“\(separator)”"
        throw Failure(
            en: "The cells of the file are separated by \(word), not by commas.",
            zh: "文件的单元格以\(word)分隔，而不是英文逗号。",
            adviceEn: "Save it as “CSV UTF-8 (comma delimited)”.",
            adviceZh: "请另存为“CSV UTF-8（逗号分隔）”。"
        )
    }
}
