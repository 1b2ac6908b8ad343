import ClientCore
import Replica
import SyncEngine
import SyncModel
import Testing

/// What a mobile app would write, whole: open, enrol once, record with no network, synchronise, watch, settle.
@Suite struct Example {
    @Test func anAppInThirtyLines() async throws {
        let ward = try Ward()
        let code = try ward.code()

        // At the first start: a folder of the app's own, and the code that the administrator told.
        let client = try await Client.open(folder: ward.folder + "/phone", transport: { _ in ward.transport() })
        try await client.enrol(at: "https://sync.example.org", code: code, name: "Ward phone")
        let first = try await client.sync { progress in
            _ = "\(progress.received) records so far"  // shown in a bar
        }
        #expect(first.isComplete)

        // Anywhere, any time: no network is needed to read and write.
        let here = try await client.list("site")[0]
        let note = try await client.write { writer in
            try writer.create("note", ["site": .text(here.id.text), "text": .text("Slept well"), "minutes": .integer(5)])
        }
        try await client.write { _ = try $0.update("note", note, ["minutes": .set(.integer(6))]) }
        try await client.execute("UPDATE note SET text = text || '.' WHERE minutes = ?", [.integer(6)])

        // A view that follows the data, whoever changes it.
        var minutes = client.observe("SELECT minutes FROM note").makeAsyncIterator()
        #expect(try await minutes.next()?.rows == [[.integer(6)]])

        // Whenever there is a line; cancelling the task at any moment loses nothing.
        let report = try await client.sync()
        #expect(report.isComplete && report.summary.sent == 1)  // one record, whatever the number of edits

        // What people have to look at.
        for conflict in try await client.conflicts() { try await client.resolve(conflict, .take(conflict.candidates[0].key)) }
        for refused in try await client.refused() { Issue.record("\(refused.refusal.message)") }
    }
}
