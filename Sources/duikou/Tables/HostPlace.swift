import Glibc
import HostFiles

/// What stands at paths.
enum HostPlace {
    /// Something is there, be it a link that leads nowhere.
    static func isTaken(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0
    }

    /// It leads to a regular file.
    static func isFile(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
    }

    /// Both lead to one file.
    static func isSame(_ path: String, _ other: String) -> Bool {
        var (one, two) = (stat(), stat())
        guard stat(path, &one) == 0, stat(other, &two) == 0 else { return false }
        return one.st_dev == two.st_dev && one.st_ino == two.st_ino
    }

    /// It is a file of just these bytes.
    static func holds(_ path: String, _ bytes: [UInt8]) -> Bool {
        do {
            return try ReadFile.bytes(of: path, bytesMax: bytes.count) == bytes
        } catch {
            // A longer file, or one that cannot be read, is another one.
            return false
        }
    }
}
