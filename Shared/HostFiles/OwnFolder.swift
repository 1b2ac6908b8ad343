#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder in which a program keeps its data: nobody but the owner has any business in it.
package struct OwnFolder: Sendable {
    /// Where it is.
    package let path: String
    private let database: [String]
    private let files: [String]

    /// The folder with the exact names of the program's files; a database's companions (`a.sqlite-wal`) are meant with
    /// it. Whatever else lies there, however it is called, is somebody else's.
    package init(_ path: String, database: String, files: [String] = []) {
        self.path = path
        self.database = FilePlace.database(database)
        self.files = files
    }

    /// The folder is not the program's alone: others' files lie in it, or it is everybody's or a person's home. Then
    /// only the program's own files are closed, for the folder's other users need it as it is.
    package var isShared: Bool {
        guard let info = FilePlace.info(path, following: true) else { return false }
        let isCommon =
            info.st_mode & S_ISVTX != 0
            || ["/", getenv("HOME").map { String(cString: $0) }].contains(FilePlace.real(path))
        return isCommon || FilePlace.names(in: path).contains { !isOwn($0) }
    }

    /// The program's files, and the folder unless it is shared, as far as others than the owner may do anything with
    /// them.
    package var tooOpen: [String] {
        let named = FilePlace.names(in: path).filter(isOwn).map { path + "/" + $0 }
        return ((isShared ? [] : [path]) + named.flatMap(behind)).filter(Self.isOpen)
    }

    /// Closes to others what is too open.
    /// - Returns: what stayed open, being somebody else's.
    @discardableResult
    package func tighten() -> [String] {
        for place in tooOpen {
            if let info = FilePlace.info(place, following: true) { chmod(place, info.st_mode & 0o700) }
        }
        return tooOpen
    }

    private func isOwn(_ name: String) -> Bool {
        if database.contains(name) { return FilePlace.isFile(path + "/" + name, following: true) }
        return (files.contains(name) || FilePlace.isPart(name)) && FilePlace.isFile(path + "/" + name, following: false)
    }

    /// Where a file really is: a database may have been moved and linked, and keeps its companions where it is.
    private func behind(_ file: String) -> [String] {
        guard !FilePlace.isFile(file, following: false), let real = FilePlace.real(file) else { return [file] }
        return FilePlace.database(real).filter { FilePlace.isFile($0, following: false) }
    }

    private static func isOpen(_ path: String) -> Bool {
        FilePlace.info(path, following: true).map { $0.st_mode & 0o077 != 0 } ?? false
    }
}
