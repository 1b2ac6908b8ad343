import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import SyncWire

/// Answers requests: decides what is let in, hands it to the feed on a worker's thread, and writes what comes back.
struct Handler: Sendable {
    /// The reply was cut short, or the rest of the request is not wanted; closing the connection tells the peer so.
    struct HangUp: Error {}

    /// Who asks at an address.
    enum Door: Sendable {
        case devices
        case monitors
    }

    /// Replies up to this size go out in one piece with their length. Unit: bytes.
    static let wholeReplyBytesMax = 64 << 10

    let feed: any FeedEndpoint
    let settings: ServerSettings
    let workers: Workers
    let wakeUps: WakeUps
    let metrics: ServerMetrics
    let requestBuckets: TokenBuckets
    let enrolmentBuckets: TokenBuckets
    let deviceBuckets: TokenBuckets
    let logger: Logger
    var door = Door.devices

    /// The same for another address.
    func at(_ door: Door) -> Self {
        var handler = self
        handler.door = door
        return handler
    }

    /// One request.
    @Sendable @concurrent
    func respond(to request: Request, with writer: consuming ResponseWriter, on channel: any Channel) async throws {
        let began = ContinuousClock.now
        metrics.begin()
        let path = request.head.path ?? ""
        let cut = path.firstIndex(of: "?") ?? path.endIndex
        let route = opened(Route(path: path[..<cut]), request)
        var (status, bytesIn, bytesOut) = (500, 0, 0)
        defer { metrics.end(route, status: status, bytesIn: bytesIn, bytesOut: bytesOut, took: .now - began) }
        let reply = try await answer(route, request, channel, bytesIn: &bytesIn)
        // A body that nobody asked for is not read, however long it is.
        let isUnread = bytesIn == 0 && Self.hasBody(request)
        switch reply {
        case .whole(let code, var headers, let body, let closes):
            if isUnread { headers[.connection] = "close" }
            (status, bytesOut) = (code.code, body.readableBytes)
            headers[.contentLength] = String(body.readableBytes)
            try await writer.write(
                response: HTTPResponse(status: code, headerFields: headers),
                body: ResponseBody(byteBuffer: body)
            )
            if closes || isUnread { throw HangUp() }
        case .streamed(let first, let rest):
            status = 200
            // Whatever ends the stream early, the worker must hear of it.
            defer { rest.close() }
            try await stream(first, rest, to: writer, bytesOut: &bytesOut)
            if isUnread { throw HangUp() }
        }
    }

    private static func hasBody(_ request: Request) -> Bool {
        request.headers[.transferEncoding] != nil || request.headers[.contentLength].map { $0 != "0" } ?? false
    }

    /// The route, where this address has it for whoever asks: strangers cannot tell `/metrics` from a path that is not
    /// there.
    private func opened(_ route: Route, _ request: Request) -> Route {
        switch (door, route) {
        case (.devices, .metrics):
            settings.metricsAddress == nil && settings.metricsToken != nil && isMonitor(request) ? route : .unknown
        case (.monitors, .metrics): settings.metricsToken == nil || isMonitor(request) ? route : .unknown
        case (.devices, _), (.monitors, .health): route
        case (.monitors, _): .unknown
        }
    }

    /// The request has the monitors' word. How long the comparison takes tells nothing of it.
    private func isMonitor(_ request: Request) -> Bool {
        let words = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        guard let token = settings.metricsToken, words.count == 2, words[0].lowercased() == "bearer" else {
            return false
        }
        let (given, wanted) = (SHA.hash256(Array(words[1].utf8)), SHA.hash256(Array(token.utf8)))
        return zip(given, wanted).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    @concurrent
    private func stream(
        _ first: ByteBuffer,
        _ rest: FramePipe,
        to writer: consuming ResponseWriter,
        bytesOut: inout Int
    ) async throws {
        var body: any ResponseBodyWriter = try await writer.writeHead(
            HTTPResponse(status: .ok, headerFields: Reply.streamHeaders)
        )
        var (bytes, isLast) = (first, false)
        while true {
            while bytes.readableBytes > 0,
                let slice = bytes.readSlice(length: min(bytes.readableBytes, Self.wholeReplyBytesMax))
            {
                bytesOut += slice.readableBytes
                try await body.write(slice)
            }
            if isLast { break }
            (bytes, isLast) = await rest.next(atLeast: 1)
        }
        // Without the end of the body the peer knows that something is missing.
        if rest.isClosed { throw HangUp() }
        try await body.finish(nil)
    }
}
