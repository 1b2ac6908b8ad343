import Foundation
import Testing

@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .serialized)
struct ScenarioTests {
    @Test(.timeLimit(.minutes(2)))
    func whatIsTypedWithoutANetworkReachesTheOtherDeskAndNobodyElse() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        for (name, site) in [("one", "A"), ("two", "A"), ("other", "B")] {
            try await valley.enrol(name, at: site)
            #expect(try await valley.device(name, "sync").code == 0)
        }
        #expect(await valley.stop() == 0)
        #expect(try await valley.device("one", "add", "note", "site=A", "text=typed at night").code == 0)
        #expect(try await valley.device("one", "sync").code == 4, "no connection is exit 4")
        try await valley.start()
        for name in ["one", "two", "other"] { #expect(try await valley.device(name, "sync").code == 0) }
        #expect(try await valley.device("two", "list", "note", "--json").output.contains("typed at night"))
        #expect(try await valley.device("other", "list", "note", "--json").json() as? [String] == [])
        #expect(try await valley.server("list", "note", "--json").output.contains("typed at night"))
        _ = try await valley.server("verify")
        _ = try await valley.server("audit", "verify")
        #expect(await valley.stop() == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func aSecondServerMayNotServeTheSameFolder() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        let data = valley.folder.appendingPathComponent("server").path
        let second = try await Programs.run(Programs.path("duikou-server"), ["serve", "--listen", "127.0.0.1:0", "--data", data])
        #expect(second.code == 1 && second.error.contains("already"))
        #expect(await valley.stop() == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func wrongWordsGetASentenceAndChangeNothing() async throws {
        let valley = try await Valley.make()
        let data = valley.folder.appendingPathComponent("server").path
        let wrong: [(words: [String], code: Int32)] = [
            (["code", "--org", "nowhere", "--role", "recorder"], 1), (["code", "--org", "A", "--role", "king"], 1),
            (["list", "nothing"], 1),
            (["list", "note", "nofield=1"], 1), (["list", "note", "nosign"], 2), (["show", "note", "not-an-id"], 1),
            (["devices", "revoke", "x"], 1), (["init", "--programme", "hubei-2022"], 1), (["nope"], 2), (["report", "summary"], 1),
        ]
        for (words, code) in wrong {
            let ran = try await Programs.run(Programs.path("duikou-server"), words + ["--data", data])
            #expect(ran.code == code, "\(words): \(ran.error)")
            #expect(ran.error.count > 10 && !ran.error.contains(".swift:") && !ran.error.contains("Optional("), "\(words): \(ran.error)")
        }
        #expect(try await valley.server("devices", "--json").json() as? [String] == [])
    }

    @Test(.enabled(if: Programs.hasOpenSSL, "openssl is not installed."), .timeLimit(.minutes(2)))
    func aServerThatVouchesForItselfIsTrustedByThoseWhoWereGivenItsCertificate() async throws {
        let valley = try await Valley.make()
        let (certificate, key) = try await valley.makeCertificate()
        try await valley.start("--tls-certificate", certificate, "--tls-key", key)
        #expect(valley.address.hasPrefix("https://"))
        let stranger = try await valley.device("one", "enroll", valley.address, valley.code(for: "A"))
        #expect(stranger.code == 4 && stranger.error.contains("certificate is not trusted"), "\(stranger.error)")
        let wrong = try await valley.device("one", "enroll", valley.address, valley.code(for: "A"), "--authority", key)
        #expect(wrong.code == 1 && wrong.error.contains("no PEM file with certificates"), "\(wrong.error)")
        let known = try await valley.device("one", "enroll", valley.address, valley.code(for: "A"), "--authority", certificate)
        #expect(known.code == 0, "\(known.error)")
        #expect(try await valley.device("one", "sync").code == 0, "the folder remembers whom to trust")
        #expect(try await valley.device("one", "add", "note", "site=A", "text=under seal").code == 0)
        #expect(try await valley.device("one", "sync").code == 0)
        #expect(try await valley.device("one", "verify").code == 0)
        #expect(await valley.stop() == 0)
        let data = valley.folder.appendingPathComponent("server").path
        let words = ["serve", "--listen", "127.0.0.1:0", "--data", data, "--tls-certificate", certificate, "--tls-key", certificate]
        let mixed = try await Programs.run(Programs.path("duikou-server"), words)
        #expect(mixed.code == 1 && mixed.error.contains("belong together"), "\(mixed.error)")
    }

    @Test(.timeLimit(.minutes(2)))
    func aRevokedDeviceKeepsItsRecordsAndWhatItStillSendsIsListed() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        for name in ["lost", "other"] {
            try await valley.enrol(name, at: "A")
            #expect(try await valley.device(name, "sync").code == 0)
        }
        let devices = try await valley.server("devices", "--json").json() as? [[String: Any]]
        let id = try #require(devices?.first { $0["name"] as? String == "lost" }?["id"] as? String)
        _ = try await valley.server("devices", "revoke", id)
        #expect(try await valley.device("lost", "add", "note", "site=A", "text=typed after all").code == 0)
        let refused = try await valley.device("lost", "sync")
        #expect(refused.code == 1 && refused.error.contains("withdrawn"), "\(refused.error)")
        #expect(try await valley.device("lost", "list", "note", "--json").output.contains("typed after all"))
        let detained = try await valley.server("devices", "detained", "--json").json() as? [[String: Any]]
        #expect(detained?.count == 1)
        #expect(detained?.first?["device"] as? String == "lost" && detained?.first?["collection"] as? String == "note")
        #expect((detained?.first?["changes"] as? [String: String])?["text"] == "typed after all")
        #expect(try await valley.device("other", "sync").code == 0)
        #expect(try await valley.device("other", "list", "note", "--json").json() as? [String] == [])
        #expect(await valley.stop() == 0)
    }

    @Test(.enabled(if: Programs.hasMainJob, "The check of the main job does not stand beside this project."), .timeLimit(.minutes(20)))
    func theMainJobIsDoneFromEndToEnd() async throws {
        let ran = try await Programs.run(
            "/usr/bin/python3",
            [Programs.mainJob.path],
            environment: ["DUIKOU_BIN": Programs.folder.path]
        )
        #expect(ran.code == 0, "\(ran.output)\n\(ran.error)")
    }
}
