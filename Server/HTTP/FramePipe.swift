import Dispatch
import NIOCore
import Synchronization

/// Carries a reply from the thread that makes it to the task that writes it, holding little at a time.
///
/// The thread blocks while the pipe is full, so a slow line costs a thread but no memory; when the peer is gone, or
/// takes no byte for longer than the stall limit, the thread is told so at its next frame.
final class FramePipe: Sendable {
    /// The peer is gone or does not read.
    struct Closed: Error {}

    private struct State {
        var pending = ByteBuffer()
        var isFinished = false
        var isClosed = false
        var writerWaits = false
        var reader: (wanted: Int, continuation: CheckedContinuation<Void, Never>)?

        /// A writer whose frame does not fit beside what is there waits for the reader, who may not wait for it.
        func hasEnough(_ wanted: Int) -> Bool {
            isFinished || isClosed || writerWaits || pending.readableBytes >= wanted
        }

        mutating func readerToWake() -> CheckedContinuation<Void, Never>? {
            guard let reader, hasEnough(reader.wanted) else { return nil }
            self.reader = nil
            return reader.continuation
        }
    }

    private static let pendingBytesMax = 512 << 10
    private let state = Mutex(State())
    private let drained = DispatchSemaphore(value: 0)
    private let stallSecondsMax: Int

    init(stallSecondsMax: Int) {
        self.stallSecondsMax = stallSecondsMax
    }

    /// Hands over bytes; called on the worker's thread, blocks while the pipe is full.
    func emit(_ bytes: [UInt8]) throws(Closed) {
        while true {
            let (isTaken, isClosed, reader) = state.withLock { state in
                if state.isClosed { return (false, true, nil as CheckedContinuation<Void, Never>?) }
                // A frame larger than the pipe goes through when the pipe is empty.
                guard
                    state.pending.readableBytes == 0
                        || state.pending.readableBytes + bytes.count <= Self.pendingBytesMax
                else {
                    state.writerWaits = true
                    return (false, false, state.readerToWake())
                }
                state.pending.writeBytes(bytes)
                return (true, false, state.readerToWake())
            }
            reader?.resume()
            if isTaken { return }
            if isClosed { throw Closed() }
            if drained.wait(timeout: .now() + .seconds(stallSecondsMax)) == .timedOut {
                close()
                throw Closed()
            }
        }
    }

    /// Nothing more will come.
    func finish() {
        let reader = state.withLock { state in
            state.isFinished = true
            return state.readerToWake()
        }
        reader?.resume()
    }

    /// The peer is gone: the worker stops at its next frame.
    func close() {
        let (reader, writerWaits) = state.withLock { state in
            state.isClosed = true
            defer { state.writerWaits = false }
            return (state.readerToWake(), state.writerWaits)
        }
        reader?.resume()
        if writerWaits { drained.signal() }
    }

    /// As ``next(atLeast:)``, but takes what is there when the time is over, and be it nothing.
    func next(
        atLeast wanted: Int,
        within time: TimeAmount,
        on loop: any EventLoop
    ) async -> (bytes: ByteBuffer, isLast: Bool) {
        let timer = loop.scheduleTask(in: time) {
            let reader = self.state.withLock { state in
                defer { state.reader = nil }
                return state.reader
            }
            reader?.continuation.resume()
        }
        defer { timer.cancel() }
        return await next(atLeast: wanted)
    }

    /// Waits until so many bytes are there or all have come, and takes them.
    /// - Returns: the bytes, none at the end, and whether nothing will follow.
    func next(atLeast wanted: Int) async -> (bytes: ByteBuffer, isLast: Bool) {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard !state.hasEnough(wanted) else { return true }
                    state.reader = (wanted, continuation)
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            close()
        }
        let (bytes, isLast, writerWaits) = state.withLock { state in
            var taken = ByteBuffer()
            swap(&taken, &state.pending)
            defer { state.writerWaits = false }
            return (taken, state.isFinished || state.isClosed, state.writerWaits)
        }
        if writerWaits { drained.signal() }
        return (bytes, isLast)
    }

    /// The reply was cut short: the connection must be closed so that the peer notices.
    var isClosed: Bool { state.withLock { $0.isClosed } }
}
