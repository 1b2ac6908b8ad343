import ClientCore
import Testing

/// What a mobile app would write. `Documentation/UsingTheLibrary.md` quotes from here.
@Suite struct Example {
    struct Note: Codable, Equatable, Sendable {
        var site: RecordID
        var text: String?
        var minutes: Int?
    }

    @Test func anAppInThirtyLines() async throws {
        let ward = try Ward()
        let code = try ward.code()
        let options = Ward.options { ward.transport() }

        // At the first start: a folder of the app's own, and the code that the administrator told.
        let device = try await Device.open(ward.folder + "/phone", options: options)
        try await device.enroll(at: "https://sync.example.org", code: code, name: "Ward phone")
        let first = try await device.sync { progress in
            _ = "\(progress.received) records so far"  // shown in a bar
        }
        #expect(first.isComplete)

        // Anywhere, any time: no network is needed to read and write.
        guard let here = try await device.record("site", key: ["code": "A"]) else { return }
        let note = try await device.write {
            try $0.create("note", ["site": .ref(here.id), "text": "Slept well", "minutes": 5])
        }
        try await device.write { try $0.update("note", note, ["minutes": 6]) }
        try await device.execute("UPDATE note SET text = text || '.' WHERE minutes = \(6)")
        let notes = try await device.records("note", as: Note.self, where: ["minutes": 6])
        #expect(notes == [Note(site: here.id, text: "Slept well.", minutes: 6)])

        // A view that follows the data, whoever changes it.
        let long = device.observe("SELECT * FROM note WHERE minutes > \(5)", as: Note.self)
        var views = long.makeAsyncIterator()
        #expect(try await views.next()?.map(\.text) == ["Slept well."])

        // Whenever there is a line; cancelling the task at any moment loses nothing.
        let report = try await device.sync()
        #expect(report.isComplete && report.sent == 1)  // one record, whatever the number of edits
        try await device.arrived("note", note)

        // What people have to look at.
        for conflict in try await device.conflicts() where conflict.mayDecide {
            try await device.resolve(conflict, .take(conflict.candidates[0].id), reason: "asked the nurse")
        }
        for refused in try await device.refused() { Issue.record("\(refused.reason.message())") }
        await device.close()
    }

    @Test func aFormThatWasOpenForAWhileWritesOnlyWhatWasTyped() async throws {
        let ward = try Ward()
        let device = try await ward.device("phone")
        let here = try await device.records("site")[0]
        let note = try await device.write {
            try $0.create("note", ["site": .ref(here.id), "text": "Slept well", "minutes": 5])
        }

        // When the form opens.
        var form = try await device.draft("note", note, as: Note.self)

        // Meanwhile somebody else writes the minutes.
        try await device.write { try $0.update("note", note, ["minutes": 9]) }

        // When it is saved: the minutes are as they were shown, and no edit.
        form.value.text = "Slept badly"
        form = try await device.save(form)
        #expect(form.value == Note(site: here.id, text: "Slept badly", minutes: 9))

        // What is emptied in the form is emptied in the record.
        form.value.minutes = nil
        try await device.save(form)
        #expect(try await device.record("note", note)?["minutes"] == .null)
    }

    @Test func whatGoesWrongIsToldApart() async throws {
        let ward = try Ward()
        let device = try await ward.device("phone")
        let here = try await device.records("site")[0]
        var told: [String] = []
        func show(_ sentence: String, beside field: String? = nil) { told.append((field ?? "") + ": " + sentence) }

        // What the programme forbids is refused where it is typed, and nothing is changed.
        do {
            try await device.write { try $0.create("note", ["site": .ref(here.id), "minutes": 2_000]) }
        } catch let error as DuikouError where error.code == .validation {
            show(error.message(.chinese), beside: error.field)
        }
        #expect(told == ["minutes: note.minutes：须为 0 到 1440 之间的整数。"])

        // A synchronisation that could begin does not throw: its report says how it ended.
        let report = try await device.sync()
        switch report.outcome {
        case .done: break
        case .offline, .serverBusy: show("later")  // what was typed is kept; try again when there is a line
        case .identitySplit, .rejected: show(report.error?.advice() ?? "")  // mostly: ask for a new code
        case .failed: show(report.error?.message() ?? "")  // make room, look at the address, or upgrade
        case .stopped: break
        @unknown default: break
        }
        #expect(told.count == 1)
    }

    @Test func oneTableComesInAsOneTransaction() async throws {
        let ward = try Ward()
        let device = try await ward.device("phone")
        let here = try await device.records("site")[0]

        // Cut into as many edits as it takes, none of them larger than the server accepts; all are here, or none.
        try await device.write(splitting: true) { writer in
            for minutes in 0..<1_200 {
                try writer.create("note", ["site": .ref(here.id), "minutes": .integer(Int64(minutes))])
            }
        }
        let report = try await device.sync()
        #expect(report.isComplete && report.sent == 1_200)
    }
}

/// What a form says beside a field.
private func hint(_ error: DuikouError) -> String {
    switch error.problem {
    case .required: "needed"
    case .outOfRange(let least, let most): "\(least.map(String.init) ?? "…") to \(most.map(String.init) ?? "…")"
    case .tooLong(let most): "at most \(most) characters"
    case .noOption(let options): options.joined(separator: ", ")
    default: error.message()
    }
}

@Test func aFormMaySayItInWordsOfItsOwn() async throws {
    let ward = try Ward()
    let device = try await ward.device("phone")
    let here = try await device.records("site")[0]
    let error = await #expect(throws: DuikouError.self) {
        try await device.write { _ = try $0.create("note", ["site": .ref(here.id), "minutes": 2_000]) }
    }
    #expect(error.map(hint) == "0 to 1440")
    await device.close()
}
