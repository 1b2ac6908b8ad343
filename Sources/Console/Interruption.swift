import Foundation
import HostFiles

/// Ctrl-C, the system's request to end, and a terminal that was closed: the program says so and ends at once, and nothing half made stays behind.
///
/// What was committed stays: a database bears the end of its process at any moment.
public enum Interruption {
    // Written once, before a signal can arrive; afterwards only read.
    nonisolated(unsafe) private static var bell: Int32 = -1

    /// From now on an interruption ends the process with exit code 1. Who stops more gracefully takes the signals over later.
    /// - Parameter cleanUp: what else must not stay behind.
    public static func watch(cleanUp: @escaping @Sendable () -> Void = {}) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        bell = ends[1]
        let listener = ends[0]
        Thread.detachNewThread {
            var ring: UInt8 = 0
            while read(listener, &ring, 1) != 1 {}
            end(cleanUp)
        }
        // A handler may do next to nothing: it rings, the thread does the rest.
        var numbers = sigset_t()
        sigemptyset(&numbers)
        // Who started this process to outlive the terminal (nohup) has the last word.
        for number in [SIGINT, SIGTERM] + (isIgnored(SIGHUP) ? [] : [SIGHUP]) {
            sigaddset(&numbers, number)
            signal(number) { _ in
                var ring: UInt8 = 1
                _ = write(Interruption.bell, &ring, 1)
            }
        }
        // Whoever started this process may have had them blocked.
        pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        #if canImport(Glibc)
        let handler = action.__sigaction_handler.sa_handler
        #else
        let handler = action.__sigaction_u.__sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    private static func end(_ cleanUp: () -> Void) -> Never {
        Unfinished.takeBackAll()
        cleanUp()
        if Output.errorIsTerminal { Output.progress("\r\u{1b}[K") }
        Output.error(
            say(
                "Interrupted. It may have been carried out already: look before you run it again.",
                "已中断。操作可能已经完成，重新运行前请先查看。"
            )
        )
        _exit(Exit.failed.rawValue)
    }
}
