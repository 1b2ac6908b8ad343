import NIOCore
import SyncEngine
import Synchronization

/// The connections of a line, and how many bytes have moved on them.
///
/// The kernel is asked, which alone knows what the other side has taken of what was sent: a request that crawls over a
/// slow line for minutes has long left this program.
final class LineWatch: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// A connection was made.
    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        channels.withLock { $0[id] = channel }
        channel.closeFuture.whenComplete { [weak self] _ in
            guard let self else { return }
            _ = channels.withLock { $0.removeValue(forKey: id) }
        }
    }

    /// Bytes that the other sides have acknowledged and bytes that came from them.
    func bytes() async -> UInt64 {
        var sum: UInt64 = 0
        for channel in channels.withLock({ Array($0.values) }) { sum &+= await Self.bytes(of: channel) }
        return sum
    }

    /// Closes every connection; what waits for an answer on it fails.
    func hangUp() {
        for channel in channels.withLock({ Array($0.values) }) { channel.close(promise: nil) }
    }

    #if os(Linux)
    /// The beginning of the kernel's `tcp_info`: the last two numbers are the bytes of which receipt was told, and
    /// those received.
    private struct TCPInfo: Sendable {
        var begin: InlineArray<15, UInt64>
        var acknowledged: UInt64
        var received: UInt64
    }

    private static let (levelTCP, nameInfo): (SocketOptionLevel, SocketOptionName) = (6, 11)

    private static func bytes(of channel: any Channel) async -> UInt64 {
        guard let options = channel as? any SocketOptionProvider else { return 0 }
        let info: EventLoopFuture<TCPInfo> = options.unsafeGetSocketOption(level: levelTCP, name: nameInfo)
        // A connection that closes meanwhile has nothing to tell any more.
        guard let info = try? await info.get() else { return 0 }
        return info.acknowledged &+ info.received
    }
    #else
    private static func bytes(of channel: any Channel) async -> UInt64 { 0 }
    #endif
}

/// How long one exchange waits while nothing moves on the line.
final class Patience: Sendable {
    private struct State {
        /// Bytes of the answer's head came.
        var isAnswered = false
        /// Those who take the answer are busy with it: the line may rest.
        var isOurs = false
        /// Pieces that were handed over, for systems whose kernel does not tell.
        var pieces: UInt64 = 0
        var verdict: LineFailure?
    }

    private let line: LineWatch
    private let state = Mutex(State())

    init(_ line: LineWatch) {
        self.line = line
    }

    /// What is wrong with the line, once it was given up.
    var verdict: LineFailure? { state.withLock { $0.verdict } }

    /// The answer begins.
    func isAnswered() {
        state.withLock { $0.isAnswered = true }
    }

    /// A piece was handed over or came.
    func piece() {
        state.withLock { $0.pieces += 1 }
    }

    /// Somebody on this side takes his time.
    func pause(_ isOurs: Bool) {
        state.withLock { state in
            state.isOurs = isOurs
            state.pieces += 1
        }
    }

    /// Looks once a second whether something moved, and hangs up when nothing did for too long; ends when its task is
    /// cancelled.
    func keep() async {
        var last: UInt64 = 0
        var lastMove = ContinuousClock.now
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            let bytes = await line.bytes()
            let (isOurs, isAnswered, pieces) = state.withLock { ($0.isOurs, $0.isAnswered, $0.pieces) }
            if isOurs || bytes &+ pieces != last { lastMove = .now }
            last = bytes &+ pieces
            let limit = isAnswered ? EngineLimits.stallMilliseconds : EngineLimits.silentMilliseconds
            guard ContinuousClock.now - lastMove >= .milliseconds(limit) else { continue }
            state.withLock { $0.verdict = isAnswered ? .stalled : .silent }
            return line.hangUp()
        }
    }
}
