import Foundation
import HostFiles
import Synchronization

/// Ctrl-C, the system's request to end, and a terminal that was closed: the program says so and ends at once, and
/// nothing half made stays behind.
///
/// What was committed stays: a database bears the end of its process at any moment.
package enum Interruption {
    private static let words = Mutex(afterChange)

    /// After a verb that changes something, nobody knows how far it came.
    private static let afterChange = Text(
        en: "It may have been carried out already: look before you run it again.",
        zh: "操作可能已经完成，重新运行前请先查看。"
    )

    /// What an interruption means for the verb that begins.
    static func begin(_ verb: Any) {
        words.withLock { $0 = (verb as? any Interruptible)?.whenInterrupted ?? afterChange }
    }

    // Written once, before a signal can arrive; afterwards only read.
    nonisolated(unsafe) private static var bell: Int32 = -1

    /// From now on an interruption ends the process with exit code 1. Who stops more gracefully takes the signals over
    /// later.
    /// - Parameter cleanUp: what else must not stay behind.
    package static func watch(cleanUp: @escaping @Sendable () -> Void = {}) {
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
        let meaning = words.withLock { $0 }
        Output.error(say("Interrupted. \(meaning.en)", "已中断。\(meaning.zh)"))
        _exit(Exit.failed.rawValue)
    }
}

/// A verb of which more can be said than that it may have been carried out when it was interrupted.
package protocol Interruptible {
    /// A whole sentence: what is so now, and what to do.
    var whenInterrupted: Text { get }
}

/// A verb that changes nothing, such as one that lists.
package protocol ReadingVerb: Interruptible {}

extension ReadingVerb {
    /// Nothing was changed.
    package var whenInterrupted: Text { Text(en: "Nothing was changed.", zh: "没有任何改动。") }
}
