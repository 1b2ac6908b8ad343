import SyncModel
import SyncWire

/// The sync protocol on the device as a synchronous state machine: event in, actions out.
///
/// It holds no socket, clock or database, and never waits: whoever drives it carries out the actions in order and comes
/// back with events. A synchronisation is a loop of rounds, one request and one reply each, while change sets are
/// unsent or the server has more pages. While one request waits for its reply, a second that carries the next change
/// sets may be on the line already (clause P11); replies are read in the order of their requests.
package struct SyncEngine: Sendable {
    /// The figures so far.
    package private(set) var summary = SyncSummary()

    private var state = State.idle
    private var tries = Tries()
    /// Records of our own that were taken in and that no page has passed over yet: they lie ahead, and nothing comes of
    /// them.
    private var unpassed: UInt64 = 0
    private let supportsPipelining: Bool

    enum State: Hashable, Sendable {
        case idle
        case preparing(Preparation)
        case awaitingReply(InFlightRequest, next: InFlightRequest?)
        case pausing(Preparation)
        case finished
    }

    /// One request that was sent and not yet answered to its end, and what came of it.
    struct InFlightRequest: Hashable, Sendable {
        var request: PreparedRequest
        var preparation: Preparation
        var hasHead = false
        var tail: ReplyTail?
        /// The head has receipts; whether they are of use the store says.
        var hasReceipts = false
        /// A page came, or the store settled something.
        var movedAnything = false
    }

    /// What counts towards the bounds of the retry loops.
    struct Tries: Hashable, Sendable {
        var lost = 0
        var stalled = 0
        var refused = 0
        var busy = 0
        var idleRounds = 0
        var sentWholeCursor = false
    }

    /// An engine at rest.
    ///
    /// - Parameter supportsPipelining: the line can carry a second request while the first waits for its reply.
    package init(supportsPipelining: Bool = true) {
        self.supportsPipelining = supportsPipelining
    }

    /// Nothing will happen any more.
    package var isFinished: Bool { state == .finished }

    /// Takes note of an event.
    /// - Returns: what is to be done, in order.
    package mutating func handle(_ event: EngineEvent) -> [EngineAction] {
        switch event {
        case .traffic(let traffic):
            summary.traffic.sent += traffic.sent
            summary.traffic.received += traffic.received
            return []
        case .settled(let sets, let records):
            summary.sent += records
            if sets > 0 { noteProgress() }
            return []
        case .begin, .prepared, .frame, .replyEnded, .lineFailed, .stopped, .tick, .deviceFailed: break
        }
        return switch state {
        case .idle: whileIdle(event)
        case .preparing(let preparation): whilePreparing(event, preparation)
        case .awaitingReply(let current, let next): whileAwaitingReply(event, current, next)
        case .pausing(let preparation): whilePausing(event, preparation)
        case .finished: []
        }
    }

    // MARK: - One function per state, one line per event

    private mutating func whileIdle(_ event: EngineEvent) -> [EngineAction] {
        switch event {
        case .begin: prepare(Preparation())
        case .stopped: finish(.stopped)
        case .deviceFailed: finish(.deviceFailed)
        case .prepared, .frame, .replyEnded, .lineFailed, .tick, .traffic, .settled: []
        }
    }

    private mutating func whilePreparing(_ event: EngineEvent, _ preparation: Preparation) -> [EngineAction] {
        switch event {
        case .prepared(let request): send(InFlightRequest(request: request, preparation: preparation))
        case .stopped: finish(.stopped)
        case .deviceFailed: finish(.deviceFailed)
        // What is left of a request that was given up arrives late and means nothing.
        case .begin, .frame, .replyEnded, .lineFailed, .tick, .traffic, .settled: []
        }
    }

    private mutating func whileAwaitingReply(
        _ event: EngineEvent,
        _ current: InFlightRequest,
        _ next: InFlightRequest?
    ) -> [EngineAction] {
        switch event {
        case .prepared(let request): next == nil ? follow(current, with: request) : []
        case .frame(let frame): receive(frame, current, next)
        case .replyEnded(let unsentLeft): endRound(current, next, unsentLeft: unsentLeft)
        case .lineFailed(let failure): giveUp(current, failure)
        case .stopped: [.cancelRequests] + finish(.stopped)
        case .deviceFailed: [.cancelRequests] + finish(.deviceFailed)
        case .begin, .tick, .traffic, .settled: []
        }
    }

    private mutating func whilePausing(_ event: EngineEvent, _ preparation: Preparation) -> [EngineAction] {
        switch event {
        case .tick: prepare(preparation)
        case .stopped: finish(.stopped)
        case .deviceFailed: finish(.deviceFailed)
        case .begin, .prepared, .frame, .replyEnded, .lineFailed, .traffic, .settled: []
        }
    }

    // MARK: - Rounds

    private mutating func prepare(_ preparation: Preparation) -> [EngineAction] {
        state = .preparing(preparation)
        return [.prepare(preparation)]
    }

    private mutating func send(_ current: InFlightRequest) -> [EngineAction] {
        summary.roundTrips += 1
        state = .awaitingReply(current, next: nil)
        return [.send(current.request)] + preparePipelined(after: current)
    }

    /// The next change sets, while the last ones are on the line.
    private func preparePipelined(after current: InFlightRequest) -> [EngineAction] {
        guard supportsPipelining, current.request.leavesUnsent else { return [] }
        return [.prepare(pipelined(after: current))]
    }

    private func pipelined(after current: InFlightRequest) -> Preparation {
        Preparation(wholeCursor: false, follows: true, wantsPages: !current.preparation.wantsPages)
    }

    private mutating func follow(_ current: InFlightRequest, with request: PreparedRequest) -> [EngineAction] {
        // The driver sends a second request only if one was asked for, if it carries records, and if more are left: a
        // small last one would overtake the first.
        guard supportsPipelining, current.request.leavesUnsent, request.leavesUnsent, request.records > 0 else {
            return []
        }
        summary.roundTrips += 1
        state = .awaitingReply(current, next: InFlightRequest(request: request, preparation: pipelined(after: current)))
        return [.send(request)]
    }

    private mutating func receive(
        _ frame: ReplyFrame,
        _ current: InFlightRequest,
        _ next: InFlightRequest?
    ) -> [EngineAction] {
        var current = current
        switch frame {
        case .head(let head):
            guard !current.hasHead else { return giveUp(current, .garbled(.misplaced(.head))) }
            current.hasHead = true
            current.hasReceipts = head.lanes.contains { !$0.receipts.isEmpty }
            // What was not taken in goes again.
            if current.hasReceipts { unpassed += UInt64(current.request.records) }
            if current.preparation.wantsPages { summary.ahead = head.ahead - min(head.ahead, unpassed) }
        case .page(let page):
            guard current.hasHead, current.tail == nil else { return giveUp(current, .garbled(.misplaced(.page))) }
            current.movedAnything = true
            tries.stalled = 0
            summary.received += page.entries.count
            if page.through > page.after {
                summary.ahead -= min(summary.ahead, page.through.number - page.after.number)
            }
        case .tail(let tail):
            guard current.hasHead, current.tail == nil else { return giveUp(current, .garbled(.misplaced(.tail))) }
            current.tail = tail
            if !tail.more { unpassed = 0 }
        case .failure(let failure): return obey(failure, current)
        }
        // The line works: what failed before counts no more. A head alone comes over the worst of lines, again and
        // again.
        if current.movedAnything || current.tail != nil { tries.lost = 0 }
        tries.refused = 0
        tries.busy = 0
        state = .awaitingReply(current, next: next)
        return [.take(frame)]
    }

    /// The store settled something of what the reply that is coming in brought: receipts alone, which it may not be
    /// able to use, are no progress.
    private mutating func noteProgress() {
        guard case .awaitingReply(var current, let next) = state else { return }
        current.movedAnything = true
        (tries.lost, tries.stalled) = (0, 0)
        state = .awaitingReply(current, next: next)
    }

    private mutating func endRound(
        _ current: InFlightRequest,
        _ next: InFlightRequest?,
        unsentLeft: Bool
    ) -> [EngineAction] {
        guard let tail = current.tail else { return giveUp(current, .lost(.cutShort)) }
        tries.idleRounds = current.movedAnything ? 0 : tries.idleRounds + 1
        if let next {
            // The server took nothing of this request in, since it overtook another: it will take nothing of the next
            // either.
            guard current.hasReceipts || current.request.records == 0 else {
                return [.cancelRequests] + prepare(Preparation())
            }
            state = .awaitingReply(next, next: nil)
            return preparePipelined(after: next)
        }
        guard unsentLeft || tail.more else { return finish(.done) }
        guard tries.idleRounds < EngineLimits.idleRoundsMax else {
            return finish(.rejected(WireFailure(.internalError, .stuck)))
        }
        return prepare(Preparation())
    }

    // MARK: - Failures

    private mutating func giveUp(_ current: InFlightRequest, _ failure: LineFailure) -> [EngineAction] {
        [.cancelRequests] + retry(after: failure, current)
    }

    private mutating func retry(after failure: LineFailure, _ current: InFlightRequest) -> [EngineAction] {
        let count: Int
        let limit: Int
        switch failure {
        case .silent, .wrongAddress, .untrusted, .webPage, .otherServer: return finish(.noConnection(failure))
        case .newer:
            // One byte that a line changed looks like it too.
            tries.lost += 1
            (count, limit) = (tries.lost, EngineLimits.newerTriesMax)
        case .refused, .unknownName:
            tries.refused += 1
            (count, limit) = (tries.refused, EngineLimits.refusedTriesMax)
        case .stalled:
            guard current.hasHead else { return finish(.noConnection(failure)) }
            tries.stalled += 1
            (count, limit) = (tries.stalled, EngineLimits.stalledTriesMax)
        case .status:
            tries.busy += 1
            (count, limit) = (tries.busy, failure.mayPass ? EngineLimits.busyTriesMax : 1)
        case .lost, .garbled:
            tries.lost += 1
            (count, limit) = (tries.lost, EngineLimits.lostTriesMax)
        }
        guard count < limit else { return finish(.noConnection(failure)) }
        return pause(afterTries: count, then: again(current))
    }

    /// The error table of the specification: stop, wait, send the cursor whole, or enrol again.
    private mutating func obey(_ failure: WireFailure, _ current: InFlightRequest) -> [EngineAction] {
        switch failure.code {
        case .unknownCursor:
            guard !tries.sentWholeCursor else { return [.cancelRequests] + finish(.rejected(failure)) }
            tries.sentWholeCursor = true
            return [.cancelRequests] + prepare(Preparation(wholeCursor: true))
        case .busy, .internalError:
            tries.busy += 1
            guard tries.busy < EngineLimits.busyTriesMax else {
                return [.cancelRequests] + finish(.serverUnwell(failure))
            }
            return [.cancelRequests] + pause(afterTries: tries.busy, then: again(current))
        case .identitySplit: return [.cancelRequests] + finish(.identitySplit(failure))
        case .badRequest, .badSignature, .unknownDevice, .revoked, .version, .tooLarge, .badCode:
            return [.cancelRequests] + finish(.rejected(failure))
        }
    }

    /// A cursor that the server did not know is named whole until a reply's head shows that it does.
    private func again(_ current: InFlightRequest) -> Preparation {
        Preparation(wholeCursor: current.preparation.wholeCursor && !current.hasHead)
    }

    private mutating func pause(afterTries count: Int, then preparation: Preparation) -> [EngineAction] {
        state = .pausing(preparation)
        return [.wait(milliseconds: EngineLimits.delayMilliseconds(afterTries: count))]
    }

    private mutating func finish(_ ending: SyncEnding) -> [EngineAction] {
        state = .finished
        summary.ending = ending
        return [.finish(summary)]
    }
}
