#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder in which a program keeps its data: nobody but the owner has any business in it.
public struct OwnFolder: Sendable {
    /// Where it is.
    public let path: String
    private let names: [String]

    /// The folder with the names of the program's files; a name stands for all that begin with it (`a.sqlite`, `a.sqlite-wal`).
    public init(_ path: String, holding names: [String]) {
        self.path = path
        self.names = names
    }

    /// The folder is not the program's alone: others' files lie in it, or it is everybody's or a person's home. Then only the program's
    /// own files are closed, for the folder's other users need it as it is.
    public var isShared: Bool {
        guard let info = Place.info(path, following: true) else { return false }
        let isCommon = info.st_mode & S_ISVTX != 0 || ["/", getenv("HOME").map { String(cString: $0) }].contains(Place.real(path))
        return isCommon || Place.names(in: path).contains { !isOwn($0) }
    }

    /// The program's files, and the folder unless it is shared, as far as others than the owner may do anything with them.
    public var tooOpen: [String] {
        let files = Place.names(in: path).filter(isOwn).map { path + "/" + $0 }
        return (isShared ? [] : [path]).filter { Self.isOpen($0, following: true) } + files.filter { Self.isOpen($0, following: false) }
    }

    /// Closes to others what is too open.
    /// - Returns: what stayed open, being somebody else's.
    @discardableResult
    public func tighten() -> [String] {
        for place in tooOpen {
            if let info = Place.info(place, following: true) { chmod(place, info.st_mode & 0o700) }
        }
        return tooOpen
    }

    private func isOwn(_ name: String) -> Bool { names.contains(where: name.hasPrefix) || name.hasPrefix(Place.partPrefix) }

    private static func isOpen(_ path: String, following: Bool) -> Bool {
        guard let info = Place.info(path, following: following) else { return false }
        return info.st_mode & S_IFMT != S_IFLNK && info.st_mode & 0o077 != 0
    }
}
