// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors where the whole is checked, and only there: a newer compiler must not stop somebody's build.
let strict: [SwiftSetting] = Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]
let settings: [SwiftSetting] =
    strict + [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

func library(
    _ name: String,
    _ path: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = [],
    resources: [Resource]? = nil
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: path,
        exclude: exclude,
        resources: resources,
        swiftSettings: settings
    )
}

func program(_ name: String, _ path: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

let package = Package(
    name: "Duikou",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "ClientCore", targets: ["ClientCore"]),
        .library(name: "ClientCoreTesting", targets: ["ClientCoreTesting"]),
        .executable(name: "duikou", targets: ["duikou"]),
        .executable(name: "duikou-server", targets: ["duikou-server"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        // For the libyaml in it, whose events are read one by one.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The contract.
        library("SyncModel", "Protocol/Model", []),
        library("SyncMerge", "Protocol/Merge", ["SyncModel"]),
        library(
            "SyncWire",
            "Protocol/Wire",
            ["SyncModel", "CZstd", crypto, cryptoExtras, .product(name: "SwiftProtobuf", package: "swift-protobuf")],
            exclude: ["Columns/DESIGN.md"]
        ),
        // What device and centre share beside the contract.
        .systemLibrary(name: "CZstd", path: "Shared/CZstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CHost", path: "Shared/CHost"),
        library("HostFiles", "Shared/HostFiles", ["SyncModel"]),
        .target(name: "CSQLite", path: "Shared/CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        library("SQLiteTables", "Shared/SQLiteTables", ["SyncModel", "CSQLite"]),
        library("Records", "Shared/Records", ["SyncModel", "SyncWire"]),
        library(
            "Programme",
            "Shared/Programme",
            ["SyncModel", "SyncWire", "Records", "HostFiles", "Yams"],
            resources: [.copy("Packs")]
        ),
        library("Translations", "Shared/Translations", ["SyncModel", "SyncWire", "Records"]),
        library(
            "Console",
            "Shared/Console",
            ["SyncModel", "Records", "Programme", "HostFiles", "Translations", argumentParser]
        ),
        // The device.
        library(
            "Replica",
            "ClientCore/Replica",
            ["SyncModel", "SyncMerge", "SyncWire", "SQLiteTables", "HostFiles", "CSQLite", grdb],
            exclude: ["DESIGN.md"]
        ),
        library("SyncEngine", "ClientCore/Engine", ["SyncModel", "SyncWire"]),
        library(
            "ClientCore",
            "ClientCore/Client",
            [
                "SyncModel", "SyncWire", "Records", "HostFiles", "Translations", "Replica", "SyncEngine", grdb,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        program(
            "duikou",
            "Sources/duikou",
            [
                "ClientCore", "Replica", "SyncEngine", "SyncModel", "SyncWire", "Records", "Programme", "Console",
                "HostFiles", "Translations", argumentParser,
            ]
        ),
        // The centre.
        library("ChangeFeed", "Server/Feed", ["SyncModel", "SyncMerge", "SyncWire"], exclude: ["DESIGN.md"]),
        library(
            "FeedStoreSQLite",
            "Server/Stores/SQLite",
            ["ChangeFeed", "SyncModel", "SyncMerge", "SyncWire", "SQLiteTables", "HostFiles", "CSQLite"],
            exclude: ["DESIGN.md"]
        ),
        library("Reporting", "Server/Reporting", ["SyncModel", "Records", "Programme"]),
        library(
            "SyncServer",
            "Server/HTTP",
            [
                "ChangeFeed", "SyncWire", "SyncModel", "Reporting", logging,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        program(
            "duikou-server",
            "Sources/duikou-server",
            [
                "CHost",
                "SyncServer", "ChangeFeed", "FeedStoreSQLite", "Reporting", "Records", "Programme", "SyncModel",
                "SyncMerge",
                "SyncWire", "Console",
                "HostFiles", "Translations",
                argumentParser, logging,
            ]
        ),
        // Proofs.
        library(
            "ClientCoreTesting",
            "ClientCore/Testing",
            ["ClientCore", "ChangeFeed", "FeedStoreSQLite", "Programme", "HostFiles", "SyncModel"]
        ),
        library(
            "SimulationKit",
            "Shared/SimulationKit",
            [
                "SyncModel", "SyncMerge", "SyncWire", "SQLiteTables", "SyncEngine", "Replica", "ChangeFeed",
                "FeedStoreSQLite", grdb,
            ],
            exclude: ["DESIGN.md"]
        ),
        program("demo", "Sources/demo", ["Console", "HostFiles"]),
        program("simulate", "Sources/simulate", ["SimulationKit", argumentParser]),
        program(
            "benchmarks",
            "Benchmarks",
            [
                "SyncModel", "SyncMerge", "SyncWire", "Replica", "ChangeFeed", "FeedStoreSQLite", "CSQLite",
                "SQLiteTables",
                "SimulationKit",
            ]
        ),
        library(
            "TestSupport",
            "Tests/Support",
            ["SimulationKit", "SyncModel", "ClientCore", "ChangeFeed", "FeedStoreSQLite"]
        ),
        tests("HostFilesTests", ["HostFiles", "TestSupport"]),
        tests("SyncModelTests", ["SyncModel"]),
        tests("SyncMergeTests", ["SyncModel", "SyncMerge", "SimulationKit", "TestSupport"]),
        tests("SyncWireTests", ["SyncModel", "SyncWire", "SimulationKit"]),
        tests("SQLiteTablesTests", ["SyncModel", "SQLiteTables", "CSQLite", "TestSupport"]),
        tests("RecordsTests", ["SyncModel", "Records"]),
        tests("ProgrammeTests", ["SyncModel", "SyncWire", "Records", "Programme", "TestSupport"]),
        tests("ReplicaTests", ["SyncModel", "SyncMerge", "SyncWire", "Replica", "TestSupport", grdb]),
        tests("SyncEngineTests", ["SyncModel", "SyncWire", "SyncEngine"]),
        tests(
            "ClientCoreTests",
            [
                "SyncModel", "SyncWire", "SyncEngine", "ClientCore", "ClientCoreTesting", "Replica", "ChangeFeed",
                "FeedStoreSQLite",
                "SQLiteTables", "CSQLite", "TestSupport",
            ]
        ),
        tests(
            "ChangeFeedTests",
            ["SyncModel", "SyncMerge", "SyncWire", "ChangeFeed", "FeedStoreSQLite", "TestSupport"]
        ),
        tests("ReportingTests", ["SyncModel", "Records", "Programme", "Reporting"]),
        tests("SimulationTests", ["SimulationKit", "SyncModel"]),
        tests("ConsoleTests", ["Console", "SyncModel", "SyncWire", "Records", "Translations", argumentParser]),
        tests(
            "SyncServerTests",
            [
                "SyncServer", "SyncModel", "SyncWire", logging,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        tests("ScenarioTests", ["CSQLite", "TestSupport"]),
        .testTarget(
            name: "UpgradeTests",
            dependencies: [
                "SyncModel", "ClientCore", "Replica", "SyncEngine", "ChangeFeed", "FeedStoreSQLite", "SQLiteTables",
                "HostFiles", "CSQLite",
                "TestSupport",
            ],
            path: "Tests/UpgradeTests",
            exclude: ["Stores", "README.md"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GoldenTests",
            dependencies: ["SyncModel", "SyncWire", "ClientCore", "TestSupport", grdb],
            path: "Tests/GoldenTests",
            exclude: ["Stories"],
            swiftSettings: settings
        ),
        tests("HouseTests", []),
    ],
    swiftLanguageModes: [.v6]
)
