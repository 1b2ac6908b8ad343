import Replica
import SyncModel
import TestSupport
import Testing

/// New identities for folders whose old one split: what was not settled is offered again, and counts once (clause V3).
@Suite struct IdentityStories {
    @Test func aNewIdentityOffersEverythingUnsettledOnce() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("base")])
        try story.settle()
        try one.set("note", note, ["text": .set(.text("mine"))])
        try one.set("note", note, ["text": .set(.text("mine again"))])
        let tally = try one.add("tally", ["day": .text("2024-01-01"), "seen": .integer(2)])
        _ = try one.replica.makeRequest()
        try one.replica.adopt(try ReplicaDevice.identity(DeviceID(bits: 4711), one.clock))
        #expect(try one.replica.status().pending == 3)
        try one.expectSound()
        try one.sync(story.centre)
        try two.sync(story.centre)
        #expect(try two.value("note", note, "text") == .text("mine again"))
        #expect(try two.value("tally", tally, "seen") == .integer(2))
        #expect(try two.replica.conflicts().isEmpty)
        try one.expectSound()
    }

    /// The server took it under the old name, and the answer was lost.
    @Test(arguments: [1, 2]) func whatTheOldIdentitySentCountsOnceUnderTheNewOne(splits: Int) throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let tally = try one.add("tally", ["day": .text("2024-01-01"), "seen": .integer(2)])
        try story.settle()
        try one.set("tally", tally, ["seen": .add(4)])
        try one.set("tally", tally, ["seen": .add(4)])
        let new = try one.add("tally", ["day": .text("2024-01-02"), "seen": .integer(3)])
        for split in 1...splits {
            _ = try story.centre.answer(one.replica.makeRequest(RequestLimits()).request)
            try one.replica.adopt(try ReplicaDevice.identity(DeviceID(bits: UInt128(4711 + split)), one.clock))
        }
        try one.set("tally", tally, ["seen": .add(1)])
        try two.sync(story.centre)
        try two.set("tally", tally, ["seen": .add(4)])
        try story.settle()
        for desk in story.desks {
            #expect(
                try desk.value("tally", tally, "seen") == .integer(15)
                    && desk.value("tally", new, "seen") == .integer(3)
            )
            try desk.expectSound()
        }
    }

    /// Two holders of one folder, of whom neither has typed anything yet: they give no two edits one name.
    @Test func aFolderThatWasCopiedBeforeItsFirstEditCountsForBoth() throws {
        let story = try Story()
        let one = story.desks[0]
        let copy = try ReplicaDevice(5, programme: nil, folder: one.folder.copy(), isEnrolled: true)
        let tally = try one.add("tally", ["day": .text("2024-01-01"), "seen": .integer(10)])
        try copy.add("tally", ["day": .text("2024-01-01"), "seen": .integer(7)])
        try one.sync(story.centre)
        try copy.replica.adopt(ReplicaDevice.identity(DeviceID(bits: 77 << 64), copy.clock))
        try copy.sync(story.centre)
        try story.settle()
        for desk in story.desks { #expect(try desk.value("tally", tally, "seen") == .integer(17)) }
    }

    /// A copied folder offers again what the other holder has sent: nobody here knows that it was.
    @Test func whatTheOtherHolderOfTheFolderSentCountsOnce() throws {
        let story = try Story()
        let one = story.desks[0]
        let tally = try one.add("tally", ["day": .text("2024-01-01"), "seen": .integer(2)])
        let note = try one.add("note", ["text": .text("first")])
        try story.settle()
        try one.set("tally", tally, ["seen": .add(3)])
        try one.set("note", note, ["text": .set(.text("second"))])
        let new = try one.add("tally", ["day": .text("2024-01-02"), "seen": .integer(4)])
        let copy = try ReplicaDevice(5, programme: nil, folder: one.folder.copy(), isEnrolled: true)
        try one.sync(story.centre)
        try copy.replica.adopt(ReplicaDevice.identity(DeviceID(bits: 77 << 64), copy.clock))
        try copy.set("tally", tally, ["seen": .add(3)])
        try copy.sync(story.centre)
        try story.settle()
        for desk in story.desks {
            #expect(
                try desk.value("tally", tally, "seen") == .integer(8) && desk.value("tally", new, "seen") == .integer(4)
            )
            #expect(try desk.value("note", note, "text") == .text("second") && desk.replica.conflicts().isEmpty)
            try desk.expectSound()
        }
    }
}
