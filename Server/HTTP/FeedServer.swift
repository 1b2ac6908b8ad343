package import ChangeFeed
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The feed over HTTP: a service that runs until it is told to stop, and finishes what it accepted.
package final class FeedServer: Service {
    private let handler: Handler
    private let settings: ServerSettings
    private let onListening: @Sendable (String) -> Void
    private let logger: Logger

    /// A server for one feed; `onListening` gets its address once it can be reached.
    package convenience init(
        feed: FeedService,
        settings: ServerSettings,
        logger: Logger,
        onListening: @escaping @Sendable (_ url: String) -> Void
    ) {
        self.init(
            endpoint: ServiceEndpoint(service: feed),
            settings: settings,
            logger: logger,
            onListening: onListening
        )
    }

    /// A server for anything that answers like a feed.
    package init(
        endpoint: any FeedEndpoint,
        settings: ServerSettings,
        logger: Logger,
        onListening: @escaping @Sendable (_ url: String) -> Void
    ) {
        self.settings = settings
        self.logger = logger
        self.onListening = onListening
        let perSecond = Double(settings.requestsPerSecondMax)
        let enrolmentsPerSecond = Double(settings.enrolmentsPerMinuteMax) / 60
        let devicePerSecond = Double(settings.deviceRequestsPerSecondMax)
        handler = Handler(
            feed: endpoint,
            settings: settings,
            workers: Workers(
                threads: settings.workersMax,
                waitingMax: settings.waitingMax,
                bytesMax: settings.bodyBytesInFlightMax
            ),
            wakeUps: WakeUps(),
            metrics: ServerMetrics(),
            requestBuckets: TokenBuckets(perSecond: perSecond, burst: perSecond * 10),
            enrolmentBuckets: TokenBuckets(perSecond: enrolmentsPerSecond, burst: enrolmentsPerSecond * 60),
            deviceBuckets: TokenBuckets(perSecond: devicePerSecond, burst: devicePerSecond * 20),
            logger: logger
        )
    }

    /// Runs until SIGTERM or SIGINT.
    /// - Throws: as ``run()``.
    package func runUntilSignalled() async throws {
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: self, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        // A peer that takes a reply very slowly may not hold up a restart for ever; it will ask again.
        configuration.maximumGracefulShutdownDuration = .seconds(Int64(settings.shutdownSecondsMax))
        try await ServiceGroup(configuration: configuration).run()
    }

    /// Listens until a graceful shutdown; requests under way are answered to their end.
    /// - Throws: ``ServerFailure`` if the address cannot be listened on or the certificate cannot be read.
    package func run() async throws {
        let (feed, wakeUps, workers) = (handler.feed, handler.wakeUps, handler.workers)
        let observer = feed.onChange { _ in wakeUps.wake() }
        let outcome: Result<Void, any Error>
        do {
            let (servers, logger) = (try servers(), logger)
            try await withGracefulShutdownHandler {
                try await withThrowingTaskGroup { group in
                    group.addTask { try await Self.run(servers, logger) }
                    group.addTask { try await Self.watch(feed, workers) }
                    try await group.next()
                    group.cancelAll()
                }
            } onGracefulShutdown: {
                wakeUps.close()
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        feed.removeObserver(observer)
        try await workers.shutdown()
        try outcome.get()
    }

    /// Once a second looks for changes by other processes: the program's other verbs work while the server runs.
    private static func watch(_ feed: any FeedEndpoint, _ workers: Workers) async throws {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            await workers.run { feed.noticeOthers() }
        }
    }

    /// One address with what listens there.
    private struct Listener: Service {
        var address: String
        var server: any Service

        func run() async throws {
            do {
                try await server.run()
            } catch {
                throw FeedServer.failure(for: error, at: address)
            }
        }
    }

    /// Runs until all have finished what they accepted; where one cannot begin, the other ends too.
    private static func run(_ listeners: [Listener], _ logger: Logger) async throws {
        let services = listeners.map { listener in
            ServiceGroupConfiguration.ServiceConfiguration(
                service: listener,
                failureTerminationBehavior: .gracefullyShutdownGroup
            )
        }
        try await ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: logger)).run()
    }

    private func servers() throws -> [Listener] {
        let (settings, onListening) = (settings, onListening)
        var listeners = [
            try listener(settings.host, settings.port, .devices, connectionsMax: settings.connectionsMax) { port in
                let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
                onListening("\(settings.tls == nil ? "http" : "https")://\(host):\(port ?? settings.port)")
            }
        ]
        if let (host, port) = settings.metricsAddress {
            listeners.append(
                try listener(host, port, .monitors, connectionsMax: 64) { [logger] taken in
                    logger.notice("answering monitors", metadata: ["host": "\(host)", "port": "\(taken ?? port)"])
                }
            )
        }
        return listeners
    }

    private func listener(
        _ host: String,
        _ port: Int,
        _ door: Handler.Door,
        connectionsMax: Int,
        onRunning: @escaping @Sendable (_ port: Int?) -> Void
    ) throws -> Listener {
        let server = try builder().buildServer(
            configuration: ServerConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(connectionsMax, logger: logger)
            ),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger,
            responder: handler.at(door).respond,
            onServerRunning: { channel in onRunning(channel.localAddress?.port) }
        )
        return Listener(address: "\(host):\(port)", server: server)
    }

    private func builder() throws -> HTTPServerBuilder {
        let plain = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionOptions()],
                idleTimeout: .seconds(Int64(settings.stallSecondsMax))
            )
        )
        guard let tls = settings.tls else { return plain }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(tls.certificate)
            let key = try NIOSSLPrivateKey(file: tls.key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(key)
            )
            configuration.minimumTLSVersion = .tlsv12
            return try .tls(plain, tlsConfiguration: configuration)
        } catch {
            throw ServerFailure.certificate(tls.certificate, key: tls.key)
        }
    }

    private static func failure(for error: any Error, at address: String) -> any Error {
        guard let error = error as? IOError else { return error }
        return error.errnoCode == EADDRINUSE
            ? ServerFailure.addressInUse(address) : ServerFailure.addressUnavailable(address)
    }
}
