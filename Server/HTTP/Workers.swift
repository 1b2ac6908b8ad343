import NIOPosix
import Synchronization

/// The threads on which the feed works: it blocks on its store, so it must never run where async code runs.
final class Workers: Sendable {
    private let pool: NIOThreadPool
    private let load = Mutex((jobs: 0, bytes: 0))
    private let jobsMax: Int
    private let bytesMax: Int

    init(threads: Int, waitingMax: Int, bytesMax: Int) {
        pool = NIOThreadPool(numberOfThreads: threads)
        jobsMax = threads + waitingMax
        self.bytesMax = bytesMax
        pool.start()
    }

    /// Reserves a place in the queue and room for a body; given back with ``leave(bytes:)``.
    /// - Returns: whether there was room. One body always fits.
    func enter(bytes: Int) -> Bool {
        load.withLock { load in
            guard load.jobs < jobsMax, load.jobs == 0 || load.bytes + bytes <= bytesMax else { return false }
            load.jobs += 1
            load.bytes += bytes
            return true
        }
    }

    /// Gives back what ``enter(bytes:)`` reserved.
    func leave(bytes: Int) {
        load.withLock { load in
            load.jobs -= 1
            load.bytes -= bytes
        }
    }

    /// Jobs that run or wait.
    var jobs: Int { load.withLock { $0.jobs } }

    /// Starts work on a thread of the pool without waiting for it.
    func start(_ work: @escaping @Sendable () -> Void) {
        pool.submit { _ in work() }
    }

    /// Runs work on a thread of the pool.
    func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            pool.submit { _ in continuation.resume(returning: work()) }
        }
    }

    /// Waits for the threads to end.
    func shutdown() async throws {
        try await pool.shutdownGracefully()
    }
}
