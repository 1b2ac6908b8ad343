import Replica
import SyncWire
import Synchronization

/// Frames on their way into the database, so that the next is read and unpacked while the last is written.
///
/// Order is that of arrival. Pages that wait together are written in one transaction: on a fast line most of what a
/// transaction costs is saved, on a slow one every page is safe as soon as it is here. After a failure the rest is
/// dropped: a frame means nothing without those before it.
final class ApplyQueue: Sendable {
    /// Frames that may wait or be written at once; a page has some megabytes unpacked.
    private static let framesMax = 8

    private struct State {
        var waiting: [(frame: ReplyFrame, times: RoundTripTimes?)] = []
        /// Frames that the database's thread has taken and not finished.
        var inWork = 0
        var isScheduled = false
        var failure: (any Error)?
        /// Change sets and records that the heads' receipts settled, and nobody was told of.
        var settled = (sets: 0, records: 0)
        /// Records that were written so that they show.
        var received = 0
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
        await sleep(below: Self.framesMax)
        try throwFailure()
        let isFirst = state.withLock { state in
            state.waiting.append((frame, times))
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if isFirst { schedule() }
    }

    /// Waits until all frames are written.
    /// - Throws: what one of them ran into.
    func drain() async throws {
        await sleep(below: 1)
        try throwFailure()
    }

    /// How many change sets and records receipts settled since this was asked last.
    func settled() -> (sets: Int, records: Int) {
        state.withLock { state in
            defer { state.settled = (0, 0) }
            return state.settled
        }
    }

    /// What was written before the database failed. Unit: records; `nil` while it did not.
    var receivedBeforeFailure: Int? { state.withLock { $0.failure == nil ? nil : $0.received } }

    // MARK: - On the database's thread

    /// One job for each piece of work, so that what others ask of the database gets its turn in between.
    private func schedule() {
        let isTaken = thread.add { [self] in
            let (pages, frame, failed) = next()
            let outcome = Result {
                if failed { return }
                if !pages.isEmpty { count(try replica.take(pages)) }
                if let frame { try take(frame.frame, frame.times) }
            }
            if ended(outcome) { schedule() }
        }
        if !isTaken { abandon() }
    }

    /// The device was closed: nothing more is written, and whoever waits is told.
    private func abandon() {
        let sleeper = state.withLock { state in
            state.waiting = []
            (state.inWork, state.isScheduled) = (0, false)
            state.failure = state.failure ?? DuikouError.closed
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.continuation.resume()
    }

    /// The pages that wait at the front, and what follows them if it is here already.
    private func next() -> (pages: [Page], frame: (frame: ReplyFrame, times: RoundTripTimes?)?, failed: Bool) {
        state.withLock { state in
            var pages: [Page] = []
            while pages.count < state.waiting.count, case .page(let page) = state.waiting[pages.count].frame {
                pages.append(page)
            }
            let frame = pages.count < state.waiting.count ? state.waiting[pages.count] : nil
            state.inWork = pages.count + (frame == nil ? 0 : 1)
            state.waiting.removeFirst(state.inWork)
            return (pages, frame, state.failure != nil)
        }
    }

    private func take(_ frame: ReplyFrame, _ times: RoundTripTimes?) throws {
        switch frame {
        case .head(let head):
            let result = try replica.take(head, times: times)
            state.withLock {
                $0.settled.sets += result.setsSettled
                $0.settled.records += result.recordsSettled
            }
        case .page(let page): count(try replica.take(page))
        case .tail(let tail): count(try replica.take(tail))
        case .failure: break
        }
    }

    private func count(_ result: TakeResult) { state.withLock { $0.received += result.recordsReceived } }

    /// - Returns: whether more waits.
    private func ended(_ outcome: Result<Void, any Error>) -> Bool {
        let (sleeper, hasMore) = state.withLock { state -> (CheckedContinuation<Void, Never>?, Bool) in
            state.inWork = 0
            state.isScheduled = !state.waiting.isEmpty
            if case .failure(let error) = outcome { state.failure = state.failure ?? error }
            guard let sleeper = state.sleeper, state.waiting.count < sleeper.below else {
                return (nil, state.isScheduled)
            }
            state.sleeper = nil
            return (sleeper.continuation, state.isScheduled)
        }
        sleeper?.resume()
        return hasMore
    }

    private func sleep(below count: Int) async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                guard state.waiting.count + state.inWork >= count else { return true }
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
