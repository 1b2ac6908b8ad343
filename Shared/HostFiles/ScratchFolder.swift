#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A new folder for files that nobody needs afterwards, for the owner alone.
package struct ScratchFolder: Sendable {
    /// Where it is.
    package let path: String

    /// Makes one among the system's temporary files, under a name that nobody can guess.
    /// - Throws: ``FileTrouble`` with what the system said.
    package init(named name: String) throws(FileTrouble) {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        guard let template = strdup("\(base)/\(name)-\(FilePlace.blank)") else {
            throw FileTrouble(.system(errno), base)
        }
        defer { free(template) }
        guard mkdtemp(template) != nil else { throw FileTrouble(.system(errno), base) }
        path = String(cString: template)
    }

    /// Removes it with all that is in it. Links are removed, never followed.
    package func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        guard let info = FilePlace.info(path, following: false), info.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in FilePlace.names(in: path) { remove(path + "/" + name) }
        rmdir(path)
    }
}
