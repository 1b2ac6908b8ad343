#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Files and folders that are for their owner alone: records of patients, and keys.
public enum OwnerOnly {
    /// From now on everything that this process makes is for its owner alone. To be called before anything is made.
    public static func begin() { umask(0o077) }

    /// Makes a folder with all above it that are missing, for the owner alone.
    /// - Returns: the folders that were made, the outermost first; those that were there stay as they are.
    /// - Throws: ``FileTrouble`` with what the system said.
    @discardableResult
    public static func makeFolder(_ path: String) throws(FileTrouble) -> [String] {
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
                throw FileTrouble(.system(number), path)
            }
        }
        guard isFolder(path) else { throw FileTrouble(.system(ENOTDIR), path) }
        return made
    }

    /// A small file can be written in the folder now.
    /// - Throws: ``FileTrouble``, such as for a full disk; nothing is left behind.
    public static func checkWritable(_ folder: String) throws(FileTrouble) {
        let probe = try FileReplacement(path: folder + "/duikou.probe")
        defer { probe.cancel() }
        try probe.write([UInt8](repeating: 0, count: 1 << 20))
    }

    /// Takes folders back that ``makeFolder(_:)`` made, as far as nobody has put anything into them.
    public static func removeEmptyFolders(_ made: [String]) {
        for folder in made.reversed() { rmdir(folder) }
    }

    /// The folder and what stands in it, as far as others than the owner may do anything with it.
    public static func tooOpen(_ folder: String) -> [String] {
        places(in: folder).filter { place in
            var info = stat()
            return lstat(place, &info) == 0 && info.st_mode & S_IFMT != S_IFLNK && info.st_mode & 0o077 != 0
        }
    }

    /// Closes the folder and what stands in it to others.
    /// - Returns: what stayed open, being somebody else's.
    @discardableResult
    public static func tighten(_ folder: String) -> [String] {
        for place in tooOpen(folder) {
            var info = stat()
            if lstat(place, &info) == 0 { chmod(place, info.st_mode & 0o700) }
        }
        return tooOpen(folder)
    }

    private static func places(in folder: String) -> [String] {
        guard let entries = opendir(folder) else { return [] }
        defer { closedir(entries) }
        var places = [folder]
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { places.append(folder + "/" + name) }
        }
        return places
    }

    private static func isFolder(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }
}
