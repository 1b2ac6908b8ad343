// swift-tools-version: 6.2
import PackageDescription

// An app as others write it: it sees of Duikou what the products show, and nothing else.
let settings: [SwiftSetting] = [.swiftLanguageMode(.v6), .enableUpcomingFeature("MemberImportVisibility")]

let package = Package(
    name: "WardPhone",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "duikou", path: "../..")],
    targets: [
        .target(
            name: "WardPhone",
            dependencies: [.product(name: "ClientCore", package: "duikou")],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ward-phone-day",
            dependencies: [
                "WardPhone", .product(name: "ClientCore", package: "duikou"),
                .product(name: "ClientCoreTesting", package: "duikou"),
            ],
            path: "Sources/Day",
            swiftSettings: settings
        ),
    ]
)
