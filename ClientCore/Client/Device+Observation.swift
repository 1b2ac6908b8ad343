import GRDB
import Replica
import SyncModel

extension Device {
    /// How often other processes' writes are looked for. Unit: milliseconds.
    public static let pollMilliseconds = 250

    /// The result of a read-only SQL statement now and whenever it changes, whoever changed it: this device, a synchronisation, or another
    /// process with the file open.
    ///
    /// Writes of this device show at once, those of others within ``pollMilliseconds``. Results that nobody took yet are replaced by newer
    /// ones. The sequence ends when its task is cancelled, or throws what the statement throws.
    public func observe(_ sql: String) -> AsyncThrowingStream<Rows, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let task = Task {
                do {
                    try await follow(sql) { continuation.yield($0) }
                    continuation.finish()
                } catch is CancellationError {
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private func follow(_ sql: String, _ show: (Rows) -> Void) async throws {
        let watch = try await withReplica { try VersionWatch(path: $0.databasePath) }
        var version = try await withReplica { _ in try watch.version() }
        var shown = try await query(sql)
        show(shown)
        for await isOwn in ticks() {
            try Task.checkCancellation()
            let now = try await withReplica { _ in try watch.version() }
            guard isOwn || now != version else { continue }
            version = now
            let rows = try await query(sql)
            guard rows != shown else { continue }
            shown = rows
            show(rows)
        }
    }

    /// True for each write of this device, false for each time at which to look for those of others.
    private func ticks() -> AsyncStream<Bool> {
        AsyncStream(bufferingPolicy: .bufferingNewest(4)) { continuation in
            let happenings = ownWrites.happenings()
            let task = Task {
                await withTaskGroup { group in
                    group.addTask { for await _ in happenings { continuation.yield(true) } }
                    group.addTask {
                        while (try? await Task.sleep(for: .milliseconds(Self.pollMilliseconds))) != nil { continuation.yield(false) }
                    }
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}

/// Notices that some other connection wrote, whichever process it belongs to.
private final class VersionWatch: Sendable {
    // SQLite's number can only be compared with what the same connection said before, so this connection does nothing else.
    private let connection: DatabaseQueue

    init(path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "duikou-version-watch"
        connection = try DatabaseQueue(path: path, configuration: configuration)
    }

    func version() throws -> Int64 {
        try connection.read { try Int64.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }
}
