import Replica
import SyncWire
import Synchronization

/// Frames on their way into the database, so that the next is read and unpacked while the last is written.
///
/// Order is that of arrival, since the database has one thread. After a failure the rest is dropped: a frame means nothing without
/// those before it.
final class TakeQueue: Sendable {
    /// Frames that may wait at once; a page has some megabytes unpacked.
    private static let waitingMax = 3

    private struct State {
        var waiting = 0
        var taken = TakeResult()
        var failure: (any Error)?
        var sleeper: (below: Int, continuation: CheckedContinuation<Void, Never>)?
    }

    private let state = Mutex(State())
    private let replica: Replica
    private let thread: DatabaseThread

    init(replica: Replica, thread: DatabaseThread) {
        self.replica = replica
        self.thread = thread
    }

    /// Adds a frame, once there is room.
    /// - Throws: what a frame before it ran into.
    func add(_ frame: ReplyFrame, times: RoundTripTimes?) async throws {
        await sleep(below: Self.waitingMax)
        try throwFailure()
        state.withLock { $0.waiting += 1 }
        thread.add { [self] in
            let failed = state.withLock { $0.failure != nil }
            let outcome = Result { failed ? TakeResult() : try take(frame, times) }
            settle(outcome)
        }
    }

    /// Waits until all frames are written.
    /// - Returns: what they changed, all replies together.
    /// - Throws: what one of them ran into.
    func drain() async throws -> TakeResult {
        await sleep(below: 1)
        try throwFailure()
        return state.withLock { $0.taken }
    }

    private func take(_ frame: ReplyFrame, _ times: RoundTripTimes?) throws -> TakeResult {
        switch frame {
        case .head(let head): try replica.take(head, times: times)
        case .page(let page): try replica.take(page)
        case .tail(let tail): try replica.take(tail)
        case .failure: TakeResult()
        }
    }

    private func settle(_ outcome: Result<TakeResult, any Error>) {
        let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.waiting -= 1
            switch outcome {
            case .success(let result): state.taken += result
            case .failure(let error): state.failure = state.failure ?? error
            }
            guard let sleeper = state.sleeper, state.waiting < sleeper.below else { return nil }
            state.sleeper = nil
            return sleeper.continuation
        }
        sleeper?.resume()
    }

    private func sleep(below count: Int) async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                guard state.waiting >= count else { return true }
                state.sleeper = (count, continuation)
                return false
            }
            if goesOn { continuation.resume() }
        }
    }

    private func throwFailure() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }
}
