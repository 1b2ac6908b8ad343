/// A server in the same process, for tests, demonstrations and simulations: a function that answers calls.
package struct MemoryTransport: Transport {
    /// Answers one call by handing out pieces of the reply; it may block, and runs on a thread of its own.
    package typealias Answer = @Sendable (_ call: Call, _ emit: ([UInt8]) throws -> Void) throws -> Void

    private let thread = DatabaseThread(name: "duikou-memory-line")
    private let answer: Answer

    /// A line to the function given.
    package init(answer: @escaping Answer) {
        self.answer = answer
    }

    /// Calls are answered one after the other.
    package var supportsPipelining: Bool { true }

    /// Answers the call as a whole and hands it out piece by piece.
    package func exchange(
        _ request: TransportRequest,
        departed: @escaping @Sendable () -> Void,
        chunk: ([UInt8]) async throws -> Void
    ) async throws -> TransportBytes {
        guard let call = Call(request) else { throw TransportError(.status(404)) }
        let answer = answer
        let pieces = try await thread.run {
            var pieces: [[UInt8]] = []
            departed()
            try answer(call) { pieces.append($0) }
            return pieces
        }
        var traffic = TransportBytes(sent: request.body?.count ?? 0)
        for piece in pieces {
            traffic.received += piece.count
            try await chunk(piece)
        }
        return traffic
    }

    /// Ends the thread.
    package func close() async {
        thread.close()
    }
}
