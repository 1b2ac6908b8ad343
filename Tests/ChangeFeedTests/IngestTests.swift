import ChangeFeed
import FeedStoreSQLite
import Foundation
import SyncMerge
import SyncModel
import SyncWire
import Testing

/// Two devices and a server in one process, with requests made by hand.
@Suite struct IngestTests {
    private func text(_ value: String, _ replaces: [Dot]? = nil) -> FieldChange {
        FieldChange(field: 1, action: .write([.text(value)]), replaces: replaces)
    }

    // F1, F20: positions without gaps, own creations not echoed, the neighbour gets all.
    @Test(arguments: StoreKind.allCases) func whatOneDeskRecordsTheOtherReceives(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let (one, two, far) = (try centre.device("A"), try centre.device("A"), try centre.device("B"))
        for desk in [one, two, far] { try desk.sync() }
        let operations = (0..<20).map { one.create(ThreeSites.note, "A", [1: .text("note \($0)")]) }
        try one.write(operations)
        let answer = try one.sync()
        #expect(answer.receipts.first?.starts == [ThreeSites.stream("A", .normal): 1])
        #expect(answer.entries.isEmpty, "own creations come back")
        #expect(answer.tail?.more == false)
        #expect(try two.sync().records == operations.map(\.record))
        #expect(try far.sync().entries.isEmpty, "hospital B receives hospital A's records")
        #expect(one.cursor[ThreeSites.stream("A", .normal)] == StreamCursor(complete: 20, upto: 20))
        #expect(try centre.service.verify().problems == [])
    }

    // F10: the same parcels again change nothing and get the same answer.
    @Test(arguments: StoreKind.allCases) func parcelsSentAgainGetTheSameReceipts(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        try desk.sync()
        try desk.write([desk.create(ThreeSites.note, "A", [4: .integer(3)])])
        let parcels = desk.unsent
        let first = try desk.ask(desk.request(), parcels)
        let second = try desk.ask(desk.request(), parcels)
        #expect(first.receipts == second.receipts)
        #expect(try centre.store.read { try $0.head(of: ThreeSites.stream("A", .normal)) } == 1)
        #expect(try centre.service.verifyAudit().parcels == 1)
    }

    // F11: a copied folder is noticed and nothing is applied.
    @Test(arguments: StoreKind.allCases) func aCopiedFolderIsNoticed(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        try desk.sync()
        let twin = desk.copy()
        try desk.write([desk.create(ThreeSites.note, "A")])
        try twin.write([twin.create(ThreeSites.note, "A")])
        try desk.sync()
        for _ in 0..<3 {
            #expect { try twin.sync() } throws: { ($0 as? WireFailure)?.code == .identitySplit }
        }
        #expect(try centre.service.verifyAudit().parcels == 1)
        try desk.sync()
    }

    // F11: also when the copy used only another lane, and the counters differ.
    @Test(arguments: StoreKind.allCases) func aCopyThatUsesAnotherLaneIsNoticedToo(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        try desk.sync()
        let twin = desk.copy()
        try desk.write([desk.create(ThreeSites.note, "A")])
        try desk.sync()
        twin.counter += 5
        try twin.write([twin.create(ThreeSites.visit, "A", [1: .text("2024-03-01")])], lane: .urgent)
        #expect { try twin.sync() } throws: { ($0 as? WireFailure)?.code == .identitySplit }
        #expect(try centre.service.metrics().records.first { $0.collection == "visit" }?.count == 0)
    }

    // F12, P8: a refused set in the middle leaves no gap and holds nothing up.
    @Test(arguments: StoreKind.allCases) func aRefusedSetInTheMiddleHoldsNothingUp(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        try desk.sync()
        let good = (0..<2).map { _ in desk.create(ThreeSites.note, "A", [1: .text("good")]) }
        try desk.write([good[0], desk.create(ThreeSites.note, "B", [1: .text("not mine")]), good[1]])
        let answer = try desk.sync()
        #expect(answer.refusals.map(\.code) == [.notYours])
        #expect(try centre.store.read { try $0.head(of: ThreeSites.stream("A", .normal)) } == 2)
        #expect(try centre.values(ThreeSites.note, good[1].record) != nil)
        #expect(desk.unsent.isEmpty)
    }

    // F13: an edit of what was refused names that set; a set that is partly wrong is not applied at all.
    @Test(arguments: StoreKind.allCases) func whatDependsOnARefusedCreationIsRefusedToo(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        try desk.sync()
        let lost = desk.create(ThreeSites.note, "A", [1: .text("in a bad set")])
        let wrong = desk.create(ThreeSites.person, "B")
        try desk.writeSets([[lost, wrong], [desk.edit(ThreeSites.note, "A", lost.record, [text("again")])]])
        let answer = try desk.sync()
        #expect(answer.refusals.map(\.code) == [.notYours, .depends])
        #expect(try centre.values(ThreeSites.note, lost.record) == nil)
    }

    // S1: what is hidden and what is absent get the same answer.
    @Test(arguments: StoreKind.allCases) func hiddenRecordsAnswerLikeAbsentOnes(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let (near, far) = (try centre.device("A"), try centre.device("B"))
        try near.sync()
        try far.sync()
        let hidden = far.create(ThreeSites.note, "B", [1: .text("secret")])
        try far.write([hidden])
        try far.sync()
        try near.write([
            near.edit(ThreeSites.note, "B", hidden.record, [text("guess")]),
            near.edit(ThreeSites.note, "B", FeedServer.host.newRecordID(), [text("guess")]),
        ])
        let refusals = try near.sync().refusals
        #expect(refusals.map(\.code) == [.gone, .gone])
        #expect(refusals[0].inEnglish == refusals[1].inEnglish)
    }

    // Law 1: the outcome does not depend on who syncs first.
    @Test(arguments: [true, false]) func concurrentEditsMeetInEitherOrder(_ oneFirst: Bool) throws {
        let centre = try FeedServer()
        let (one, two) = (try centre.device("A"), try centre.device("A"))
        try one.sync()
        let note = one.create(ThreeSites.note, "A", [1: .text("base"), 4: .integer(10)])
        try one.write([note])
        try one.sync()
        try one.sync()
        try two.sync()
        try one.write([
            one.edit(ThreeSites.note, "A", note.record, [text("from one"), FieldChange(field: 4, action: .add(3))])
        ])
        try two.write([
            two.edit(ThreeSites.note, "A", note.record, [text("from two"), FieldChange(field: 4, action: .add(4))])
        ])
        for desk in oneFirst ? [one, two] : [two, one] { try desk.sync() }
        let values = try #require(try centre.values(ThreeSites.note, note.record))
        #expect(values[1] == .text("from two"), "the later stamp is shown")
        #expect(values[4] == .integer(17))
        let conflicts = try centre.service.conflicts()
        #expect(conflicts.map(\.record) == [note.record])
        #expect(conflicts.first?.conflict.candidates.count == 2)
        // The counter of ten: whoever came second must still receive the first one's part.
        let late = try (oneFirst ? one : two).sync()
        #expect(late.field(note.record, 4)?.compactMap(\.integer).reduce(0, +) == 17)
    }

    @Test func counterTenPlusThreePlusFourReachesTheOneWhoPushedLast() throws {
        let centre = try FeedServer()
        let (one, two) = (try centre.device("A"), try centre.device("A"))
        try one.sync()
        let note = one.create(ThreeSites.note, "A", [4: .integer(10)])
        try one.write([note])
        try one.sync()
        try two.sync()
        try one.write([one.edit(ThreeSites.note, "A", note.record, [FieldChange(field: 4, action: .add(3))])])
        try one.sync()
        try two.write([two.edit(ThreeSites.note, "A", note.record, [FieldChange(field: 4, action: .add(4))])])
        #expect(try two.sync().field(note.record, 4)?.compactMap(\.integer).reduce(0, +) == 17)
    }

    // F16: a closed record refuses edits, a deleted one comes back with an edit that had not seen it.
    @Test(arguments: StoreKind.allCases) func anEditThatHadNotSeenADeleteBringsTheRecordBack(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let (one, two) = (try centre.device("A"), try centre.device("A"))
        try one.sync()
        let note = one.create(ThreeSites.note, "A", [1: .text("keep me"), 2: .text("0719")])
        try one.write([note])
        try one.sync()
        try two.sync()
        try one.write([one.delete(ThreeSites.note, "A", note.record)])
        try one.sync()
        #expect(try centre.values(ThreeSites.note, note.record) == nil)
        try two.write([two.edit(ThreeSites.note, "A", note.record, [text("edited meanwhile")])])
        try two.sync()
        let values = try #require(try centre.values(ThreeSites.note, note.record))
        #expect(values[1] == .text("edited meanwhile"))
        #expect(values[2] == .text("0719"))
        #expect(
            try one.sync().field(note.record, 2) == [.text("0719")],
            "the one who deleted gets the whole record again"
        )
        #expect(try centre.service.verify().problems == [])
    }

    @Test func aDeviceIsToldOfADeletion() throws {
        let centre = try FeedServer()
        let (one, two) = (try centre.device("A"), try centre.device("A"))
        try one.sync()
        let note = one.create(ThreeSites.note, "A")
        try one.write([note])
        try one.sync()
        try two.sync()
        try one.write([one.delete(ThreeSites.note, "A", note.record)])
        #expect(try one.sync().entries.isEmpty, "an own deletion comes back")
        guard case .gone(let gone)? = try two.sync().entries.first else {
            Issue.record("no gone entry")
            return
        }
        #expect(gone.record == note.record && !gone.moved && gone.position == 2)
    }

    // S7: a record that moves leaves one stream and comes whole into the other.
    @Test(arguments: StoreKind.allCases) func aRecordMovesToAnotherScope(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let (near, far, office) = (try centre.device("A"), try centre.device("B"), try centre.device("C", "overseer"))
        for desk in [near, far, office] { try desk.sync() }
        let person = near.create(ThreeSites.person, "A", [1: .text("王医生")])
        try near.write([person])
        try near.sync()
        try office.sync()
        try office.write([
            office.edit(
                ThreeSites.person,
                "A",
                person.record,
                [FieldChange(field: 0, action: .write([.text(ThreeSites.siteID("B").text)]))]
            )
        ])
        let placed = try office.sync()
        let exceptions = placed.receipts.flatMap { $0.exceptions.values }
        #expect(exceptions == [.placed([Place(stream: ThreeSites.stream("B", .normal), position: 1)])])
        guard case .gone(let gone)? = try near.sync().entries.first else {
            Issue.record("the old stream tells nothing")
            return
        }
        #expect(gone.moved && gone.moves == 1)
        #expect(try far.sync().field(person.record, 1) == [.text("王医生")])
        // It comes home: the marker it left behind goes.
        try office.sync()
        try office.write([
            office.edit(
                ThreeSites.person,
                "B",
                person.record,
                [FieldChange(field: 0, action: .write([.text(ThreeSites.siteID("A").text)]))]
            )
        ])
        try office.sync()
        #expect(try near.sync().field(person.record, 1) == [.text("王医生")])
        #expect(try centre.service.verify().problems == [])
    }

    // F15: a set that spans collections and streams is whole or not at all, and takes consecutive positions of each.
    @Test func aSetOfManyRecordsTakesConsecutivePositions() throws {
        let centre = try FeedServer()
        let desk = try centre.device("A")
        try desk.sync()
        let operations = [
            desk.create(ThreeSites.note, "A"), desk.create(ThreeSites.visit, "A"), desk.create(ThreeSites.person, "A"),
            desk.create(ThreeSites.visit, "A"),
        ]
        try desk.writeSets([operations, [desk.create(ThreeSites.note, "A")]])
        #expect(
            try desk.sync().receipts.map(\.starts) == [
                [ThreeSites.stream("A", .normal): 1, ThreeSites.stream("A", .urgent): 1]
            ]
        )
        #expect(try centre.store.read { try $0.head(of: ThreeSites.stream("A", .normal)) } == 3)
        #expect(try centre.store.read { try $0.head(of: ThreeSites.stream("A", .urgent)) } == 2)
    }

    @Test func aReferenceToNothingIsRefused() throws {
        let centre = try FeedServer()
        let desk = try centre.device("A", "overseer")
        try desk.sync()
        var note = desk.create(ThreeSites.note, "A")
        note.changes[0].action = .write([.text(FeedServer.host.newRecordID().text)])
        try desk.write([note])
        #expect(try desk.sync().refusals.map(\.code) == [.notYours])
    }

    // F13: the same creation gets the same answer beside plain creations (the fast path) and beside an edit (the slow
    // one); who may not write where it goes does not learn whether its id is taken.
    @Test(arguments: WrongCreation.allCases) func aRefusalDependsOnNothingElseInTheSet(_ wrong: WrongCreation) throws {
        let centre = try FeedServer()
        let (near, far) = (try centre.device("A"), try centre.device("B"))
        try near.sync()
        try far.sync()
        let hidden = far.create(ThreeSites.person, "B", [1: .text("secret")])
        try far.write([hidden])
        try far.sync()
        let note = near.create(ThreeSites.note, "A")
        try near.write([note])
        try near.sync()
        let (creation, code) = wrong.made(by: near, hidden.record)
        let edit = near.edit(ThreeSites.note, "A", note.record, [text("beside it")])
        let foreign = near.create(ThreeSites.note, "B")
        try near.writeSets([
            [creation], [near.create(ThreeSites.note, "A"), creation], [creation, foreign], [creation, edit],
            [edit, creation],
        ])
        let refusals = try near.sync().refusals
        #expect(refusals.map(\.code) == [code, code, code, code, code])
        #expect(Set(refusals).count == 1, "\(refusals.map(\.inEnglish))")
    }

    // S1, F13: what a creation without values names is there for the writer, or the answer says nothing of it.
    @Test func anEmptyCreationDoesNotTellWhatExists() throws {
        let centre = try FeedServer()
        let (near, far) = (try centre.device("A"), try centre.device("B"))
        try near.sync()
        try far.sync()
        let hidden = far.create(ThreeSites.person, "B", [1: .text("secret")])
        try far.write([hidden])
        try far.sync()
        let refusals = try ["A", "B"].flatMap { site in
            try [hidden.record, FeedServer.host.newRecordID()].flatMap { record in
                var empty = near.create(ThreeSites.person, site, id: record)
                empty.changes = []
                try near.write([empty])
                return try near.sync().refusals.map { "\($0.code) \($0.inEnglish)" }
            }
        }
        #expect(refusals.count == 4 && Set(refusals).count == 1, "\(refusals)")
    }

    // F13: fields and values of the whole set come first, then operation by operation all that needs the store.
    @Test func aValueThatBreaksARuleIsTheAnswerWhereverItStands() throws {
        let centre = try FeedServer()
        let near = try centre.device("A")
        try near.sync()
        let (mine, foreign) = (near.create(ThreeSites.note, "A"), near.create(ThreeSites.person, "B"))
        var broken = near.create(ThreeSites.person, "A")
        broken.changes[0].action = .write([.text("nobody")])
        let again = near.edit(ThreeSites.note, "A", mine.record, [text("named twice")])
        let wrong = near.edit(
            ThreeSites.note,
            "A",
            mine.record,
            [FieldChange(field: 0, action: .write([.text("nobody")]))]
        )
        try near.writeSets([
            [broken], [foreign, broken], [mine, again, broken], [foreign, mine, again], [mine, again, foreign],
            [foreign, wrong],
        ])
        let refusals = try near.sync().refusals
        #expect(refusals.map(\.code) == [.validation, .validation, .validation, .notYours, .validation, .validation])
        #expect(Set(refusals[..<3]).count == 1, "\(refusals.map(\.inEnglish))")
        #expect(refusals[4].problem == .known(.set(.recordTwice)), "\(refusals[4].inEnglish)")
    }

    /// What can be wrong with a creation, alone or together with a taken id.
    enum WrongCreation: CaseIterable {
        case foreign, foreignAndTaken, taken, takenWithBadReference, badReference, homeless

        func made(by desk: HandmadeDevice, _ taken: RecordID) -> (SyncModel.Operation, RefusalCode) {
            let nothing = Value.text(FeedServer.host.newRecordID().text)
            switch self {
            case .foreign: return (desk.create(ThreeSites.person, "B"), .notYours)
            case .foreignAndTaken: return (desk.create(ThreeSites.person, "B", id: taken), .notYours)
            case .taken: return (desk.create(ThreeSites.person, "A", id: taken), .gone)
            case .takenWithBadReference: return (desk.create(ThreeSites.person, "A", id: taken, [2: nothing]), .gone)
            case .badReference: return (desk.create(ThreeSites.person, "A", [2: nothing]), .noSuchReference)
            case .homeless:
                var person = desk.create(ThreeSites.person, "A", [1: .text("somebody")])
                person.changes.removeFirst()
                return (person, .validation)
            }
        }
    }
}
