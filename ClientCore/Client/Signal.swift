import Synchronization

/// Tells those who wait that something happened.
final class Signal: Sendable {
    private struct State {
        var next = 0
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = Mutex(State())

    /// Something happened.
    func fire() {
        let listeners = state.withLock { $0.listeners }
        for (_, listener) in listeners { listener.yield() }
    }

    /// One element for one or more happenings since the last; ends when its task does.
    func happenings() -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let ticket = state.withLock { state in
                state.next += 1
                state.listeners[state.next] = continuation
                return state.next
            }
            continuation.onTermination = { [weak self] _ in
                guard let self else { return }
                _ = self.state.withLock { $0.listeners.removeValue(forKey: ticket) }
            }
        }
    }
}
