#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the system says of a path.
enum FilePlace {
    /// How the names of files begin that are not whole yet.
    static let partPrefix = ".duikou-"
    /// What the system replaces by a name that nothing has yet.
    static let blank = String(repeating: "X", count: 6)

    /// The name is one that the system made of the two above.
    static func isPart(_ name: String) -> Bool {
        let rest = name.utf8.dropFirst(partPrefix.utf8.count)
        return name.hasPrefix(partPrefix) && rest.count == blank.utf8.count
            && rest.allSatisfy { 48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 }
    }

    /// A database, and what SQLite keeps beside it.
    static func database(_ path: String) -> [String] { [path] + companions.map { path + $0 } }

    /// How the names of the files end that SQLite keeps beside a database.
    static let companions = ["-wal", "-shm", "-journal"]

    /// A regular file is there.
    static func isFile(_ path: String, following: Bool) -> Bool {
        info(path, following: following).map { $0.st_mode & S_IFMT == S_IFREG } ?? false
    }

    /// Kind, rights and owner; `nil` if nothing is there.
    static func info(_ path: String, following: Bool) -> stat? {
        var info = stat()
        return (following ? stat(path, &info) : lstat(path, &info)) == 0 ? info : nil
    }

    /// When the bytes were last changed. Unit: seconds since 1970.
    static func changed(_ info: stat) -> Int {
        #if canImport(Glibc)
        info.st_mtim.tv_sec
        #else
        info.st_mtimespec.tv_sec
        #endif
    }

    /// The path without links; `nil` if nothing is there.
    static func real(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// The names in a folder; none if it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let entries = opendir(folder) else { return [] }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
