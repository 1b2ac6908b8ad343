import CSQLite
import GRDB
import HostFiles
import SQLiteTables
import SyncModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Opening the file, and SQLite's failures in words.
enum Store {
    static func path(in folder: String) -> String { folder + "/duikou.sqlite" }

    /// An opened file, and why nothing can be written into it, if so.
    struct Opened {
        let database: any DatabaseWriter
        var unwritable: ReplicaError?
        /// What a file looked like that is read as one that nobody writes.
        var mark: FileMark?
    }

    /// - Parameter readingOnly: nothing is written, also where it could be.
    static func open(folder: String, readingOnly: Bool = false) throws -> Opened {
        do {
            let number = try StoreSchema.migrations.look(at: path(in: folder))
            if readingOnly || isReadOnly(folder) {
                // What it lacks cannot be made up for here.
                if let number { try StoreSchema.migrations.check(number, at: path(in: folder)) }
                var opened = try openForReading(path(in: folder))
                opened.unwritable = readingOnly ? openedForReading : notForWriting
                return opened
            }
            do {
                return Opened(database: try openForWriting(folder))
            } catch {
                guard let why = lackOfRoom(error, in: folder), let database = openWithoutRoom(path(in: folder)) else {
                    throw error
                }
                return Opened(database: database, unwritable: why)
            }
        } catch let trouble as FileTrouble {
            if trouble.isLackOfRoom { throw full }
            throw ReplicaError(.storage, .store(.folder(folder)))
        } catch {
            throw inWords(error)
        }
    }

    static func isThere(_ folder: String) -> Bool { access(path(in: folder), F_OK) == 0 }

    private static func openForWriting(_ folder: String) throws -> any DatabaseWriter {
        try OwnerOnly.makeFolder(folder)
        duikou_skip_memory_statistics()
        var configuration = Configuration()
        configuration.busyMode = .timeout(20)
        configuration.label = "duikou"
        // References that other programs declare are theirs to keep: nothing that the server says may fail on them.
        configuration.foreignKeysEnabled = false
        let pool = try DatabasePool(path: path(in: folder), configuration: configuration)
        try pool.writeWithoutTransaction { db in
            let connection = try TransactionKeeper.connection(db)
            // Triggers are for other tools: typed writes keep their own books, and what comes from the server is
            // captured by nobody.
            guard duikou_set_triggers(connection, 0) == SQLITE_OK else {
                throw ReplicaError(.storage, .store(.noTriggerSwitch))
            }
            try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST; PRAGMA cache_size = -16000")
            // Ids are random, so every transaction changes most pages of their index: a longer log writes them back
            // less often.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 67108864")
            try StoreSchema.migrations.migrate(connection)
        }
        Replica.ownFolder(folder).tighten()
        return pool
    }

    // MARK: - Where writing is not possible

    /// The store is there, and this user may not write into it: somebody else's folder, a medium or mount for reading.
    private static func isReadOnly(_ folder: String) -> Bool {
        let path = path(in: folder)
        return access(path, F_OK) == 0 && (access(path, W_OK) != 0 || access(folder, W_OK) != 0)
    }

    /// A store that is only read, without a trace in its folder.
    static func openForReading(_ path: String) throws -> Opened {
        guard access(path, R_OK) == 0 else { throw ReplicaError(.storage, .store(.unreadable(path))) }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(20)
        configuration.label = "duikou"
        // Whoever has it open for writing keeps an index of its log, and with that reading is safe beside him. Of an
        // index that somebody left behind SQLite makes a copy in memory, as long as it may not write into it; beside
        // somebody who writes it may have to note there how far this reader is.
        if access(path + "-shm", R_OK) == 0, access(path + "-wal", R_OK) == 0 {
            let address = FileAddress.of(path, "readonly_shm=1")
            let quiet = try? DatabaseQueue(path: address, configuration: configuration)
            return Opened(database: try quiet ?? DatabaseQueue(path: path, configuration: configuration))
        }
        let mark = FileMark(path)
        guard !mark.hasLog else { throw ReplicaError(.storage, .store(.logUnreadable)) }
        // Without a log nobody has it open, and SQLite must not ask for the index that cannot be made here.
        let address = FileAddress.of(path, "immutable=1")
        return Opened(database: try DatabaseQueue(path: address, configuration: configuration), mark: mark)
    }

    // MARK: - Where there is no room

    /// What opening ran into is that nothing more can be written to the disk; `nil` for anything else.
    private static func lackOfRoom(_ error: any Error, in folder: String) -> ReplicaError? {
        guard access(path(in: folder), F_OK) == 0, let code = (error as? DatabaseError)?.resultCode else { return nil }
        guard [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN].contains(code) else { return nil }
        var disk = statvfs()
        let isFull = statvfs(folder, &disk) == 0 && (disk.f_bavail == 0 || disk.f_files > 0 && disk.f_favail == 0)
        return isFull ? full : inWords(error) as? ReplicaError
    }

    /// A store that is read on a full disk: whoever opens it as always needs room for the log and for its index.
    /// - Returns: `nil` if that is not possible either; the caller knows why.
    private static func openWithoutRoom(_ path: String) -> (any DatabaseWriter)? {
        var index = stat()
        // An index that came to nothing for lack of room is shorter than its first piece.
        let hasIndex = stat(path + "-shm", &index) == 0 && index.st_size >= 32_768
        if hasIndex, let reader = try? openForReading(path) { return reader.database }
        var configuration = Configuration()
        configuration.busyMode = .timeout(20)
        configuration.label = "duikou"
        // Who has the file for himself keeps the log's index in memory. Nothing is written: the replica knows that it
        // may not.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
        return try? DatabaseQueue(path: path, configuration: configuration)
    }

    static let full = ReplicaError(.storage, .store(.full))
    private static let notForWriting = ReplicaError(.storage, .store(.notForWriting))
    private static let openedForReading = ReplicaError(.storage, .store(.openedForReading))

    /// Errors of SQLite become errors of ours; everything else stays what it is.
    static func inWords(_ error: any Error) -> any Error {
        let (code, message): (Int32, String)
        if let mismatch = error as? StoreMismatch { return ReplicaError(mismatch) }
        if let failure = error as? SQLiteFailure {
            (code, message) = (failure.code, failure.message)
        } else if let failure = error as? DatabaseError {
            (code, message) = (failure.extendedResultCode.rawValue, failure.message ?? "unknown")
        } else if error is StateBlob.Damaged {
            return ReplicaError(.damaged, .store(.damaged(.state)))
        } else {
            return error
        }
        switch code & 0xff {
        case SQLITE_FULL: return full
        case SQLITE_BUSY: return ReplicaError(.storage, .store(.busy))
        case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM: return notForWriting
        case SQLITE_IOERR:
            return ReplicaError(.storage, .store(.disk))
        case SQLITE_CONSTRAINT where message.hasPrefix("UNIQUE constraint failed: "):
            return ReplicaError(
                .storage,
                .others(.uniqueIndex(String(message.dropFirst("UNIQUE constraint failed: ".count))))
            )
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return ReplicaError(.damaged, .store(.damaged(.file)))
        default: return ReplicaError(.storage, .store(.refused(code & 0xff, message)))
        }
    }
}
