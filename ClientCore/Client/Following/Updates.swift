import Synchronization

/// What can be read of a device, now and whenever it changes, whoever changed it.
///
/// It is pulled: each `next()` waits for a change, reads, and returns what is other than before, so that a slow reader
/// has no backlog. The sequence ends when its task is cancelled or the device is closed, and throws what the reading
/// throws.
public struct Updates<Element: Sendable>: AsyncSequence, Sendable {
    /// All that can go wrong.
    public typealias Failure = DuikouError

    private let begin: @Sendable () -> any Following<Element>

    init(_ begin: @escaping @Sendable () -> any Following<Element>) {
        self.begin = begin
    }

    /// Begins anew: the first element comes at once.
    public func makeAsyncIterator() -> Iterator { Iterator(following: begin()) }

    /// The elements, one after the other.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let following: any Following<Element>

        /// Waits for the next element; `nil` at the end.
        public mutating func next() async throws(DuikouError) -> Element? { try await following.next() }

        /// Waits for the next element; `nil` at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(DuikouError) -> Element? {
            try await following.next()
        }
    }
}

/// What makes the elements of a sequence.
protocol Following<Element>: AnyObject, Sendable {
    associatedtype Element: Sendable

    func next() async throws(DuikouError) -> Element?
}

/// Reads again whenever something was written.
final class ReadingAgain<Element: Equatable & Sendable>: Following {
    private struct State {
        var shown: Element?
        var generation: UInt64?
        var hasEnded = false
    }

    private let watch: ChangeWatch
    private let read: @Sendable () async throws(DuikouError) -> Element
    private let state = Mutex(State())

    init(_ watch: ChangeWatch, _ read: @escaping @Sendable () async throws(DuikouError) -> Element) {
        (self.watch, self.read) = (watch, read)
    }

    func next() async throws(DuikouError) -> Element? {
        while !state.withLock({ $0.hasEnded }) {
            if let generation = state.withLock({ $0.generation }) { await watch.change(after: generation) }
            if Task.isCancelled || watch.hasEnded { break }
            let generation = watch.generation
            do {
                let element = try await read()
                let isNew = state.withLock { state in
                    state.generation = generation
                    guard state.shown != element else { return false }
                    state.shown = element
                    return true
                }
                if isNew { return element }
            } catch {
                state.withLock { $0.hasEnded = true }
                // The end of the task or of the device is the end, and no error.
                guard error.code == .cancelled || error.code == .closed else { throw error }
            }
        }
        state.withLock { $0.hasEnded = true }
        return nil
    }
}
