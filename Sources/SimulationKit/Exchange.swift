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

    private var reader = FrameReader()
    private var pieces: ArraySlice<[UInt8]> = []
    private var breaksOff: LineFailure?
    private var isFlying = false
    private var setsLeft = 0
    private var sentAt: Int64 = 0

    /// Begins.
    init(limits: RequestLimits) {
        self.limits = limits
        actions = engine.handle(.begin)[...]
    }

    /// Nothing is left to be done.
    var isOver: Bool { summary != nil }

    /// Goes one piece further: one action of the engine, one frame, or one piece of the reply.
    /// - Returns: what happened, for the journal.
    func advance(_ device: Participant, over line: (_ body: [UInt8]) throws -> Line) throws -> String {
        if let action = actions.popFirst() { return try perform(action, device, line) }
        guard isFlying else { throw SimulationError("The engine of \(device.name) waits for nothing.") }
        do {
            if let frame = try reader.next() {
                actions += engine.handle(.frame(frame))
                return "reads \(Self.name(of: frame))"
            }
        } catch {
            land()
            actions += engine.handle(.lineFailed(.garbled(error.message)))
            return "cannot read: \(error.message)"
        }
        if let piece = pieces.popFirst() {
            reader.append(piece)
            return "receives \(piece.count) bytes"
        }
        land()
        if let breaksOff {
            actions += engine.handle(.lineFailed(breaksOff))
            return "is cut off"
        }
        actions += engine.handle(.replyEnded(unsentLeft: setsLeft > 0))
        return "has the whole reply"
    }

    /// Somebody stops it.
    func stop() {
        actions += engine.handle(.stopped)
    }

    private func perform(_ action: EngineAction, _ device: Participant, _ line: ([UInt8]) throws -> Line) throws -> String {
        switch action {
        case .prepare(let preparation): return try prepare(preparation, device)
        case .send(let request):
            sentAt = device.machine.host.bootClock()
            isFlying = true
            reader = FrameReader()
            let answer = try line(request.body)
            pieces = answer.pieces[...]
            breaksOff = answer.breaksOff
            return "sends \(request.body.count) bytes, \(answer.what)"
        case .prepareAhead:
            let bytes = try device.replica.prepareParcels(bytesMax: limits.parcelBytesMax * 2)
            return "prepares \(bytes) bytes ahead"
        case .take(let frame): return try take(frame, device)
        case .hangUp:
            land()
            return "hangs up"
        case .wait(let milliseconds):
            actions += engine.handle(.tick)
            return "waits \(milliseconds) ms"
        case .finish(let summary):
            land()
            self.summary = summary
            return "ends: \(Self.name(of: summary.ending)), sent \(summary.sent), received \(summary.received)"
        }
    }

    private func prepare(_ preparation: Preparation, _ device: Participant) throws -> String {
        if preparation.wholeCursor { try device.replica.forgetCursorHash() }
        let outgoing = try device.replica.makeRequest(limits)
        setsLeft = outgoing.setsLeft
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
                        times: RoundTripTimes(sentAt: sentAt, receivedAt: device.machine.host.bootClock())
                    )
                case .page(let page): try device.replica.take(page)
                case .tail(let tail): try device.replica.take(tail)
                case .failure: TakeResult()
                }
            taken += result
            let refusals = result.setsRefused > 0 ? ", \(result.setsRefused) refused" : ""
            return "takes \(Self.name(of: frame))\(refusals)\(result.ignored ? ", ignored" : "")\(result.differs ? ", differs" : "")"
        } catch let failure as WireFailure where failure.code == .identitySplit {
            actions += engine.handle(.frame(.failure(failure)))
            return "finds a split"
        }
    }

    private func land() {
        isFlying = false
        pieces = []
        reader = FrameReader()
    }

    private static func name(of frame: ReplyFrame) -> String {
        switch frame {
        case .head(let head): "head \(head.counter)"
        case .page(let page): "page \(page.stream.text) \(page.after.number)–\(page.through.number)"
        case .tail(let tail): "tail\(tail.more ? ", more" : "")"
        case .failure(let failure): "failure \(failure.code.rawValue): \(failure.message)"
        }
    }

    static func name(of ending: SyncEnding?) -> String {
        switch ending {
        case nil: "not"
        case .done: "done"
        case .noConnection(let failure): "no connection, \(failure.sentence)"
        case .serverUnwell(let failure): "server unwell, \(failure.message)"
        case .identitySplit: "identity split"
        case .rejected(let failure): "rejected, \(failure.code.rawValue): \(failure.message)"
        case .deviceFailed(let sentence): "device failed, \(sentence)"
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
