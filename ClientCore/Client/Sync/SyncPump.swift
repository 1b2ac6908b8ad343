import Replica
import SyncEngine
import SyncModel
import SyncWire

/// Drives one synchronisation: carries out what the engine wants and tells it what came of it. One task owns it.
final class SyncPump {
    /// The engine asked to drop the request that is on the line, and what it wants next.
    private struct HungUp: Error {
        var next: [EngineAction]
    }

    private let client: Client
    private let transport: any Transport
    private let keys: ReplicaKeys
    private let sendsEdits: Bool
    private let show: @Sendable (SyncProgress) -> Void
    private let takes: TakeQueue
    private var engine = SyncEngine()
    private var setsLeft = 0
    private var size = RequestSize()
    /// What the taken frames changed so far.
    private(set) var taken = TakeResult()

    /// - Parameter sendsEdits: without it nothing is pushed: for `verify`.
    init(
        _ client: Client,
        over transport: any Transport,
        keys: ReplicaKeys,
        sendsEdits: Bool,
        show: @escaping @Sendable (SyncProgress) -> Void
    ) {
        self.client = client
        self.transport = transport
        self.keys = keys
        self.sendsEdits = sendsEdits
        self.show = show
        takes = TakeQueue(replica: client.replica, thread: client.thread)
    }

    /// Runs to the end.
    ///
    /// Cancellation stops it between two bytes: what is in the database by then is complete, and the next time goes on from there.
    func run() async -> SyncSummary {
        var actions = engine.handle(.begin)[...]
        while let action = actions.popFirst() {
            if case .finish(let summary) = action { return summary }
            // A request is sent while the database prepares the next.
            if case .send = action, actions.first == .prepareAhead {
                prepareAhead()
                actions.removeFirst()
            }
            actions = (Task.isCancelled ? engine.handle(.stopped) : await perform(action)) + actions
        }
        return engine.summary
    }

    private func perform(_ action: EngineAction) async -> [EngineAction] {
        switch action {
        case .prepare(let preparation): return engine.handle(await prepare(preparation))
        case .send(let request): return await exchange(request)
        case .take, .prepareAhead, .hangUp, .finish: return []
        case .wait(let milliseconds):
            report(.waiting(milliseconds: milliseconds))
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
        let (keys, bytesMax) = (keys, sendsEdits ? size.bytes : 0)
        do {
            let (request, left) = try await client.withReplica { replica -> (PreparedRequest, Int) in
                if preparation.wholeCursor { try replica.forgetCursorHash() }
                var limits = RequestLimits()
                limits.parcelBytesMax = bytesMax
                let outgoing = try replica.makeRequest(limits)
                let body = try SignedRequest.sign(outgoing.request, by: keys.signing).encoded()
                let left = bytesMax > 0 ? outgoing.setsLeft : 0
                return (PreparedRequest(body: body, records: outgoing.records, leavesUnsent: left > 0), left)
            }
            setsLeft = left
            return .prepared(request)
        } catch {
            return .deviceFailed(sentence(of: error))
        }
    }

    private func prepareAhead() {
        // What is on the line waits for its answer too, and the next request may be twice as large.
        Self.prepare(upTo: size.bytes + RequestSize.sliceBytes, of: min(size.bytes * 3, RequestSize.bytesMax * 2), client)
    }

    /// In slices, so that a reply that comes meanwhile gets its turn on the database's thread.
    private static func prepare(upTo bytes: Int, of bytesMax: Int, _ client: Client) {
        client.thread.add {
            // What goes wrong here goes wrong again, and is reported, when the request itself is made.
            let waiting = try? client.replica.prepareParcels(bytesMax: min(bytes, bytesMax))
            guard let waiting, waiting >= bytes, bytes < bytesMax else { return }
            prepare(upTo: bytes + RequestSize.sliceBytes, of: bytesMax, client)
        }
    }

    // MARK: - Replies

    /// Puts a request on the line and takes the reply's frames as they come.
    /// - Returns: what the engine wants after it.
    private func exchange(_ request: PreparedRequest) async -> [EngineAction] {
        report(.exchanging)
        var reader = FrameReader()
        let sentAt = client.host.bootClock()
        do {
            let traffic = try await transport.exchange(.sync(request.body)) { bytes in
                reader.append(bytes)
                while let frame = try reader.next() { try await receive(frame, sentAt: sentAt) }
            }
            _ = engine.handle(.traffic(traffic))
            taken = try await takes.drain()
            size.ended(afterMilliseconds: client.host.bootClock() - sentAt)
            report(.exchanging)
            return engine.handle(.replyEnded(unsentLeft: setsLeft > 0))
        } catch {
            return await recover(from: error)
        }
    }

    private func receive(_ frame: ReplyFrame, sentAt: Int64) async throws {
        let actions = engine.handle(.frame(frame))
        guard !actions.contains(.hangUp) else { throw HungUp(next: actions) }
        let times = RoundTripTimes(sentAt: sentAt, receivedAt: client.host.bootClock())
        for case .take(let frame) in actions { try await takes.add(frame, times: times) }
        report(.exchanging)
    }

    /// What the engine wants after a flight that did not end well. Frames that came whole are still taken: they are no less true.
    private func recover(from error: any Error) async -> [EngineAction] {
        switch error {
        case let hungUp as HungUp:
            _ = try? await takes.drain()
            return hungUp.next
        case is CancellationError:
            _ = try? await takes.drain()
            return engine.handle(.stopped)
        case let error as LineError:
            _ = engine.handle(.traffic(error.traffic))
            size.failed()
            do {
                taken = try await takes.drain()
                return engine.handle(.lineFailed(error.failure))
            } catch {
                return engine.handle(.deviceFailed(sentence(of: error)))
            }
        case let failure as WireFailure:
            // Thrown by the store where it finds two holders of its keys; else by the reader of frames.
            return engine.handle(failure.code == .identitySplit ? .frame(.failure(failure)) : .lineFailed(.garbled(failure.message)))
        default:
            return engine.handle(.deviceFailed(sentence(of: error)))
        }
    }

    private func report(_ phase: SyncProgress.Phase) {
        let summary = engine.summary
        show(
            SyncProgress(
                phase: phase,
                sent: summary.sent,
                received: summary.received,
                pending: setsLeft,
                traffic: summary.traffic
            )
        )
    }

    private func sentence(of error: any Error) -> String {
        switch error {
        case let error as ReplicaError: error.message
        case let error as ClientError: error.message
        case let error as WireFailure: error.message
        default: String(describing: error)
        }
    }
}
