import struct SimulationKit.SeededRandom
package import SyncModel
import Synchronization

/// A host whose clocks stand still until told, and whose random numbers come from a seed.
package final class TestHost: Sendable {
    private struct State {
        var wall: Int64 = 1_700_000_000_000
        var boot: Int64 = 1_000
        var random: SeededRandom
    }
    private let state: Mutex<State>
    private let tick: Int64

    /// - Parameter tick: how far the clocks go on whenever one is read; in milliseconds.
    package init(seed: UInt64, tick: Int64 = 0) {
        state = Mutex(State(random: SeededRandom(seed: seed)))
        self.tick = tick
    }

    package func advance(_ milliseconds: Int64) {
        state.withLock {
            $0.wall += milliseconds
            $0.boot += milliseconds
        }
    }

    /// The wall clock is set, as people and networks do.
    package func stepWallClock(_ milliseconds: Int64) { state.withLock { $0.wall += milliseconds } }

    package func next() -> UInt64 { state.withLock { $0.random.next() } }

    package func next(below limit: Int) -> Int { state.withLock { $0.random.below(limit) } }

    /// What libraries are given.
    package var host: SyncModel.Host {
        SyncModel.Host(
            wallClock: { [self] in read(\.wall) },
            bootClock: { [self] in read(\.boot) },
            random: { [self] in next() }
        )
    }

    private func read(_ clock: KeyPath<State, Int64>) -> Int64 {
        state.withLock {
            $0.wall += tick
            $0.boot += tick
            return $0[keyPath: clock]
        }
    }
}
