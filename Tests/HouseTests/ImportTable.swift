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
        ("Shared/Translations", ["SyncModel", "SyncWire"]),
        (
            "Shared/Programme",
            ["SyncModel", "SyncWire", "HostFiles", "CYaml", "Foundation", "FoundationEssentials", "Glibc"]
        ),
        (
            "Shared/Console",
            [
                "SyncModel", "Programme", "HostFiles", "Translations", "ArgumentParser", "Glibc", "Foundation",
                "FoundationEssentials",
                "Synchronization",
            ]
        ),
        ("ClientCore/Engine", ["SyncModel", "SyncWire"]),
        (
            "ClientCore/Replica",
            [
                "SyncModel", "SyncMerge", "SyncWire", "SQLiteTables", "HostFiles", "CSQLite", "GRDB", "Foundation",
                "FoundationEssentials",
                "Glibc", "Synchronization",
            ]
        ),
        (
            "ClientCore/Client",
            [
                "SyncModel", "SyncWire", "HostFiles", "Translations", "Replica", "SyncEngine", "GRDB",
                "AsyncHTTPClient", "NIOCore",
                "NIOPosix", "NIOHTTP1", "NIOSSL", "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
                "Observation",
            ]
        ),
        // The one place where device and centre meet outside of tests: it is made for those of apps.
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
                "ChangeFeed", "SyncModel", "SyncMerge", "SyncWire", "SQLiteTables", "HostFiles", "CSQLite",
                "Foundation",
                "FoundationEssentials",
                "Glibc",
                "Synchronization",
            ]
        ),
        ("Server/Reporting", ["SyncModel", "Programme", "Foundation", "FoundationEssentials"]),
        (
            "Server/HTTP",
            [
                "ChangeFeed", "SyncWire", "SyncModel", "Reporting", "Hummingbird", "HummingbirdCore", "HummingbirdTLS",
                "HTTPTypes",
                "NIOCore", "NIOPosix", "NIOSSL", "NIOHTTPTypes", "ServiceLifecycle", "UnixSignals", "Dispatch",
                "Logging", "Metrics",
                "Synchronization", "Glibc",
                "Foundation", "FoundationEssentials",
            ]
        ),
        (
            "Shared/SimulationKit",
            [
                "SyncModel", "SyncMerge", "SyncWire", "SQLiteTables", "SyncEngine", "Replica", "ChangeFeed",
                "FeedStoreSQLite", "GRDB",
                "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
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
    static let centre: Set<String> = ["ChangeFeed", "FeedStoreSQLite", "Reporting", "SyncServer"]

    /// Findings for one file.
    static func findings(path: String, text: String) -> [String] {
        let imports = moduleNames(text)
        if let row = permitted.first(where: { path.hasPrefix($0.folder + "/") }) {
            let may = row.imports.isDisjoint(with: system) ? row.imports : row.imports.union(system)
            return imports.filter { !may.contains($0) }.map { "\(path): \(row.folder) may not import \($0)" }
        }
        if path.hasPrefix("Sources/duikou/") {
            return imports.filter(centre.contains).map { "\(path): the device's program may not import \($0)" }
        }
        if path.hasPrefix("Sources/duikou-server/") {
            return imports.filter(device.contains).map { "\(path): the server's program may not import \($0)" }
        }
        return []
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
