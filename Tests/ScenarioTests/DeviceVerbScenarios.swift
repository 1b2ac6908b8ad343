import Foundation
import Testing

/// Every verb of the device's program in every state of a device, in both languages, for people and for programs.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .timeLimit(.minutes(5)))
struct DeviceVerbScenarios {
    /// How far a device has come.
    private enum State: Int, CaseIterable {
        case notEnrolled
        case neverSynced
        case empty
        case filled

        var device: String { "\(self)" }
    }

    /// A verb, whether it takes `--json`, and its exit code in each state; `nil` where it would change the state.
    private typealias Verb = (words: [String], hasJSON: Bool, codes: [Int32?])

    private static let verbs: [Verb] = [
        (["status"], true, [1, 0, 0, 3]),
        (["conflicts"], true, [1, 1, 0, 3]),
        (["refused"], true, [1, 1, 0, 3]),
        (["duplicates"], true, [1, 1, 0, 0]),
        (["sql", "SELECT count(*) AS n, '\u{1b}[31m' AS s FROM sqlite_master"], true, [1, 0, 0, 0]),
        (["sql", "DELETE FROM org"], true, [1, 1, 1, 1]),
        (["doctor"], false, [1, 0, 0, 0]),
        (["verify"], true, [1, nil, 0, 0]),
        (["list", "org", "level=hospital", "--limit", "5"], true, [1, 1, 0, 0]),
        (["list", "pair", "--limit", "2"], true, [1, 1, 0, 0]),
        (["list", "technology"], true, [1, 1, 0, 0]),
        (["list", "batch"], true, [1, 1, 0, 0]),
        (["list", "member"], true, [1, 1, 0, 0]),
        (["list", "tele_session"], true, [1, 1, 0, 0]),
        (["list", "indicator"], true, [1, 1, 0, 0]),
        (["list", "nothing"], true, [1, 1, 1, 1]),
        (["list", "org", "--limit", "many"], true, [2, 2, 2, 2]),
        (["list", "org", "--limit", "-1"], true, [2, 2, 2, 2]),
        (["show", "org", "hospital/H001"], true, [1, 1, 0, 0]),
        (["show", "org", "nowhere/0"], true, [1, 1, 1, 1]),
        (["explain", "org", "hospital/H001"], false, [1, 1, 0, 0]),
        (["explain", "org", "nowhere/0"], false, [1, 1, 1, 1]),
        (["explain", "org", "00000000-0000-0000-0000-000000000001"], false, [1, 1, 0, 0]),
        (["set", "org", "hospital/H001", "name=x"], true, [1, 1, 1, 1]),
        (["delete", "technology", "00000000-0000-0000-0000-000000000001"], false, [1, 1, 1, 1]),
        (["conflicts", "resolve", "technology/x/name", "--value", "x"], true, [1, 1, 1, 1]),
        (["refused", "retry", "77"], false, [1, 1, 1, 1]),
    ]

    @Test func eachSaysWhatIsSoInItsLanguageAndEndsWithItsCode() async throws {
        let valley = try await Valley.make(shipped: "hubei-2022")
        try await valley.start()
        let records = try await Self.prepare(valley)
        var verbs = Self.verbs
        for id in records.technologies {
            verbs += [
                (["show", "technology", id], true, [nil, nil, nil, 0]), (["explain", "technology", id], false, [nil, nil, nil, 0]),
            ]
        }
        verbs += [
            (["show", "batch", records.batch], true, [nil, nil, nil, 0]),
            (["explain", "batch", records.batch], false, [nil, nil, nil, 0]),
        ]
        for state in State.allCases {
            for verb in verbs {
                guard let code = verb.codes[state.rawValue] else { continue }
                for language in ["en", "zh"] {
                    for json in verb.hasJSON ? [false, true] : [false] {
                        let words = verb.words + ["--lang", language] + (json ? ["--json"] : [])
                        Self.check(
                            try await valley.device(state.device, words),
                            code,
                            words,
                            state.device,
                            isChinese: language == "zh",
                            json
                        )
                    }
                }
            }
        }
        #expect(await valley.stop() == 0)
    }

    private static func check(_ ran: Programs.Ran, _ code: Int32, _ words: [String], _ state: String, isChinese: Bool, _ json: Bool) {
        let place = "\(state): \(words.joined(separator: " ")): "
        #expect(ran.code == code, "\(place)\(ran.error)")
        let said = ran.output + ran.error
        for trace in ["Fatal error", "Optional(", ".swift:", "Stack dump", "NSError"] { #expect(!said.contains(trace), "\(place)\(said)") }
        #expect(!said.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(place)a control reached the reader")
        if json, [0, 3].contains(ran.code) { #expect((try? ran.json()) != nil, "\(place)\(ran.output)") }
        if code != 0, code != 3 { #expect(ran.error.count > 5, "\(place)nothing was said") }
        if isChinese, !json || ran.code == 1 {
            let english = said.firstMatch(of: /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,} [a-z]{2,}/)
            #expect(english == nil, "\(place)\(english.map { String($0.0) } ?? "")")
        }
    }

    // MARK: - Preparing

    /// Brings a device into each state; the filled one has records, a conflict and a refused change.
    private static func prepare(_ valley: Valley) async throws -> (technologies: [String], batch: String) {
        let (org, role) = ("郧西县人民医院", "recipient_recorder")
        for name in [State.neverSynced.device, State.empty.device, State.filled.device, "second"] {
            try await valley.enrol(name, as: role, at: org)
        }
        func sync(_ devices: String...) async throws {
            for device in devices { #expect([0, 3].contains(try await valley.device(device, "sync").code)) }
        }
        func add(_ device: String, _ words: String...) async throws -> String {
            let ran = try await valley.device(device, ["add"] + words)
            try #require(ran.code == 0, "\(ran.error)")
            return ran.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let filled = State.filled.device
        try await sync(State.empty.device, filled, "second")
        let orgs = try await valley.device(filled, "list", "org", "name=\(org)", "--json").json() as? [[String: Any]]
        let own = try #require(orgs?.first?["id"] as? String)
        let pairs = try await valley.device(filled, "list", "pair", "recipient=\(own)", "--json").json() as? [[String: Any]]
        let pair = try #require(pairs?.first?["id"] as? String)
        let supporter = try #require(pairs?.first?["supporter"] as? String)
        var technologies: [String] = []
        for name in ["关节镜", "血液透析\u{1b}[2J\n冒充一行"] {
            technologies.append(try await add(filled, "technology", "pair=\(pair)", "kind=technique", "name=\(name)"))
        }
        let batch = try await add(filled, "batch", "pair=\(pair)", "number=1", "starts_on=2024-03-01")
        try await sync(filled, "second")
        // Two values for one field.
        for device in [filled, "second"] {
            _ = try await valley.device(device, "set", "technology", technologies[0], "specialty=\(device)")
        }
        // A change of what the supporter has closed meanwhile.
        try await valley.enrol("office", as: "supporter_office", at: supporter)
        try await sync("office")
        #expect(try await valley.device("office", "set", "batch", batch, "status=closed").code == 0)
        try await sync("second", "office")
        #expect(try await valley.device(filled, "set", "batch", batch, "handover=late").code == 0)
        try await sync(filled)
        technologies.append(try await add(filled, "technology", "pair=\(pair)", "kind=technique", "name=未发送"))
        return (technologies, batch)
    }
}
