import ClientCore
import Foundation
import Testing

/// What an app follows, and who waits for whom.
@Suite(.timeLimit(.minutes(5))) struct Following {
    @Test func aSequenceLeavesOutWhatIsTheSameAndEndsWithTheDevice() async throws {
        let ward = try Ward()
        let device = try await ward.device("one")
        let site = try await device.records("site")[0].id
        var counts = device.observeCount("note", where: ["minutes": 1]).makeAsyncIterator()
        #expect(try await counts.next() == 0)
        try await device.write { try $0.create("note", ["site": .ref(site), "minutes": 2]) }
        try await device.write { try $0.create("note", ["site": .ref(site), "minutes": 1]) }
        #expect(try await counts.next() == 1, "what changed nothing here was left out")
        async let closing: Void = device.close()
        #expect(try await counts.next() == nil)
        await closing
        #expect(try await counts.next() == nil)
    }

    @Test func aSequenceEndsWithItsTask() async throws {
        let ward = try Ward()
        let device = try await ward.device("one")
        let task = Task {
            var seen = 0
            for try await _ in device.observe("note") { seen += 1 }
            return seen
        }
        var begun = device.observe("site").makeAsyncIterator()
        _ = try await begun.next()
        task.cancel()
        #expect(try await task.value <= 1)
    }

    @Test func aSequenceThrowsWhatItsReadingThrows() async throws {
        let ward = try Ward()
        let device = try await ward.device("one")
        var wrong = device.observe("no such table", where: [:]).makeAsyncIterator()
        await #expect(throws: DuikouError.self) { try await wrong.next() }
        #expect(try await wrong.next() == nil)
    }

    @Test func theStatusIsFollowedThroughASynchronisation() async throws {
        let ward = try Ward()
        let device = try await ward.device("one")
        let site = try await device.records("site")[0].id
        var statuses = device.observeStatus().makeAsyncIterator()
        #expect(try await statuses.next()?.pending == 0)
        let note = try await device.write { try $0.create("note", ["site": .ref(site)]) }
        var status = try await statuses.next()
        #expect(status?.pending == 1 && status?.access?.homes(of: "note") == [Scope("site", site)])
        async let arrival: Void = device.arrived("note", note)
        try await device.sync()
        try await arrival
        while status?.pending != 0 { status = try await statuses.next() }
        #expect(status?.lastSync != nil && status?.programmeVersion == 1)
    }

    @Test func whatWasRefusedDoesNotArrive() async throws {
        let ward = try Ward()
        let device = try await ward.device("one")
        let site = try await device.records("site")[0].id
        try ward.damage(
            """
            CREATE TRIGGER poison BEFORE INSERT ON note WHEN NEW.text = 'poison' BEGIN SELECT RAISE(ABORT, \
            'nobody foresaw this'); END
            """
        )
        let note = try await device.write { try $0.create("note", ["site": .ref(site), "text": "poison"]) }
        try await device.sync()
        #expect(await #expect(throws: DuikouError.self) { try await device.arrived("note", note) }?.code == .held)
        // With another text it goes in, and nothing is left of the refusal.
        let refused = try #require(try await device.refused().first)
        #expect(refused.changes.first?.edits["text"] == .text("poison"))
        try await device.retry(refused.id, correcting: ["text": "mended"])
        #expect(try await device.refused().isEmpty)
        #expect(try await device.unsent().count == 1)
        let report = try await device.sync()
        #expect(report.isComplete)
        #expect(try await device.record("note", note)?["text"] == "mended")
    }

    @Test func aSecondSynchronisationWaitsForTheFirst() async throws {
        let ward = try Ward()
        _ = try await ward.device("one")
        let hanging = Hanging()
        let device = try await ward.blank("one", over: { hanging })
        let first = Task { try await device.sync() }
        await hanging.reached()
        let second = Task { try await device.sync() }
        second.cancel()
        #expect(await #expect(throws: DuikouError.self) { try await second.value }?.code == .cancelled)
        first.cancel()
        #expect(try await first.value.outcome == .stopped)
    }

    @Test func theListThatAPersonSawIsWhatADecisionCloses() async throws {
        let ward = try Ward()
        let (one, other) = (try await ward.device("one"), try await ward.device("other"))
        let site = try await one.records("site")[0].id
        let note = try await one.write { try $0.create("note", ["site": .ref(site), "text": "first"]) }
        try await one.sync()
        try await other.sync()
        try await one.write { try $0.update("note", note, ["text": "by one"]) }
        try await other.write { try $0.update("note", note, ["text": "by other"]) }
        for desk in [one, other, one] { try await desk.sync() }
        let listed = try #require(try await one.conflicts("note", note).first)
        #expect(Set(listed.candidates.map(\.content)) == [.value("by one"), .value("by other")])
        #expect(listed.mayDecide && listed.field == "text" && listed.candidates.filter(\.isOwn).count == 1)
        #expect(try await one.record("note", note)?.hasConflict == true)
        // Another value comes after the list was shown.
        try await other.write { try $0.update("note", note, ["text": "by other again"]) }
        for desk in [other, one] { try await desk.sync() }
        let error = await #expect(throws: DuikouError.self) {
            try await one.resolve(listed, .take(listed.candidates[0].id))
        }
        #expect(error?.code == .changed)
        let now = try #require(error?.conflict)
        try await one.resolve(now, .value("settled"), reason: "asked")
        #expect(try await one.conflicts().isEmpty)
        #expect(try await one.decisions("note", note).map(\.reason) == ["asked"])
        try await one.undoDecision(now.id)
        #expect(try await one.conflicts().count == 1)
    }
}

/// What is left of a device that was closed.
@Suite(.timeLimit(.minutes(5))) struct Closing {
    @Test func itsFilesAreClosedWhenCloseComesBack() async throws {
        let ward = try Ward()
        let device = try await ward.device("one")
        let site = try await device.records("site")[0].id
        try await device.write { try $0.create("note", ["site": .ref(site)]) }
        var notes = device.observe("note").makeAsyncIterator()
        #expect(try await notes.next()?.count == 1)
        #expect(Self.open(device.folder).isEmpty == false)
        await device.close()
        #expect(Self.open(device.folder) == [])
        await device.close()
        #expect(await #expect(throws: DuikouError.self) { try await device.sync() }?.code == .closed)
        // Another one finds everything.
        #expect(try await ward.blank("one").count("note") == 1)
    }

    /// The files below a folder that this process has open.
    private static func open(_ folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        let paths = names.compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
        }
        return paths.filter { $0.hasPrefix(folder) }
    }
}
