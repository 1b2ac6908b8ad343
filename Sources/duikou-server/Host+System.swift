import HostFiles
import SyncModel

extension Host {
    /// The machine that this process runs on: its wall clock, the clock that runs from its start and also in sleep, its
    /// random bits.
    static let system = Host(
        wallClock: MachineClock.wall,
        bootClock: MachineClock.boot,
        random: {
            var generator = SystemRandomNumberGenerator()
            return generator.next()
        }
    )
}
