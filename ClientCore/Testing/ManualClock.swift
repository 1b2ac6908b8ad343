public import ClientCore
public import Foundation
import SyncModel
import Synchronization

/// Time that passes only when a test says so.
public final class ManualClock: Sendable {
    private struct State {
        /// Unit: milliseconds since 1970, UTC.
        var wall: Int64
        /// Unit: milliseconds.
        var boot: Int64 = 0
    }

    private let state: Mutex<State>

    /// A clock that stands at a moment.
    public init(_ start: Date) {
        state = Mutex(State(wall: Self.milliseconds(start)))
    }

    /// Lets time pass on both clocks.
    public func advance(by span: Duration) {
        let milliseconds = Int64(span / .milliseconds(1))
        state.withLock { state in
            state.wall += milliseconds
            state.boot += milliseconds
        }
    }

    /// Somebody sets the wall clock; no time passes.
    public func setWall(_ date: Date) { state.withLock { $0.wall = Self.milliseconds(date) } }

    /// A machine with this clock; the same seed gives the same random bits.
    public func host(seed: UInt64) -> Host {
        let bits = SharedBits(seed: seed)
        return Host(
            wallClock: { [self] in state.withLock { $0.wall } },
            bootClock: { [self] in state.withLock { $0.boot } },
            random: { bits.next() }
        )
    }

    private static func milliseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1_000).rounded()) }
}

/// Random bits of a host, which many tasks may ask.
private final class SharedBits: Sendable {
    private let bits: Mutex<SeededBits>

    init(seed: UInt64) {
        bits = Mutex(SeededBits(seed: seed))
    }

    func next() -> UInt64 { bits.withLock { $0.next() } }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
private struct SeededBits: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
