import Foundation
import Programme
import SyncModel
import Testing

/// The page on writing a pack says what the loader says.
@Suite struct WritingAPack {
    /// The page, and the pack that it has its reader write down.
    private struct Page {
        let text: String
        let yaml: String
        let units: String

        init() throws {
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
            text = try String(contentsOf: root.appending(path: "Documentation/WritingAPack.md"), encoding: .utf8)
            let files = text.matches(of: /<<'END'\n((?:.|\n)*?\n)END\n/).map { String($0.1) }
            try #require(files.count == 2, "the pack was not found on the page")
            (yaml, units) = (files[0], files[1])
        }

        func complaint(of mistake: Mistake) throws -> String {
            let changed = mistake.edits.reduce(yaml) { text, edit in
                #expect(text.contains(edit.from), "the pack has no \(edit.from)")
                return text.replacingOccurrences(of: edit.from, with: edit.to)
            }
            return try PackFolder(changed, data: ["unit": units].merging(mistake.data) { $1 }).complaint()
        }
    }

    /// What a writer does wrong.
    struct Mistake {
        var edits: [(from: String, to: String)] = []
        var data: [String: String] = [:]
    }

    @Test func thePackOnThePageLoads() throws {
        #expect(try Page().complaint(of: Mistake()) == "")
    }

    /// In the order of the page's table of errors.
    private static let mistakes = [
        Mistake(edits: [("max_length: 8", "maxlength: 8")]),
        Mistake(edits: [("scope: {unit: unit}\n    owner", "scope: {ward: unit}\n    owner")]),
        Mistake(edits: [("scope: {unit: unit}\n    owner", "scope: unit\n    owner")]),
        Mistake(edits: [("unit: {type: ref, to: unit, required: true", "unit: {type: ref, to: unit")]),
        Mistake(edits: [("owner: doctor", "key: [day, person]")]),
        Mistake(edits: [("{scope: county, read: all}", "{scope: county, read: [visit]}")]),
        Mistake(edits: [
            ("  unit: {of: unit}\n", "  unit: {of: unit}\n  pair: {of: visit}\n"),
            ("{scope: unit/*, ", "{scope: pair, "),
        ]),
        Mistake(edits: [("options: {planned: {en: Planned, zh: 计划内}, called: {en: Called, zh: 应邀}}", "required: true")]
        ),
        Mistake(edits: [("type: option\n", "type: option\n        rule: state\n")]),
        Mistake(data: ["visit": "unit,day,person\n01,2024-03-01,王五\n"]),
        Mistake(
            edits: [("      phone: {type", "      unit: {type: ref, to: unit}\n      phone: {type")],
            data: ["unit": "code,name,unit\n01,河口村卫生室,99\n"]
        ),
    ]

    @Test func everyErrorOnThePageIsWhatTheLoaderSays() throws {
        let page = try Page()
        let table = try #require(page.text.split(separator: "## What a writer meets first").last)
        let sentences = table.matches(of: /\n\| `([^`]+)` \|/).map { String($0.1) }.filter {
            !$0.hasPrefix("The version must grow")
        }
        try #require(sentences.count == Self.mistakes.count, "the table and the mistakes have other lengths")
        for (sentence, mistake) in zip(sentences, Self.mistakes) {
            var rest = try page.complaint(of: mistake)[...]
            let said = rest
            for part in sentence.split(separator: "…") {
                let range = rest.range(of: String(part))
                #expect(range != nil, "the page says: \(sentence)\nthe loader says: \(said)")
                rest = rest[(range?.upperBound ?? rest.endIndex)...]
            }
        }
    }

    /// A setting that is none makes the loader list those that there are.
    @Test(arguments: [
        ("version: 1\n", "version: 1\nbogus: 1\n"), ("    owner: doctor\n", "    bogus: doctor\n"),
        ("max_length: 8", "bogus: 8"),
    ])
    func everySettingIsOnThePage(from: String, to: String) throws {
        let page = try Page()
        let said = try page.complaint(of: Mistake(edits: [(from, to)]))
        let list = try #require(said.split(separator: "possible are ").last?.dropLast())
        let settings = list.split(separator: ", ")
        try #require(settings.count > 5, "the settings were not listed: \(said)")
        for setting in settings { #expect(page.text.contains("`\(setting)`"), "\(setting) stands nowhere on the page") }
    }

    @Test func everyTypeAndEveryRuleIsOnThePage() throws {
        let page = try Page()
        for type in Programme.FieldType.allCases { #expect(page.text.contains("\n| `\(type.rawValue)` |"), "\(type)") }
        let rules = try #require(page.text.split(separator: "### Rules").last).split(separator: "### ")[0]
        for rule in Programme.Rule.allCases { #expect(rules.contains("`\(rule.rawValue)`"), "\(rule)") }
    }
}
