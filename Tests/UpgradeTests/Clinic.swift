import ChangeFeed
import ClientCore
import FeedStoreSQLite
import Foundation
import Replica
import SyncModel
import TestSupport
import Testing

/// A server and a device of it in folders of their own, as a kept store has them or new.
final class Clinic: Sendable {
    private let server: InProcessServer
    var folder: String { server.folder }
    var service: FeedService { server.service }

    /// A new server.
    init() throws {
        server = try InProcessServer(.ofNurses(named: "clinic", title: "Clinic"), sites: ["A"])
    }

    /// Server and desk as they were kept.
    init(_ kept: Kept) throws {
        let folder = try TemporaryFolder("clinic")
        for side in ["server", "desk"] {
            try FileManager.default.createDirectory(atPath: "\(folder.path)/\(side)", withIntermediateDirectories: true)
        }
        try Dump.read(kept.text(.server), into: folder.path + "/server/feed.sqlite")
        try Dump.read(kept.text(.device), into: folder.path + "/desk/duikou.sqlite")
        server = try InProcessServer(in: folder)
    }

    func path(of side: Kept.Side) -> String { side == .device ? folder + "/desk/duikou.sqlite" : server.databasePath }

    func close() { server.store.close() }

    func open(_ name: String) async throws -> Device { try await server.blank(name) }

    func enroll(_ name: String) async throws -> Device { try await server.device(name) }

    /// Live notes at the server: how often each text stands there.
    func notes() throws -> [String] {
        var texts: [String] = []
        try service.list("note") { texts.append($0.values[1].text ?? "") }
        return texts.sorted()
    }

    /// The days that a store keeps: sent, edited by two, deleted, and typed when there was no line any more.
    static func story(_ clinic: Clinic) async throws {
        let (desk, ward) = (try await clinic.enroll("desk"), try await clinic.enroll("ward"))
        let site = try await desk.records("site")[0].id.text
        func note(_ text: String) async throws -> RecordID {
            try await desk.write {
                try $0.create("note", ["site": .text(site), "text": .text(text), "minutes": .integer(5)])
            }
        }
        _ = try await note("quiet")
        let (disputed, deleted) = (try await note("first"), try await note("deleted"))
        let tally = try await desk.write {
            try $0.create("tally", ["site": .text(site), "day": .text("2024-05-01"), "seen": .integer(3)])
        }
        _ = try await desk.sync()
        _ = try await ward.sync()
        try await desk.write { _ = try $0.update("note", disputed, ["text": .set(.text("by desk"))]) }
        try await ward.write { _ = try $0.update("note", disputed, ["text": .set(.text("by ward"))]) }
        try await desk.write { try $0.delete("note", deleted) }
        _ = try await ward.sync()
        _ = try await desk.sync()
        _ = try await note("unsent")
        try await desk.write { _ = try $0.update("tally", tally, ["seen": .add(2)]) }
        try await ward.write { _ = try $0.update("tally", tally, ["seen": .add(10)]) }
        _ = try await ward.sync()
        await desk.close()
        await ward.close()
    }
}
