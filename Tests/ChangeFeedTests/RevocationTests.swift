import ChangeFeed
import SyncModel
import SyncWire
import Testing

/// Clause F33: a device that was lost, or whose user has left.
@Suite struct Revocation {
    @Test func whatARevokedDeviceStillSendsIsKeptApart() throws {
        let centre = try FeedServer()
        let (lost, other) = (try centre.device("A"), try centre.device("A"))
        try lost.sync()
        let sent = lost.create(ThreeSites.note, "A", [1: .text("sent in time")])
        try lost.write([sent])
        let parcel = lost.unsent
        try lost.sync()
        try centre.service.revoke(lost.row.id)
        let late = lost.create(ThreeSites.note, "A", [1: .text("sent too late")])
        try lost.write([late])
        for _ in 0..<2 {
            let failure = #expect(throws: WireFailure.self) { try lost.ask(lost.request(), parcel + lost.unsent) }
            #expect(failure?.code == .revoked)
        }
        let detained = try centre.service.quarantined()
        #expect(detained.map(\.operation) == [late], "once, and without what was taken in before")
        #expect(detained.first?.device == lost.row.id && detained.first?.label == "desk of A")
        #expect(try centre.values(ThreeSites.note, late.record) == nil)
        let answer = try other.sync()
        #expect(answer.records.contains(sent.record) && !answer.records.contains(late.record))
        #expect(try centre.service.verify().problems == [] && centre.service.verifyAudit().problems == [])
    }

    @Test func aStrangerCannotPutAnythingThere() throws {
        let centre = try FeedServer()
        let (lost, stranger) = (try centre.device("A"), try centre.device("B"))
        try lost.sync()
        try centre.service.revoke(lost.row.id)
        let forged = HandmadeDevice(row: lost.row, keys: stranger.keys, service: centre.service)
        try forged.write([forged.create(ThreeSites.note, "A")])
        let failure = #expect(throws: WireFailure.self) { try forged.ask(forged.request(), forged.unsent) }
        #expect(failure?.code == .badSignature)
        #expect(try centre.service.quarantined().isEmpty)
    }
}
