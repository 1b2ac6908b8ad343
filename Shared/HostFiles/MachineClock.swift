#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The clocks of the machine that this process runs on.
package enum MachineClock {
    /// The wall clock. Unit: milliseconds since 1970, UTC.
    package static func wall() -> Int64 { milliseconds(of: CLOCK_REALTIME) }

    /// The clock that runs from the machine's start, also in sleep. Unit: milliseconds.
    package static func boot() -> Int64 {
        #if canImport(Glibc)
        milliseconds(of: CLOCK_BOOTTIME)
        #else
        milliseconds(of: CLOCK_MONOTONIC)
        #endif
    }

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
