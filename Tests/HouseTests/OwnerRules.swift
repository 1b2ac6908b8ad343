/// Each table of the device's store is written in the file of its owner alone: what the owner keeps in memory would not
/// know of the rest.
enum OwnerRules {
    static let room = "ClientCore/Replica/"

    /// Stands for the collections' tables, whose names a statement has by interpolation.
    static let rows = "_rows"

    /// The tables and the files that write them. Whoever is listed beside an owner says why.
    static let owners: [String: Set<String>] = [
        // Triggers write the log as well: their words are in `CaptureSQL`.
        "_capture": ["CaptureLog", "CaptureSQL"],
        // The owner's statements are prepared by `LocalTable`. A new column is filled where it is added, and a table
        // that is built anew with its rows is not yet the collection's.
        rows: ["LocalRecords", "LocalTable", "CaptureSQL", "TableMaker"],
        "_card": ["DeviceCards"],
        "_conflict": ["ConflictIndex"],
        "_decision": ["Decisions"],
        "_device": ["DeviceNumbers"],
        "_identity": ["ReplicaState"],
        "_lane": ["Outbox"],
        "_listed": ["ListedConflicts"],
        "_parcel": ["Outbox"],
        "_pending": ["PendingEdits"],
        "_programme": ["InstalledProgramme"],
        "_refused": ["RefusedSets"],
        // A new store gets its one row with its tables.
        "_replica": ["ReplicaState", "StoreSchema+Migrations"],
        "_rowless": ["LocalRecords"],
        "_sent_through": ["Outbox"],
        "_set": ["PendingEdits"],
        "_staged": ["StagedPages"],
        "_stream": ["StreamTable"],
    ]

    /// The table and its owner, which the file is named after; what makes tables, and triggers, owns none.
    static let owned = owners.compactMapValues { files in
        files.first { !["CaptureSQL", "LocalTable", "TableMaker", "StoreSchema+Migrations"].contains($0) }
    }

    /// - Returns: what a table `owner | tables | …` of a document says.
    static func told(byTable document: String) -> [String: String] {
        var told: [String: String] = [:]
        for line in document.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|")
            let owners = cells[0].matches(of: /`([A-Z]\w+)`/).map { String($0.1) }
            var tables = cells[1].matches(of: /`(_\w+)`/).map { String($0.1) }
            if cells[1].contains("the collections' rows") { tables.insert(rows, at: 0) }
            for (index, table) in tables.enumerated() where !owners.isEmpty {
                told[table] = owners.count == 1 ? owners[0] : owners.indices.contains(index) ? owners[index] : nil
            }
        }
        return told
    }

    /// - Returns: the tables of which a comment says that nobody else writes them.
    static func told(byComment text: String) -> [String] {
        text.replacing("\n///", with: "").matches(of: /Nobody else writes ([^:;.]*)/).flatMap { sentence in
            sentence.1.matches(of: /`(_\w+)`/).map { String($0.1) }
        }
    }

    /// - Returns: the tables that a file writes.
    static func written(in text: String) -> Set<String> {
        // Triggers on views of our own are statements too, and a statement may go over several lines.
        let words = text.replacing("\\(", with: " \(rows) ").split { !($0.isLetter || $0.isNumber || $0 == "_") }
        var tables: Set<String> = []
        for (index, word) in words.enumerated() where ["INTO", "UPDATE", "FROM"].contains(word) {
            var rest = words[(index + 1)...]
            if word == "FROM", index == 0 || words[index - 1] != "DELETE" { continue }
            if word == "UPDATE", rest.first == "OR" { rest = rest.dropFirst(2) }
            if let table = rest.first, table.hasPrefix("_") { tables.insert(String(table)) }
        }
        return tables
    }

    static func findings(_ files: [(path: String, text: String)]) -> [String] {
        var found: [String: Set<String>] = [:]
        for file in files where file.path.hasPrefix(room) {
            let name = String(file.path.split(separator: "/").last?.dropLast(".swift".count) ?? "")
            for table in written(in: file.text) { found[table, default: []].insert(name) }
        }
        return Set(found.keys).union(owners.keys).sorted().flatMap { table -> [String] in
            let (now, listed) = (found[table] ?? [], owners[table] ?? [])
            return now.subtracting(listed).sorted().map { "\($0).swift writes \(table), which is not its own" }
                + listed.subtracting(now).sorted().map {
                    "\($0).swift writes \(table) no more: take it out of the table"
                }
        }
    }
}
