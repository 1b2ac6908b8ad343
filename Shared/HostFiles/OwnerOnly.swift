#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Files and folders that are for their owner alone: records of patients, and keys.
package enum OwnerOnly {
    /// From now on everything that this process makes is for its owner alone. To be called before anything is made.
    package static func begin() { umask(0o077) }

    /// Makes a folder with all above it that are missing, for the owner alone.
    /// - Returns: the folders that were made, the outermost first; those that were there stay as they are.
    /// - Throws: ``FileTrouble`` with what the system said.
    @discardableResult
    package static func makeFolder(_ path: String) throws(FileTrouble) -> [String] {
        var made: [String] = []
        var place = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            place += "/" + part
            if mkdir(place, 0o700) == 0 {
                made.append(place)
                continue
            }
            let number = errno
            guard number == EEXIST || number == EISDIR || number == EROFS || number == EACCES, isFolder(place) else {
                removeEmptyFolders(made)
                throw FileTrouble(.system(number), path)
            }
        }
        guard isFolder(path) else { throw FileTrouble(.system(ENOTDIR), path) }
        return made
    }

    /// A small file can be written in the folder now.
    /// - Throws: ``FileTrouble``, such as for a full disk; nothing is left behind.
    package static func checkWritable(_ folder: String) throws(FileTrouble) {
        let probe = try FileReplacement(path: folder + "/duikou.probe")
        defer { probe.cancel() }
        try probe.write([UInt8](repeating: 0, count: 1 << 20))
    }

    /// Takes folders back that ``makeFolder(_:)`` made, as far as nobody has put anything into them.
    package static func removeEmptyFolders(_ made: [String]) {
        for folder in made.reversed() { rmdir(folder) }
    }

    /// Makes an empty file for the owner alone, where nothing stood before: of two that try at once only one succeeds.
    /// - Throws: ``FileTrouble``, `system(EEXIST)` where something stands already.
    package static func makeFile(_ path: String) throws(FileTrouble) {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileTrouble(.system(errno), path) }
        close(descriptor)
    }

    /// Others than its owner may read a file. A group to which somebody else lends the file is no stranger: so keys are
    /// shared with services.
    package static func isReadableByOthers(_ file: String) -> Bool {
        guard let info = FilePlace.info(file, following: true), info.st_mode & S_IFMT == S_IFREG else { return false }
        return info.st_mode & (info.st_uid == geteuid() ? 0o044 : 0o004) != 0
    }

    private static func isFolder(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }
}
