import Replica
import SyncMerge
import SyncModel
import SyncWire
import TestSupport
import Testing

@Suite struct SyncStories {
    @Test func recordsTypedOfflineReachTheOthersOnce() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let ids = try (1...20).map { try one.add("visit", ["on": .text("2024-03-\($0 < 10 ? "0" : "")\($0)")]) }
        #expect(try one.replica.status().pending == 20)
        try one.sync(story.centre)
        #expect(try one.replica.status().pending == 0)
        try two.sync(story.centre)
        #expect(try Set(two.replica.list("visit").map(\.id)) == Set(ids))
        try one.expectSound()
        try two.expectSound()
        let again = try one.sync(story.centre)
        #expect(again.recordsReceived == 0 && again.differs == false)
    }

    @Test(arguments: [[0, 1], [1, 0]]) func theSameFieldKeepsBothUntilSomebodyDecides(order: [Int]) throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("base")])
        try story.settle()
        try one.set("note", note, ["text": .set(.text("one")), "phone": .set(.text("1"))])
        try two.set("note", note, ["text": .set(.text("two")), "minutes": .set(.integer(7))])
        for index in order { try story.desks[index].sync(story.centre) }
        try story.settle()
        #expect(try one.replica.record("note", note) == two.replica.record("note", note))
        for desk in [one, two] {
            let conflicts = try desk.replica.conflicts()
            #expect(conflicts.map { Set($0.candidates.map(\.value)) } == [[.text("one"), .text("two")]])
            #expect(try desk.value("note", note, "phone") == .text("1"))
            try desk.expectSound()
        }
        let conflict = try #require(try one.replica.conflicts().first)
        try one.replica.resolve(conflict.id, .value(.text("agreed")), seen: conflict.seen, reason: "telephone")
        #expect(try one.replica.conflicts().isEmpty)
        try story.settle()
        #expect(try two.value("note", note, "text") == .text("agreed"))
        #expect(try two.replica.conflicts().isEmpty)
        try one.replica.undo(conflict.id)
        try story.settle()
        #expect(try two.replica.conflicts().count == 1)
    }

    @Test func aDecisionOnAListThatChangedIsRefusedWithTheNewOne() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let (note, seen) = try story.disagreement()
        func code(_ decision: Decision, _ list: String) -> ReplicaError.Code? {
            do {
                try one.replica.resolve(seen.id, decision, seen: list)
                return nil
            } catch {
                return (error as? ReplicaError)?.code
            }
        }
        #expect(
            code(.take("no such key"), seen.seen) == .noSuchEntry,
            "a key that never was there is no change of the list"
        )
        #expect(throws: ReplicaError.self) { try one.replica.resolve("nope", .take("1"), seen: seen.seen) }
        // A third value comes between the look and the decision.
        try two.set("note", note, ["text": .set(.text("three"))])
        try story.settle()
        for decision in [Decision.take(seen.candidates[0].key), .value(.text("agreed"))] {
            #expect {
                try one.replica.resolve(seen.id, decision, seen: seen.seen)
            } throws: { error in
                (error as? ReplicaError)?.code == .changed && (error as? ReplicaError)?.conflict?.candidates.count == 2
            }
        }
        let now = try #require(try one.replica.conflicts().first)
        #expect(now.seen != seen.seen && now.candidates.contains { $0.value == .text("three") })
        #expect(try one.replica.listed(seen.id) == nil)
        try one.replica.noteListed([now], all: true)
        #expect(try one.replica.listed(seen.id) == now.seen)
        try one.replica.resolve(now.id, .take(now.candidates[0].key), seen: now.seen)
        #expect(try one.replica.conflicts().isEmpty)
    }

    /// What the decider never saw stays beside the decision, wherever they meet.
    @Test(arguments: [false, true]) func aDecisionClosesNothingThatItsPersonHasNotSeen(existence: Bool) throws {
        let story = try Story(3)
        let (one, two, three) = (story.desks[0], story.desks[1], story.desks[2])
        let note = try one.add("note", ["text": .text("base")])
        try story.settle()
        try one.set("note", note, ["text": .set(.text("one"))])
        try two.set("note", note, ["text": .set(.text("two"))])
        for desk in [one, two, one] { try desk.sync(story.centre) }
        let seen = try #require(try one.replica.conflicts().first)
        try three.set("note", note, ["text": .set(.text("three"))])
        try three.sync(story.centre)
        let decision: Decision = existence ? .value(.text("agreed")) : .take(seen.candidates[0].key)
        try one.replica.resolve(seen.id, decision, seen: seen.seen)
        try story.settle()
        for desk in story.desks {
            let values = try desk.replica.conflicts().flatMap(\.candidates).map(\.value)
            #expect(Set(values) == [.text("three"), existence ? .text("agreed") : seen.candidates[0].value])
            try desk.expectSound()
        }
    }

    @Test func takingADecisionBackTakesNothingElseAway() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let (note, conflict) = try story.disagreement()
        try one.replica.resolve(conflict.id, .value(.text("agreed")), seen: conflict.seen)
        try story.settle()
        try two.set("note", note, ["text": .set(.text("newer"))])
        try story.settle()
        try one.replica.undo(conflict.id)
        try story.settle()
        for desk in story.desks {
            let values = try desk.replica.conflicts().flatMap(\.candidates).map(\.value)
            #expect(Set(values) == [.text("one"), .text("two"), .text("newer")])
        }
    }

    @Test func anAppendOnlyValueOfATwinGoesByADecisionAlone() throws {
        var programme = OneSite.programme()
        programme.collections[3].fields.append(Programme.Field.test(3, "n", .integer, rule: .appendOnly))
        let centre = MemoryServer()
        centre.programme = programme
        let office = try ReplicaDevice(99, role: "overseer", programme: programme)
        try office.sync(centre)
        try office.replica.write { _ = try $0.create("site", ["code": .text("hill"), "name": .text("Hill")]) }
        try office.sync(centre)
        let desks = try [1, 2].map { try ReplicaDevice($0, programme: programme) }
        for desk in desks { try desk.sync(centre) }
        let tally = try desks[0].add("tally", ["day": .text("2024-05-01"), "n": .integer(3)])
        try desks[1].add("tally", ["day": .text("2024-05-01"), "n": .integer(9)])
        for desk in desks + desks { try desk.sync(centre) }
        for edit in [FieldEdit.set(.integer(5)), .set(.null)] {
            #expect(throws: ReplicaError.self) { try desks[0].set("tally", tally, ["n": edit]) }
        }
        let conflict = try #require(try desks[0].replica.conflicts().first)
        #expect(Set(conflict.candidates.map(\.value)) == [.integer(3), .integer(9)])
        try desks[0].replica.resolve(conflict.id, .value(.integer(12)), seen: conflict.seen)
        for desk in desks + desks { try desk.sync(centre) }
        #expect(try desks[1].replica.record("tally", tally)?.values[3] == .integer(12))
        #expect(throws: ReplicaError.self, "what is recorded never changes, not even back") {
            try desks[0].replica.undo(conflict.id)
        }
        #expect(try desks[1].replica.conflicts().isEmpty)
    }

    /// Nor does a typed value give way to one that equals the initial value, whoever comes first.
    @Test(arguments: [true, false]) func aTypedInitialValueIsAValueLikeOthers(first: Bool) throws {
        var programme = OneSite.programme()
        programme.collections[3].fields.append(Programme.Field.test(3, "n", .integer, rule: .keepBoth))
        programme.collections[3].fields[3].initial = .integer(0)
        let centre = MemoryServer()
        centre.programme = programme
        let office = try ReplicaDevice(99, role: "overseer", programme: programme)
        try office.sync(centre)
        try office.replica.write { _ = try $0.create("site", ["code": .text("hill"), "name": .text("Hill")]) }
        try office.sync(centre)
        let desks = try [1, 2].map { try ReplicaDevice($0, programme: programme) }
        for desk in desks { try desk.sync(centre) }
        let tally = try desks[0].add("tally", ["day": .text("2024-05-01")])
        try desks[1].add("tally", ["day": .text("2024-05-01"), "n": .integer(7)])
        if first { try desks[1].sync(centre) }
        for number in [5, 0] {
            try desks[0].set("tally", tally, ["n": .set(.integer(Int64(number)))])
            if !first { try desks[0].sync(centre) }
        }
        for desk in desks + desks { try desk.sync(centre) }
        for desk in desks {
            #expect(try Set(desk.replica.conflicts().flatMap(\.candidates).map(\.value)) == [.integer(0), .integer(7)])
        }
    }

    /// What nobody typed outweighs nothing that somebody did.
    @Test(arguments: [[0, 1], [1, 0]]) func anInitialValueGivesWayToATypedOneInTwins(order: [Int]) throws {
        var programme = OneSite.programme()
        let rules: [Programme.Rule] = [.keepBoth, .lastWriter, .authority]
        for (index, rule) in rules.enumerated() {
            programme.collections[3].fields.append(Programme.Field.test(3 + index, "f\(index)", .text, rule: rule))
            programme.collections[3].fields[3 + index].initial = .text("initial")
        }
        let centre = MemoryServer()
        centre.programme = programme
        let office = try ReplicaDevice(99, role: "overseer", programme: programme)
        try office.sync(centre)
        try office.replica.write { _ = try $0.create("site", ["code": .text("hill"), "name": .text("Hill")]) }
        try office.sync(centre)
        let desks = try [1, 2].map { try ReplicaDevice($0, programme: programme) }
        for desk in desks { try desk.sync(centre) }
        let typed = Dictionary(uniqueKeysWithValues: (0..<3).map { ("f\($0)", Value.text("typed")) })
        let tally = try desks[0].add("tally", typed.merging(["day": .text("2024-05-01")]) { $1 })
        desks[1].clock.advance(60_000)
        try desks[1].add("tally", ["day": .text("2024-05-01"), "seen": .integer(2)])
        for index in order { try desks[index].sync(centre) }
        for desk in desks + desks { try desk.sync(centre) }
        for desk in desks {
            #expect(try desk.replica.record("tally", tally)?.values[4...5] == [.text("typed"), .text("typed")])
            // Where both values are kept, a person sees both.
            let candidates = try desk.replica.conflicts().flatMap(\.candidates).map(\.value)
            #expect(Set(candidates) == [.text("typed"), .text("initial")])
            try desk.expectSound()
        }
    }

    @Test func aDecisionThatWasTakenBackAndRefusedComesBackWithAllItsValues() throws {
        let story = try Story()
        let one = story.desks[0]
        let (_, conflict) = try story.disagreement()
        try one.replica.resolve(conflict.id, .take(conflict.candidates[0].key), seen: conflict.seen)
        try story.settle()
        try one.replica.undo(conflict.id)
        story.centre.refuses = { _ in Refusal(.held, .set(.held)) }
        try one.sync(story.centre)
        story.centre.refuses = { _ in nil }
        let refused = try one.replica.refused()
        #expect(try refused.count == 1 && one.replica.conflicts().isEmpty)
        try one.replica.retry(refused[0].id)
        try story.settle()
        for desk in story.desks {
            let values = try desk.replica.conflicts().flatMap(\.candidates).map(\.value)
            #expect(Set(values) == [.text("one"), .text("two")], "nothing was decided in silence")
        }
    }

    /// Counter 10, typed +3, incoming 14: shows 17, and 17 is what the server gets.
    @Test func aTypedAddendStaysOnTopOfWhatComesIn() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let tally = try one.add("tally", ["day": .text("2024-05-01"), "seen": .integer(10)])
        try story.settle()
        try one.set("tally", tally, ["seen": .add(3)])
        try two.set("tally", tally, ["seen": .add(4)])
        try two.sync(story.centre)
        // One takes the pages of a reply to a request that left before the edit was made.
        let request = try one.replica.makeRequest(RequestLimits(parcelBytesMax: 0))
        _ = try one.take(story.centre.answer(request.request))
        #expect(try one.value("tally", tally, "seen") == .integer(17))
        try one.expectSound()
        try story.settle()
        #expect(try one.value("tally", tally, "seen") == .integer(17))
        #expect(try two.value("tally", tally, "seen") == .integer(17))
    }

    @Test func twinsByNaturalKeyAreOneRecord() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        try one.add("tally", ["day": .text("2024-05-02"), "seen": .integer(1)])
        try two.add("tally", ["day": .text("2024-05-02"), "seen": .integer(2)])
        try story.settle()
        for desk in story.desks {
            let rows = try desk.replica.list("tally")
            #expect(rows.count == 1 && rows.first?.values[2] == .integer(3))
            try desk.expectSound()
        }
    }

    @Test func setsUniteAndTheFirstDateWins() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["first_seen": .text("2024-04-10"), "tags": .text("[\"heart\"]")])
        try story.settle()
        try one.set(
            "note",
            note,
            ["tags": .elements(add: ["lung"], remove: []), "first_seen": .set(.text("2024-04-02"))]
        )
        try two.set(
            "note",
            note,
            ["tags": .elements(add: [], remove: ["heart"]), "first_seen": .set(.text("2024-04-07"))]
        )
        try story.settle()
        for desk in story.desks {
            #expect(try desk.value("note", note, "tags") == .text("[\"lung\"]"))
            #expect(try desk.value("note", note, "first_seen") == .text("2024-04-02"))
            #expect(try desk.replica.conflicts().isEmpty)
        }
    }

    @Test(arguments: [true, false]) func anEditSurvivesADeleteMadeElsewhere(deleteFirst: Bool) throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let kept = try one.add("note", ["text": .text("keep me")])
        let dropped = try one.add("note", ["text": .text("drop me")])
        try story.settle()
        try one.replica.write { writer in
            try writer.delete("note", kept)
            try writer.delete("note", dropped)
        }
        try two.set("note", kept, ["text": .set(.text("edited meanwhile"))])
        for desk in deleteFirst ? [one, two] : [two, one] { try desk.sync(story.centre) }
        try story.settle()
        for desk in story.desks {
            #expect(try desk.value("note", kept, "text") == .text("edited meanwhile"))
            #expect(try desk.replica.record("note", dropped) == nil)
            try desk.expectSound()
        }
    }

    /// Refused, then edited again: both values stay listed, the screen shows the server's.
    @Test func refusedThenEditedAgain() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("v1")])
        try story.settle()
        story.centre.refuses = { set in
            set.operations.contains { $0.record == note && $0.kind == .update }
                ? Refusal(.sealed, .record(.closed(field: "text", value: "done")), collection: 2, record: note) : nil
        }
        try two.set("note", note, ["text": .set(.text("late one"))])
        try two.set("note", note, ["text": .set(.text("late two"))])
        let later = try two.add("visit", ["on": .text("2024-02-02")])
        let result = try two.sync(story.centre)
        #expect(result.setsRefused == 2)
        #expect(try two.replica.status().pending == 0)
        #expect(try two.value("note", note, "text") == .text("v1"))
        let values = try two.replica.refused().map { "\($0.changes)" }.joined()
        #expect(values.contains("late one") && values.contains("late two"))
        #expect(story.centre.records[later] != nil)
        try two.expectSound()
        story.centre.refuses = { _ in nil }
        let refused = try two.replica.refused()
        try two.replica.discard(try #require(refused.first).id)
        try two.replica.retry(try #require(refused.last).id)
        #expect(try two.replica.refused().isEmpty)
        try story.settle()
        #expect(try one.value("note", note, "text") == .text("late two"))
    }

    /// One record of a set that may not be written holds the others up no longer than somebody asks for them.
    @Test func eachRecordOfARefusedSetIsOfferedAlone() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let notes = try (0..<4).map { try one.add("note", ["text": .text("\($0)")]) }
        try story.settle()
        let (closed, lost) = (notes[1], notes[2])
        story.centre.refuses = { set in
            set.operations.contains { $0.record == closed }
                ? Refusal(.sealed, .record(.closed(field: "text", value: "done")), collection: 2, record: closed) : nil
        }
        try two.replica.write { writer in
            for note in notes { _ = try writer.update("note", note, ["minutes": .set(.integer(7))]) }
        }
        try two.sync(story.centre)
        #expect(try two.replica.refused().map(\.changes.operations.count) == [4])
        try one.replica.write { try $0.delete("note", lost) }
        for desk in [one, two] { try desk.sync(story.centre) }
        try two.replica.retry(try #require(two.replica.refused().first).id, byRecord: true)
        for desk in [two, one] { try desk.sync(story.centre) }
        for note in [notes[0], notes[3]] { #expect(try one.value("note", note, "minutes") == .integer(7)) }
        let left = try two.replica.refused()
        #expect(Set(left.flatMap(\.changes.operations).map(\.record)) == [closed, lost] && left.count == 2, "\(left)")
        try two.expectSound()
    }

    @Test func aRefusedCreationTakesItsRowAway() throws {
        let story = try Story()
        let desk = story.desks[0]
        story.centre.refuses = { _ in Refusal(.validation, .value(.required)) }
        let note = try desk.add("note", ["text": .text("x")])
        try desk.sync(story.centre)
        #expect(try desk.replica.record("note", note) == nil)
        #expect(try desk.replica.refused().count == 1)
        try desk.expectSound()
        story.centre.refuses = { _ in nil }
        try desk.replica.retry(try #require(try desk.replica.refused().first).id)
        try desk.sync(story.centre)
        #expect(story.centre.records[note] != nil)
    }

    /// text = 'first' (normal), then visit + text = 'second' (urgent): the second may not overtake the first.
    @Test func anUrgentSetTakesWithItWhatItNeeds() throws {
        let story = try Story()
        let desk = story.desks[0]
        let note = try desk.add("note", ["text": .text("first")])
        try desk.add("note", ["text": .text("unrelated")])
        try desk.replica.write { writer in
            try writer.create(
                "visit",
                ["site": .text(OneSite.hill.text), "on": .text("2024-01-01"), "of": .text(note.text)]
            )
            try writer.update("note", note, ["text": .set(.text("second"))])
        }
        let request = try desk.replica.makeRequest().request
        let urgent = try request.parcels.map { try $0.open(verifying: nil) }.filter { $0.lane == .urgent }.flatMap(
            \.sets
        )
        #expect(urgent.map(\.operations.count) == [1, 2])
        #expect(urgent.first?.operations.first?.record == note)
        try desk.sync(story.centre)
        try story.settle()
        #expect(try story.desks[1].value("note", note, "text") == .text("second"))
    }

    @Test func whatWaitsForAnAnswerInAnotherLaneIsWaitedFor() throws {
        let story = try Story()
        let desk = story.desks[0]
        let note = try desk.add("note", ["text": .text("first")])
        _ = try desk.replica.makeRequest()
        try desk.replica.write { writer in
            try writer.create(
                "visit",
                ["site": .text(OneSite.hill.text), "on": .text("2024-01-01"), "of": .text(note.text)]
            )
            try writer.update("note", note, ["text": .set(.text("second"))])
        }
        let request = try desk.replica.makeRequest()
        #expect(request.sets == 1 && request.setsLeft == 1)
        try desk.sync(story.centre)
        try story.settle()
        #expect(try story.desks[1].value("note", note, "text") == .text("second"))
        try desk.expectSound()
    }

    @Test func aLostReplyIsAskedForAgainAndChangesNothingTwice() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let tally = try one.add("tally", ["day": .text("2024-05-01"), "seen": .integer(1)])
        try story.settle()
        for _ in 0..<3 {
            try one.set("tally", tally, ["seen": .add(1)])
            try one.replica.forgetCursorHash()
            _ = try story.centre.answer(try one.replica.makeRequest().request)
        }
        try one.replica.forgetCursorHash()
        let request = try one.replica.makeRequest().request
        let frames = try story.centre.answer(request)
        for _ in 0..<2 {
            for frame in frames {
                if case .head(let head) = frame { _ = try one.replica.take(head) }
            }
        }
        #expect(try one.replica.status().pending == 0)
        try one.expectSound()
        try story.settle()
        #expect(try two.value("tally", tally, "seen") == .integer(4))
    }

    @Test func pagesThatDoNotContinueAreDropped() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        try one.add("visit", ["on": .text("2023-01-01")])
        try story.settle()
        for day in 1...9 { try one.add("visit", ["on": .text("2024-01-0\(day)")]) }
        try one.sync(story.centre)
        story.centre.pageEntriesMax = 2
        let frames = try story.centre.answer(try two.replica.makeRequest().request)
        for frame in frames {
            switch frame {
            case .head(let head): _ = try two.replica.take(head)
            case .page(let page):
                let result = try two.replica.take(page)
                #expect(!result.ignored)
                #expect(try two.replica.take(page).ignored)
                #expect(try two.replica.list("visit").count == 1, "a held stream is applied with the tail")
            case .tail(let tail): _ = try two.replica.take(tail)
            case .failure(let failure): throw failure
            }
        }
        #expect(try two.replica.list("visit").count == 10)
        try two.expectSound()
        try two.sync(story.centre)
        #expect(try two.replica.status().differs == false)
    }

    @Test func aLaneAppearsAtOnceHoweverManyRepliesItTook() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        try two.add("visit", ["on": .text("2023-01-01")])
        try story.settle()
        let before = try two.replica.list("visit").count
        for day in 1...9 { try one.add("visit", ["on": .text("2024-01-0\(day)")]) }
        try one.sync(story.centre)
        story.centre.pageEntriesMax = 2
        story.centre.pagesMax = 1
        for _ in 0..<4 {
            for frame in try story.centre.answer(try two.replica.makeRequest().request) {
                switch frame {
                case .head(let head): _ = try two.replica.take(head)
                case .page(let page): _ = try two.replica.take(page)
                case .tail(let tail):
                    #expect(tail.more)
                    _ = try two.replica.take(tail)
                case .failure(let failure): throw failure
                }
            }
            #expect(try two.replica.list("visit").count == before)
            try two.expectSound()
        }
        try two.sync(story.centre)
        #expect(try two.replica.list("visit").count == before + 9)
        try two.expectSound()
    }

    @Test func aLostScopeTakesItsRowsAndKeepsWhatWasTyped() throws {
        let story = try Story()
        let desk = story.desks[0]
        let note = try desk.add("note", ["text": .text("shared")])
        try desk.sync(story.centre)
        try desk.set("note", note, ["text": .set(.text("never sent"))])
        story.centre.scopes = [Scope("province")]
        let request = try desk.replica.makeRequest(RequestLimits(parcelBytesMax: 0))
        for frame in try story.centre.answer(request.request) {
            if case .head(let head) = frame { _ = try desk.replica.take(head) }
        }
        #expect(try desk.replica.list("note").isEmpty)
        #expect("\(try desk.replica.refused())".contains("never sent"))
        #expect(try desk.replica.refused().map(\.refusal.code) == [.notYours])
        try desk.expectSound()
    }

    @Test func aNewProgrammeFindsPendingEditsInPlace() throws {
        let story = try Story()
        let desk = story.desks[0]
        let note = try desk.add("note", ["text": .text("before")])
        try desk.sync(story.centre)
        try desk.set("note", note, ["text": .set(.text("typed under one"))])
        try desk.sql("UPDATE note SET minutes = 5 WHERE id = '\(note.text)'")
        story.centre.programme = OneSite.programme(version: 2)
        let result = try desk.sync(story.centre)
        #expect(result.programmeInstalled)
        #expect(try desk.value("note", note, "text") == .text("typed under one"))
        try desk.set("note", note, ["seen_by": .set(.text("both"))])
        try desk.sql("UPDATE note SET seen_by = 'all' WHERE id = '\(note.text)'")
        try story.settle()
        #expect(try story.desks[1].value("note", note, "seen_by") == .text("all"))
        #expect(try story.desks[1].value("note", note, "minutes") == .integer(5))
        for desk in story.desks { try desk.expectSound() }
    }

    @Test func aReplyOfAnotherHistoryChangesNothing() throws {
        let story = try Story()
        let desk = story.desks[0]
        let request = try desk.replica.makeRequest().request
        let head = ReplyHead(epoch: Epoch(bits: 8), counter: request.counter, serverTime: 0, serverTook: 0)
        let before = try desk.replica.dump()
        #expect(throws: ReplicaError.self) { try desk.replica.take(head) }
        #expect(try desk.replica.dump() == before)
    }

    @Test func streamsAreFetchedAgainWithoutLosingWhatIsTyped() throws {
        let story = try Story()
        let (one, two) = (story.desks[0], story.desks[1])
        let note = try one.add("note", ["text": .text("base")])
        try story.settle()
        try two.set("note", note, ["text": .set(.text("typed"))])
        try two.replica.refetch([Stream(scope: OneSite.hillScope, lane: .normal)])
        try two.sync(story.centre)
        try story.settle()
        #expect(try one.value("note", note, "text") == .text("typed"))
        #expect(try two.replica.status().differs == false)
        for desk in story.desks { try desk.expectSound() }
    }

    @Test func pagesTakenTogetherLeaveWhatTheyLeaveOneByOne() throws {
        let story = try Story()
        story.centre.pageEntriesMax = 2
        for day in 1...9 { try story.desks[0].add("visit", ["on": .text("2024-03-0\(day)")]) }
        for number in 1...5 { try story.desks[0].add("note", ["text": .text("note \(number)")]) }
        try story.desks[0].sync(story.centre)
        let (oneByOne, together) = (try ReplicaDevice(7), try ReplicaDevice(8))
        try oneByOne.sync(story.centre)
        func takeTogether() throws {
            var pages: [Page] = []
            for frame in try story.centre.answer(together.replica.makeRequest().request) {
                switch frame {
                case .head(let head): _ = try together.replica.take(head)
                case .page(let page): pages.append(page)
                case .tail(let tail):
                    #expect(pages.count > 1)
                    let result = try together.replica.take(pages)
                    #expect(!result.ignored)
                    _ = try together.replica.take(tail)
                case .failure(let failure): throw failure
                }
            }
        }
        try takeTogether()
        #expect(try together.replica.dump() == oneByOne.replica.dump())
        // And once more what is not a first fill.
        for desk in [oneByOne, together] { #expect(try desk.replica.list("note").count == 5) }
        for number in 6...9 { try story.desks[0].add("note", ["text": .text("note \(number)")]) }
        try story.desks[0].sync(story.centre)
        try oneByOne.sync(story.centre)
        try takeTogether()
        #expect(try together.replica.dump() == oneByOne.replica.dump())
        try together.expectSound()
    }
}
