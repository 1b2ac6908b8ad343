import FoundationEssentials
import Replica
import SyncMerge
import SyncModel
import SyncWire

func programmeJSON(_ programme: Programme) throws -> [UInt8] { Array(try JSONEncoder().encode(programme)) }

/// Desks at one site and their centre, met once.
struct Story {
    let centre = Centre()
    let desks: [Desk]

    init(_ count: Int = 2) throws {
        desks = try (0..<count).map { try Desk(UInt64($0 + 1)) }
        let office = try Desk(99, role: "overseer")
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
}
