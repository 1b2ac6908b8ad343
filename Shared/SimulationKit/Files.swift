import Foundation

/// The files of simulated machines: in memory where the system has a place for that, since every commit is made
/// durable.
package enum Files {
    /// A new folder that nobody else uses.
    package static func newFolder() throws -> String {
        let memory = "/dev/shm"
        let base = FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
        let folder = base + "/duikou-simulation-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Copies a folder as it is on disk, open files included: what a machine that dies now finds when it starts again.
    package static func copy(_ folder: String, to copy: String) throws {
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            // The shared memory of the log belongs to living processes; a machine that starts again has none.
            if name.hasSuffix("-shm") { continue }
            try FileManager.default.copyItem(atPath: folder + "/" + name, toPath: copy + "/" + name)
        }
    }

    /// Removes a folder, if it is there.
    package static func remove(_ folder: String) {
        try? FileManager.default.removeItem(atPath: folder)
    }
}
