import NIOCore
import Synchronization

/// Wakes long polls when something moved.
final class WakeUps: Sendable {
    private struct Waiter {
        var continuation: CheckedContinuation<Void, Never>
        var timer: Scheduled<Void>
    }

    private struct State {
        var next = 0
        var isClosed = false
        var waiting: [Int: Waiter] = [:]
    }

    private let state = Mutex(State())

    /// Something moved: all wake.
    func wake() {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting
        }
        for (_, waiter) in waiting {
            waiter.timer.cancel()
            waiter.continuation.resume()
        }
    }

    /// The server stops: all wake, and nobody waits again.
    func close() {
        state.withLock { $0.isClosed = true }
        wake()
    }

    /// Waits for the next wake-up, or for the time to pass; returns at once if there is nothing to wait for.
    func wait(_ time: TimeAmount, on loop: any EventLoop, unless isDone: @Sendable () -> Bool) async {
        await withCheckedContinuation { continuation in
            let isRefused = state.withLock { state in
                // Asked under the lock: a change after this question finds the waiter.
                guard !state.isClosed, !isDone() else { return true }
                state.next += 1
                let ticket = state.next
                state.waiting[ticket] = Waiter(
                    continuation: continuation,
                    timer: loop.scheduleTask(in: time) { self.wake(ticket) }
                )
                return false
            }
            if isRefused { continuation.resume() }
        }
    }

    /// The server stops.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// How many wait.
    var count: Int { state.withLock { $0.waiting.count } }

    private func wake(_ ticket: Int) {
        state.withLock { $0.waiting.removeValue(forKey: ticket) }?.continuation.resume()
    }
}
