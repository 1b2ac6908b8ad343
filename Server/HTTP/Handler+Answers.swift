import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import SyncModel
import SyncWire

extension Handler {
    /// What one request gets.
    func answer(
        _ route: Route,
        query: Substring,
        _ request: Request,
        _ channel: any Channel,
        bytesIn: inout Int
    ) async throws -> Reply {
        guard route != .unknown else { return .text("There is nothing at this address.\n", status: .notFound) }
        let isPost = request.method == .post
        guard isPost ? route.takesPost : route.takesGet && request.method == .get else {
            return .text("This address takes \(route.takesPost ? "POST" : "GET").\n", status: .methodNotAllowed)
        }
        if let seconds = (route.enrols ? enrolBuckets : requestBuckets).take(channel.remoteAddress?.ipAddress ?? "") {
            let failure = WireFailure(.busy, "Too many requests came from this address; come again in \(seconds) s.")
            return .failure(failure, status: .tooManyRequests, retryAfterSeconds: seconds, closes: isPost)
        }
        if isPost { return try await answerPost(route, query, request, channel, bytesIn: &bytesIn) }
        let feed = feed
        switch route {
        case .wait: return await wait(query, nil, channel)
        case .hello: return await work { .bytes(ByteBuffer(bytes: feed.hello())) }
        case .health:
            return await work {
                _ = feed.hello()
                return .text("ok\n")
            }
        case .metrics:
            let (figures, wakeUps, workers) = (figures, wakeUps, workers)
            return await work {
                let text = figures.text(feed: try feed.figures(), waiting: wakeUps.count, jobs: workers.jobs)
                return .text(text, type: "text/plain; version=0.0.4")
            }
        case .history:
            return .failure(WireFailure(.badRequest, "Send the signed question as the body of a POST."), status: .badRequest)
        case .sync, .enrolBegin, .enrolProve, .unknown: return .text("This address takes POST.\n", status: .methodNotAllowed)
        }
    }

    /// A request with a body: room is reserved before a byte of it is read.
    private func answerPost(
        _ route: Route,
        _ query: Substring,
        _ request: Request,
        _ channel: any Channel,
        bytesIn: inout Int
    ) async throws -> Reply {
        let bytesMax = route == .sync ? Limits.requestBytesMax : 64 << 10
        let tooLarge = WireFailure(.tooLarge, "A request may have \(bytesMax) bytes here.")
        let announced = request.headers[.contentLength].map { Int($0) ?? .max } ?? bytesMax
        guard 0...bytesMax ~= announced else { return .failure(tooLarge, status: .contentTooLarge, closes: true) }
        guard workers.enter(bytes: announced) else { return Self.busy(closes: true) }
        let body: [UInt8]
        do {
            var buffer = try await request.body.collect(upTo: bytesMax)
            body = buffer.readBytes(length: buffer.readableBytes) ?? []
        } catch {
            workers.leave(bytes: announced)
            guard error is NIOTooManyBytesError else { throw error }
            return .failure(tooLarge, status: .contentTooLarge, closes: true)
        }
        bytesIn = body.count
        if route == .sync { return await sync(body, room: announced) }
        defer { workers.leave(bytes: announced) }
        let feed = feed
        switch route {
        case .enrolBegin: return await run { .bytes(ByteBuffer(bytes: feed.enrolBegin(body))) }
        case .enrolProve: return await run { .bytes(ByteBuffer(bytes: feed.enrolProve(body))) }
        case .history: return await run { .bytes(ByteBuffer(bytes: try feed.history(body))) }
        case .wait: return await wait(query, body, channel)
        case .sync, .hello, .health, .metrics, .unknown: return .text("This address takes GET.\n", status: .methodNotAllowed)
        }
    }

    /// Starts the feed's work on the request and takes the beginning of its reply.
    private func sync(_ body: [UInt8], room: Int) async -> Reply {
        let pipe = FramePipe(stallSecondsMax: settings.stallSecondsMax)
        workers.start { [feed, workers] in
            feed.sync(body) { try pipe.emit($0) }
            pipe.finish()
            workers.leave(bytes: room)
        }
        let (bytes, isLast) = await pipe.next(atLeast: Self.wholeReplyBytesMax)
        return isLast ? .bytes(bytes) : .streamed(first: bytes, rest: pipe)
    }

    /// A question without a body, where there is room for it.
    private func work(_ make: @escaping @Sendable () throws -> Reply) async -> Reply {
        guard workers.enter(bytes: 0) else { return Self.busy(closes: false) }
        defer { workers.leave(bytes: 0) }
        return await run(make)
    }

    /// Answers on a worker's thread; an error becomes a failure that the device knows.
    private func run(_ make: @escaping @Sendable () throws -> Reply) async -> Reply {
        await workers.run { [logger] in
            do { return try make() } catch { return Self.reply(to: error, logger) }
        }
    }

    /// Like ``run(_:)`` for an answer that may not be there yet.
    private func ask(_ make: @escaping @Sendable () throws -> Reply?) async -> Reply? {
        await workers.run { [logger] in
            do { return try make() } catch { return Self.reply(to: error, logger) }
        }
    }

    private static func reply(to error: any Error, _ logger: Logger) -> Reply {
        if let failure = error as? WireFailure {
            return .failure(failure, status: failure.code == .internalError ? .internalServerError : .badRequest)
        }
        logger.error("A request failed.", metadata: ["error": "\(error)"])
        let failure = WireFailure(.internalError, "The server could not answer; its log has the reason. Try again later.")
        return .failure(failure, status: .internalServerError)
    }

    /// Says that something moved, as soon as it did or when the time is over.
    ///
    /// With a signed body: something that the device can read. Without: anything, above the version named by `?after=`.
    private func wait(_ query: Substring, _ body: [UInt8]?, _ channel: any Channel) async -> Reply {
        var (after, seconds): (UInt64?, Int) = (nil, settings.waitSecondsMax)
        for part in query.split(separator: "&") {
            if part.hasPrefix("after=") { after = UInt64(part.dropFirst(6)) }
            if part.hasPrefix("seconds="), let number = Int(part.dropFirst(8)), number >= 0 { seconds = min(number, seconds) }
        }
        let (feed, wakeUps) = (feed, wakeUps)
        let end = NIODeadline.now() + .seconds(Int64(seconds))
        while true {
            let (version, known) = (feed.version(), after)
            let answer = await ask {
                let hasMoved = try body.map { try feed.hasNews(for: feed.signer(of: $0)) } ?? known.map { version > $0 } ?? false
                let isOver = NIODeadline.now() >= end || wakeUps.isClosed
                guard hasMoved || isOver else { return nil }
                return .bytes(ByteBuffer(bytes: try WaitReply(version: version, moved: hasMoved).encoded()))
            }
            if let answer { return answer }
            if body == nil, after == nil { after = version }
            await wakeUps.wait(end - .now(), on: channel.eventLoop) { feed.version() > version }
        }
    }

    private static func busy(closes: Bool) -> Reply {
        let failure = WireFailure(.busy, "The server has much to do; come again in a moment.")
        return .failure(failure, status: .serviceUnavailable, retryAfterSeconds: 2, closes: closes)
    }
}
