import Replica
import SyncEngine
import SyncModel
import SyncWire

/// One synchronisation of one device, carried out piece by piece, so that others run in between.
final class Exchange {
    var engine = SyncEngine()
    var actions: ArraySlice<EngineAction>
    var limits: RequestLimits
    private(set) var summary: SyncSummary?
    /// Requests that the network doubled.
    var doubled = 0
    /// What the taken frames changed so far.
    private(set) var taken = TakeResult()

    /// A request on the line, and what came back as far as it came.
    private struct SentRequest {
        var body: [UInt8]
        var sentAt: Int64
        /// `nil` while it is still on its way.
        var answer: Line?
        var piecesRead = 0
    }

    private var reader = FrameReader()
    private var inFlight: [SentRequest] = []
    private var counter: UInt64 = 0
    private var setsLeft = 0

    /// Begins.
    init(limits: RequestLimits) {
        self.limits = limits
        actions = engine.handle(.begin)[...]
    }

    /// Nothing is left to be done.
    var isOver: Bool { summary != nil }

    /// Goes one piece further: one action of the engine, one frame, or one piece of the reply.
    ///
    /// - Parameter isSlow: whether a request that another may follow is still on its way when that one arrives.
    /// - Returns: what happened, for the journal.
    func advance(
        _ device: Participant,
        isSlow: () -> Bool,
        over line: (_ body: [UInt8]) throws -> Line
    ) throws -> String {
        if let action = actions.popFirst() { return try perform(action, device, isSlow: isSlow, line: line) }
        guard let current = inFlight.first else {
            throw SimulationError("The engine of \(device.name) waits for nothing.")
        }
        guard let answer = current.answer else {
            return "has sent \(current.body.count) bytes, \(try deliver(0, line))"
        }
        do {
            if let frame = try reader.next() {
                actions += engine.handle(.frame(frame))
                return "reads \(Self.name(of: frame))"
            }
        } catch {
            actions += engine.handle(.lineFailed(LineFailure(unreadable: error.problem)))
            return "cannot read: \(error.inEnglish)"
        }
        if current.piecesRead < answer.pieces.count {
            let piece = answer.pieces[current.piecesRead]
            inFlight[0].piecesRead += 1
            reader.append(piece)
            return "receives \(piece.count) bytes"
        }
        if let breaksOff = answer.breaksOff {
            actions += engine.handle(.lineFailed(breaksOff))
            return "is cut off"
        }
        reader = FrameReader()
        inFlight.removeFirst()
        actions += engine.handle(.replyEnded(unsentLeft: try setsLeft > 0 || device.replica.awaitsAnswer()))
        return "has the whole reply"
    }

    private func deliver(_ index: Int, _ line: ([UInt8]) throws -> Line) throws -> String {
        let answer = try line(inFlight[index].body)
        inFlight[index].answer = answer
        return answer.what
    }

    /// Somebody stops it.
    func stop() {
        actions += engine.handle(.stopped)
    }

    private func perform(
        _ action: EngineAction,
        _ device: Participant,
        isSlow: () -> Bool,
        line: ([UInt8]) throws -> Line
    ) throws -> String {
        switch action {
        case .prepare(let preparation): return try prepare(preparation, device)
        case .send(let request):
            inFlight.append(SentRequest(body: request.body, sentAt: device.machine.host.bootClock()))
            if request.leavesUnsent, inFlight.count == 1, isSlow() {
                return "sends \(request.body.count) bytes, which are slow"
            }
            return "sends \(request.body.count) bytes, \(try deliver(inFlight.count - 1, line))"
        case .take(let frame): return try take(frame, device)
        case .cancelRequests:
            dropRequests()
            return "hangs up"
        case .wait(let milliseconds):
            actions += engine.handle(.tick)
            return "waits \(milliseconds) ms"
        case .finish(let summary):
            dropRequests()
            self.summary = summary
            return "ends: \(Self.name(of: summary.ending)), sent \(summary.sent), received \(summary.received)"
        }
    }

    private func prepare(_ preparation: Preparation, _ device: Participant) throws -> String {
        if preparation.wholeCursor { try device.replica.forgetCursorHash() }
        limits.wantsPages = preparation.wantsPages
        let outgoing = try device.replica.makeRequest(limits, following: preparation.follows ? counter : nil)
        setsLeft = outgoing.setsLeft
        counter = outgoing.request.counter
        let body = try SignedRequest.sign(outgoing.request, by: device.keys().signing).encoded()
        let request = PreparedRequest(body: body, records: outgoing.records, leavesUnsent: outgoing.setsLeft > 0)
        actions += engine.handle(.prepared(request))
        return "prepares request \(outgoing.request.counter): \(outgoing.sets) sets, \(outgoing.setsLeft) left"
    }

    private func take(_ frame: ReplyFrame, _ device: Participant) throws -> String {
        do {
            let result =
                switch frame {
                case .head(let head):
                    try device.replica.take(
                        head,
                        times: RoundTripTimes(
                            sentAt: inFlight.first?.sentAt ?? 0,
                            receivedAt: device.machine.host.bootClock()
                        )
                    )
                case .page(let page): try device.replica.take(page)
                case .tail(let tail): try device.replica.take(tail)
                case .failure: TakeResult()
                }
            taken += result
            _ = engine.handle(.settled(sets: result.setsSettled, records: result.recordsSettled))
            let refusals = result.setsRefused > 0 ? ", \(result.setsRefused) refused" : ""
            let notes = (result.ignored ? ", ignored" : "") + (result.differs ? ", differs" : "")
            return "takes \(Self.name(of: frame))\(refusals)\(notes)"
        } catch let failure as WireFailure where failure.code == .identitySplit {
            actions += engine.handle(.frame(.failure(failure)))
            return "finds a split"
        }
    }

    private func dropRequests() {
        inFlight = []
        reader = FrameReader()
    }

    private static func name(of frame: ReplyFrame) -> String {
        switch frame {
        case .head(let head): "head \(head.counter)"
        case .page(let page): "page \(page.stream.text) \(page.after.number)–\(page.through.number)"
        case .tail(let tail): "tail\(tail.more ? ", more" : "")"
        case .failure(let failure): "failure \(failure.code.rawValue): \(failure.inEnglish)"
        }
    }

    static func name(of ending: SyncEnding?) -> String {
        switch ending {
        case nil: "not"
        case .done: "done"
        case .noConnection(let failure): "no connection, \(failure.inEnglish)"
        case .serverUnwell(let failure): "server unwell, \(failure.inEnglish)"
        case .identitySplit: "identity split"
        case .rejected(let failure): "rejected, \(failure.code.rawValue): \(failure.inEnglish)"
        case .deviceFailed: "device failed"
        case .stopped: "stopped"
        }
    }
}

/// What the line gives back for a request.
struct Line {
    var pieces: [[UInt8]]
    /// How it ends before its time; `nil` if the reply is whole.
    var breaksOff: LineFailure?
    /// For the journal.
    var what: String
}
