/// What bounds every loop of the engine.
///
/// Retry loops, what changes before the next try, and what bounds them: lost line · the request is made anew (higher
/// counter, less unsettled) · ``lostTriesMax`` without a page, receipt or tail in between; refused line · time passes ·
/// ``refusedTriesMax``; line that stalls in the middle of an answer · what came before is kept · ``stalledTriesMax``
/// without a page or receipt in between; newer server · a damaged byte is gone · ``newerTriesMax``; silent server,
/// wrong or untrusted address · nothing would change · none; busy or failing server · time passes, longer each time ·
/// ``busyTriesMax``; unknown cursor · the cursor is sent whole · once; rounds · parcels settle or pages come ·
/// ``idleRoundsMax`` rounds in which neither happened.
package enum EngineLimits {
    /// Unit: milliseconds without a byte in or out after which a server counts as silent that has not begun to answer.
    ///
    /// A server that works on a request begins its answer after 5 seconds, with nothing in it yet.
    package static let silentMilliseconds = 18_000
    /// Unit: milliseconds without a byte after which an answer that has begun counts as dead: a loaded server may work
    /// that long on one.
    package static let stallMilliseconds = 40_000
    /// Tries on a line that stalls in the middle of an answer.
    package static let stalledTriesMax = 2
    /// Tries on a line that breaks off.
    package static let lostTriesMax = 5
    /// Tries at a server that seems to be newer: one byte that a line changed looks the same.
    package static let newerTriesMax = 2
    /// Tries at a server that refuses connections: such an answer comes at once, and people wait for it.
    package static let refusedTriesMax = 2
    /// Tries at a server that is busy or failed inside.
    package static let busyTriesMax = 6
    /// Rounds one after the other that move nothing.
    package static let idleRoundsMax = 3
    /// Unit: milliseconds before the second try.
    package static let firstDelayMilliseconds = 500
    /// Unit: milliseconds; no wait is longer.
    package static let longestDelayMilliseconds = 8_000

    /// The wait before a try, doubling from try to try. Unit: milliseconds.
    static func delayMilliseconds(afterTries tries: Int) -> Int {
        let doublings = max(0, min(tries - 1, 10))
        return min(firstDelayMilliseconds << doublings, longestDelayMilliseconds)
    }
}
