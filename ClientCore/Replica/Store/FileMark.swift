#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What a database file looks like from outside: another mark when somebody wrote into it or its log.
///
/// SQLite does not look for writers of a file that it is told nobody writes.
struct FileMark: Hashable, Sendable {
    private let inode: UInt64
    private let size: Int64
    private let seconds: Int
    private let nanoseconds: Int
    private let logSize: Int64

    init(_ path: String) {
        let (file, log) = (Self.look(path), Self.look(path + "-wal"))
        inode = UInt64(file.st_ino)
        size = Int64(file.st_size)
        #if canImport(Darwin)
        (seconds, nanoseconds) = (file.st_mtimespec.tv_sec, file.st_mtimespec.tv_nsec)
        #else
        (seconds, nanoseconds) = (file.st_mtim.tv_sec, file.st_mtim.tv_nsec)
        #endif
        logSize = Int64(log.st_size)
    }

    /// Something stands in the log.
    var hasLog: Bool { logSize > 0 }

    /// A file that is not there looks like an empty one.
    private static func look(_ path: String) -> stat {
        var info = stat()
        return stat(path, &info) == 0 ? info : stat()
    }
}
