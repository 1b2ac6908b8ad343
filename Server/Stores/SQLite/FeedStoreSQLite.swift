import CSQLite
public import ChangeFeed
import Foundation
import SQLiteTables
public import SyncModel

/// The embedded store: one SQLite file in a folder, one writer with group commit, readers on snapshots.
public final class FeedStoreSQLite: FeedStore {
    /// The file's name in its folder.
    public static let fileName = "feed.sqlite"

    private let writer: Writer
    private let keeper: LogKeeper
    private let readers: ReaderPool
    private let shelves: ShelfCache

    private init(path: String, creating: Bool) throws {
        shelves = ShelfCache()
        let connection = try Connection(path: path, creating: creating, cacheKibibytes: 32_768)
        if creating {
            try connection.execute("BEGIN IMMEDIATE")
            try connection.execute(Schema.own)
            try connection.execute("COMMIT")
        } else {
            try connection.execute(Schema.later)
        }
        keeper = LogKeeper(connection: try Connection(path: path, creating: false, cacheKibibytes: 64))
        writer = Writer(connection: connection, shelves: shelves, keeper: keeper)
        readers = ReaderPool(path: path)
        keeper.start()
        writer.start()
    }

    deinit { close() }

    /// Makes a new store, parent folders included.
    /// - Throws: ``FeedFailure`` if the folder already has one or cannot be made.
    public static func create(folder: String, host: SyncModel.Host) throws -> FeedStoreSQLite {
        let path = path(in: folder)
        guard !FileManager.default.fileExists(atPath: path) else {
            throw FeedFailure("\(folder) already holds a server's data; choose another folder, or serve this one.")
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw FeedFailure("The folder \(folder) cannot be made; check the path and its rights.")
        }
        return try FeedStoreSQLite(path: path, creating: true)
    }

    /// Opens a store.
    /// - Throws: ``FeedFailure`` if the folder has none.
    public static func open(folder: String, host: SyncModel.Host) throws -> FeedStoreSQLite {
        let path = path(in: folder)
        guard FileManager.default.fileExists(atPath: path) else {
            throw FeedFailure("\(folder) holds no server's data; run `duikou-server init --programme NAME --data \(folder)` first.")
        }
        return try FeedStoreSQLite(path: path, creating: false)
    }

    private static func path(in folder: String) -> String {
        folder.hasSuffix("/") ? folder + fileName : folder + "/" + fileName
    }

    /// Waits for what was accepted and closes the file; nothing may be asked afterwards.
    public func close() {
        writer.close()
        keeper.close()
        readers.close()
    }

    /// Commits of this process so far.
    public var commits: UInt64 { writer.commits }

    /// Disk full, damaged, busy and the like, as SQLite reports them.
    public func isOwnFault(_ error: any Error) -> Bool {
        if error is StoreFailure || error is StateBlob.Damaged { return true }
        guard let failure = error as? SQLiteFailure else { return false }
        return failure.code & 0xff != SQLITE_CONSTRAINT && failure.code & 0xff != SQLITE_MISMATCH && failure.code & 0xff != SQLITE_TOOBIG
    }

    /// Runs a body on the writer's thread and returns after the commit.
    public func write<T>(_ body: (any FeedTransaction) throws -> T) throws -> T {
        try writer.write(body)
    }

    /// Runs a body on a snapshot.
    public func read<T>(_ body: (any FeedSnapshot) throws -> T) throws -> T {
        let connection = try readers.take()
        defer { readers.giveBack(connection) }
        do {
            try connection.execute("BEGIN")
            defer { try? connection.execute("COMMIT") }
            return try body(Snapshot(connection, shelves: shelves))
        } catch {
            throw Connection.failure(error)
        }
    }
}
