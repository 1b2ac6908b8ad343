import ClientCore
import Testing

/// This file imports nothing else of ours: what the library's functions take and give is seen with the library.
@Suite struct OneImport {
    @Test func whatTheLibraryShowsIsSeenWithIt() throws {
        let id = try #require(RecordID("00000000-0000-7000-8000-000000000001"))
        #expect(id.text.count == 36)
        #expect(Value.text("Slept well").text == "Slept well")
        #expect(Scope("site", id).text == "site/\(id.text)")
        #expect(Lane.urgent < Lane.bulk)
        #expect(DeviceID.server.text.hasPrefix("00000000"))
        #expect(Host.system.wallClock() > 0)
        #expect(Programme.Rule.allCases.contains(.keepBoth))
    }
}
