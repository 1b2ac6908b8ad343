import Synchronization

/// Lets one through after the other, in the order in which they came.
final class Turnstile: Sendable {
    private struct State {
        var isTaken = false
        var nextTicket = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    }

    private let state = Mutex(State())

    /// Does something while nobody else does.
    /// - Throws: ``DuikouError`` `cancelled` if the task was cancelled before its turn; what the body throws.
    func inTurn<Result>(_ body: () async throws -> Result) async throws -> Result {
        guard await enter() else { throw DuikouError.cancelled }
        defer { leave() }
        return try await body()
    }

    /// - Returns: whether it is one's turn; else the task was cancelled.
    private func enter() async -> Bool {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Bool? in
                    guard state.isTaken else {
                        state.isTaken = true
                        return true
                    }
                    guard !Task.isCancelled else { return false }
                    state.waiting.append((ticket, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0) }
            }
            waiting?.continuation.resume(returning: false)
        }
    }

    private func leave() {
        let next = state.withLock { state in
            state.isTaken = !state.waiting.isEmpty
            return state.isTaken ? state.waiting.removeFirst() : nil
        }
        next?.continuation.resume(returning: true)
    }
}

/// What a synchronisation of this process does at the moment.
final class ActivityBoard: Sendable {
    private struct State {
        var activity = SyncActivity.idle
        var shown = ContinuousClock.now - .seconds(1)
    }

    /// People see no more.
    private static let interval = Duration.milliseconds(100)

    private let state = Mutex(State())

    var now: SyncActivity { state.withLock { $0.activity } }

    func set(_ activity: SyncActivity) { state.withLock { $0.activity = activity } }

    /// Notes progress.
    /// - Returns: whether it is worth showing: another phase, or some time since the last.
    func note(_ progress: SyncProgress) -> Bool {
        state.withLock { state in
            let now = ContinuousClock.now
            var isSamePhase = false
            if case .running(let last) = state.activity { isSamePhase = last.phase == progress.phase }
            guard !isSamePhase || now - state.shown >= Self.interval else { return false }
            (state.activity, state.shown) = (.running(progress), now)
            return true
        }
    }
}
