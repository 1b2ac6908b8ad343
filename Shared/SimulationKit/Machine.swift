package import SyncModel
import Synchronization

/// The time that passes in a simulated world. Unit: milliseconds since 1970, UTC.
package final class WorldClock: Sendable {
    private let now: Mutex<Int64>

    /// A clock that shows this time.
    package init(milliseconds: Int64) {
        now = Mutex(milliseconds)
    }

    /// The true time.
    package var milliseconds: Int64 { now.withLock { $0 } }

    /// Time passes.
    package func advance(milliseconds: Int64) {
        now.withLock { $0 += milliseconds }
    }
}

/// One participant's machine: a wall clock that may be wrong and jump, a boot clock, and random bits, all from the
/// seed.
package final class Machine: Sendable {
    private struct State {
        var skew: Int64 = 0
        var startedAt: Int64
    }

    private let clock: WorldClock
    private let dice: Dice
    private let state: Mutex<State>

    /// A machine that has just been started, its wall clock right.
    package init(clock: WorldClock, dice: Dice) {
        self.clock = clock
        self.dice = dice
        state = Mutex(State(startedAt: clock.milliseconds))
    }

    /// What the machine shows as the time. Unit: milliseconds since 1970, UTC.
    package var wallClock: Int64 { clock.milliseconds + state.withLock { $0.skew } }

    /// Somebody sets the wall clock this far from the true time. Unit: milliseconds.
    package func setSkew(milliseconds: Int64) {
        state.withLock { $0.skew = milliseconds }
    }

    /// The machine is started again: its boot clock begins at 0.
    package func restart() {
        state.withLock { $0.startedAt = clock.milliseconds }
    }

    /// The machine as the core sees it.
    package var host: Host {
        Host(
            wallClock: { [self] in wallClock },
            bootClock: { [self] in clock.milliseconds - state.withLock { $0.startedAt } },
            random: { [dice] in dice.next() }
        )
    }
}
