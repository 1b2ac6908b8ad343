import SyncModel
import SyncWire

/// The sync protocol on the device as a synchronous state machine: event in, actions out.
///
/// It holds no socket, clock or database, and never waits: whoever drives it carries out the actions in order and comes back with events.
/// A synchronisation is a loop of rounds, one request and one reply each, while change sets are unsent or the server has more pages.
/// While one request waits for its reply, a second that carries the next change sets may be on the line already (clause P11); replies are
/// read in the order of their requests.
package struct SyncEngine: Sendable {
    /// The figures so far.
    package private(set) var summary = SyncSummary()

    private var state = State.idle
    private var tries = Tries()
    /// Records of our own that were taken in and that no page has passed over yet: they lie ahead, and nothing comes of them.
    private var unpassed: UInt64 = 0
    private let overlaps: Bool

    enum State: Hashable, Sendable {
        case idle
        case preparing(Preparation)
        case flying(Flight, next: Flight?)
        case pausing(Preparation)
        case finished
    }

    /// One request on the line and what came of it.
    struct Flight: Hashable, Sendable {
        var request: PreparedRequest
        var preparation: Preparation
        var head: Bool = false
        var tail: ReplyTail?
        /// A page or a receipt came.
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
    /// - Parameter overlaps: the line can carry a second request while the first waits for its reply.
    package init(overlaps: Bool = true) {
        self.overlaps = overlaps
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
        case .settled(let records):
            summary.sent += records
            return []
        case .begin, .prepared, .frame, .replyEnded, .lineFailed, .stopped, .tick, .deviceFailed: break
        }
        return switch state {
        case .idle: whileIdle(event)
        case .preparing(let preparation): whilePreparing(event, preparation)
        case .flying(let flight, let next): whileFlying(event, flight, next)
        case .pausing(let preparation): whilePausing(event, preparation)
        case .finished: []
        }
    }

    // MARK: - One function per state, one line per event

    private mutating func whileIdle(_ event: EngineEvent) -> [EngineAction] {
        switch event {
        case .begin: prepare(Preparation())
        case .stopped: finish(.stopped)
        case .deviceFailed(let sentence): finish(.deviceFailed(sentence))
        case .prepared, .frame, .replyEnded, .lineFailed, .tick, .traffic, .settled: []
        }
    }

    private mutating func whilePreparing(_ event: EngineEvent, _ preparation: Preparation) -> [EngineAction] {
        switch event {
        case .prepared(let request): send(Flight(request: request, preparation: preparation))
        case .stopped: finish(.stopped)
        case .deviceFailed(let sentence): finish(.deviceFailed(sentence))
        // What is left of a flight that was given up arrives late and means nothing.
        case .begin, .frame, .replyEnded, .lineFailed, .tick, .traffic, .settled: []
        }
    }

    private mutating func whileFlying(_ event: EngineEvent, _ flight: Flight, _ next: Flight?) -> [EngineAction] {
        switch event {
        case .prepared(let request): next == nil ? follow(flight, with: request) : []
        case .frame(let frame): receive(frame, flight, next)
        case .replyEnded(let unsentLeft): endRound(flight, next, unsentLeft: unsentLeft)
        case .lineFailed(let failure): giveUp(flight, failure)
        case .stopped: [.hangUp] + finish(.stopped)
        case .deviceFailed(let sentence): [.hangUp] + finish(.deviceFailed(sentence))
        case .begin, .tick, .traffic, .settled: []
        }
    }

    private mutating func whilePausing(_ event: EngineEvent, _ preparation: Preparation) -> [EngineAction] {
        switch event {
        case .tick: prepare(preparation)
        case .stopped: finish(.stopped)
        case .deviceFailed(let sentence): finish(.deviceFailed(sentence))
        case .begin, .prepared, .frame, .replyEnded, .lineFailed, .traffic, .settled: []
        }
    }

    // MARK: - Rounds

    private mutating func prepare(_ preparation: Preparation) -> [EngineAction] {
        state = .preparing(preparation)
        return [.prepare(preparation)]
    }

    private mutating func send(_ flight: Flight) -> [EngineAction] {
        summary.roundTrips += 1
        state = .flying(flight, next: nil)
        return [.send(flight.request)] + prepareFollower(of: flight)
    }

    /// The next change sets, while the last ones are on the line.
    private func prepareFollower(of flight: Flight) -> [EngineAction] {
        guard overlaps, flight.request.leavesUnsent else { return [] }
        return [.prepare(follower(of: flight))]
    }

    private func follower(of flight: Flight) -> Preparation {
        Preparation(wholeCursor: false, follows: true, wantsPages: !flight.preparation.wantsPages)
    }

    private mutating func follow(_ flight: Flight, with request: PreparedRequest) -> [EngineAction] {
        // Nobody asked; or the rest waits for an answer to what is on the line, or is so little that it would overtake that.
        guard overlaps, flight.request.leavesUnsent, request.leavesUnsent, request.records > 0 else { return [] }
        summary.roundTrips += 1
        state = .flying(flight, next: Flight(request: request, preparation: follower(of: flight)))
        return [.send(request)]
    }

    private mutating func receive(_ frame: ReplyFrame, _ flight: Flight, _ next: Flight?) -> [EngineAction] {
        var flight = flight
        switch frame {
        case .head(let head):
            guard !flight.head else { return giveUp(flight, .garbled("a second head")) }
            flight.head = true
            flight.movedAnything = head.lanes.contains { !$0.receipts.isEmpty }
            // What was not taken in goes again.
            if flight.movedAnything { unpassed += UInt64(flight.request.records) }
            if flight.preparation.wantsPages { summary.ahead = head.ahead - min(head.ahead, unpassed) }
            if flight.movedAnything { tries.stalled = 0 }
        case .page(let page):
            guard flight.head, flight.tail == nil else { return giveUp(flight, .garbled("a page out of place")) }
            flight.movedAnything = true
            tries.stalled = 0
            summary.received += page.entries.count
            if page.through > page.after { summary.ahead -= min(summary.ahead, page.through.number - page.after.number) }
        case .tail(let tail):
            guard flight.head, flight.tail == nil else { return giveUp(flight, .garbled("a tail out of place")) }
            flight.tail = tail
            if !tail.more { unpassed = 0 }
        case .failure(let failure): return obey(failure, flight)
        }
        // The line works: what failed before counts no more. A head alone comes over the worst of lines, again and again.
        if flight.movedAnything || flight.tail != nil { tries.lost = 0 }
        tries.refused = 0
        tries.busy = 0
        state = .flying(flight, next: next)
        return [.take(frame)]
    }

    private mutating func endRound(_ flight: Flight, _ next: Flight?, unsentLeft: Bool) -> [EngineAction] {
        guard let tail = flight.tail else { return giveUp(flight, .lost("the reply ended in the middle")) }
        tries.idleRounds = flight.movedAnything ? 0 : tries.idleRounds + 1
        if let next {
            // What was not taken in, having overtaken another request, takes those after it along.
            guard flight.movedAnything || flight.request.records == 0 else { return [.hangUp] + prepare(Preparation()) }
            state = .flying(next, next: nil)
            return prepareFollower(of: next)
        }
        guard unsentLeft || tail.more else { return finish(.done) }
        guard tries.idleRounds < EngineLimits.idleRoundsMax else {
            return finish(.rejected(WireFailure(.internalError, "Several rounds moved nothing; the server's log may say why.")))
        }
        return prepare(Preparation())
    }

    // MARK: - Failures

    private mutating func giveUp(_ flight: Flight, _ failure: LineFailure) -> [EngineAction] {
        [.hangUp] + retry(after: failure, flight)
    }

    private mutating func retry(after failure: LineFailure, _ flight: Flight) -> [EngineAction] {
        let count: Int
        let limit: Int
        switch failure {
        case .silent, .wrongAddress, .untrusted, .webPage, .otherServer: return finish(.noConnection(failure))
        case .refused, .unknownName:
            tries.refused += 1
            (count, limit) = (tries.refused, EngineLimits.refusedTriesMax)
        case .stalled:
            guard flight.head else { return finish(.noConnection(failure)) }
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
        return pause(afterTries: count, then: again(flight))
    }

    /// The error table of the specification: stop, wait, send the cursor whole, or enrol again.
    private mutating func obey(_ failure: WireFailure, _ flight: Flight) -> [EngineAction] {
        switch failure.code {
        case .unknownCursor:
            guard !tries.sentWholeCursor else { return [.hangUp] + finish(.rejected(failure)) }
            tries.sentWholeCursor = true
            return [.hangUp] + prepare(Preparation(wholeCursor: true))
        case .busy, .internalError:
            tries.busy += 1
            guard tries.busy < EngineLimits.busyTriesMax else { return [.hangUp] + finish(.serverUnwell(failure)) }
            return [.hangUp] + pause(afterTries: tries.busy, then: again(flight))
        case .identitySplit: return [.hangUp] + finish(.identitySplit(failure))
        case .badRequest, .badSignature, .unknownDevice, .revoked, .version, .tooLarge, .badCode:
            return [.hangUp] + finish(.rejected(failure))
        }
    }

    /// A cursor that the server did not know is named whole until a reply's head shows that it does.
    private func again(_ flight: Flight) -> Preparation {
        Preparation(wholeCursor: flight.preparation.wholeCursor && !flight.head)
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
