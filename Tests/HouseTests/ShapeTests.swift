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
            + ShapeRules.compare(
                ShapeRules.misnamed(files),
                with: ShapeTable.families,
                "the file has the name of nothing that it declares or extends"
            )
            + ShapeRules.compare(ShapeRules.twins(files), with: ShapeTable.twins, "two types of this name")
            + ShapeRules.compare(
                files.flatMap { ShapeRules.barelyDocumented(path: $0.path, text: $0.text) },
                with: ShapeTable.barelyDocumented,
                "a declaration for other modules with a comment of three words or fewer"
            )
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test func aFileWithTheNameOfNothingInItIsFound() {
        let files = [
            ("Server/Pages.swift", "/// Pages\nfinal class PageApplier {}\n    struct Pages {}\n"),
            ("Server/PageApplier.swift", "@Suite\npackage final class PageApplier {}\n"),
            ("Server/Page+Size.swift", "extension Page.Size {}\n"), ("Server/main.swift", "enum Start {}\n"),
            ("Server/Exports.swift", "@_exported public import struct Model.Page\n"),
            ("Tests/Pages.swift", "struct PageStories {}\n"),
        ]
        #expect(ShapeRules.misnamed(files) == ["Server/Pages.swift"])
    }

    @Test func aLongFunctionIsFound() {
        func function(_ head: String, lines: Int) -> String {
            head + String(repeating: "        a()\n\n", count: lines / 2) + "    }\n"
        }
        for head in [
            "    func f() {\n", "    public init(\n        a: Int\n    )\n    where A: B\n    {\n",
            "    var a: Int {\n",
        ] {
            #expect(
                ShapeRules.functions(path: "A.swift", text: "struct A {\n" + function(head, lines: 70) + "}\n").count
                    == 1,
                "\(head)"
            )
            #expect(
                ShapeRules.functions(path: "A.swift", text: "struct A {\n" + function(head, lines: 60) + "}\n").isEmpty,
                "\(head)"
            )
        }
        let requirements =
            "protocol P {\n    func f()\n" + String(repeating: "    var a: Int { get }\n", count: 80) + "}\n"
        #expect(ShapeRules.functions(path: "A.swift", text: requirements).isEmpty)
    }

    @Test func parametersWithoutLabelsAreCounted() {
        let four =
            """
                @Test(arguments: [(_a, 1)])\n    func f(\n        _ a: Int,\n        _ b: [Int: Int],\n        _ c: \
            (Int, Int),\n        _ d: Int\n    ) {\n
            """
        #expect(ShapeRules.unlabelled(path: "Server/Feed/A.swift", text: four) == ["Server/Feed: f"])
        #expect(
            ShapeRules.unlabelled(
                path: "Server/Feed/A.swift",
                text: "    init(_ a: Int, _ b: Int, _ c: Int, d: Int) {\n"
            ).isEmpty
        )
        #expect(
            ShapeRules.unlabelled(path: "A/B/C.swift", text: "    init(_ a: A<Int>, _ b: Int, _ c: Int, _ d: Int) {\n")
                == ["A/B: init"]
        )
    }

    @Test func twoTypesOfOneNameAreFound() {
        let files = [
            ("A/A.swift", "public struct Row {\n    struct Cell {}\n}\n"),
            ("B/B.swift", "final class Row {}\nprivate enum Cell {}\n"),
            ("C/C.swift", "enum Cell {}\nextension Row {}\n"), ("Tests/D.swift", "struct Cell {}\n"),
        ]
        #expect(ShapeRules.twins(files) == ["Row"])
    }

    @Test func aCommentThatSaysNothingIsFound() {
        let text =
            """
                /// Which record.\n    @Sendable\n    public var a: Int\n    /// The record it is about.\n\
                public var b: Int\n    package var c: Int\n
            """
        #expect(ShapeRules.barelyDocumented(path: "Server/Feed/A.swift", text: text) == ["Server/Feed", "Server/Feed"])
    }

    @Test func aWideLineIsFound() {
        let line = String(repeating: "字", count: ShapeRules.columnsMax + 1)
        let found = ShapeRules.wide(path: "A.swift", text: "a\n\n\(line)\n\(line.dropLast())\n")
        #expect(found == ["A.swift:3: 121 columns; break it (120 at most)"])
    }

    @Test func aPublicDeclarationThatNobodyCanReachIsFound() {
        let text = "public import A\npublic struct B {\n    public var c: Int\n    package var d: Int\n}\n// public\n"
        #expect(ShapeRules.exposed(path: "Server/Feed/A.swift", text: text).count == 2)
        #expect(ShapeRules.exposed(path: "Protocol/Model/Numbers.swift", text: text).count == 2)
        for path in [
            "ClientCore/Client/Sync/A.swift", "Protocol/Model/Programme+Fields.swift", "Tests/Support/A.swift",
        ] {
            #expect(ShapeRules.exposed(path: path, text: text).isEmpty)
        }
    }

    @Test func aTableOnlyShrinks() {
        #expect(
            ShapeRules.compare(["a", "a", "b"], with: ["a": 1, "b": 1, "c": 1], "bad") == [
                "a: bad (2, and 1 are listed)", "c: mended; the table may say 0 now",
            ]
        )
    }
}
