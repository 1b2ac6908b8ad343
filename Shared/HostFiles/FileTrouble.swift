#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Why a file or folder was not made, replaced or read.
package struct FileTrouble: Error, Hashable, CustomStringConvertible {
    /// What stands in the way.
    package enum Reason: Hashable, Sendable {
        /// Something other than a regular file stands at the path: a folder, a device, a pipe, a socket.
        case isNoFile
        /// A database stands at the path, or the file belongs to one.
        case isDatabase
        /// The path leads into a folder that is not for such files.
        case isOwnFolder
        /// The system refused; the number is `errno`'s.
        case system(Int32)
    }

    /// What stands in the way.
    package var reason: Reason
    /// The path as it was given.
    package var path: String

    /// A trouble from its parts.
    package init(_ reason: Reason, _ path: String) {
        self.reason = reason
        self.path = path
    }

    /// The disk is full, or this user's share of it.
    package var isLackOfRoom: Bool { reason == .system(ENOSPC) || reason == .system(EDQUOT) }

    /// One English sentence.
    package var description: String {
        switch reason {
        case .isNoFile: "\(path) is no file; only a file can be replaced."
        case .isDatabase: "\(path) is a database, or belongs to one; it is never replaced."
        case .isOwnFolder: "\(path) lies in the folder in which the program keeps its own data."
        case .system(let number): "\(path): \(Self.words(number))"
        }
    }

    private static func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}
