import FoundationEssentials
import Replica
import SyncMerge
import SyncModel
import SyncWire
import Testing

func programmeJSON(_ programme: Programme) throws -> [UInt8] { Array(try JSONEncoder().encode(programme)) }

/// Desks at one site and their centre, met once.
struct Story {
    let centre = MemoryServer()
    let desks: [ReplicaDevice]

    init(_ count: Int = 2) throws {
        desks = try (0..<count).map { try ReplicaDevice(UInt64($0 + 1)) }
        let office = try ReplicaDevice(99, role: "overseer")
        try office.sync(centre)
        try office.replica.write { _ = try $0.create("site", ["code": .text("hill"), "name": .text("Hill")]) }
        try office.sync(centre)
        for desk in desks { try desk.sync(centre) }
    }

    /// Everybody sends, then one sync each.
    func settle() throws {
        for _ in 0..<2 {
            for desk in desks { try desk.sync(centre) }
        }
    }

    /// The first two desks gave a note different texts, and both know.
    func disagreement() throws -> (note: RecordID, conflict: Conflict) {
        let (one, two) = (desks[0], desks[1])
        let note = try one.add("note", ["text": .text("base")])
        try settle()
        try one.set("note", note, ["text": .set(.text("one"))])
        try two.set("note", note, ["text": .set(.text("two"))])
        try settle()
        return (note, try #require(try one.replica.conflicts().first))
    }
}
