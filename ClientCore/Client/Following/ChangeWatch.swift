import Foundation
import GRDB
import Replica
import Synchronization

/// Notices that something was written, by this device or by whatever other process has the file open.
///
/// One watch serves everybody who waits. It looks for others' writes only while somebody does.
final class ChangeWatch: Sendable {
    private struct State {
        /// Grows with everything that happened.
        var generation: UInt64 = 0
        var hasEnded = false
        var nextTicket = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var looking: Task<Void, Never>?
    }

    private let state = Mutex(State())
    private let version: VersionWatch
    private let interval: Duration
    private let thread: DatabaseThread

    init(_ replica: Replica, every interval: Duration, on thread: DatabaseThread) {
        version = VersionWatch(replica)
        (self.interval, self.thread) = (interval, thread)
    }

    /// What ``change(after:)`` is to be asked with, taken before a reading.
    var generation: UInt64 { state.withLock { $0.generation } }

    /// The device was closed.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Something happened: whoever waits goes on.
    func happened() {
        let waiting = state.withLock { state in
            state.generation += 1
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Nothing will happen any more.
    func end() {
        let looking = state.withLock { state in
            state.hasEnded = true
            return state.looking
        }
        looking?.cancel()
        happened()
    }

    /// Closes the watch's own connection; on the reading thread.
    func letGo() { version.close() }

    /// Comes back when something happened since, the device was closed, or the task was cancelled.
    func change(after generation: UInt64) async {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    guard state.generation == generation, !state.hasEnded, !Task.isCancelled else { return false }
                    state.waiting[ticket] = continuation
                    if state.looking == nil { state.looking = Task { [weak self] in await self?.look() } }
                    return true
                }
                if !waits { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume()
        }
    }

    /// Looks for the writes of others as long as somebody waits.
    private func look() async {
        while (try? await Task.sleep(for: interval)) != nil {
            let goesOn = state.withLock { state in
                if state.waiting.isEmpty { state.looking = nil }
                return state.looking != nil
            }
            guard goesOn else { return }
            // A file that cannot be looked at now is looked at again.
            if (try? await thread.run { [version] in try version.hasChanged() }) == true { happened() }
        }
        state.withLock { $0.looking = nil }
    }
}

/// SQLite's number of the file's writes, as one connection sees it.
///
/// @unchecked: it is used on the reading thread alone.
private final class VersionWatch: @unchecked Sendable {
    private let replica: Replica
    // The number can only be compared with what the same connection said before, so this connection does nothing else.
    private var connection: (any DatabaseReader)?
    private var seen: Int64?

    init(_ replica: Replica) {
        self.replica = replica
    }

    /// The first time it is true: what was before nobody can tell.
    func hasChanged() throws -> Bool {
        let now = try open().read { try Int64.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
        defer { seen = now }
        return now != seen
    }

    func close() { connection = nil }

    private func open() throws -> any DatabaseReader {
        if let connection { return connection }
        let opened = try replica.openWatch()
        connection = opened
        return opened
    }
}
