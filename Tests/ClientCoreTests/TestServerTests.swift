import ClientCore
import ClientCoreTesting
import Foundation
import Testing

/// An app's own tests: the real server in the same process, lines that fail by script, time by hand.
@Suite(.timeLimit(.minutes(5))) struct TestServers {
    private static let yaml = """
        programme: ward
        version: 1
        title: {en: Ward, zh: 病区}
        time_zone: Asia/Shanghai
        scopes:
          province: {}
          site: {of: site}
        roles:
          nurse:
            at: site
            grants:
              - {scope: province, read: all}
              - {scope: site, read: all, write: all}
        collections:
          site:
            scope: province
            rule: authority
            key: [code]
            name: name
            fields:
              code: {type: text, required: true}
              name: {type: text, required: true}
          note:
            scope: {site: site}
            fields:
              site: {type: ref, to: site, required: true}
              text: {type: text}
              minutes: {type: integer, min: 0, max: 1440}
              tags: {type: set}
        """

    private static func server(_ clock: ManualClock? = nil) throws -> TestServer {
        try TestServer(programme: yaml, records: ["site": "code,name\nA,Upper ward\n"], clock: clock)
    }

    private static func note(_ device: Device, _ text: String) async throws -> RecordID {
        let site = try #require(try await device.record("site", key: ["code": "A"]))
        return try await device.write {
            try $0.create("note", ["site": .ref(site.id), "text": .text(text), "tags": ["night"]])
        }
    }

    @Test func whatTwoDevicesWriteStandsAtTheServerAndAtBoth() async throws {
        let server = try Self.server()
        let one = try await server.device("one", organisation: "A", role: "nurse")
        let other = try await server.device("other", organisation: "A", role: "nurse")
        let id = try await Self.note(one, "written at one")
        try await other.sync()
        try await one.sync()
        try await other.sync()
        try await expectAgreement(one, other, with: server)
        let held = try #require(try server.records("note").first)
        #expect(held.id == id && held["text"] == "written at one" && held["tags"]?.elements == ["night"])
        // What the file says behind the store's back is found.
        try other.damage("UPDATE note SET text = 'nobody wrote this'")
        let error = await #expect(throws: Disagreement.self) { try await expectAgreement(one, other, with: server) }
        #expect(error?.records == [id])
    }

    @Test(
        arguments: [
            [.cut(afterBytes: 20)], [.cutRequest(afterBytes: 3)], [.stall], [.garble(byte: 9)], [.status(503)],
            [.refuse],
            [.cut(afterBytes: 1), .stall, .refuse, .status(502)],
        ] as [[ScriptedTransport.Step]]
    )
    func whateverALineDoesNothingIsLost(_ steps: [ScriptedTransport.Step]) async throws {
        let server = try Self.server()
        let device = try await server.device("one", organisation: "A", role: "nurse", over: steps)
        let id = try await Self.note(device, "typed in the valley")
        var reports = [try await device.sync()]
        while let last = reports.last, !last.isComplete, reports.count < 6 {
            #expect(last.pending == 1 || last.outcome == .done, "\(last)")
            reports.append(try await device.sync())
        }
        #expect(reports.last?.isComplete == true, "\(reports)")
        #expect(try server.records("note").map(\.id) == [id])
        try await expectAgreement(device, with: server)
    }

    @Test func timePassesByHand() async throws {
        let clock = ManualClock(Date(timeIntervalSince1970: 1_700_000_000))
        let server = try Self.server(clock)
        let device = try await server.device("one", organisation: "A", role: "nurse")
        clock.advance(by: .seconds(3_600))
        _ = try await Self.note(device, "an hour later")
        #expect(try await device.unsent().first?.at == Date(timeIntervalSince1970: 1_700_003_600))
        #expect(try await device.server().time == Date(timeIntervalSince1970: 1_700_003_600))
        let explained = try await device.explain("note", try await device.records("note")[0].id)
        #expect(!explained.isKnownToServer && explained.unsent.count == 1)
        #expect(
            explained.fields["text"]?.first?.value == "an hour later"
                && explained.fields["text"]?.first?.isPending == true
        )
    }

    @Test func aDeviceThatIsKeptInStepSendsWhatIsWritten() async throws {
        let server = try Self.server()
        let device = try await server.device(
            "one",
            organisation: "A",
            role: "nurse",
            over: [.refuse, .refuse, .refuse, .refuse]
        )
        var policy = SyncPolicy()
        policy.afterWrite = .milliseconds(10)
        policy.pauses = .milliseconds(10)...(.milliseconds(20))
        policy.waitsForServer = false
        var reports = device.syncs(policy).makeAsyncIterator()
        var report = try await reports.next()
        #expect(report?.outcome == .offline, "the line refuses at first")
        while report?.isComplete == false { report = try await reports.next() }
        let id = try await Self.note(device, "written meanwhile")
        #expect(try await reports.next()?.sent == 1)
        try await device.arrived("note", id)
        device.syncSoon()
        async let closing: Void = device.close()
        _ = try await reports.next()
        await closing
        #expect(try await reports.next() == nil)
    }

    @Test func whatRepeatingCannotMendIsThrownAfterItsReport() async throws {
        let server = try Self.server()
        let blank = try await server.blank("one")
        var reports = blank.syncs().makeAsyncIterator()
        #expect(await #expect(throws: DuikouError.self) { try await reports.next() }?.code == .notEnrolled)
        #expect(try await reports.next() == nil)
    }
}
