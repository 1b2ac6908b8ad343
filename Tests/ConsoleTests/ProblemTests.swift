import Console
import Foundation
import SyncModel
import SyncWire
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

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func vectors(_ file: String) throws -> [Vector] {
        try JSONDecoder().decode(
            [Vector].self,
            from: Data(contentsOf: root.appending(path: "Protocol/Vectors/\(file).json"))
        )
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
        try check("problems", of: ChangeProblem.self, under: "## Problems of a change")
        try check("failures", of: WireProblem.self, under: "## Problems of a request")
    }

    private func check<Problem: Written>(_ file: String, of type: Problem.Type, under title: String) throws {
        let vectors = try Self.vectors(file)
        #expect(Set(vectors.map(\.problem)) == Set(Problem.Word.allCases.map(\.rawValue)))
        let page = try String(
            contentsOf: Self.root.appending(path: "Protocol/Specification/errors.md"),
            encoding: .utf8
        )
        let table = try #require(page.split(separator: title).last?.split(separator: "\n## ").first)
        let listed = table.matches(of: /\n\| `([a-z0-9-]+)` \|/).map { String($0.1) }
        #expect(Set(listed) == Set(vectors.map(\.problem)) && listed.count == Set(listed).count, "\(title)")
    }

    @Test func whatIsReadIsWrittenTheSameAgainAndSaidInBothLanguages() throws {
        // A lane and a number of its line are for support: people are told which of the device's refused changes that
        // is.
        let forSupport: Set = ["needs-refused", "refers-to-refused"]
        for vector in try Self.vectors("problems") {
            try prove(vector, as: ChangeProblem.self, namesValues: !forSupport.contains(vector.problem))
        }
        for vector in try Self.vectors("failures") { try prove(vector, as: WireProblem.self, namesValues: false) }
    }

    /// - Parameter namesValues: the values stand in the sentence as they are, and not in words of its own.
    private func prove<Problem: Written & InChinese>(_ vector: Vector, as type: Problem.Type, namesValues: Bool) throws
    {
        let problem = try Self.known(vector, as: type)
        #expect(problem.written == vector.written, "\(vector.problem)")
        #expect(problem.inEnglish == vector.sentence, "\(vector.problem)")
        let chinese = problem.inChinese
        for value in vector.values where namesValues && !value.isEmpty {
            #expect(chinese.contains(value), "\(chinese)")
        }
        #expect(Sayings.english(in: chinese, besides: vector.values).isEmpty && !chinese.isEmpty, "\(chinese)")
    }

    @Test func aWordOfANewerProgramIsShownAsItCameAndHandedOnWhole() {
        for written in [
            WrittenProblem("moon-is-full", ["9"]), WrittenProblem("not-integer", ["1"]),
            WrittenProblem("required", ["now"]),
            WrittenProblem("no-collection", ["seven"]), WrittenProblem("no-collection", ["+7"]),
            WrittenProblem("referred-to", ["-2"]), WrittenProblem("not-text", ["-1"]), WrittenProblem("no-option"),
            WrittenProblem("not-options", []), WrittenProblem("not-integer", ["00", ""]),
        ] {
            let told = Told<ChangeProblem>(written, sentence: "visit.day: The moon is full.")
            let refusal = Refusal(.validation, told: told, at: "visit.day")
            #expect(refusal.inEnglish == "visit.day: The moon is full." && refusal.problem.written == written)
            #expect(Text(refusal).zh == "原文：visit.day: The moon is full.")
        }
    }

    @Test func withoutASentenceItsWordAndValuesAreShown() {
        let told = Told<ChangeProblem>(WrittenProblem("moon-is-full", ["9", "late"]), sentence: "")
        let refusal = Refusal(.other("moon"), told: told, at: "visit.day")
        #expect(refusal.inEnglish == "visit.day: moon-is-full (9, late)")
        #expect(Text(refusal).zh == "原文：visit.day: moon-is-full (9, late)")
        #expect(Told<WireProblem>(WrittenProblem("moon-is-full"), sentence: "").inEnglish == "moon-is-full")
    }

    @Test func aPlaceStandsBeforeItsProblem() {
        let refusal = Refusal(.validation, .value(.notInteger(min: 0, max: 1_440)), at: "visit.minutes")
        #expect(
            Text(refusal)
                == Text(en: "visit.minutes: must be a whole number, 0 to 1440.", zh: "visit.minutes：须为 0 到 1440 之间的整数。")
        )
    }
}
