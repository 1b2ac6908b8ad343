public import SyncEngine

/// A server in the same process, for tests, demonstrations and simulations: a function that answers calls.
public struct MemoryTransport: Transport {
    /// Answers one call by handing out pieces of the reply; it may block, and runs on a thread of its own.
    public typealias Answer = @Sendable (_ call: Call, _ emit: ([UInt8]) throws -> Void) throws -> Void

    private let thread = DatabaseThread(name: "duikou-memory-line")
    private let answer: Answer

    /// A line to the function given.
    public init(answer: @escaping Answer) {
        self.answer = answer
    }

    /// Calls are answered one after the other.
    public var overlaps: Bool { true }

    /// Answers the call as a whole and hands it out piece by piece.
    public func exchange(
        _ call: Call,
        departed: @escaping @Sendable () -> Void,
        chunk: ([UInt8]) async throws -> Void
    ) async throws -> Traffic {
        let answer = answer
        let pieces = try await thread.run {
            var pieces: [[UInt8]] = []
            departed()
            try answer(call) { pieces.append($0) }
            return pieces
        }
        var traffic = Traffic(sent: call.body?.count ?? 0)
        for piece in pieces {
            traffic.received += piece.count
            try await chunk(piece)
        }
        return traffic
    }

    /// Ends the thread.
    public func close() async {
        thread.close()
    }
}
