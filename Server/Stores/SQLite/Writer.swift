import ChangeFeed
import Foundation
import Synchronization

/// The one thread that writes: bodies that wait at the same time share one commit (clause F3).
///
/// Unchecked: the queue is guarded by `condition`, the connection is touched by the writer's thread alone.
final class Writer: @unchecked Sendable {
    private let condition = NSCondition()
    private var waiting: [Job] = []
    private var isClosing = false
    private var isClosed = false
    private var connection: Connection?
    private let cache: ProgrammeVersionCache
    private let checkpointer: WALCheckpointer
    private let commitCount = Atomic<UInt64>(0)

    /// One body and the caller that waits for it. Unchecked: the caller reads `failure` only after `done` was
    /// signalled.
    private final class Job: @unchecked Sendable {
        /// Let go of before `done` is signalled: the caller's closure does not escape, and the runtime checks that.
        var body: ((Transaction) throws -> Void)?
        let done = DispatchSemaphore(value: 0)
        var failure: (any Error)?

        init(_ body: @escaping (Transaction) throws -> Void) {
            self.body = body
        }
    }

    init(connection: Connection, cache: ProgrammeVersionCache, checkpointer: WALCheckpointer) {
        self.connection = connection
        self.cache = cache
        self.checkpointer = checkpointer
    }

    func start() {
        let thread = Thread { [self] in run() }
        thread.name = "feed writer"
        thread.stackSize = 8 << 20
        thread.start()
    }

    var commits: UInt64 { commitCount.load(ordering: .relaxed) }

    func write<T>(_ body: (any FeedTransaction) throws -> T) throws -> T {
        var result: T?
        try withoutActuallyEscaping(body) { body in
            let job = Job { transaction in result = try body(transaction) }
            condition.lock()
            guard !isClosing else {
                condition.unlock()
                throw StoreFailure(.shuttingDown)
            }
            waiting.append(job)
            condition.broadcast()
            condition.unlock()
            job.done.wait()
            if let failure = job.failure { throw failure }
        }
        guard let result else { throw StoreFailure(.noResult) }
        return result
    }

    /// Finishes what was accepted, then ends the thread.
    func close() {
        condition.lock()
        isClosing = true
        condition.broadcast()
        while !isClosed { condition.wait() }
        condition.unlock()
    }

    private func run() {
        while let jobs = take(), let connection { commit(jobs, on: connection) }
        // Before anybody is told: the files of a closed store lie still.
        connection = nil
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }

    private func take() -> [Job]? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty {
            if isClosing { return nil }
            condition.wait()
        }
        defer { waiting = [] }
        return waiting
    }

    /// One transaction for all jobs, each undone alone if it throws (clause F2).
    private func commit(_ jobs: [Job], on connection: Connection) {
        do {
            try connection.execute("BEGIN IMMEDIATE")
            try connection.checkNumber()
            for job in jobs {
                job.failure = nil
                run(job, on: connection)
                if connection.isOutsideTransaction { throw StoreFailure(.notStored) }
            }
            try connection.execute("COMMIT")
            commitCount.add(1, ordering: .relaxed)
            if connection.logPages >= WALCheckpointer.pagesMin { checkpointer.request() }
        } catch {
            if !connection.isOutsideTransaction { try? connection.execute("ROLLBACK") }
            connection.names = Connection.Names()
            connection.layout = nil
            for job in jobs where job.failure == nil { job.failure = Connection.failure(error) }
        }
        for job in jobs {
            job.body = nil
            job.done.signal()
        }
        // Nobody waits for this any more; a disk that fails shows at the next commit.
        if connection.logPages >= WALCheckpointer.pagesMax { try? connection.checkpoint() }
    }

    private func run(_ job: Job, on connection: Connection) {
        // A transaction object of its own: what it remembers of streams must not outlive an undone job.
        let transaction = Transaction(connection, cache: cache)
        do {
            try connection.execute("SAVEPOINT job")
            try job.body?(transaction)
            try transaction.flush()
            try connection.execute("RELEASE job")
        } catch {
            job.failure = Connection.failure(error)
            guard !connection.isOutsideTransaction else { return }
            connection.names = Connection.Names()
            connection.layout = nil
            try? connection.execute("ROLLBACK TO job")
            try? connection.execute("RELEASE job")
        }
    }
}
