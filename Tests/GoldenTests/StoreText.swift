import GRDB
import SyncModel

/// The rows of a store as text that a person can read: what is random or of a clock has a name, and what is empty is
/// left out.
struct StoreText {
    /// Ids and what they are called.
    let names: [String: String]

    /// Keys, codes and programmes, and what tells only how often somebody asked.
    private static let left = [
        "_code", "_cursor", "_identity", "_listed", "_meta", "_sent_through", "_programme", "_reference", "_replica",
    ]

    func of(_ path: String) throws -> String {
        let database = try DatabaseQueue(path: path, configuration: Self.reading)
        defer { try? database.close() }
        return try database.read { database in
            let tables = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
            )
            return try tables.filter { !Self.left.contains($0) }.flatMap { table in
                try Row.fetchAll(database, sql: "SELECT * FROM \"\(table)\"").map { "\(table): \(line($0))" }.sorted()
            }.joined(separator: "\n")
        }
    }

    private static var reading: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        return configuration
    }

    private func line(_ row: Row) -> String {
        row.compactMap { column, value in
            switch value.storage {
            case .null: nil
            case .int64(let number): "\(column)=\(shown(number))"
            case .double: "\(column)=NUMBER"
            case .string(let text): "\(column)=\(shown(text))"
            case .blob(let bytes): "\(column)=\(shown(bytes: Array(bytes)))"
            }
        }.joined(separator: " ")
    }

    /// Times and the numbers of edits begin high and at random.
    func shown(_ number: Int64) -> String { (-999...999).contains(number) ? String(number) : "NUMBER" }

    func shown(bytes: [UInt8]) -> String {
        guard bytes.count == 16 else { return "BYTES" }
        let id = RecordID(bits: bytes.reduce(0) { $0 << 8 | UInt128($1) })
        return names[id.text] ?? "BYTES"
    }

    func shown(_ text: String) -> String {
        var text = text
        for (id, name) in names { text = text.replacing(id, with: name) }
        return text.replacing(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "ID")
            .replacing(/\b[0-9a-f]{16}\b/, with: "HASH")
            .replacing("\n", with: "⏎")
    }
}
