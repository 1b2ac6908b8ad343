import ClientCore
import Replica
import SyncEngine
import SyncModel
import SyncWire
import Testing

/// What a mobile app would write. `Documentation/UsingTheLibrary.md` quotes from here.
@Suite struct Example {
    @Test func anAppInThirtyLines() async throws {
        let ward = try Ward()
        let code = try ward.code()

        // At the first start: a folder of the app's own, and the code that the administrator told.
        let device = try await Device.open(folder: ward.folder + "/phone", transport: { _ in ward.transport() })
        try await device.enroll(at: "https://sync.example.org", code: code, name: "Ward phone")
        let first = try await device.sync { progress in
            _ = "\(progress.received) records so far"  // shown in a bar
        }
        #expect(first.isComplete)

        // Anywhere, any time: no network is needed to read and write.
        let here = try await device.list("site")[0]
        let note = try await device.write { writer in
            try writer.create("note", ["site": .text(here.id.text), "text": .text("Slept well"), "minutes": .integer(5)])
        }
        try await device.write { _ = try $0.update("note", note, ["minutes": .set(.integer(6))]) }
        try await device.execute("UPDATE note SET text = text || '.' WHERE minutes = ?", [.integer(6)])

        // A view that follows the data, whoever changes it.
        var minutes = device.observe("SELECT minutes FROM note").makeAsyncIterator()
        #expect(try await minutes.next()?.rows == [[.integer(6)]])

        // Whenever there is a line; cancelling the task at any moment loses nothing.
        let report = try await device.sync()
        #expect(report.isComplete && report.summary.sent == 1)  // one record, whatever the number of edits

        // What people have to look at.
        for conflict in try await device.conflicts() { try await device.resolve(conflict, .take(conflict.candidates[0].key)) }
        for refused in try await device.refused() { Issue.record("\(refused.refusal.message)") }
    }

    @Test func aFormThatWasOpenForAWhileWritesOnlyWhatWasTyped() async throws {
        let ward = try Ward()
        let device = try await ward.device("phone")
        let here = try await device.list("site")[0]
        let note = try await device.write { writer in
            try writer.create("note", ["site": .text(here.id.text), "text": .text("Slept well"), "minutes": .integer(5)])
        }

        // When the form opens.
        guard let shown = try await device.record("note", note) else { return }
        let seen = try await device.checkpoint(of: [shown])

        // Meanwhile somebody else writes the minutes.
        try await device.write { _ = try $0.update("note", note, ["minutes": .set(.integer(9))]) }

        // When it is saved, with all its fields: the minutes come back as they were shown, and are no edit.
        try await device.write(asOf: seen) { writer in
            _ = try writer.update("note", note, ["text": .set(.text("Slept badly")), "minutes": .set(.integer(5))])
        }
        let rows = try await device.query("SELECT text, minutes FROM note").rows
        #expect(rows == [[.text("Slept badly"), .integer(9)]])
    }

    @Test func whatGoesWrongIsToldApart() async throws {
        let ward = try Ward()
        let device = try await ward.device("phone")
        let here = try await device.list("site")[0]
        var told: [String] = []
        func show(_ sentence: String, beside field: String? = nil) { told.append((field ?? "") + ": " + sentence) }

        // What the programme forbids is refused where it is typed, and nothing is changed.
        do {
            try await device.write { _ = try $0.create("note", ["site": .text(here.id.text), "minutes": .integer(2_000)]) }
        } catch let error as ReplicaError where error.code == .validation {
            show(error.message, beside: error.field)
        }
        #expect(told.count == 1 && told[0].hasPrefix("minutes: "))

        // A synchronisation that could begin does not throw: its report says how it ended.
        let report = try await device.sync()
        switch report.summary.ending {
        case .done: break
        case .noConnection(let line): show(line.sentence)  // try again when there is a line
        case .serverUnwell(let failure): show(failure.message)  // try again later
        case .identitySplit(let failure), .rejected(let failure): show(failure.message)  // it says what to do: mostly, ask for a new code
        case .deviceFailed(let sentence): show(sentence)  // make room, or look at the disk
        case .stopped, nil: break
        }
        #expect(told.count == 1)
    }

    @Test func oneTableComesInAsOneTransaction() async throws {
        let ward = try Ward()
        let device = try await ward.device("phone")
        let here = try await device.list("site")[0]

        // Cut into as many edits as it takes, none of them larger than the server accepts; all are here, or none.
        try await device.write(splitting: true) { writer in
            for minutes in 0..<1_200 {
                _ = try writer.create("note", ["site": .text(here.id.text), "minutes": .integer(Int64(minutes))])
            }
        }
        let report = try await device.sync()
        #expect(report.isComplete && report.summary.sent == 1_200)
    }
}
