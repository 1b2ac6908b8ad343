import Foundation
import Testing

@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .serialized)
struct ScenarioTests {
    @Test(.timeLimit(.minutes(5)))
    func whatIsTypedWithoutANetworkReachesTheOtherDeskAndNobodyElse() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        for (name, site) in [("one", "A"), ("two", "A"), ("other", "B")] {
            try await valley.enroll(name, at: site)
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

    @Test(.timeLimit(.minutes(5)))
    func whoReadsChineseIsToldInChineseWhatIsWrongAndWhatToDo() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        try await valley.enroll("desk", at: "A")
        #expect(try await valley.device("desk", "sync").code == 0)
        let added =
            try await valley.device("desk", "add", "note", "site=A", "text=seen", "--json").json() as? [String: Any]
        let note = try #require(added?["id"] as? String)
        #expect(try await valley.device("desk", "sync").code == 0)
        #expect(try await valley.device("desk", "show", "note", note).output.contains("History, from the server"))
        #expect(await valley.stop() == 0)
        let shown = try await valley.device("desk", "show", "note", note)
        #expect(
            shown.code == 0 && shown.output.contains("all that is known here"),
            "without a line the device's own knowledge"
        )
        let wrong: [(words: [String], code: Int32, said: String)] = [
            (["sync"], 4, "无法连接服务器：该地址无人应答。"), (["add", "note", "text=x"], 1, "note.site：必须填写一条记录的编号或代码。"),
            (["add", "note", "site=Z/Z"], 1, "本设备上没有 site 的记录“Z/Z”"),
            (["nope"], 2, "命令写法有误"), (["sql", "DELETE FROM note"], 1, "只能查询"),
            (["enroll", "foo://bar", "ABCDE-FGHJK"], 2, "不是服务器地址"), (["refused", "retry", "7"], 1, "没有编号为 7 的被拒改动"),
        ]
        for (words, code, said) in wrong {
            let ran = try await valley.device("desk", ["--lang", "zh"] + words)
            #expect(ran.code == code && ran.error.contains(said), "\(words): \(ran.error)")
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func twoRowsWithOneKeyAndOtherValuesDoNotReplaceEachOther() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        try await valley.enroll("desk", at: "A")
        #expect(try await valley.device("desk", "sync").code == 0)
        let file = valley.folder.appendingPathComponent("notes.csv").path
        try "site,text\nA,first\nA,first\nA,second\n".write(toFile: file, atomically: true, encoding: .utf8)
        let ran = try await valley.device("desk", "import", "note", file, "--key", "site", "--json")
        let outcome = try #require(try ran.json() as? [String: Any])
        #expect(outcome["inserted"] as? Int == 1 && outcome["unchanged"] as? Int == 1)
        #expect((outcome["refused"] as? [[String: Any]])?.first?["line"] as? Int == 4)
        let out = valley.folder.appendingPathComponent("out.csv").path
        #expect(try await valley.device("desk", "export", "note", out).code == 0)
        let lines = String(decoding: try Data(contentsOf: URL(fileURLWithPath: out)), as: UTF8.self).split(
            separator: "\r\n"
        )
        #expect(
            lines.count == 2 && lines[0].hasSuffix("id,site,text,_version") && lines[1].contains(",first,"),
            "\(lines)"
        )
        #expect(!FileManager.default.fileExists(atPath: out + ".part"))
        let code = try await valley.server("code", "--org", "A", "--role", "recorder").output
        #expect(code.split(separator: "\n").count == 1, "a script takes the code as it is printed")
        #expect(await valley.stop() == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func organisationsAreNamedByCodeAndReportsNarrowedToThem() async throws {
        let valley = try await Valley.make(shipped: "hubei-2022")
        func code(_ org: String) async throws -> Programs.Ran {
            try await valley.tryServer("code", "--org", org, "--role", "county_officer")
        }
        for org in ["420322", "county/429021", "H001", "湖北省"] { #expect(try await code(org).code == 0, "\(org)") }
        let twofold = try await code("429021")
        #expect(twofold.code == 1 && twofold.error.contains("county/429021, prefecture/429021"), "\(twofold.error)")
        #expect(try await code("nowhere").code == 1)
        let list = try await valley.server("list", "org", "code=420322").output
        #expect(list.contains("十堰市") && list.split(separator: "\n").count == 3, "names stand for ids: \(list)")
        let words = ["report", "summary", "--year", "2024", "--org", "十堰市", "--format", "json"]
        let narrow = try await valley.server(words).json() as? [String: Any]
        let total = try #require(narrow?["total"] as? [String: Any])
        #expect(
            (narrow?["rows"] as? [Any])?.count == 1 && total["pairs"] as? Int == 14 && total["counties"] as? Int == 8
        )
        #expect((narrow?["org"] as? [String: Any])?["code"] as? String == "420300")
        let file = valley.folder.appendingPathComponent("summary.html").path
        _ = try await valley.server("report", "summary", "--year", "2024", "--format", "html", "--output", file)
        let page = try String(contentsOfFile: file, encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("<tr class") }
        #expect(rows.count == 117, "9 reporting units, 37 counties, 70 pairs and the total")
    }

    @Test(.timeLimit(.minutes(5)))
    func aSecondServerMayNotServeTheSameFolder() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        let data = valley.folder.appendingPathComponent("server").path
        let second = try await Programs.run(
            Programs.path("duikou-server"),
            ["serve", "--listen", "127.0.0.1:0", "--data", data]
        )
        #expect(second.code == 1 && second.error.contains("already"))
        #expect(await valley.stop() == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func wrongWordsGetASentenceAndChangeNothing() async throws {
        let valley = try await Valley.make()
        let data = valley.folder.appendingPathComponent("server").path
        let wrong: [(words: [String], code: Int32)] = [
            (["code", "--org", "nowhere", "--role", "recorder"], 1), (["code", "--org", "A", "--role", "king"], 1),
            (["list", "nothing"], 1),
            (["list", "note", "nofield=1"], 1), (["list", "note", "nosign"], 2), (["show", "note", "not-an-id"], 1),
            (["devices", "revoke", "x"], 1), (["init", "--programme", "hubei-2022"], 1), (["nope"], 2),
            (["report", "summary"], 1),
        ]
        for (words, code) in wrong {
            let ran = try await Programs.run(Programs.path("duikou-server"), words + ["--data", data])
            #expect(ran.code == code, "\(words): \(ran.error)")
            #expect(
                ran.error.count > 10 && !ran.error.contains(".swift:") && !ran.error.contains("Optional("),
                "\(words): \(ran.error)"
            )
        }
        #expect(try await valley.server("devices", "--json").json() as? [String] == [])
    }

    @Test(.enabled(if: Programs.hasOpenSSL, "openssl is not installed."), .timeLimit(.minutes(5)))
    func aServerThatVouchesForItselfIsTrustedByThoseWhoWereGivenItsCertificate() async throws {
        let valley = try await Valley.make()
        let (certificate, key) = try await valley.makeCertificate()
        try await valley.start("--tls-certificate", certificate, "--tls-key", key)
        #expect(valley.address.hasPrefix("https://"))
        let stranger = try await valley.device("one", "enroll", valley.address, valley.code(for: "A"))
        #expect(stranger.code == 4 && stranger.error.contains("certificate is not trusted"), "\(stranger.error)")
        let wrong = try await valley.device("one", "enroll", valley.address, valley.code(for: "A"), "--authority", key)
        #expect(wrong.code == 1 && wrong.error.contains("no PEM file with certificates"), "\(wrong.error)")
        let known = try await valley.device(
            "one",
            "enroll",
            valley.address,
            valley.code(for: "A"),
            "--authority",
            certificate
        )
        #expect(known.code == 0, "\(known.error)")
        #expect(try await valley.device("one", "sync").code == 0, "the folder remembers whom to trust")
        #expect(try await valley.device("one", "add", "note", "site=A", "text=under seal").code == 0)
        #expect(try await valley.device("one", "sync").code == 0)
        #expect(try await valley.device("one", "verify").code == 0)
        // By a name the line fails once for each of its addresses, by a number once.
        let list = valley.folder.appendingPathComponent("one/authority.pem")
        try "-----BEGIN CERTIFICATE-----\n".write(to: list, atomically: false, encoding: .utf8)
        for address in [valley.address, valley.address.replacing("127.0.0.1", with: "localhost")] {
            let damaged = try await valley.device("one", "enroll", address, valley.code(for: "A"))
            #expect(damaged.code == 4 && damaged.error.contains("trusted certificates"), "\(address): \(damaged.error)")
        }
        let place = try #require(URL(string: valley.address)?.port)
        for (version, isSpoken) in [("-tls1_1", false), ("-tls1_2", true)] {
            let words = ["s_client", "-connect", "127.0.0.1:\(place)", version, "-cipher", "ALL:@SECLEVEL=0"]
            let talk = try await Programs.run(Programs.openssl, words)
            #expect(talk.output.contains("BEGIN CERTIFICATE") == isSpoken, "\(version): \(talk.output) \(talk.error)")
        }
        #expect(await valley.stop() == 0)
        let data = valley.folder.appendingPathComponent("server").path
        let words = [
            "serve", "--listen", "127.0.0.1:0", "--data", data, "--tls-certificate", certificate, "--tls-key",
            certificate,
        ]
        let mixed = try await Programs.run(Programs.path("duikou-server"), words)
        #expect(mixed.code == 1 && mixed.error.contains("belong together"), "\(mixed.error)")
    }

    @Test(.timeLimit(.minutes(5)))
    func aRevokedDeviceKeepsItsRecordsAndWhatItStillSendsIsListed() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        for name in ["lost", "other"] {
            try await valley.enroll(name, at: "A")
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
}
