import Console
import Foundation
import Programme
import Testing
import Translations

/// What modules and servers say in English reaches a Chinese reader in Chinese.
@Suite struct ChineseTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    /// Where sentences for people are made.
    private static let folders = ["Protocol/Merge", "Protocol/Wire", "ClientCore", "Server", "Shared/SQLiteTables"]
    /// Said to programs and in logs, not to people at a terminal, or in both languages where it is made.
    private static let silent = [
        "Server/HTTP/ServerMetrics.swift", "ClientCore/Replica/Verification/Invariants.swift", "Server/HTTP/ServiceEndpoint.swift",
        "Server/Reporting/SummaryReport+Output.swift", "ClientCore/Client/Errors/DuikouError+Code.swift",
    ]

    @Test func everySentenceOfTheModulesHasAChineseVersion() throws {
        var count = 0
        var missing: [String] = []
        for folder in Self.folders {
            let enumerator = try #require(FileManager.default.enumerator(atPath: Self.root.appending(path: folder).path))
            for case let path as String in enumerator where path.hasSuffix(".swift") && !path.contains(".docc/") {
                let path = "\(folder)/\(path)"
                guard !Self.silent.contains(path) else { continue }
                for sentence in Self.sentences(in: try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)) {
                    count += 1
                    if Chinese.of(sentence) == nil { missing.append("\(path): \(sentence)") }
                }
            }
        }
        #expect(count > 200, "the sentences were not found")
        #expect(missing.isEmpty, "\(missing.sorted().joined(separator: "\n"))")
    }

    /// String literals that are whole sentences, a word in place of each interpolation.
    static func sentences(in source: String) -> [String] {
        source.split(separator: "\n").flatMap { line -> [String] in
            guard !line.drop(while: { $0 == " " }).hasPrefix("//") else { return [] }
            // A literal whose interpolations hold no literals of their own; those others are few, and have tests by hand.
            return line.matches(of: /"((?:[^"\\]|\\\((?:[^()"]|\([^()"]*\))*\)|\\[^(])+[.])"/).compactMap { match in
                let text = String(match.1).replacing(/\\\((?:[^()"]|\([^()"]*\))*\)/, with: "x").replacing(/\\u\{201[cd]\}/) {
                    $0.0.contains("201c") ? "“" : "”"
                }
                // Pieces between interpolations that hold literals, and words with a tail of their own.
                let isPiece = text.hasPrefix(")") || String(match.1).contains(/[a-z]\\\(/)
                let isSentence = text.contains(" ") && !text.contains("\\") && !isPiece
                return isSentence ? text : nil
            }
        }
    }

    /// What went wrong on the line stands within a sentence.
    @Test func everyReasonOfALineHasAChineseVersion() throws {
        var reasons: Set<String> = []
        for folder in ["ClientCore/Client", "ClientCore/Engine"] {
            let enumerator = try #require(FileManager.default.enumerator(atPath: Self.root.appending(path: folder).path))
            for case let path as String in enumerator where path.hasSuffix(".swift") && !path.contains(".docc/") {
                let source = try String(contentsOf: Self.root.appending(path: "\(folder)/\(path)"), encoding: .utf8)
                let pattern =
                    #/
                    (?: \.(?:untrusted|garbled|lost|refused)\( | private\ static\ let\ untrusted\ =\s+ )
                    "([^"\\]+)" (?: \s+\+\s"([^"\\]+)" )?
                    /#
                for match in source.matches(of: pattern) { reasons.insert(String(match.1) + String(match.2 ?? "")) }
            }
        }
        #expect(reasons.count > 10, "\(reasons)")
        let missing = reasons.filter { Chinese.of("The server cannot be trusted: \($0).")?.contains($0) != false }
        #expect(missing.isEmpty, "\(missing.sorted().joined(separator: "\n"))")
    }

    @Test func sentencesAreFoundInSource() {
        let source = #"throw Failure("The field \(a.name(of: b)) was removed.") // "Not. this." "#
        #expect(Self.sentences(in: source).first == "The field x was removed.")
    }

    @Test(arguments: [
        ("person.org: a value is required.", "person.org：必须填写。"),
        ("agreement: the record is closed: status is in_force.", "agreement：记录已办结（status 为 in_force），不能再改。"),
        ("The server cannot be reached: nobody answers at that address.", "无法连接服务器：该地址无人应答。"),
        ("x.weight: must be a whole number, 0 to 1440.", "x.weight：须为 0 到 1440 之间的整数。"),
        (
            "What came back is not an answer of a Duikou server: A frame has 1 to 8388608 bytes, not 1013478484.",
            "收到的不是“对口”服务器的答复：数据段应为 1 到 8388608 字节，不能是 1013478484 字节。"
        ),
        ("x: there is no such record to change.", "x：要处理的记录不存在（修改）。"),
    ])
    func placesReasonsAndValuesFindTheirPlace(english: String, chinese: String) {
        #expect(Chinese.of(english) == chinese)
    }

    @Test func whatIsWrongWithAPackOrATableIsSaidWithItsPlace() {
        let upgrade = PackProblem.upgrade(.onlyHigher("person.name", setting: "max_length"))
        let error = ProgrammeError(file: "pk/programme.yaml", line: 284, upgrade)
        #expect(Text(error.problem, at: error.place).zh == "pk/programme.yaml:284：person.name：可能已有记录，max_length 只能调高或取消。")
        #expect(Text(error.problem, at: error.place).en == error.description)
        let failure = #expect(throws: CSVFile.Failure.self) { try CSVFile(bytes: Array("a,b,c\n1,2,3\n1,2,3,4".utf8)) }
        #expect(failure.map { Text($0) } == Text(en: "line 3: The row has 4 cells, the header only 3.", zh: "第 3 行：该行有 4 格，标题行只有 3 格。"))
        let settings = PackProblem.form(.noSetting("colour", in: .role("nurse"), allowed: ["at", "grants"]))
        #expect(Text(settings).zh == "角色 nurse 没有设置项“colour”，可用：at、grants。")
        #expect(Text(settings).en == "The role nurse has no setting `colour`; possible are at, grants.")
    }

    @Test func aSentenceOfANewerServerIsShownAsItIs() {
        #expect(Chinese.of("The moon is full.") == nil)
        #expect(Text(translating: "The moon is full.", else: "服务器拒绝了").zh == "服务器拒绝了：The moon is full.")
        #expect(Text(translating: "The moon is full.").en == "The moon is full.")
    }
}
