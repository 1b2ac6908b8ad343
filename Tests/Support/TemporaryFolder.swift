import Foundation

/// A folder that goes away with its owner.
package final class TemporaryFolder: Sendable {
    package let path: String

    /// - Parameter name: what it begins with, for whoever looks where it came from.
    package init(_ name: String) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("duikou-\(name)-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    private init(of other: TemporaryFolder) throws {
        path = other.path + "-copy"
        try FileManager.default.copyItem(atPath: other.path, toPath: path)
    }

    /// A copy of all that is in it.
    package func copy() throws -> TemporaryFolder { try TemporaryFolder(of: self) }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
