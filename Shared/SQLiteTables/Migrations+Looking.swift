import CSQLite

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Opening a file as a store sets it up: the log and its index are made, and written back at the end. What must not be
/// opened at all is told before, without a trace in its folder.
extension Migrations {
    /// The number that the store at a path bears, 0 for an empty file; `nil` where that cannot be told without a trace,
    /// because there is no file, it may not be read, or somebody stands in the middle of writing it.
    /// - Throws: ``StoreMismatch`` for a newer store, and for a file that is none.
    package func look(at path: String) throws(StoreMismatch) -> Int? {
        guard Self.size(path) != nil, Self.size(path + "-journal") ?? 0 == 0 else { return nil }
        // Without a log all that was written stands in the file, and nobody is about to move anything into it.
        guard Self.size(path + "-wal") ?? 0 > 0 else { return try look(at: path, "immutable=1", SQLITE_OPEN_READONLY) }
        // Who has the file for himself keeps the index of the log in memory. Beside others there is an index already,
        // and they checkpoint it.
        if let number = try look(at: path, "mode=rw", SQLITE_OPEN_READWRITE, alone: true) { return number }
        return try look(at: path, "mode=ro", SQLITE_OPEN_READONLY)
    }

    private func look(
        at path: String,
        _ option: String,
        _ flags: Int32,
        alone: Bool = false
    ) throws(StoreMismatch) -> Int? {
        var opened: OpaquePointer?
        defer { sqlite3_close_v2(opened) }
        let flags = flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(FileAddress.of(path, option), &opened, flags, nil) == SQLITE_OK, let opened else {
            return nil
        }
        // At the end nobody writes the log back.
        guard duikou_leave_log(opened) == SQLITE_OK else { return nil }
        if alone {
            sqlite3_exec(opened, "PRAGMA locking_mode = EXCLUSIVE", nil, nil, nil)
        } else {
            sqlite3_busy_timeout(opened, 15_000)
        }
        do {
            return try number(opened)
        } catch let mismatch as StoreMismatch {
            throw StoreMismatch(mismatch.kind, path: path, known: newest)
        } catch let failure as SQLiteFailure where failure.code & 0xff == SQLITE_NOTADB {
            throw StoreMismatch(.foreign, path: path, known: newest)
        } catch {
            // Whoever opens the store runs into it, and says it.
            return nil
        }
    }

    private static func size(_ path: String) -> Int? {
        var info = stat()
        return stat(path, &info) == 0 ? Int(info.st_size) : nil
    }
}
