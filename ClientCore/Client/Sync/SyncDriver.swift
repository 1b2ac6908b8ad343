import Replica
import SyncEngine
import SyncModel
import SyncWire

/// Drives one synchronisation: carries out what the engine wants and tells it what came of it.
actor SyncDriver {
    /// The engine wants something else than to take more of a reply.
    private struct ReplyAbandoned: Error {
        var next: [EngineAction]
    }

    /// A request that was sent and not yet answered to its end.
    private struct OpenExchange {
        var task: Task<Result<Arrival, any Error>, Never>
        /// Opened when its reply may be read: after those of the requests before it.
        var turn: Latch
        /// Opened when all of it has left.
        var departure: Latch
    }

    /// A reply that came to its end.
    private struct Arrival {
        var traffic: Traffic
        /// From the request's first byte to the reply's. Unit: milliseconds.
        var milliseconds: Int64
    }

    private let device: Device
    private let transport: any Transport
    private let keys: ReplicaKeys
    private let sendsEdits: Bool
    /// Changes of records that waited to be sent at the beginning.
    private let waiting: Int
    private let show: @Sendable (SyncProgress) -> Void
    private let takes: ApplyQueue
    private var engine: SyncEngine
    private var inFlight: [OpenExchange] = []
    private var counter: UInt64 = 0
    private var setsLeft = 0
    /// Of the reply that is coming in, which is no traffic before its end. Unit: bytes.
    private var arriving = 0
    private var size = RequestSize()
    /// Why this side would not go on.
    private var fault: DuikouError?

    /// - Parameter sendsEdits: without it nothing is pushed: for `verify`.
    init(
        _ device: Device,
        over transport: any Transport,
        keys: ReplicaKeys,
        sendsEdits: Bool,
        waiting: Int,
        show: @escaping @Sendable (SyncProgress) -> Void
    ) {
        self.device = device
        self.transport = transport
        self.keys = keys
        self.sendsEdits = sendsEdits
        self.waiting = waiting
        self.show = show
        engine = SyncEngine(supportsPipelining: transport.supportsPipelining)
        takes = ApplyQueue(replica: device.replica, thread: device.thread)
    }

    /// Runs to the end.
    ///
    /// Cancellation stops it between two bytes: what is in the database by then is complete, and the next time goes on
    /// from there.
    func run() async -> (summary: SyncSummary, fault: DuikouError?) {
        var actions = engine.handle(.begin)[...]
        while true {
            guard let action = actions.popFirst() else {
                actions += await awaitReply()
                continue
            }
            if case .finish = action {
                // What came whole before the end counts, and a failure of it was told already.
                try? await drain()
                var summary = engine.summary
                if let received = takes.receivedBeforeFailure { summary.received = received }
                return (summary, fault)
            }
            actions = (Task.isCancelled ? engine.handle(.stopped) : await perform(action)) + actions
        }
    }

    private func perform(_ action: EngineAction) async -> [EngineAction] {
        switch action {
        case .prepare(let preparation): return engine.handle(await prepare(preparation))
        case .send(let request):
            // One after the other on a slow line: the first is answered while the second travels.
            await inFlight.last?.departure.passed()
            let (turn, departure) = (Latch(), Latch())
            inFlight.append(
                OpenExchange(
                    task: Task { await exchange(request, turn, departure) },
                    turn: turn,
                    departure: departure
                )
            )
            return []
        case .cancelRequests:
            await cancelRequests()
            return []
        case .take:
            // `receive` takes a frame while it comes: alone, it would be one of no reply.
            return engine.handle(failed(.standstill))
        case .finish: return []
        case .wait(let milliseconds):
            report(.waiting(.milliseconds(milliseconds)))
            do {
                try await Task.sleep(for: .milliseconds(milliseconds))
                return engine.handle(.tick)
            } catch {
                return engine.handle(.stopped)
            }
        }
    }

    // MARK: - Requests

    private func prepare(_ preparation: Preparation) async -> EngineEvent {
        report(.preparing)
        let (keys, counter, bytesMax) = (keys, counter, sendsEdits ? size.bytes : 0)
        do {
            let (request, left, made) = try await device.withReplica { replica -> (PreparedRequest, Int, UInt64) in
                if preparation.wholeCursor { try replica.forgetCursorHash() }
                var limits = RequestLimits()
                limits.parcelBytesMax = bytesMax
                limits.wantsPages = preparation.wantsPages
                let outgoing = try replica.makeRequest(limits, following: preparation.follows ? counter : nil)
                let body = try SignedRequest.sign(outgoing.request, by: keys.signing).encoded()
                let left = bytesMax > 0 ? outgoing.setsLeft : 0
                let request = PreparedRequest(body: body, records: outgoing.records, leavesUnsent: left > 0)
                return (request, left, outgoing.request.counter)
            }
            setsLeft = left
            self.counter = made
            return .prepared(request)
        } catch {
            return failed(DuikouError(error))
        }
    }

    // MARK: - Replies

    /// Puts a request on the line and, when its turn comes, takes the reply's frames as they come.
    private func exchange(
        _ request: PreparedRequest,
        _ turn: Latch,
        _ departure: Latch
    ) async -> Result<Arrival, any Error> {
        var reader = FrameReader()
        let sentAt = device.host.bootClock()
        var receivedAt: Int64?
        let (show, awaiting) = (show, progress(.awaiting))
        report(.sending)
        defer { departure.open() }
        do {
            let hasLeft = { @Sendable in
                departure.open()
                show(awaiting)
            }
            let bytes = try await transport.exchange(TransportRequest(.sync(request.body)), departed: hasLeft) {
                piece in
                let times = RoundTripTimes(sentAt: sentAt, receivedAt: receivedAt ?? device.host.bootClock())
                receivedAt = times.receivedAt
                await turn.passed()
                try Task.checkCancellation()
                came(piece.count)
                reader.append(piece)
                while let frame = try reader.next() { try await receive(frame, times) }
            }
            return .success(
                Arrival(traffic: bytes.traffic, milliseconds: (receivedAt ?? device.host.bootClock()) - sentAt)
            )
        } catch {
            return .failure(error)
        }
    }

    /// Lets the oldest request's reply come in to its end.
    /// - Returns: what the engine wants after it.
    private func awaitReply() async -> [EngineAction] {
        guard let current = inFlight.first else { return engine.handle(failed(.standstill)) }
        current.turn.open()
        let result = await withTaskCancellationHandler {
            await current.task.value
        } onCancel: {
            current.task.cancel()
        }
        inFlight.removeFirst()
        arriving = 0
        do {
            let arrival = try result.get()
            _ = engine.handle(.traffic(arrival.traffic))
            try await drain()
            size.ended(afterMilliseconds: arrival.milliseconds)
            report(.exchanging)
            let awaitsAnswer = try await device.withReplica { try $0.awaitsAnswer() }
            return engine.handle(.replyEnded(unsentLeft: sendsEdits && (setsLeft > 0 || awaitsAnswer)))
        } catch {
            return await recover(from: error)
        }
    }

    /// Waits until everything that came is written.
    private func drain() async throws {
        defer {
            let settled = takes.settled()
            _ = engine.handle(.settled(sets: settled.sets, records: settled.records))
        }
        try await takes.drain()
    }

    private func came(_ bytes: Int) {
        arriving += bytes
        report(.exchanging)
    }

    private func cancelRequests() async {
        for current in inFlight { current.task.cancel() }
        for current in inFlight {
            if case .failure(let error as TransportError) = await current.task.value {
                _ = engine.handle(.traffic(error.bytes.traffic))
            }
        }
        inFlight = []
    }

    private func receive(_ frame: ReplyFrame, _ times: RoundTripTimes) async throws {
        var actions = engine.handle(.frame(frame))[...]
        while let action = actions.first {
            switch action {
            case .take(let frame):
                try await takes.add(frame, times: times)
                actions.removeFirst()
            case .prepare, .send, .cancelRequests, .wait, .finish: throw ReplyAbandoned(next: Array(actions))
            }
        }
        report(.exchanging)
    }

    /// What the engine wants after a request that did not end well. Frames that came whole are applied all the same: a
    /// cut line makes no frame before the cut wrong.
    private func recover(from error: any Error) async -> [EngineAction] {
        switch error {
        case let abandoned as ReplyAbandoned:
            try? await drain()
            return abandoned.next
        case is CancellationError:
            try? await drain()
            return engine.handle(.stopped)
        case let error as TransportError:
            _ = engine.handle(.traffic(error.bytes.traffic))
            size.failed()
            do {
                try await drain()
                return engine.handle(.lineFailed(error.failure))
            } catch {
                return await recover(from: error)
            }
        case let failure as WireFailure:
            // Thrown by the store where it finds two holders of its keys; else by the reader of frames.
            return engine.handle(
                failure.code == .identitySplit
                    ? .frame(.failure(failure)) : .lineFailed(LineFailure(unreadable: failure.problem))
            )
        default:
            return engine.handle(failed(DuikouError(error)))
        }
    }

    private func report(_ phase: SyncProgress.Phase) { show(progress(phase)) }

    private func progress(_ phase: SyncProgress.Phase) -> SyncProgress {
        let summary = engine.summary
        return SyncProgress(
            phase: phase,
            sent: summary.sent,
            received: summary.received,
            changesToSend: max(0, waiting - summary.sent),
            changesToCome: Int(clamping: summary.ahead),
            sentBytes: summary.traffic.sent,
            receivedBytes: summary.traffic.received + arriving
        )
    }

    private func failed(_ error: DuikouError) -> EngineEvent {
        fault = error
        return .deviceFailed
    }
}
