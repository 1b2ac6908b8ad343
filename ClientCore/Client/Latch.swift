/// Is opened once; whoever comes before waits.
struct Latch: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// A closed gate.
    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// Lets everybody through from now on.
    func open() {
        continuation.finish()
    }

    /// Returns when the gate is open, or the task is cancelled.
    func passed() async {
        for await _ in stream {}
    }
}
