import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What something has made that is not whole yet: files, and folders around them. Given up, also by the end of the
/// process on request, it leaves nothing behind.
package final class Unfinished: Sendable {
    private struct Things {
        var files: [String]
        var folders: [String]

        func remove() {
            for file in files { unlink(file) }
            OwnerOnly.removeEmptyFolders(folders)
        }
    }

    private static let open = Mutex((next: 0, things: [Int: Things]()))

    private let number: Int

    /// Notes files that this process made itself, or is about to, and folders as ``OwnerOnly/makeFolder(_:)`` gives
    /// them.
    package init(files: [String], folders: [String] = []) {
        number = Self.open.withLock { open in
            open.next += 1
            open.things[open.next] = Things(files: files, folders: folders)
            return open.next
        }
    }

    /// It is whole: it stays.
    package func finish() {
        Self.open.withLock { $0.things[number] = nil }
    }

    /// Removes it; does nothing once it is whole.
    package func takeBack() {
        Self.open.withLock { $0.things.removeValue(forKey: number) }?.remove()
    }

    /// Removes all that is not whole in this process, which is to end now.
    package static func takeBackAll() {
        let things = open.withLock { open in
            defer { open.things = [:] }
            return open.things
        }
        for (_, things) in things { things.remove() }
    }
}
