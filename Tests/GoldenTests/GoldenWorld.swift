import ClientCore
import Foundation
import SyncModel
import SyncWire
import TestSupport
import Testing

/// A server and its devices, whose clocks stand still, and what their stores hold.
final class GoldenWorld {
    private let server: InProcessServer
    let host: TestHost
    private(set) var devices: [Device] = []
    private var names: [String: String] = [:]

    /// - Parameter asked: the first is the one whose store is looked at; one named `matron` may write everywhere.
    init(asking asked: String...) async throws {
        host = TestHost(seed: 1)
        server = try InProcessServer(.golden, sites: ["A", "B"], host: host.host)
        for code in ["A", "B"] { names[site(code).text] = "SITE-\(code)" }
        for (index, name) in asked.enumerated() {
            let own = TestHost(seed: UInt64(index) + 2)
            let device = try await server.device(name, as: name == "matron" ? "matron" : "nurse", host: own.host)
            let id = try #require(try await device.identity()).device
            names[id.text] = name.uppercased()
            devices.append(device)
        }
    }

    func site(_ code: String) -> RecordID {
        NaturalKey.id(programme: "golden", collection: "site", scope: nil, parts: [.text(code)])
    }

    /// A note of site A that everybody can have.
    func note(_ text: String, by device: Device) async throws -> RecordID {
        let site = site("A").text
        let note = try await device.write { try $0.create("note", ["site": .text(site), "text": .text(text)]) }
        names[note.text] = "NOTE"
        _ = try await device.sync()
        return note
    }

    func set(_ note: RecordID, _ field: String, _ value: String, by device: Device) async throws {
        try await device.write { _ = try $0.update("note", note, [field: .set(.text(value))]) }
    }

    /// Compares both stores with the kept text; writes it anew where `KEEP_GOLDEN` is set.
    func expect(_ name: String, _ location: SourceLocation = #_sourceLocation) async throws {
        let text = StoreText(names: names)
        let device = try text.of(devices[0].databasePath)
        let found = "== device\n\(device)\n== server\n\(try text.of(server.databasePath))\n"
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Stories/\(name).txt")
        if ProcessInfo.processInfo.environment["KEEP_GOLDEN"] != nil {
            try found.write(to: file, atomically: true, encoding: .utf8)
        }
        let kept = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let lines = found.split(separator: "\n")
        let changes = lines.difference(from: kept).map { change in
            switch change {
            case .insert(_, let line, _): "+ \(line)"
            case .remove(_, let line, _): "- \(line)"
            }
        }
        let words = "\(name), kept anew by KEEP_GOLDEN=1:\n\(changes.joined(separator: "\n"))"
        #expect(changes.isEmpty, Comment(rawValue: words), sourceLocation: location)
    }
}
