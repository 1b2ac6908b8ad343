import Foundation
import Testing

/// Documents say what the code says, and can be found.
@Suite struct DocumentTests {
    private static let index = "Documentation/README.md"

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
        let unlinked = documents.filter { ($0.hasPrefix("Documentation/") || $0.hasSuffix("DESIGN.md")) && $0 != Self.index }
            .filter { !linked.contains($0) }
        #expect(unlinked.isEmpty, "not in \(Self.index): \(unlinked)")
        #expect(try Self.targets(of: "README.md").contains(Self.index))
    }

    @Test func everyLinkToAHeadingFindsIt() throws {
        for (path, text) in try HouseTests.files(".md") {
            for link in text.matches(of: /\]\(([^)#:\s]*)#([^)]+)\)/) {
                let folder = HouseTests.root.appending(path: path).deletingLastPathComponent()
                let target = link.1.isEmpty ? text : try String(contentsOf: folder.appending(path: String(link.1)), encoding: .utf8)
                #expect(Self.anchors(of: target).contains(String(link.2)), "\(path): no heading behind \(link.1)#\(link.2)")
            }
        }
    }

    /// What the headings of a document are called in links.
    private static func anchors(of text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
                let words = line.drop { $0 == "#" || $0 == " " }.lowercased()
                return String(words.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }.map { $0 == " " ? "-" : $0 })
            }
        )
    }

    @Test func anExampleForAppsIsOneThatCompiles() throws {
        let tests = ["ExampleTests", "TestServerTests"]
        let tested = try tests.flatMap { Self.lines(of: try Self.text(of: "Tests/ClientCoreTests/\($0).swift")) }
        let examples = try Self.text(of: "Documentation/UsingTheLibrary.md").matches(of: /```swift\n((?:[^`]|`(?!``))*)```/)
        try #require(examples.count > 4, "the examples were not found")
        for example in examples {
            let quoted = Self.lines(of: String(example.1))
            #expect(tested.contains(quoted), "no test has these lines one after the other:\n\(example.1)")
        }
    }

    /// Without indentation, and without empty lines.
    private static func lines(of text: String) -> [String] {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}
