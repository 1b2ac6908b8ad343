import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import SyncModel
import SyncWire
import Synchronization

extension Handler {
    /// What one request gets.
    func answer(_ route: Route, _ request: Request, _ channel: any Channel, bytesIn: inout Int) async throws -> Reply {
        let isPost = request.method == .post
        // Whatever is asked counts, also what is not there: a guess at the monitors' word is such a question.
        if let seconds = (route.enrols ? enrolmentBuckets : requestBuckets).take(channel.remoteAddress?.ipAddress ?? "")
        {
            let failure = WireFailure(.busy, .addressTooOften(seconds: Int(seconds)))
            return .failure(failure, status: .tooManyRequests, retryAfterSeconds: seconds, closes: isPost)
        }
        guard route != .unknown else { return .text("There is nothing at this address.\n", status: .notFound) }
        guard isPost ? route.takesPost : route.takesGet && request.method == .get else {
            return .text("This address takes \(route.takesPost ? "POST" : "GET").\n", status: .methodNotAllowed)
        }
        let loop = channel.eventLoop
        if isPost { return try await answerPost(route, request, loop, bytesIn: &bytesIn) }
        let (feed, admit) = (feed, admission)
        switch route {
        case .wait:
            guard let question = Self.question(of: request) else { return Self.questionMissing }
            return await wait(question, channel)
        case .history:
            guard let question = Self.question(of: request) else { return Self.questionMissing }
            return await work(loop) { .bytes(ByteBuffer(bytes: try feed.history(question, admit: admit))) }
        case .hello: return await work(loop) { .bytes(ByteBuffer(bytes: feed.hello())) }
        case .health:
            return await work(loop) {
                _ = feed.hello()
                return .text("ok\n")
            }
        case .metrics:
            let (metrics, wakeUps, workers) = (metrics, wakeUps, workers)
            return await work(loop) {
                let text = metrics.text(feed: try feed.metrics(), waiting: wakeUps.count, jobs: workers.jobs)
                return .text(text, type: "text/plain; version=0.0.4")
            }
        case .sync, .reconciliation, .enrollBegin, .enrollProve, .unknown:
            return .text("This address takes POST.\n", status: .methodNotAllowed)
        }
    }

    private static func question(of request: Request) -> [UInt8]? {
        HTTPField.Name(SignedRequest.headerName).flatMap { request.headers[$0] }.flatMap(Base64URL.read)
    }

    private static var questionMissing: Reply {
        .failure(
            WireFailure(.badRequest, .noQuestion(header: SignedRequest.headerName)),
            status: .badRequest
        )
    }

    /// Sends a device away that asks too often; asked once its signature fits, so that nobody uses up another's share.
    private var admission: @Sendable (DeviceID) throws -> Void {
        { [deviceBuckets] device in
            guard let seconds = deviceBuckets.take(device.text) else { return }
            throw WireFailure(.busy, .deviceTooOften(seconds: Int(seconds)))
        }
    }

    /// A request with a body: room is reserved before a byte of it is read.
    private func answerPost(
        _ route: Route,
        _ request: Request,
        _ loop: any EventLoop,
        bytesIn: inout Int
    ) async throws -> Reply {
        let bytesMax = route == .sync ? Limits.requestBytesMax : Limits.questionBytesMax
        let tooLarge = WireFailure(.tooLarge, .tooMuch(.bytes, max: bytesMax, in: .request))
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
        if route == .sync { return await sync(body, room: announced, loop) }
        let (feed, admit) = (feed, admission)
        switch route {
        case .enrollBegin: return await run(room: announced, loop) { .bytes(ByteBuffer(bytes: feed.enrollBegin(body))) }
        case .enrollProve: return await run(room: announced, loop) { .bytes(ByteBuffer(bytes: feed.enrollProve(body))) }
        case .reconciliation:
            return await run(room: announced, loop) {
                .bytes(ByteBuffer(bytes: feed.reconciliation(body, admit: admit)))
            }
        case .sync, .wait, .history, .hello, .health, .metrics, .unknown:
            workers.leave(bytes: announced)
            return .text("This address takes GET.\n", status: .methodNotAllowed)
        }
    }

    /// Starts the feed's work on the request and takes the beginning of its reply.
    private func sync(_ body: [UInt8], room: Int, _ loop: any EventLoop) async -> Reply {
        let pipe = FramePipe(stallSecondsMax: settings.stallSecondsMax)
        workers.start { [feed, workers, admission] in
            feed.sync(body, admit: admission) { try pipe.emit($0) }
            pipe.finish()
            workers.leave(bytes: room)
        }
        let (bytes, isLast) = await pipe.next(atLeast: Self.wholeReplyBytesMax, within: patience, on: loop)
        return isLast ? .bytes(bytes) : .streamed(first: bytes, rest: pipe)
    }

    /// A question without a body, where there is room for it.
    private func work(_ loop: any EventLoop, _ make: @escaping @Sendable () throws -> Reply) async -> Reply {
        guard workers.enter(bytes: 0) else { return Self.busy(closes: false) }
        return await run(room: 0, loop, make)
    }

    /// Answers on a worker's thread; an error becomes a failure that the device knows.
    ///
    /// - Parameter room: given back when the work is done.
    private func run(room: Int, _ loop: any EventLoop, _ make: @escaping @Sendable () throws -> Reply) async -> Reply {
        let pipe = FramePipe(stallSecondsMax: settings.stallSecondsMax)
        let made = Made()
        workers.start { [logger, workers] in
            defer { workers.leave(bytes: room) }
            let reply: Reply
            do { reply = try make() } catch { reply = Self.reply(to: error, logger) }
            made.reply.withLock { $0 = reply }
            // Nobody may be there any more to take it.
            if case .whole(_, _, let body, _) = reply { try? pipe.emit([UInt8](buffer: body)) }
            pipe.finish()
        }
        let (bytes, isLast) = await pipe.next(atLeast: .max, within: patience, on: loop)
        if isLast, let reply = made.reply.withLock({ $0 }) { return reply }
        return .streamed(first: bytes, rest: pipe)
    }

    /// A reply from a worker's thread.
    private final class Made: Sendable {
        let reply = Mutex<Reply?>(nil)
    }

    /// After this long an answer is begun with nothing in it yet: the peer takes a server that is silent for longer for
    /// a dead one.
    private var patience: TimeAmount { .seconds(Int64(settings.silentSecondsMax)) }

    private static func reply(to error: any Error, _ logger: Logger) -> Reply {
        if let failure = error as? WireFailure {
            return .failure(failure, status: status(of: failure))
        }
        logger.error("A request failed.", metadata: ["error": "\(error)"])
        let failure = WireFailure(.internalError, .failed)
        return .failure(failure, status: .internalServerError)
    }

    private static func status(of failure: WireFailure) -> HTTPResponse.Status {
        switch failure.code {
        case .internalError: .internalServerError
        case .busy: .tooManyRequests
        default: .badRequest
        }
    }

    /// What a look at the feed came to for a device that waits.
    private enum Poll: Sendable {
        case answer(Reply)
        case wait(secondsMax: Int)
    }

    /// Says that something moved that the device may read, as soon as it did or when the time is over.
    private func wait(_ question: [UInt8], _ channel: any Channel) async -> Reply {
        let (feed, wakeUps, logger, admit, secondsMax) = (feed, wakeUps, logger, admission, settings.waitSecondsMax)
        let began = NIODeadline.now()
        var isFirst = true
        while true {
            let (version, isNew) = (feed.version(), isFirst)
            let poll = await workers.run { () -> Poll in
                do {
                    // Each time anew: a device may lose its rights while it waits.
                    let asked = try feed.waiting(question)
                    if isNew { try admit(asked.device) }
                    let seconds = min(asked.seconds, secondsMax)
                    let hasMoved = try asked.after != version && feed.hasNews(for: asked.device)
                    let isOver = NIODeadline.now() >= began + .seconds(Int64(seconds)) || wakeUps.isClosed
                    guard hasMoved || isOver else { return .wait(secondsMax: seconds) }
                    return .answer(
                        .bytes(ByteBuffer(bytes: try WaitReply(version: version, moved: hasMoved).encoded()))
                    )
                } catch {
                    return .answer(Self.reply(to: error, logger))
                }
            }
            switch poll {
            case .answer(let reply): return reply
            case .wait(let seconds):
                isFirst = false
                let left = began + .seconds(Int64(seconds)) - .now()
                await wakeUps.wait(left, on: channel.eventLoop) { feed.version() > version }
            }
        }
    }

    private static func busy(closes: Bool) -> Reply {
        let failure = WireFailure(.busy, .busy)
        return .failure(failure, status: .serviceUnavailable, retryAfterSeconds: 2, closes: closes)
    }
}
