import Console
import Programme
import Replica
import SyncModel

/// How the columns of a file become fields, and by what a row is known.
struct ImportPlan: Sendable {
    /// By what a row is known to be a record that is here already.
    enum Known: Sendable {
        /// The natural key, from which the id is derived: the field numbers in the key's order.
        case naturalKey([Int])
        /// The values of these fields.
        case fields([Int])
        /// The column with the record's id.
        case id(column: Int)
        /// Every row is new.
        case never
    }

    let schema: Schema
    let collection: Programme.Collection
    /// By column: the field; `nil` for the column of ids.
    let fields: [Programme.Field?]
    let known: Known

    init(header: [String], keys: [String]?, collection: Programme.Collection, schema: Schema) throws {
        self.schema = schema
        self.collection = collection
        // People's own headings are the fields' titles.
        func named(_ name: String) throws -> Programme.Field {
            let titled = collection.fields.first { [$0.title.zh, $0.title.en].contains(name) && !name.isEmpty }
            return try collection.field(named: name) ?? titled ?? schema.field(name, of: collection)
        }
        if header.count == 1, let separator = header[0].first(where: { $0 == ";" || $0 == "\t" || $0 == "；" || $0 == "，" }) {
            let word = separator == "\t" ? say("tabs", "制表符") : "“\(separator)”"
            throw Failure(
                en: "The cells of the file are separated by \(word), not by commas.",
                zh: "文件的单元格以\(word)分隔，而不是英文逗号。",
                adviceEn: "Save it as “CSV UTF-8 (comma delimited)”.",
                adviceZh: "请另存为“CSV UTF-8（逗号分隔）”。"
            )
        }
        var fields: [Programme.Field?] = []
        for name in header {
            if name == "id" {
                fields.append(nil)
                continue
            }
            let field = try named(name)
            guard !fields.contains(field) else {
                throw Failure(en: "The file has two columns for \(field.name).", zh: "文件中有两列都是 \(field.name)。")
            }
            fields.append(field)
        }
        self.fields = fields
        let idColumn = header.firstIndex(of: "id")
        let names = keys ?? (idColumn == nil ? collection.key : [])
        let numbers = try names.map { name in
            let field = try named(name)
            guard fields.contains(field) else {
                throw Failure(en: "The file has no column for the key field \(name).", zh: "文件中没有键字段 \(name) 的列。")
            }
            return field.number
        }
        if numbers.isEmpty {
            known = idColumn.map { .id(column: $0) } ?? .never
        } else if numbers.sorted() == collection.key.compactMap({ collection.field(named: $0)?.number }).sorted() {
            known = .naturalKey(collection.key.compactMap { collection.field(named: $0)?.number })
        } else {
            known = .fields(numbers)
        }
    }
}

/// What an import came to.
struct ImportOutcome: Sendable {
    /// A row that was left out.
    struct Row: Sendable {
        var line: Int
        var reason: String
    }

    /// Takes an import back that was only to show what it would do.
    struct Rehearsal: Error {
        var outcome: ImportOutcome
    }

    var inserted = 0
    var updated = 0
    var unchanged = 0
    var refused: [Row] = []
}

/// What is looked up once before the rows are taken.
struct ImportReading: Sendable {
    /// Key values to ids, where rows are known by fields that are not the natural key.
    let ids: [[Value]: RecordID]
    /// There is nothing that a row could be known as.
    let isEmpty: Bool

    init(_ plan: ImportPlan, of replica: Replica) throws {
        var ids: [[Value]: RecordID] = [:]
        var isEmpty = false
        switch plan.known {
        case .fields(let numbers):
            let columns = numbers.map { "\"\(plan.collection.fields[$0].name)\"" }.joined(separator: ", ")
            for row in try replica.query("SELECT id, \(columns) FROM \"\(plan.collection.name)\"").rows {
                guard let id = row.first?.text.flatMap({ RecordID($0) }) else { continue }
                // Of twins the smallest id is meant, on every device alike.
                let key = Array(row.dropFirst())
                ids[key] = min(ids[key] ?? id, id)
            }
        case .naturalKey, .id:
            let rows = try replica.query("SELECT EXISTS(SELECT 1 FROM \"\(plan.collection.name)\")").rows
            isEmpty = rows.first?.first == .integer(0)
        case .never: isEmpty = true
        }
        self.ids = ids
        self.isEmpty = isEmpty
    }
}
