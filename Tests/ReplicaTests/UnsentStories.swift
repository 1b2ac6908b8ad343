import Replica
import SyncMerge
import SyncModel
import SyncWire
import TestSupport
import Testing

/// Clause R40: before it was sent a record is its author's alone.
@Suite struct UnsentStories {
    private func operations(_ desk: ReplicaDevice, on record: RecordID) throws -> [SyncModel.Operation] {
        try desk.replica.unanswered().flatMap(\.operations).filter { $0.record == record }
    }

    private func refusal(_ body: () throws -> Void) -> ReplicaError? {
        do {
            try body()
            return nil
        } catch {
            return error as? ReplicaError
        }
    }

    @Test func aTypoNoticedASecondLaterIsMendedWhateverTheRule() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let visit = try one.add("visit", ["on": .text("2024-01-01")])
        try one.set("visit", visit, ["on": .set(.text("2024-01-02"))])
        #expect(try one.value("visit", visit, "on") == .text("2024-01-02"))
        #expect(try operations(one, on: visit).map(\.kind) == [.create], "nobody learns of the typo")
        try one.expectSound()
        try story.settle()
        #expect(try two.value("visit", visit, "on") == .text("2024-01-02"))
        #expect(try one.replica.refused().isEmpty && two.replica.conflicts().isEmpty)
    }

    @Test func onceItMayHaveBeenSentTheRuleHolds() throws {
        let story = try Story()
        let one = story.desks[0]
        let visit = try one.add("visit", ["on": .text("2024-01-01")])
        // The request left, and no answer came: the server may have it.
        _ = try one.replica.makeRequest(RequestLimits())
        let before = try one.replica.dump()
        #expect(refusal { try one.set("visit", visit, ["on": .set(.text("2024-01-02"))]) }?.code == .validation)
        let kept = refusal { try one.replica.write { try $0.delete("visit", visit, takingBack: true) } }
        #expect(kept?.code == .validation && kept?.inEnglish.contains("may have been sent") == true)
        #expect(try one.replica.dump() == before)
        try story.settle()
        #expect(
            refusal { try one.replica.write { try $0.delete("visit", visit, takingBack: true) } }?.code == .validation
        )
        #expect(try one.value("visit", visit, "on") == .text("2024-01-01"))
    }

    @Test func itIsTakenBackAsIfItHadNeverBeenTyped() throws {
        let story = try Story()
        let one = story.desks[0]
        try one.replica.write { writer in
            for day in ["2024-01-01", "2024-01-02", "2024-01-03"] {
                _ = try writer.create("visit", ["site": .text(OneSite.hill.text), "on": .text(day)])
            }
        }
        let visits = try one.replica.list("visit").sorted { $0.values[1].text ?? "" < $1.values[1].text ?? "" }.map(
            \.id
        )
        let alone = refusal { try one.replica.write { try $0.delete("visit", visits[1]) } }
        #expect(alone?.code == .validation && alone?.inEnglish.contains("taken back") == true)
        #expect(try one.replica.list("visit").count == 3)
        try one.replica.write { try $0.delete("visit", visits[1], takingBack: true) }
        #expect(try one.replica.list("visit").count == 2 && operations(one, on: visits[1]).isEmpty)
        try one.expectSound()
        try one.replica.write { for id in [visits[0], visits[2]] { try $0.delete("visit", id, takingBack: true) } }
        #expect(try one.replica.status().pending == 0, "an empty set does not wait to be sent")
        try one.expectSound()
        try story.settle()
        #expect(try story.desks[1].replica.list("visit").isEmpty)
    }

    @Test func aStateGoesBackAndAClosedRecordIsStillItsAuthors() throws {
        let story = try Story()
        let one = story.desks[0]
        let note = try one.add("note", ["text": .text("first")])
        try one.set("note", note, ["status": .set(.text("sent"))])
        try one.set("note", note, ["status": .set(.text("draft"))])
        #expect(try one.value("note", note, "status") == .text("draft"))
        try one.expectSound()
        let office = try ReplicaDevice(98, role: "overseer")
        try office.sync(story.centre)
        let closed = try office.add("note", ["text": .text("typo")])
        try office.set("note", closed, ["status": .set(.text("sent"))])
        try office.set("note", closed, ["status": .set(.text("closed"))])
        try office.set("note", closed, ["text": .set(.text("mended")), "tags": .elements(add: ["a"], remove: [])])
        #expect(try office.value("note", closed, "text") == .text("mended"))
        try office.expectSound()
        try office.sync(story.centre)
        try story.settle()
        #expect(try office.replica.refused().isEmpty, "the mend came before the seal")
        #expect(try story.desks[1].value("note", closed, "text") == .text("mended"))
        #expect(try story.desks[1].value("note", closed, "tags") == .text(#"["a"]"#))
        #expect(try story.desks[1].value("note", closed, "status") == .text("closed"))
    }

    @Test func whatAllAreBoundByStaysForbidden() throws {
        let story = try Story()
        let one = story.desks[0]
        let tally = try one.add("tally", ["day": .text("2024-05-01"), "seen": .integer(3)])
        let visit = try one.add("visit", ["on": .text("2024-01-01")])
        let note = try one.add("note", ["text": .text("t")])
        try one.set("note", note, ["status": .set(.text("sent"))])
        let before = try one.replica.dump()
        #expect(
            refusal { try one.set("tally", tally, ["day": .set(.text("2024-05-02"))]) }?.code == .validation,
            "the key is its name"
        )
        #expect(refusal { try one.set("visit", visit, ["on": .set(.text("2024-02-30"))]) }?.code == .validation)
        #expect(refusal { try one.set("visit", visit, ["site": .set(.null)]) }?.code == .validation)
        #expect(
            refusal { try one.set("note", note, ["status": .set(.null)]) }?.code == .validation,
            "a state is never empty"
        )
        #expect(try one.replica.dump() == before)
    }

    /// Others of the same set stand in their rows alone; they are sent as they were typed.
    @Test func theRestOfAnImportIsUntouched() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        try one.replica.write(splitting: true) { writer in
            for day in 1...28 {
                _ = try writer.create(
                    "visit",
                    ["site": .text(OneSite.hill.text), "on": .text("2024-02-\(day < 10 ? "0" : "")\(day)")]
                )
            }
        }
        let visits = try one.replica.list("visit").map(\.id)
        try one.set("visit", visits[3], ["on": .set(.text("2024-03-01"))])
        try one.replica.write { try $0.delete("visit", visits[5], takingBack: true) }
        try one.expectSound()
        try story.settle()
        #expect(try two.replica.list("visit").map(\.values) == one.replica.list("visit").map(\.values))
        #expect(try two.replica.list("visit").count == 27 && two.value("visit", visits[3], "on") == .text("2024-03-01"))
    }

    /// The folder was copied before: the copy sends the creation as it was typed, the other as it was mended. Both are
    /// kept.
    @Test(arguments: [true, false]) func twoHoldersOfOneFolderGiveOneNameToOneContentOnly(mendsFirst: Bool) throws {
        let story = try Story()
        let one = story.desks[0]
        let visit = try one.add("visit", ["on": .text("2024-01-01")])
        let follow = try one.add("visit", ["on": .text("2024-01-05"), "of": .text(visit.text)])
        let copy = try ReplicaDevice(1, programme: nil, folder: one.folder.copy(), isEnrolled: true)
        try one.set("visit", visit, ["on": .set(.text("2024-01-02"))])
        try one.expectSound()
        let (first, second) = mendsFirst ? (one, copy) : (copy, one)
        try first.sync(story.centre)
        // The server notices the second holder, which enrols anew.
        try second.replica.adopt(ReplicaDevice.identity(DeviceID(bits: 77 << 64), second.clock))
        try second.sync(story.centre)
        try story.settle()
        let two = story.desks[1]
        let values = try two.replica.conflicts().filter { $0.record == visit }.flatMap(\.candidates).map(\.value)
        #expect(Set(values) == [.text("2024-01-01"), .text("2024-01-02")])
        #expect(try two.value("visit", follow, "of") == .text(visit.text), "what refers to it came after it")
        #expect(try one.replica.refused().isEmpty && copy.replica.refused().isEmpty)
    }

    @Test func aRecordDoesNotBeginInAStateThatItMayOnlyReach() throws {
        let story = try Story()
        let one = story.desks[0]
        let before = try one.replica.dump()
        #expect(refusal { try one.add("note", ["text": .text("t"), "status": .text("closed")]) }?.code == .validation)
        #expect(throws: (any Error).self) {
            try one.sql("INSERT INTO note(site, text, status) VALUES ('\(OneSite.hill.text)', 't', 'closed')")
        }
        #expect(try one.replica.dump() == before)
        let note = try one.add("note", ["text": .text("t"), "status": .text("sent")])
        try one.set("note", note, ["text": .set(.text("second"))])
        try story.settle()
        #expect(try story.desks[1].value("note", note, "text") == .text("second"))
        #expect(try one.replica.refused().isEmpty)
    }

    @Test func whatOthersReferToIsNotTakenBackUnderThem() throws {
        let story = try Story()
        let one = story.desks[0]
        let visit = try one.add("visit", ["on": .text("2024-01-01")])
        let follow = try one.add("visit", ["on": .text("2024-01-02"), "of": .text(visit.text)])
        let held = refusal { try one.replica.write { try $0.delete("visit", visit, takingBack: true) } }
        #expect(held?.inEnglish.contains("refer to this one") == true)
        try one.replica.write { try $0.delete("visit", follow, takingBack: true) }
        try one.replica.write { try $0.delete("visit", visit, takingBack: true) }
        #expect(try one.replica.list("visit").isEmpty && one.replica.status().pending == 0)
    }

    /// Amending asks for what sets need of each other once for a transaction, however many it amends.
    /// Neither of two creations that need each other could be the first.
    @Test func whatIsNotSentYetRefersToEachOtherInNoCircle() throws {
        let story = try Story()
        let desk = story.desks[0]
        let first = try desk.add("visit", ["on": .text("2024-01-01")])
        let second = try desk.add("visit", ["on": .text("2024-01-02"), "of": .text(first.text)])
        let third = try desk.add("visit", ["on": .text("2024-01-03"), "of": .text(second.text)])
        for target in [second, third] {
            let refused = refusal { try desk.set("visit", first, ["of": .set(.text(target.text))]) }
            #expect(
                refused?.code == .validation && refused?.inEnglish.contains(target.text) == true,
                "\(refused as Any)"
            )
        }
        try desk.set("visit", first, ["of": .set(.text(first.text))])
        try story.settle()
        for record in [first, second, third] { #expect(try story.desks[1].replica.record("visit", record) != nil) }
        #expect(try desk.replica.refused().isEmpty)
    }

    @Test func manyAreMendedInOneTransaction() throws {
        let story = try Story()
        let one = story.desks[0]
        for day in 1...28 {
            try one.sql(
                """
                INSERT INTO visit(site, \"on\") VALUES ('\(OneSite.hill.text)', '2024-02-\(day < 10 ? "0" : "")\(day)')
                """
            )
        }
        let visits = try one.replica.list("visit").map(\.id)
        try one.replica.write(splitting: true) { writer in
            for visit in visits {
                _ = try writer.update("visit", visit, ["on": .set(.text("2024-03-01"))])
                _ = try writer.create(
                    "visit",
                    ["site": .text(OneSite.hill.text), "of": .text(visit.text), "on": .text("2024-03-02")]
                )
            }
        }
        try one.expectSound()
        try story.settle()
        #expect(try one.replica.refused().isEmpty)
        let there = try story.desks[1].replica.list("visit").map { $0.values[1] }
        #expect(there.count == 56 && there.allSatisfy { $0 == .text("2024-03-01") || $0 == .text("2024-03-02") })
    }
}
