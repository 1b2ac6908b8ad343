public import SyncModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension Host {
    /// The real machine: its wall clock, the clock that runs from its start and also in sleep, and its source of random bits.
    public static let system = Host(
        wallClock: { milliseconds(of: CLOCK_REALTIME) },
        bootClock: {
            #if canImport(Glibc)
            milliseconds(of: CLOCK_BOOTTIME)
            #else
            milliseconds(of: CLOCK_MONOTONIC)
            #endif
        },
        random: {
            var generator = SystemRandomNumberGenerator()
            return generator.next()
        }
    )

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
