import Console
import Foundation
import Programme
import Testing

/// What modules say in English is said beside the cases of what can go wrong, and reaches a Chinese reader in Chinese.
@Suite struct ChineseTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// Where problems are made.
    private static let folders = ["Protocol", "ClientCore", "Server", "Shared/SQLiteTables"]
    /// Said to programs and in logs, or in both languages where it is made.
    private static let silent = [
        "Server/HTTP/ServerMetrics.swift", "ClientCore/Replica/Verification/InvariantChecker.swift",
        "Server/HTTP/ServiceEndpoint.swift",
        "Server/Reporting/SummaryReport+Output.swift", "ClientCore/Client/Errors/DuikouError+Code.swift",
        "Server/HTTP/Handler+Answers.swift", "ClientCore/Testing/TestServer.swift",
    ]

    @Test func sentencesAreMadeWhereProblemsAreAndNowhereElse() throws {
        var made = 0
        var elsewhere: [String] = []
        for folder in Self.folders {
            let enumerator = try #require(
                FileManager.default.enumerator(atPath: Self.root.appending(path: folder).path)
            )
            for case let path as String in enumerator where path.hasSuffix(".swift") && !path.contains(".docc/") {
                let path = "\(folder)/\(path)"
                guard !Self.silent.contains(path) else { continue }
                let source = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
                let sentences = Self.sentences(in: source)
                if source.contains("var inEnglish: String {\n") || source.contains("var inChinese: String {\n") {
                    made += sentences.count
                } else {
                    elsewhere += sentences.map { "\(path): \($0)" }
                }
            }
        }
        #expect(made > 200, "the sentences were not found")
        #expect(elsewhere.isEmpty, "\(elsewhere.sorted().joined(separator: "\n"))")
    }

    /// What ends with a full stop and has words.
    static func sentences(in source: String) -> [String] {
        Sayings.literals(in: source).filter { $0.hasSuffix(".") && $0.contains(" ") }
    }

    /// Where Chinese is made. What is wrong with a pack names the pack's settings, which are English.
    private static let chinese = [
        "Shared/Translations", "Shared/Console/Chinese", "ClientCore/Client/Errors", "Sources/duikou-server",
    ]

    @Test func noEnglishIsLeftInChinese() throws {
        var count = 0
        for folder in Self.chinese {
            let enumerator = try #require(
                FileManager.default.enumerator(atPath: Self.root.appending(path: folder).path)
            )
            for case let path as String in enumerator
            where path.hasSuffix("Chinese.swift") && !path.hasPrefix("PackProblem") {
                let source = try String(contentsOf: Self.root.appending(path: "\(folder)/\(path)"), encoding: .utf8)
                for text in Sayings.literals(in: source)
                where text.unicodeScalars.contains(where: { 0x4e00..<0xa000 ~= $0.value }) {
                    count += 1
                    #expect(Sayings.english(in: text).isEmpty, "\(path): \(text)")
                }
            }
        }
        #expect(count > 300, "the sentences were not found")
    }

    @Test func sentencesAreFoundInSource() {
        let source = #"throw Failure("The field \(a.name(of: b)) was removed.") // "Not. this." "#
        #expect(Self.sentences(in: source) == ["The field   was removed."])
    }

    @Test func whatIsWrongWithAPackOrATableIsSaidWithItsPlace() {
        let upgrade = PackProblem.upgrade(.onlyHigher("person.name", setting: "max_length"))
        let error = ProgrammeError(file: "pk/programme.yaml", line: 284, upgrade)
        #expect(
            Text(error.problem, at: error.place).zh == "pk/programme.yaml:284：person.name：可能已有记录，max_length 只能调高或取消。"
        )
        #expect(Text(error.problem, at: error.place).en == error.description)
        let failure = #expect(throws: CSVFile.Failure.self) { try CSVFile(bytes: Array("a,b,c\n1,2,3\n1,2,3,4".utf8)) }
        #expect(
            failure.map { Text($0) }
                == Text(en: "line 3: The row has 4 cells, the header only 3.", zh: "第 3 行：该行有 4 格，标题行只有 3 格。")
        )
        let settings = PackProblem.form(.noSetting("colour", in: .role("nurse"), allowed: ["at", "grants"]))
        #expect(Text(settings).zh == "角色 nurse 没有设置项“colour”，可用：at、grants。")
        #expect(Text(settings).en == "The role nurse has no setting `colour`; possible are at, grants.")
    }
}
