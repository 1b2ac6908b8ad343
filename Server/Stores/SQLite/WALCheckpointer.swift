import Foundation

/// Checkpoints the write-ahead log on a thread and connection of its own, so that nobody who waits for an answer waits
/// for that.
///
/// Unchecked: the flags are guarded by `condition`, the connection is touched by its thread alone.
final class WALCheckpointer: @unchecked Sendable {
    /// From here on the log is checkpointed beside the writer. Unit: pages.
    static let pagesMin = 2_000
    /// From here on the writer does it itself, so that the log does not outgrow the disk while it writes without a
    /// pause. Unit: pages.
    static let pagesMax = 16_000

    private let condition = NSCondition()
    private var isWanted = false
    private var isClosing = false
    private var isClosed = false
    private var connection: Connection?

    init(connection: Connection) {
        self.connection = connection
    }

    func start() {
        let thread = Thread { [self] in run() }
        thread.name = "feed checkpointer"
        thread.start()
    }

    /// The log has grown: a checkpoint is wanted.
    func request() {
        condition.withLock {
            isWanted = true
            condition.broadcast()
        }
    }

    /// Ends the thread after what it is doing.
    func close() {
        condition.withLock {
            isClosing = true
            condition.broadcast()
            while !isClosed { condition.wait() }
        }
    }

    private func run() {
        // What fails here fails again, and is reported, where the writer does it itself.
        while next() { try? connection?.checkpoint() }
        // Before anybody is told: the files of a closed store lie still.
        connection = nil
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
    }

    private func next() -> Bool {
        condition.withLock {
            while !isWanted, !isClosing { condition.wait() }
            isWanted = false
            return !isClosing
        }
    }
}
