import CSQLite
package import ChangeFeed
import Foundation
package import HostFiles
import SQLiteTables
package import SyncModel

/// The embedded store: one SQLite file in a folder, one writer with group commit, readers on snapshots.
package final class FeedStoreSQLite: FeedStore {
    /// The file's name in its folder.
    package static let fileName = "feed.sqlite"

    private let writer: Writer
    private let checkpointer: WALCheckpointer
    private let readers: ReaderPool
    private let cache: ProgrammeVersionCache
    /// What was made for a store that is not kept yet.
    private let beginning: Unfinished?

    private init(path: String, beginning: Unfinished?) throws {
        let creating = beginning != nil
        self.beginning = beginning
        cache = ProgrammeVersionCache()
        let connection = try Connection(path: path, creating: creating, cacheKibibytes: 32_768)
        do {
            try Schema.migrations.migrate(connection.handle)
        } catch {
            throw Connection.failure(error)
        }
        checkpointer = WALCheckpointer(connection: try Connection(path: path, creating: false, cacheKibibytes: 64))
        writer = Writer(connection: connection, cache: cache, checkpointer: checkpointer)
        readers = ReaderPool(path: path)
        checkpointer.start()
        writer.start()
    }

    deinit { close() }

    /// Makes a new store, parent folders included. Until ``keep()`` it counts as unfinished.
    /// - Throws: ``FolderProblem`` if the folder already has one or cannot be made; nothing was changed then.
    package static func create(folder: String, host: SyncModel.Host) throws -> FeedStoreSQLite {
        let path = path(in: folder)
        let made: [String]
        do {
            made = try OwnerOnly.makeFolder(folder)
        } catch {
            throw FolderProblem.unmade(folder)
        }
        do {
            // Of two that begin at once one is refused, and takes nothing of the other's away.
            try OwnerOnly.makeFile(path)
        } catch {
            OwnerOnly.removeEmptyFolders(made)
            guard FileManager.default.fileExists(atPath: path) else {
                throw FolderProblem.unwritable(folder)
            }
            throw FolderProblem.taken(folder)
        }
        let beginning = Unfinished(files: ["", "-wal", "-shm"].map { path + $0 }, folders: made)
        do {
            return try FeedStoreSQLite(path: path, beginning: beginning)
        } catch {
            beginning.takeBack()
            throw error
        }
    }

    /// A new store has all that it needs: it stays.
    package func keep() { beginning?.finish() }

    /// Closes a new store and removes what was made for it, so that the same can be tried again.
    package func discard() {
        close()
        beginning?.takeBack()
    }

    /// Opens a store, and closes its files to others than their owner.
    /// - Throws: ``FolderProblem`` if the folder has none, ``StoreFailure`` with nothing changed if it is a newer
    ///   program's, or no store.
    package static func open(folder: String, host: SyncModel.Host) throws -> FeedStoreSQLite {
        let path = path(in: folder)
        guard FileManager.default.fileExists(atPath: path) else {
            throw FolderProblem.empty(folder)
        }
        do {
            let number = try Schema.migrations.look(at: path)
            // A store is made whole or not at all: an empty file is none. And what one lacks is made up for only where
            // it may be written.
            let isWritable = [path, folder].allSatisfy(FileManager.default.isWritableFile)
            if let number, number == 0 || !isWritable { try Schema.migrations.check(number, at: path) }
        } catch {
            throw StoreFailure(error)
        }
        let store = try FeedStoreSQLite(path: path, beginning: nil)
        ownFolder(folder).tighten()
        return store
    }

    /// The folder of a store with the names of the files that belong to it.
    package static func ownFolder(_ folder: String) -> OwnFolder {
        OwnFolder(folder, database: fileName, files: ["serve.lock"])
    }

    static func path(in folder: String) -> String {
        folder.hasSuffix("/") ? folder + fileName : folder + "/" + fileName
    }

    /// Waits for what was accepted and closes the file; nothing may be asked afterwards.
    package func close() {
        writer.close()
        checkpointer.close()
        readers.close()
    }

    /// Commits of this process so far.
    package var commits: UInt64 { writer.commits }

    /// Disk full, damaged, busy and the like, as SQLite reports them.
    package func isOwnFault(_ error: any Error) -> Bool {
        if StoreFailure(error) != nil { return true }
        guard let failure = error as? SQLiteFailure else { return false }
        return failure.code & 0xff != SQLITE_CONSTRAINT && failure.code & 0xff != SQLITE_MISMATCH
            && failure.code & 0xff != SQLITE_TOOBIG
    }

    /// Runs a body on the writer's thread and returns after the commit.
    package func write<T>(_ body: (any FeedTransaction) throws -> T) throws -> T {
        try writer.write(body)
    }

    /// Runs a body on a snapshot.
    package func read<T>(_ body: (any FeedSnapshot) throws -> T) throws -> T {
        let connection = try readers.take()
        defer { readers.giveBack(connection) }
        do {
            try connection.execute("BEGIN")
            defer { try? connection.execute("COMMIT") }
            try connection.checkNumber()
            return try body(Snapshot(connection, cache: cache))
        } catch {
            throw Connection.failure(error)
        }
    }
}
