import ClientCore
import Replica
import SyncModel
import Testing

@Suite struct Observation {
    @Test(.timeLimit(.minutes(5))) func aViewFollowsOwnAndOthersWrites() async throws {
        let ward = try Ward()
        let device = try await ward.device("one")
        let site = try await device.records("site")[0].id.text
        var counts = device.observe(query: "SELECT count(*) FROM note").makeAsyncIterator()
        #expect(try await counts.next()?.rows == [[.integer(0)]])
        _ = try await device.write { try $0.create("note", ["site": .text(site)]) }
        #expect(try await counts.next()?.rows == [[.integer(1)]])
        // Another client of the same folder stands for another process: it shares nothing but the file.
        let other = try await ward.blank("one")
        try await other.execute("INSERT INTO note(site, minutes) VALUES (\(site), 7)")
        #expect(try await counts.next()?.rows == [[.integer(2)]])
    }

    @Test func plainSQLMayNotBreakTheProgrammesRules() async throws {
        let ward = try Ward()
        let device = try await ward.device("one")
        let site = try await device.records("site")[0].id.text
        await #expect(throws: DuikouError.self) {
            try await device.execute("INSERT INTO note(site, minutes) VALUES (\(site), 99999)")
        }
        await #expect(throws: DuikouError.self) { try await device.query("DELETE FROM note") }
        #expect(try await device.status().pending == 0)
    }
}
