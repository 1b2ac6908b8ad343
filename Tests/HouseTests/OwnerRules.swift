/// Each table of the device's store is written in the file of its owner alone: what the owner keeps in memory would not
/// know of the rest.
enum OwnerRules {
    static let room = "ClientCore/Replica/"

    /// The tables and the files that write them. Whoever is listed beside an owner says why.
    static let owners: [String: Set<String>] = [
        // Triggers write the log as well: their words are in `CaptureSQL`.
        "_capture": ["CaptureLog", "CaptureSQL"],
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

    /// - Returns: the tables that a file writes.
    static func written(in text: String) -> Set<String> {
        // Triggers on views of our own are statements too, and a statement may go over several lines.
        let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
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
