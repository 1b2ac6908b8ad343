import Foundation
import Testing

/// Documents say what the code says, and can be found.
@Suite struct DocumentTests {
    private static let index = "Documentation/README.md"
    private static let catalogue = "ClientCore/Client/ClientCore.docc/"
    private static let example = "Examples/WardPhone/Sources/"

    private static func text(of path: String) throws -> String {
        try String(contentsOf: HouseTests.root.appending(path: path), encoding: .utf8)
    }

    /// The files that the links of a document lead to, as paths from the root.
    private static func targets(of path: String) throws -> Set<String> {
        let folder = HouseTests.root.appending(path: path).deletingLastPathComponent()
        return Set(
            try text(of: path).matches(of: /\]\(([^)#:\s]+)(#[^)]*)?\)/).map { link in
                let target = folder.appending(path: String(link.1)).standardizedFileURL.path
                return String(target.dropFirst(HouseTests.root.standardizedFileURL.path.count + 1))
            }
        )
    }

    @Test func everyDocumentIsInTheIndex() throws {
        let documents = try HouseTests.files(".md").map(\.path)
        #expect(documents.count > 15, "the documents were not found")
        let linked = try Self.targets(of: Self.index)
        let unlinked = documents.filter {
            ($0.hasPrefix("Documentation/") || $0.hasSuffix("DESIGN.md")) && $0 != Self.index
        }
        .filter { !linked.contains($0) }
        #expect(unlinked.isEmpty, "not in \(Self.index): \(unlinked)")
        #expect(try Self.targets(of: "README.md").contains(Self.index))
    }

    @Test func everyLinkToAHeadingFindsIt() throws {
        for (path, text) in try HouseTests.files(".md") {
            for link in text.matches(of: /\]\(([^)#:\s]*)#([^)]+)\)/) {
                let folder = HouseTests.root.appending(path: path).deletingLastPathComponent()
                let target =
                    link.1.isEmpty
                    ? text : try String(contentsOf: folder.appending(path: String(link.1)), encoding: .utf8)
                #expect(
                    Self.anchors(of: target).contains(String(link.2)),
                    "\(path): no heading behind \(link.1)#\(link.2)"
                )
            }
        }
    }

    /// What the headings of a document are called in links.
    private static func anchors(of text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
                let words = line.drop { $0 == "#" || $0 == " " }.lowercased()
                return String(
                    words.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }.map { $0 == " " ? "-" : $0 }
                )
            }
        )
    }

    @Test func anExampleForAppsIsOneThatCompiles() throws {
        let tests = ["ExampleTests", "TestServerTests"].map { "Tests/ClientCoreTests/\($0).swift" }
        let sources = try HouseTests.files(".swift").map(\.path).filter { $0.hasPrefix(Self.example) }
        let compiled = try (tests + sources).flatMap { Self.lines(of: try Self.text(of: $0)) }
        let pages = try HouseTests.files(".md").filter {
            $0.path.hasPrefix(Self.catalogue) || $0.path == "Documentation/UsingTheLibrary.md"
        }
        try #require(pages.count > 4, "the pages were not found")
        for page in pages {
            for example in page.text.matches(of: /```swift\n((?:[^`]|`(?!``))*)```/) {
                let quoted = Self.lines(of: String(example.1))
                #expect(
                    compiled.contains(quoted),
                    "\(page.path): these lines stand nowhere one after the other:\n\(example.1)"
                )
            }
        }
    }

    /// A step of a tutorial is compiled where the documentation is built; the last one of a file is the example's,
    /// which runs.
    @Test func aTutorialEndsWithTheExampleThatRuns() throws {
        let sources = try HouseTests.files(".swift").filter { $0.path.hasPrefix(Self.example) }
        let tutorials = try HouseTests.files(".tutorial").flatMap {
            $0.text.matches(of: /@Code\(name: "([^"]+)", file: "([^"]+)"\)/)
        }
        let last = Dictionary(tutorials.map { (String($0.1), String($0.2)) }) { _, later in later }
        let names = Set(sources.map { String($0.path.split(separator: "/").last ?? "") })
        #expect(Set(last.keys) == names, "the tutorial and the example have other files")
        for source in sources {
            let name = String(source.path.split(separator: "/").last ?? "")
            let step = try Self.text(of: "\(Self.catalogue)Resources/\(last[name] ?? name)")
            #expect(step == source.text, "\(source.path): the last step of the tutorial has another text")
        }
    }

    /// What an app does about an error is said of every code, under the name that the code has in Swift.
    @Test func theTableOfErrorsNamesEveryCode() throws {
        let declared = try Self.text(of: "ClientCore/Client/Errors/DuikouError+Code.swift")
        let codes = Set(declared.matches(of: /\n        case (\w+)(?: = "[\w-]+")?\n/).map { String($0.1) })
        #expect(codes.count > 30, "the codes were not found")
        let article = try Self.text(of: Self.catalogue + "Articles/ConflictsRefusalsErrors.md")
        let table = article.split(separator: "| code | what the app does |")[1].split(separator: "\n\n")[0]
        let told = table.split(separator: "\n").flatMap { row in
            row.split(separator: "|")[0].matches(of: /`(\w+)`/).map { String($0.1) }
        }
        #expect(Set(told) == codes && told.count == codes.count, "\(Set(told).symmetricDifference(codes).sorted())")
        let topics = try Self.text(of: Self.catalogue + "Symbols/DuikouError-Code.md")
        #expect(Set(topics.matches(of: /\n- ``(\w+)``/).map { String($0.1) }) == codes)
    }

    /// Whoever adds a merge rule is told of every place that must decide about it.
    @Test func theGuideToAMergeRuleNamesEverySwitch() throws {
        let guide = try #require(try Self.text(of: "CONTRIBUTING.md").split(separator: "### A merge rule").last).split(
            separator: "###"
        )[0]
        let rooms = ["Protocol/", "ClientCore/", "Server/", "Shared/Programme/", "Sources/"]
        let deciding = try HouseTests.files(".swift").filter { file in
            rooms.contains(where: file.path.hasPrefix) && file.text.contains(/switch \(?(?:[\w.\[\]]*\.)?rule[^.\w]/)
        }
        #expect(deciding.count > 8, "the switches were not found")
        for file in deciding {
            let name = file.path.split(separator: "/").last ?? ""
            #expect(guide.contains("\(name)`"), "CONTRIBUTING.md: “A merge rule” does not name \(file.path)")
        }
    }

    /// Without indentation, and without empty lines.
    private static func lines(of text: String) -> [String] {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}
