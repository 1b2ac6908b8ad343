import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// Who is not wanted, who is somebody else, and what answers in the server's place: said wherever somebody asks.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .timeLimit(.minutes(5)))
struct RejectionScenarios {
    private static func status(_ valley: Valley, _ device: String) async throws -> (code: Int32, said: [String: Any]) {
        let ran = try await valley.device(device, "status", "--json")
        return (ran.code, try ran.json() as? [String: Any] ?? [:])
    }

    private static func revoke(_ name: String, _ valley: Valley) async throws {
        let devices = try await valley.server("devices", "--json").json() as? [[String: Any]]
        let id = try #require(
            devices?.first { $0["name"] as? String == name && $0["revoked"] as? Bool != true }?["id"] as? String
        )
        _ = try await valley.server("devices", "revoke", id)
    }

    @Test func aRevokedDeviceIsToldSoUntilItHasANewCode() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        for name in ["desk", "other"] {
            try await valley.enroll(name, at: "A")
            #expect(try await valley.device(name, "sync").code == 0)
        }
        #expect(try await Self.status(valley, "desk").said["rejected"] is NSNull)
        try await Self.revoke("desk", valley)
        #expect(try await valley.device("desk", "add", "note", "site=A", "text=typed after all").code == 0)
        #expect(try await valley.device("desk", "sync").code == 1)
        for (language, said) in [("en", "rights of this device were withdrawn"), ("zh", "权限已被撤销")] {
            for (verb, code) in [("status", Int32(3)), ("doctor", 1), ("sync", 1)] {
                let ran = try await valley.device("desk", verb, "--lang", language)
                let words = ran.output + ran.error
                #expect(
                    ran.code == code && words.contains(said) && words.contains("duikou enroll"),
                    "\(verb): \(ran.code) \(words)"
                )
            }
        }
        let (code, document) = try await Self.status(valley, "desk")
        #expect(code == 3 && (document["rejected"] as? [String: String])?["code"] == "revoked", "\(document)")
        try await valley.enroll("desk", at: "A")
        #expect(try await Self.status(valley, "desk").said["rejected"] is NSNull)
        #expect(try await valley.device("desk", "sync").code == 0)
        #expect(try await valley.device("desk", "doctor").output.contains("withdrawn") == false)
        #expect(try await valley.device("other", "sync").code == 0)
        #expect(try await valley.device("other", "list", "note", "--json").output.contains("typed after all"))
        #expect(await valley.stop() == 0)
    }

    @Test func aServerThatForgotTheDeviceIsRememberedUntilItKnowsItAgain() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        #expect(await valley.stop() == 0)
        try valley.copyServer(to: "before")
        try await valley.start()
        try await valley.enroll("desk", at: "A")
        #expect(try await valley.device("desk", "sync").code == 0)
        #expect(await valley.stop() == 0)
        try valley.copyServer(to: "after")
        try valley.putServerBack(from: "before")
        try await valley.start()
        let unknown = try await valley.device("desk", "sync")
        #expect(unknown.code == 1 && unknown.error.contains("does not know the device"), "\(unknown.error)")
        #expect(try await Self.status(valley, "desk").code == 3)
        #expect(await valley.stop() == 0)
        #expect(try await valley.device("desk", "sync").code == 4)
        #expect(try await Self.status(valley, "desk").code == 3, "a line that fails says nothing else")
        try valley.putServerBack(from: "after")
        try await valley.start()
        #expect(try await valley.device("desk", "sync").code == 0)
        #expect(try await Self.status(valley, "desk").code == 0)
        #expect(await valley.stop() == 0)
    }

    @Test func whatWasTypedForOneOrganisationIsSaidToGoOutForTheNext() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        try await valley.enroll("desk", at: "A")
        #expect(try await Self.status(valley, "desk").code == 0)
        #expect(try await valley.device("desk", "status").output.contains("known after the next sync (recorder)"))
        #expect(try await valley.device("desk", "sync").code == 0)
        for number in 1...2 {
            #expect(try await valley.device("desk", "add", "note", "site=A", "text=\(number)").code == 0)
        }
        let again = try await valley.device("desk", "enroll", valley.address, valley.code(for: "B"), "--name", "moved")
        #expect(
            again.code == 0 && again.output.contains("not sent yet: 2.") && again.output.contains("at Lower hospital"),
            "\(again.output)"
        )
        let status = try await valley.device("desk", "status").output
        #expect(
            status.contains("Device: moved") && status.contains("Organisation: Lower hospital (recorder)"),
            "\(status)"
        )
        let json = try await valley.device(
            "desk",
            "enroll",
            valley.address,
            valley.code(for: "A"),
            "--name",
            "back",
            "--json"
        ).json()
        #expect((json as? [String: Any])?["unsent"] as? Int == 2)
        #expect(try await valley.device("desk", "sync").code == 0)
        let clean = try await valley.device("desk", "enroll", valley.address, valley.code(for: "A"), "--name", "clean")
        #expect(!clean.output.contains("not sent yet"))
        #expect(await valley.stop() == 0)
    }

    private static let page = "<!DOCTYPE html><html><body>Please sign in</body></html>"
    private static func answer(_ head: String, _ body: String = "") -> String {
        "HTTP/1.1 \(head)\r\ncontent-length: \(body.utf8.count)\r\nconnection: close\r\n\r\n\(body)"
    }

    @Test(arguments: [
        (answer("200 OK\r\ncontent-type: text/html", page), Int32(4), "sign in", "登录"),
        (answer("200 OK", page), 4, "sign in", "登录"),
        (answer("302 Found\r\nlocation: http://portal.example/"), 4, "sign in", "登录"),
        (answer("511 Network Authentication Required", "login"), 4, "sign in", "登录"),
        (answer("404 Not Found\r\ncontent-type: text/html", page), 1, "HTTP status 404", "HTTP 状态 404"),
        (
            answer("200 OK\r\ncontent-type: text/plain", "hello, I am something else"), 1,
            "not an answer of a Duikou server", "不是“对口”服务器的答复"
        ),
    ])
    func whatAnswersInTheServersPlaceIsToldApart(
        _ answer: String,
        _ code: Int32,
        _ en: String,
        _ zh: String
    ) async throws {
        let valley = try await Valley.make()
        try await valley.start()
        try await valley.enroll("desk", at: "A")
        #expect(try await valley.device("desk", "sync").code == 0)
        let other = try await valley.code(for: "A")
        #expect(await valley.stop() == 0)
        let portal = try Portal(port: valley.port, saying: answer)
        defer { portal.close() }
        for (language, said) in [("en", en), ("zh", zh)] {
            for words in [["sync"], ["verify"], ["enroll", valley.address, other]] {
                let ran = try await valley.device(words[0] == "enroll" ? "new" : "desk", words + ["--lang", language])
                #expect(ran.code == code && ran.error.contains(said), "\(words): \(ran.code) \(ran.error)")
                let english = ran.error.firstMatch(of: /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/)
                if language == "zh" { #expect(english == nil, "\(ran.error)") }
            }
        }
        #expect(try await Self.status(valley, "desk").code == 0)
    }

    @Test func anotherServerAtTheAddressIsKnownAsAnother() async throws {
        let (valley, foreign) = (try await Valley.make(), try await Valley.make())
        try await valley.start()
        try await valley.enroll("desk", at: "A")
        #expect(try await valley.device("desk", "sync").code == 0)
        #expect(try await valley.device("desk", "add", "note", "site=A", "text=mine").code == 0)
        #expect(await valley.stop() == 0)
        foreign.takePlace(of: valley)
        try await foreign.start()
        for (language, said) in [("en", "Another Duikou server answers"), ("zh", "另一台“对口”服务器")] {
            for verb in ["sync", "verify"] {
                let ran = try await valley.device("desk", verb, "--lang", language)
                #expect(ran.code == 1 && ran.error.contains(said), "\(verb): \(ran.code) \(ran.error)")
            }
        }
        #expect(
            try await Self.status(valley, "desk").said["rejected"] is NSNull,
            "what a stranger says of the device means nothing"
        )
        #expect(await foreign.stop() == 0)
        try await valley.start()
        #expect(try await valley.device("desk", "sync").code == 0)
        #expect(await valley.stop() == 0)
    }

    /// Openssl's own server in the place of another; it speaks one version of TLS, and shows a page to whoever agrees
    /// with it.
    /// - Returns: `nil` if it does not know that version.
    private static func speaker(
        _ version: String,
        at port: Int,
        _ files: (certificate: String, key: String)
    ) async throws -> Process? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Programs.openssl)
        process.arguments = [
            "s_server", "-accept", "127.0.0.1:\(port)", "-cert", files.certificate, "-key", files.key, version,
            "-cipher",
            "ALL:@SECLEVEL=0", "-www",
        ]
        let output = Pipe()
        (process.standardOutput, process.standardError, process.standardInput) = (output, FileHandle.nullDevice, Pipe())
        try process.run()
        let listens = await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
            DispatchQueue.global().async {
                var text = ""
                while !text.contains("ACCEPT") {
                    let more = output.fileHandleForReading.availableData
                    if more.isEmpty { break }
                    text += String(decoding: more, as: UTF8.self)
                }
                continuation.resume(returning: text.contains("ACCEPT"))
            }
        }
        if listens { return process }
        await end(process)
        return nil
    }

    /// Ends it; being asked to, it would wait for one more visitor.
    private static func end(_ process: Process) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                continuation.resume()
            }
        }
    }

    @Test(.enabled(if: Programs.hasOpenSSL, "openssl is not installed."))
    func aDeviceSpeaksNoTLSThatIsTooOld() async throws {
        let valley = try await Valley.make()
        let files = try await valley.makeCertificate()
        try await valley.start("--tls-certificate", files.certificate, "--tls-key", files.key)
        let words = ["enroll", valley.address, try await valley.code(for: "A"), "--authority", files.certificate]
        #expect(try await valley.device("desk", words).code == 0)
        #expect(await valley.stop() == 0)
        for (version, said) in [("-tls1_1", "no secure connection could be agreed"), ("-tls1_2", "A web page answers")]
        {
            guard let speaker = try await Self.speaker(version, at: valley.port, files) else { continue }
            let doctor = try await valley.device("desk", "doctor")
            #expect(doctor.code == 1 && doctor.output.contains(said), "\(version): \(doctor.output)")
            await Self.end(speaker)
        }
    }
}
