import Foundation
import Testing

/// Every verb of the device's program in every state of a device, in both languages, for people and for programs.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .timeLimit(.minutes(20)))
struct DeviceVerbScenarios {
    /// A verb, whether it takes `--json`, and its exit code in each state; `nil` where it would change the state.
    private typealias Verb = (words: [String], hasJSON: Bool, codes: [Int32?])

    private static let verbs: [Verb] = [
        (["status"], true, [1, 0, 0, 0, 3]),
        (["conflicts"], true, [1, 1, 0, 0, 3]),
        (["refused"], true, [1, 1, 0, 0, 3]),
        (["duplicates"], true, [1, 1, 0, 0, 0]),
        (["sql", "SELECT count(*) AS n, '\u{1b}[31m' AS s FROM sqlite_master"], true, [1, 0, 0, 0, 0]),
        (["sql", "DELETE FROM org"], true, [1, 1, 1, 1, 1]),
        (["doctor"], true, [1, 0, 0, 0, 0]),
        (["verify"], true, [1, nil, 0, 0, 0]),
        (["list", "org", "level=hospital", "--limit", "5"], true, [1, 1, 0, 0, 0]),
        (["list", "pair", "--limit", "2"], true, [1, 1, 0, 0, 0]),
        (["list", "technology"], true, [1, 1, 0, 0, 0]),
        (["list", "batch"], true, [1, 1, 0, 0, 0]),
        (["list", "member"], true, [1, 1, 0, 0, 0]),
        (["list", "tele_session"], true, [1, 1, 0, 0, 0]),
        (["list", "indicator"], true, [1, 1, 0, 0, 0]),
        (["list", "nothing"], true, [1, 1, 1, 1, 1]),
        (["list", "org", "--limit", "many"], true, [2, 2, 2, 2, 2]),
        (["list", "org", "--limit", "-1"], true, [2, 2, 2, 2, 2]),
        (["show", "org", "hospital/H001"], true, [1, 1, 0, 0, 0]),
        (["show", "org", "nowhere/0"], true, [1, 1, 1, 1, 1]),
        (["explain", "org", "hospital/H001"], false, [1, 1, 0, 0, 0]),
        (["explain", "org", "nowhere/0"], false, [1, 1, 1, 1, 1]),
        (["explain", "org", "00000000-0000-0000-0000-000000000001"], false, [1, 1, 0, 0, 0]),
        (["set", "org", "hospital/H001", "name=x"], true, [1, 1, 1, 1, 1]),
        (["delete", "technology", "00000000-0000-0000-0000-000000000001"], false, [1, 1, 1, 1, 1]),
        (["conflicts", "resolve", "technology/x/name", "--value", "x"], true, [1, 1, 1, 1, 1]),
        (["refused", "retry", "77"], false, [1, 1, 1, 1, 1]),
    ]

    @Test func eachSaysWhatIsSoInItsLanguageAndEndsWithItsCode() async throws {
        let valley = try await Valley.make(shipped: "hubei-2022")
        try await valley.start()
        let records = try await DeviceState.prepare(valley)
        var verbs = Self.verbs
        for id in records.technologies {
            verbs += [
                (["show", "technology", id], true, [nil, nil, nil, nil, 0]),
                (["explain", "technology", id], false, [nil, nil, nil, nil, 0]),
            ]
        }
        verbs += [
            (["show", "batch", records.batch], true, [nil, nil, nil, nil, 0]),
            (["explain", "batch", records.batch], false, [nil, nil, nil, nil, 0]),
        ]
        for state in DeviceState.allCases {
            for verb in verbs {
                guard let code = verb.codes[state.rawValue] else { continue }
                for language in ["en", "zh"] {
                    for json in verb.hasJSON ? [false, true] : [false] {
                        let words = verb.words + ["--lang", language] + (json ? ["--json"] : [])
                        Said(try await valley.device(state.device, words), state, words).expect(code)
                    }
                }
            }
        }
        #expect(await valley.stop() == 0)
    }
}
