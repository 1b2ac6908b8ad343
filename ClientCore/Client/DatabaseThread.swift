import Foundation

/// One thread of its own on which all work with a device's database is done, in the order in which it was asked for.
///
/// SQLite blocks; Swift's pool has one thread per core and never grows, so a blocked call there stops the whole
/// program. Callers suspend on a continuation instead.
final class DatabaseThread: Sendable {
    private let queue = JobQueue()

    /// Starts the thread.
    init(name: String) {
        let queue = queue
        let thread = Thread {
            while let job = queue.next() { job() }
        }
        thread.name = name
        // Merging and compression of large pages are recursive nowhere; the default of secondary threads is enough but
        // for SQLite's parser.
        thread.stackSize = 4 << 20
        thread.start()
    }

    deinit {
        queue.close()
    }

    /// Runs a job on the thread, after all that were asked for before it.
    func run<Result: Sendable>(_ job: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let isOpen = queue.add { continuation.resume(with: Swift.Result { try job() }) }
            if !isOpen { continuation.resume(throwing: DuikouError.closed) }
        }
    }

    /// Adds a job that nobody waits for.
    /// - Returns: whether it will be done: the thread may have been ended.
    func add(_ job: @escaping @Sendable () -> Void) -> Bool { queue.add(job) }

    /// Lets the thread end, and comes back when all jobs that are in the queue are done.
    /// - Parameter last: is done after them, once.
    func end(_ last: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            let isFirst = queue.add {
                last()
                continuation.resume()
            }
            if !isFirst { continuation.resume() }
            queue.close()
        }
    }

    /// Lets the thread end after the jobs that are in the queue; later ones are refused.
    func close() {
        queue.close()
    }
}

/// Jobs in the order of their arrival.
// @unchecked: `jobs` and `isClosed` are touched only under `condition`.
private final class JobQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [@Sendable () -> Void] = []
    private var begin = 0
    private var isClosed = false

    func add(_ job: @escaping @Sendable () -> Void) -> Bool {
        condition.withLock {
            guard !isClosed else { return false }
            jobs.append(job)
            condition.signal()
            return true
        }
    }

    /// Waits for a job.
    /// - Returns: `nil` when the queue is closed and empty.
    func next() -> (@Sendable () -> Void)? {
        condition.withLock {
            while begin == jobs.count {
                if isClosed { return nil }
                jobs.removeAll(keepingCapacity: true)
                begin = 0
                condition.wait()
            }
            defer { begin += 1 }
            return jobs[begin]
        }
    }

    func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
    }
}
