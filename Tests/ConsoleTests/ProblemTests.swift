import Console
import Foundation
import SyncModel
import Testing
import Translations

/// Problems that programs tell each other are said in the language of whoever reads them.
@Suite struct ProblemTests {
    private struct Vector: Decodable {
        var problem: String
        var values: [String]
        var sentence: String

        var written: WrittenProblem { WrittenProblem(problem, values) }
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func vectors() throws -> [Vector] {
        try JSONDecoder().decode([Vector].self, from: Data(contentsOf: root.appending(path: "Protocol/Vectors/problems.json")))
    }

    private static func known<Problem: Written>(_ vector: Vector, as type: Problem.Type) throws -> Problem {
        guard case .known(let problem) = Told<Problem>(vector.written, sentence: "") else {
            throw UnknownWord(word: vector.problem)
        }
        return problem
    }

    private struct UnknownWord: Error {
        var word: String
    }

    @Test func everyWordHasAVectorAndStandsInTheSpecification() throws {
        let words = Set(ChangeProblem.Word.allCases.map(\.rawValue))
        #expect(Set(try Self.vectors().map(\.problem)) == words)
        let page = try String(contentsOf: Self.root.appending(path: "Protocol/Specification/errors.md"), encoding: .utf8)
        let table = try #require(page.split(separator: "## Problems of a change").last)
        let listed = table.matches(of: /\n\| `([a-z0-9-]+)` \|/).map { String($0.1) }
        #expect(listed == (try Self.vectors().map(\.problem)))
    }

    @Test func whatIsReadIsWrittenTheSameAgain() throws {
        for vector in try Self.vectors() {
            let problem = try Self.known(vector, as: ChangeProblem.self)
            #expect(problem.written == vector.written, "\(vector.problem)")
            #expect(problem.inEnglish == vector.sentence, "\(vector.problem)")
        }
    }

    @Test func everySentenceNamesItsValuesAndChineseHasNoEnglish() throws {
        for vector in try Self.vectors() {
            let problem = try Self.known(vector, as: ChangeProblem.self)
            for value in vector.values where !value.isEmpty { #expect(problem.inChinese.contains(value), "\(problem.inChinese)") }
            #expect(Sayings.english(in: problem.inChinese, besides: vector.values).isEmpty, "\(problem.inChinese)")
        }
    }

    @Test func aWordOfANewerProgramIsShownAsItCameAndHandedOnWhole() {
        for written in [
            WrittenProblem("moon-is-full", ["9"]), WrittenProblem("not-integer", ["1"]), WrittenProblem("required", ["now"]),
            WrittenProblem("no-collection", ["seven"]),
        ] {
            let told = Told<ChangeProblem>(written, sentence: "visit.day: The moon is full.")
            let refusal = Refusal(.validation, told: told, at: "visit.day")
            #expect(refusal.inEnglish == "visit.day: The moon is full." && refusal.problem.written == written)
            #expect(Text(refusal).zh == "原文：visit.day: The moon is full.")
        }
    }

    @Test func aPlaceStandsBeforeItsProblem() {
        let refusal = Refusal(.validation, .value(.notInteger(min: 0, max: 1_440)), at: "visit.minutes")
        #expect(Text(refusal) == Text(en: "visit.minutes: must be a whole number, 0 to 1440.", zh: "visit.minutes：须为 0 到 1440 之间的整数。"))
    }
}

/// What a sentence for people must not have.
enum Sayings {
    /// English that a Chinese sentence may have: commands, formats and units.
    private static let permitted: Set<String> = [
        "duikou", "server", "sync", "verify", "repair", "refused", "conflicts", "doctor", "yes", "true", "false", "SHA", "UTF", "KiB",
        "xNN",
        "home", "init", "programme", "data", "PEM", "HTTP", "SQLite", "SELECT", "TEXT", "POST", "base64url", "enroll", "URL",
    ]

    /// Words of English in a sentence, beside the values in it.
    static func english(in chinese: String, besides values: [String] = []) -> [String] {
        let rest = values.sorted { $0.count > $1.count }.reduce(chinese) { $1.isEmpty ? $0 : $0.replacing($1, with: " ") }
        return rest.matches(of: /[A-Za-z][A-Za-z0-9]+/).map { String($0.0) }.filter { !permitted.contains($0) }
    }
}
