import ChangeFeed
import ClientCore
import FeedStoreSQLite
import SyncModel
import TestSupport

/// A server of one site, and folders for its nurses' devices.
final class Ward: Sendable {
    private let server: InProcessServer

    init() throws { server = try InProcessServer(Self.programme, sites: ["A"]) }

    var folder: String { server.folder }
    var service: FeedService { server.service }
    var store: FeedStoreSQLite { server.store }

    /// The line to this server.
    func transport(_ meanwhile: @escaping @Sendable (Call) throws -> Void = { _ in }) -> MemoryTransport {
        server.transport(meanwhile)
    }

    /// A device without an identity yet.
    func blank(_ name: String, over line: (@Sendable () -> any Transport)? = nil) async throws -> Device {
        try await server.blank(name, over: line)
    }

    /// An enrolled device that has the programme.
    func device(_ name: String) async throws -> Device { try await server.device(name) }

    func code() throws -> String { try server.code() }

    static func options(over line: @escaping @Sendable () -> any Transport) -> Device.Options {
        InProcessServer.options(over: line)
    }

    static let programme = Programme.ofNurses(
        named: "ward",
        title: "Ward",
        adding: [
            .ofSite(
                3,
                "entry",
                key: ["tally", "line"],
                [
                    .test(1, "tally", .ref, required: true, to: "tally"), .test(2, "line", .text, required: true),
                    .test(3, "words", .text), .test(4, "other", .ref, to: "tally"),
                ]
            )
        ]
    )
}
