#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is written beside its place and takes its place when it is whole: what stood there before stays until
/// then.
///
/// Only a regular file, or nothing, is ever replaced, and never a database or what belongs to one. A link is followed:
/// the file behind it is replaced, the link stays. The new file is for its owner alone. Given up before ``finish()``,
/// it leaves nothing behind.
package final class FileReplacement {
    private static let bytesMax = 1 << 16
    /// No part that is still written to is that old.
    private static let staleSeconds = 86_400

    private let path: String
    private let target: String
    private let part: String
    private let unfinished: Unfinished
    private var descriptor: Int32
    private var bytes: [UInt8] = []

    /// Begins a file.
    /// - Parameter forbidden: folders in which nothing may be replaced, with all below them; those that are not there
    ///   forbid nothing.
    /// - Throws: ``FileTrouble``; nothing was changed then.
    package init(path: String, outside forbidden: [String] = []) throws(FileTrouble) {
        self.path = path
        target = try Self.resolved(path)
        let folder = Self.folder(of: target)
        guard !forbidden.contains(where: { Self.lies(folder, in: $0) }) else { throw FileTrouble(.isOwnFolder, path) }
        if let obstacle = Self.obstacle(target) { throw FileTrouble(obstacle, path) }
        Self.removeStaleParts(in: folder)
        // The name is fresh and made by nobody else: whatever link or file somebody laid out is never written through.
        guard let template = strdup("\(folder)/\(FilePlace.partPrefix)\(FilePlace.blank)") else {
            throw FileTrouble(.system(errno), path)
        }
        defer { free(template) }
        descriptor = mkstemp(template)
        guard descriptor >= 0 else { throw FileTrouble(.system(errno), path) }
        part = String(cString: template)
        unfinished = Unfinished(files: [part])
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { cancel() }

    /// Adds bytes.
    /// - Throws: ``FileTrouble``, such as a full disk; the part is removed then.
    package func write(_ more: some Sequence<UInt8>) throws(FileTrouble) {
        bytes += more
        if bytes.count >= Self.bytesMax { try flush() }
    }

    /// Puts the whole file in its place, safe against a loss of power.
    /// - Throws: ``FileTrouble``; what stood there before still does then.
    package func finish() throws(FileTrouble) {
        try flush()
        guard fsync(descriptor) == 0 else { throw trouble() }
        // Looked at again: it may have been made meanwhile.
        if let obstacle = Self.obstacle(target) {
            cancel()
            throw FileTrouble(obstacle, path)
        }
        guard rename(part, target) == 0 else { throw trouble() }
        unfinished.finish()
        close(descriptor)
        descriptor = -1
        guard Self.synchronize(folder: Self.folder(of: target)) else { throw FileTrouble(.system(errno), path) }
    }

    /// Gives the file up.
    package func cancel() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        unfinished.takeBack()
    }

    private func flush() throws(FileTrouble) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw trouble()
            }
        }
        bytes.removeAll(keepingCapacity: true)
    }

    private func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.write(descriptor, buffer.baseAddress, buffer.count)
        #else
        Darwin.write(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    private func trouble() -> FileTrouble {
        let number = errno
        cancel()
        return FileTrouble(.system(number), path)
    }

    // MARK: - Places

    /// The place behind all links, which may be empty yet.
    private static func resolved(_ path: String) throws(FileTrouble) -> String {
        var place = path
        // As many links as the system itself follows.
        for _ in 0..<40 {
            guard let behind = link(place) else {
                guard !place.hasSuffix("/"), !place.isEmpty else { throw FileTrouble(.isNoFile, path) }
                if obstacle(place) == .isNoFile { throw FileTrouble(.isNoFile, path) }
                guard let folder = FilePlace.real(folder(of: place)) else { throw FileTrouble(.system(errno), path) }
                return folder + "/" + name(of: place)
            }
            place = behind.hasPrefix("/") ? behind : folder(of: place) + "/" + behind
        }
        throw FileTrouble(.system(ELOOP), path)
    }

    private static func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }

    /// Why what stands there may not be replaced; `nil` for a plain regular file or nothing.
    private static func obstacle(_ path: String) -> FileTrouble.Reason? {
        for companion in FilePlace.companions where path.hasSuffix(companion) {
            if beginsAsDatabase(String(path.dropLast(companion.count))) == .isDatabase { return .isDatabase }
        }
        guard FilePlace.info(path, following: false) != nil else { return nil }
        return FilePlace.isFile(path, following: false) ? beginsAsDatabase(path) : .isNoFile
    }

    /// `nil` for a file that is none, or where there is none; what cannot be looked into may be one.
    private static func beginsAsDatabase(_ path: String) -> FileTrouble.Reason? {
        guard FilePlace.isFile(path, following: true) else { return nil }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .system(errno) }
        defer { close(descriptor) }
        let wanted = Array("SQLite format 3\0".utf8)
        var found = [UInt8](repeating: 0, count: wanted.count)
        return read(descriptor, &found, found.count) == found.count && found == wanted ? .isDatabase : nil
    }

    /// Parts of files that a process left behind which was killed or lost its power: records may be in them.
    private static func removeStaleParts(in folder: String) {
        for part in FilePlace.names(in: folder).filter(FilePlace.isPart).map({ folder + "/" + $0 }) {
            guard let info = FilePlace.info(part, following: false), info.st_mode & S_IFMT == S_IFREG,
                info.st_uid == geteuid()
            else {
                continue
            }
            if time(nil) - FilePlace.changed(info) > staleSeconds { unlink(part) }
        }
    }

    /// The folder is the other one or stands somewhere in it.
    private static func lies(_ folder: String, in other: String) -> Bool {
        guard let folder = FilePlace.real(folder), let other = FilePlace.real(other) else { return false }
        return folder == other || folder.hasPrefix(other == "/" ? other : other + "/")
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// The new name in a folder survives a loss of power only then.
    private static func synchronize(folder: String) -> Bool {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // Some network file systems cannot; the file itself is safe there.
        return fsync(descriptor) == 0 || errno == EINVAL
    }
}
