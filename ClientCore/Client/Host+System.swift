import HostFiles
public import SyncModel

extension Host {
    /// The machine that this process runs on: its wall clock, the clock that runs from its start and also in sleep, its
    /// random bits.
    public static let system = Host(
        wallClock: MachineClock.wall,
        bootClock: MachineClock.boot,
        random: {
            var generator = SystemRandomNumberGenerator()
            return generator.next()
        }
    )
}
