import Logging
import ServiceLifecycle
import SyncServer

/// A server on a free port of this machine, stopped at the end of the story.
struct RunningServer {
    let port: Int
    private let group: ServiceGroup

    /// Runs a story against a server, then stops it gracefully and waits for its end.
    static func with(
        _ feed: FakeFeed,
        _ change: (inout ServerSettings) -> Void = { _ in },
        story: (RunningServer) async throws -> Void
    ) async throws {
        var settings = ServerSettings(host: "127.0.0.1", port: 0)
        settings.workersMax = 4
        change(&settings)
        let (ports, said) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = FeedServer(endpoint: feed, settings: settings, logger: logger) { url in
            said.yield(url.split(separator: ":").last.flatMap { Int($0) } ?? 0)
        }
        let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            for await port in ports {
                try await story(RunningServer(port: port, group: group))
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Stops accepting; requests under way go on.
    func stop() async { await group.triggerGracefulShutdown() }
}
