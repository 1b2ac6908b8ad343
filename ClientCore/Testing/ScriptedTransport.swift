public import ClientCore
import Synchronization

/// A line that does what a test says: a step for each request, and then what a good line does.
public struct ScriptedTransport: Transport {
    /// What becomes of one request.
    public enum Step: Hashable, Sendable {
        /// It is answered.
        case pass
        /// Nobody listens.
        case refuse
        /// It arrives, and no byte comes back.
        case stall
        /// It arrives, and the answer breaks off after so many bytes.
        case cut(afterBytes: Int)
        /// It breaks off on its way after so many bytes: nothing arrives.
        case cutRequest(afterBytes: Int)
        /// It is answered later.
        case delay(Duration)
        /// Something else answers, with an HTTP status.
        case status(Int)
        /// It is answered, and one byte of the answer is another.
        case garble(byte: Int)
    }

    private let line: any Transport
    private let steps: Steps

    /// A line over another one.
    public init(_ line: any Transport, _ steps: [Step]) {
        self.line = line
        self.steps = Steps(steps)
    }

    /// As the line below.
    public var supportsPipelining: Bool { line.supportsPipelining }

    /// Does what the next step says.
    public func exchange(
        _ request: TransportRequest,
        departed: @escaping @Sendable () -> Void,
        chunk: ([UInt8]) async throws -> Void
    ) async throws -> TransportBytes {
        switch steps.next() {
        case .pass: return try await line.exchange(request, departed: departed, chunk: chunk)
        case .refuse: throw TransportError.nobodyAnswers
        case .status(let status): throw TransportError(.status(status))
        case .cutRequest(let count):
            throw TransportError.hungUp(TransportBytes(sent: min(count, request.body?.count ?? 0)))
        case .stall:
            let bytes = try await line.exchange(request, departed: departed) { _ in }
            throw TransportError(.stalled, bytes: TransportBytes(sent: bytes.sent))
        case .delay(let span):
            try await Task.sleep(for: span)
            return try await line.exchange(request, departed: departed, chunk: chunk)
        case .cut(let count):
            var left = count
            var bytes = TransportBytes(sent: request.body?.count ?? 0)
            _ = try await line.exchange(request, departed: departed) { piece in
                guard piece.count >= left else {
                    left -= piece.count
                    bytes.received += piece.count
                    return try await chunk(piece)
                }
                try await chunk(Array(piece.prefix(left)))
                bytes.received += left
                throw TransportError.hungUp(bytes)
            }
            return bytes
        case .garble(let index):
            var begin = 0
            return try await line.exchange(request, departed: departed) { piece in
                var piece = piece
                if piece.indices.contains(index - begin) { piece[index - begin] ^= 0xff }
                begin += piece.count
                try await chunk(piece)
            }
        }
    }

    /// The line below stays open for the next synchronisation.
    public func close() async {}
}

/// The steps that are left.
private final class Steps: Sendable {
    private let left: Mutex<ArraySlice<ScriptedTransport.Step>>

    init(_ steps: [ScriptedTransport.Step]) {
        left = Mutex(steps[...])
    }

    func next() -> ScriptedTransport.Step { left.withLock { $0.popFirst() ?? .pass } }
}
