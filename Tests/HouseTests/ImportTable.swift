/// Who may import whom. A violation is a finding; a new dependency is first decided, then written here.
enum ImportTable {
    /// The C library under its names: whoever may use one of them may use the others.
    static let system: Set<String> = ["Glibc", "Darwin"]

    /// The folder of a module, and every module that its files may import.
    static let permitted: [(folder: String, imports: Set<String>)] = [
        ("Protocol/Model", []),
        ("Protocol/Merge", ["SyncModel"]),
        // Foundation stands in one file, for Unicode normalization of natural keys.
        (
            "Protocol/Wire",
            [
                "SyncModel", "SwiftProtobuf", "Crypto", "CryptoExtras", "CZstd", "FoundationEssentials", "Foundation",
                "Synchronization",
            ]
        ),
        ("Shared/SQLiteTables", ["SyncModel", "CSQLite", "Glibc"]),
        ("Shared/HostFiles", ["Glibc", "Synchronization"]),
        ("Shared/Records", ["SyncModel", "SyncWire", "Foundation"]),
        ("Shared/Translations", ["SyncModel", "SyncWire", "Records"]),
        (
            "Shared/Programme",
            ["SyncModel", "SyncWire", "Records", "HostFiles", "CYaml", "Foundation", "Glibc"]
        ),
        (
            "Shared/Console",
            [
                "SyncModel", "Records", "Programme", "HostFiles", "Translations", "ArgumentParser", "Glibc",
                "Foundation", "Synchronization",
            ]
        ),
        ("ClientCore/Engine", ["SyncModel", "SyncWire"]),
        (
            "ClientCore/Replica",
            [
                "SyncModel", "SyncMerge", "SyncWire", "SQLiteTables", "HostFiles", "CSQLite", "GRDB",
                "FoundationEssentials", "Glibc", "Synchronization",
            ]
        ),
        (
            "ClientCore/Client",
            [
                "SyncModel", "SyncWire", "Records", "HostFiles", "Translations", "Replica", "SyncEngine", "GRDB",
                "AsyncHTTPClient", "NIOCore",
                "NIOPosix", "NIOHTTP1", "NIOSSL", "Foundation", "Glibc", "Synchronization",
            ]
        ),
        // The one place where device and server meet outside of tests: it is made for those of apps.
        (
            "ClientCore/Testing",
            [
                "ClientCore", "ChangeFeed", "FeedStoreSQLite", "Programme", "HostFiles", "SyncModel", "Foundation",
                "Synchronization",
            ]
        ),
        ("Server/Feed", ["SyncModel", "SyncMerge", "SyncWire", "Synchronization"]),
        (
            "Server/Stores/SQLite",
            [
                "ChangeFeed", "SyncModel", "SyncMerge", "SQLiteTables", "HostFiles", "CSQLite", "Foundation",
                "FoundationEssentials", "Synchronization",
            ]
        ),
        ("Server/Reporting", ["SyncModel", "Records", "Programme", "Foundation"]),
        (
            "Server/HTTP",
            [
                "ChangeFeed", "SyncWire", "SyncModel", "HummingbirdCore", "HummingbirdTLS", "HTTPTypes", "NIOCore",
                "NIOPosix", "NIOSSL", "ServiceLifecycle", "UnixSignals", "Dispatch", "Logging", "Synchronization",
                "Glibc",
            ]
        ),
        (
            "Shared/SimulationKit",
            [
                "SyncModel", "SyncMerge", "SyncWire", "SyncEngine", "Replica", "ChangeFeed", "FeedStoreSQLite", "GRDB",
                "Foundation", "Synchronization",
            ]
        ),
        (
            "Tests/Support",
            [
                "SimulationKit", "SyncModel", "ClientCore", "ChangeFeed", "FeedStoreSQLite", "Foundation",
                "Synchronization",
            ]
        ),
    ]

    /// Modules of ours that the table above speaks about: the programs may import them freely, but not each other's
    /// side.
    static let device: Set<String> = ["Replica", "SyncEngine", "ClientCore"]
    static let server: Set<String> = ["ChangeFeed", "FeedStoreSQLite", "Reporting", "SyncServer"]

    /// Files of the device's program for which the library's door is too narrow: they import the store behind it. The
    /// list only shrinks; a file that needs the store no more is taken out.
    static let behindTheDoor: Set<String> = [
        "Shared/ConflictView.swift", "Shared/DeviceOptions.swift", "Shared/RecordView.swift",
        "Shared/RefusedAdvice.swift",
        "Shared/Sentences.swift", "Tables/ImportNames.swift", "Tables/ImportPlan.swift",
        "Tables/ImportReading.swift", "Tables/ImportRun+Cells.swift", "Tables/ImportRun+Damage.swift",
        "Tables/ImportRun+Versions.swift", "Tables/ImportRun.swift", "Verbs/Conflicts.swift", "Verbs/Doctor.swift",
        "Verbs/Enroll.swift", "Verbs/Explain.swift", "Verbs/Import.swift", "Verbs/Refused.swift", "Verbs/SQL.swift",
        "Verbs/Show.swift", "Verbs/Status.swift", "Verbs/Sync.swift",
    ]

    /// Findings for one file.
    static func findings(path: String, text: String) -> [String] {
        let imports = moduleNames(text)
        if let row = permitted.first(where: { path.hasPrefix($0.folder + "/") }) {
            let may = row.imports.isDisjoint(with: system) ? row.imports : row.imports.union(system)
            return imports.filter { !may.contains($0) }.map { "\(path): \(row.folder) may not import \($0)" }
        }
        if path.hasPrefix("Sources/duikou/") {
            let name = String(path.dropFirst("Sources/duikou/".count))
            let isBehind = imports.contains("Replica")
            return imports.filter(server.contains).map { "\(path): the device's program may not import \($0)" }
                + (isBehind == behindTheDoor.contains(name) ? [] : ["\(path): imports Replica: \(isBehind)"])
        }
        if path.hasPrefix("Sources/duikou-server/") {
            return imports.filter(device.contains).map { "\(path): the server's program may not import \($0)" }
        }
        return []
    }

    /// - Returns: what the table permits and no file does.
    static func unused(_ files: [(path: String, text: String)]) -> [String] {
        permitted.flatMap { row in
            let imported = Set(files.filter { $0.path.hasPrefix(row.folder + "/") }.flatMap { moduleNames($0.text) })
            return row.imports.filter { !imported.contains($0) }.sorted().map {
                "\(row.folder) imports \($0) nowhere: take it out of the table"
            }
        }
    }

    /// The modules that a Swift file imports.
    static func moduleNames(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            var words = line.split(separator: " ").map(String.init)[...]
            while let first = words.first,
                first.hasPrefix("@") || ["public", "package", "internal", "private"].contains(first)
            {
                words = words.dropFirst()
            }
            guard words.first == "import" else { return nil }
            words = words.dropFirst()
            if let kind = words.first,
                ["struct", "class", "enum", "func", "protocol", "typealias", "var", "let"].contains(kind)
            {
                words = words.dropFirst()
            }
            return words.first.map { String($0.prefix { $0 != "." }) }
        }
    }
}
