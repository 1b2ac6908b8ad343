import Testing

/// What is outside the rules of shape stands in tables that only shrink.
@Suite struct ShapeTests {
    @Test func nothingJoinsWhatIsOutsideTheRules() throws {
        let files = try HouseTests.files(".swift")
        let findings =
            ShapeRules.compare(
                files.flatMap { ShapeRules.unlabelled(path: $0.path, text: $0.text) },
                with: ShapeTable.unlabelled,
                "more than \(ShapeRules.unlabelledMax) parameters without a label"
            )
            + ShapeRules.compare(ShapeRules.twins(files), with: ShapeTable.twins, "two types of this name")
            + ShapeRules.compare(
                files.flatMap { ShapeRules.barelyDocumented(path: $0.path, text: $0.text) },
                with: ShapeTable.barelyDocumented,
                "a public declaration with a comment of three words or fewer"
            )
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test func aLongFunctionIsFound() {
        func function(_ head: String, lines: Int) -> String { head + String(repeating: "        a()\n\n", count: lines / 2) + "    }\n" }
        for head in ["    func f() {\n", "    public init(\n        a: Int\n    )\n    where A: B\n    {\n", "    var a: Int {\n"] {
            #expect(ShapeRules.functions(path: "A.swift", text: "struct A {\n" + function(head, lines: 70) + "}\n").count == 1, "\(head)")
            #expect(ShapeRules.functions(path: "A.swift", text: "struct A {\n" + function(head, lines: 60) + "}\n").isEmpty, "\(head)")
        }
        let requirements = "protocol P {\n    func f()\n" + String(repeating: "    var a: Int { get }\n", count: 80) + "}\n"
        #expect(ShapeRules.functions(path: "A.swift", text: requirements).isEmpty)
    }

    @Test func parametersWithoutLabelsAreCounted() {
        let four =
            "    @Test(arguments: [(_a, 1)])\n    func f(\n        _ a: Int,\n        _ b: [Int: Int],\n        _ c: (Int, Int),\n        _ d: Int\n    ) {\n"
        #expect(ShapeRules.unlabelled(path: "Server/Feed/A.swift", text: four) == ["Server/Feed: f"])
        #expect(ShapeRules.unlabelled(path: "Server/Feed/A.swift", text: "    init(_ a: Int, _ b: Int, _ c: Int, d: Int) {\n").isEmpty)
        #expect(
            ShapeRules.unlabelled(path: "A/B/C.swift", text: "    init(_ a: A<Int>, _ b: Int, _ c: Int, _ d: Int) {\n") == ["A/B: init"]
        )
    }

    @Test func twoTypesOfOneNameAreFound() {
        let files = [
            ("A/A.swift", "public struct Row {\n    struct Cell {}\n}\n"), ("B/B.swift", "final class Row {}\nprivate enum Cell {}\n"),
            ("C/C.swift", "enum Cell {}\nextension Row {}\n"), ("Tests/D.swift", "struct Cell {}\n"),
        ]
        #expect(ShapeRules.twins(files) == ["Row"])
    }

    @Test func aCommentThatSaysNothingIsFound() {
        let text =
            "    /// Which record.\n    @Sendable\n    public var a: Int\n    /// The record it is about.\n    public var b: Int\n    public var c: Int\n"
        #expect(ShapeRules.barelyDocumented(path: "Server/Feed/A.swift", text: text) == ["Server/Feed"])
    }

    @Test func aTableOnlyShrinks() {
        #expect(
            ShapeRules.compare(["a", "a", "b"], with: ["a": 1, "b": 1, "c": 1], "bad") == [
                "a: bad (2, and 1 are listed)", "c: mended; the table may say 0 now",
            ]
        )
    }
}
