import ChangeFeed
import ClientCore
import Replica
import SyncEngine
import SyncModel
import Testing

/// Clause F14: a set that fails for a reason nobody foresaw.
@Suite struct Held {
    @Test func aSetThatFailsThreeTimesIsHeldAndTheQueueGoesOn() async throws {
        let ward = try Ward()
        let (one, other) = (try await ward.device("one"), try await ward.device("other"))
        try ward.damage(
            """
            CREATE TRIGGER poison BEFORE INSERT ON note WHEN NEW.text = 'poison' BEGIN SELECT RAISE(ABORT, \
            'nobody foresaw this'); END
            """
        )
        let site = try await one.records("site")[0].id.text
        func note(_ text: String) async throws -> RecordID {
            try await one.write { try $0.create("note", ["site": .text(site), "text": .text(text)]) }
        }
        let before = try await note("before")
        let poison = try await note("poison")
        try await one.write { _ = try $0.update("note", poison, ["minutes": .set(.integer(3))]) }
        let after = try await note("after")
        let report = try await one.sync()
        #expect(report.isComplete && report.refused == 2, "three attempts lie within one synchronisation")
        let refused = try await one.withReplica { try $0.refused() }
        #expect(refused.map(\.refusal.code) == [.held, .depends])
        #expect(refused.allSatisfy { $0.changes.operations.map(\.record) == [poison] }, "their values are kept here")
        let received = try await other.sync()
        #expect(received.received == 2)
        for id in [before, after] { #expect(try await other.record("note", id) != nil) }
        #expect(try await other.record("note", poison) == nil)
        #expect(try ward.service.verifyAudit().problems == [], "the bytes are kept there")
        let history = try ward.service.history("note", poison, for: nil)
        #expect(history.isEmpty || history.allSatisfy { $0.refusal != nil })

        // What made it fail is mended at the centre: retried, it goes through, and what depends on it with it.
        try ward.damage("DROP TRIGGER poison")
        let held = try #require(refused.first?.id)
        _ = try await one.withReplica { try $0.retry(held) }
        let again = try await one.sync()
        #expect(again.isComplete && again.refused == 0)
        _ = try await other.sync()
        #expect(try await other.record("note", poison)?.stored.values[1...2] == [.text("poison"), .integer(3)])
        for client in [one, other] { #expect(try await client.verify().agrees) }
    }
}
