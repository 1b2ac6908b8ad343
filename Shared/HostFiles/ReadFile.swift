#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Reading whole files with a bound, so that a device or a pipe without an end is refused and not swallowed.
package enum ReadFile {
    /// The bytes of a regular file, a pipe, or standard input (`-`).
    /// - Throws: ``FileTrouble``: `isNoFile` for folders and devices, `system(EFBIG)` where there is more than
    ///   `bytesMax`.
    package static func bytes(of path: String, bytesMax: Int) throws(FileTrouble) -> [UInt8] {
        let descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTrouble(.system(errno), path) }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw FileTrouble(.system(errno), path) }
        let kind = info.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFIFO || path == "-" else { throw FileTrouble(.isNoFile, path) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw FileTrouble(.system(errno), path)
            }
            guard bytes.count + count <= bytesMax else { throw FileTrouble(.system(EFBIG), path) }
            bytes += buffer[..<count]
        }
    }
}
