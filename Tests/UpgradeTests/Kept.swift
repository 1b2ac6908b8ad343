import FeedStoreSQLite
import Foundation
import Replica

/// A desk's store and its server's, kept as text under the numbers that they bear.
struct Kept: Hashable, CustomStringConvertible {
    enum Side: String, CaseIterable {
        case device, server

        /// The number of today's stores.
        var newest: Int { self == .device ? Replica.newestStore : FeedStoreSQLite.newestStore }
    }

    let device: Int
    let server: Int

    var description: String { "device-\(device)-server-\(server)" }

    /// Today's numbers.
    static let newest = Kept(device: Side.device.newest, server: Side.server.newest)

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "Stores"
    )

    /// All that are kept.
    static let all: [Kept] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { name in
            guard let numbers = name.wholeMatch(of: /device-(\d+)-server-(\d+)/), let device = Int(numbers.1),
                let server = Int(numbers.2)
            else { return nil }
            return Kept(device: device, server: server)
        }
    }()

    func number(of side: Side) -> Int { side == .device ? device : server }

    private func file(_ side: Side) -> URL { Self.folder.appendingPathComponent("\(self)/\(side.rawValue).sql") }

    func text(_ side: Side) throws -> String { try String(contentsOf: file(side), encoding: .utf8) }

    /// Writes what is not kept yet.
    func keep(_ text: String, _ side: Side) throws {
        try FileManager.default.createDirectory(
            at: file(side).deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file(side), options: .withoutOverwriting)
    }
}
