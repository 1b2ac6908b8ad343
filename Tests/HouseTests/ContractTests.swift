import Foundation
import Testing

/// Specification, pictures and code say the same.
@Suite struct ContractTests {
    @Test func everyClauseIsWrittenAndEnforced() throws {
        let pages = try HouseTests.files(".md").filter { $0.path.hasPrefix("Protocol/Specification/") }
        let sources = try HouseTests.files(".swift").filter { !$0.path.hasPrefix("Tests/HouseTests/") }
        let vectors = try HouseTests.files(".json").filter { $0.path.hasPrefix("Protocol/Vectors/") }
        #expect(pages.count > 4 && vectors.count > 2, "the specification was not found")
        let findings = ClauseRules.findings(pages: pages, files: sources + vectors)
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test func aClauseThatIsOnlyCitedOrOnlyWrittenIsFound() {
        let page =
            """
            - **R1** A table.\n- **R2** A guard.\n- **F3** A page, as R9 said.\n| I4 | never above the head |\n\
            - **R2** Again.\n
            """
        let source = "/// Tables (clauses R1 and R36).\nlet cell = \"C7\"\nViolation(\"I4\", text)\n"
        let vector = "{\"clause\": \"M1\", \"name\": \"F3\"}\n"
        #expect(
            ClauseRules.findings(
                pages: [("s.md", page)],
                files: [("a.swift", source), ("v.json", vector), ("Tests/b.swift", "// R2\n")]
            ) == [
                "a.swift:1: there is no clause R36", "v.json:1: there is no clause M1",
                "clause R2: name it where it is enforced, or in a vector",
                "clause F3: name it where it is enforced, or in a vector",
                "clause R2 is written twice",
            ]
        )
    }

    @Test func theRoomsOfPicturesAndTablesAreThere() throws {
        let tree = Set(
            try #require(FileManager.default.subpaths(atPath: HouseTests.root.path)).filter { !$0.hasPrefix(".") }
        )
        let documents = try HouseTests.files(".md")
        #expect(documents.contains { !PictureRules.rooms(in: $0.text[...]).isEmpty }, "no picture was found")
        let findings = documents.flatMap { PictureRules.findings(path: $0.path, text: $0.text, tree: tree) }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test func whatDocumentsNameStandsInTheSources() throws {
        let tree = Set(
            try #require(FileManager.default.subpaths(atPath: HouseTests.root.path)).filter { !$0.hasPrefix(".") }
        )
        let words = NameRules.words(in: try [".swift", ".proto", ".yaml", ".json", ".py"].flatMap(HouseTests.files))
        #expect(words.contains("ChangeSetApplier"), "the sources were not found")
        // What changed is told in the words of its day.
        let documents = try HouseTests.files(".md").filter { $0.path != "CHANGELOG.md" }
        let findings = documents.flatMap { NameRules.findings(path: $0.path, text: $0.text, words: words, tree: tree) }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test func aNameThatNothingBearsIsFound() {
        let words = NameRules.words(in: [
            ("A/Sealer.swift", "// Drafter was here.\nstruct Sealer { let isPending = \"_stream\" }\n"),
            ("Tests/HouseTests/NameTests.swift", "let example = \"Drafter\"\n"),
        ])
        let page =
            """
            The `Drafter` and `Sealer.isPending`,\n`Sealer.wasPending` of `_stream` or `_outbox`, in `Drafter.swift`;\n\
            a `word`, a `two\nlines`, `A/Sealer.swift`, `\\xE4bc`.\n\n```\n`Painter`\n```\n
            """
        #expect(
            NameRules.findings(path: "p.md", text: page, words: words, tree: ["A", "A/Sealer.swift"]) == [
                "p.md:1: nothing in the sources is called Drafter",
                "p.md:2: nothing in the sources is called wasPending",
                "p.md:2: nothing in the sources is called _outbox", "p.md:2: there is no Drafter.swift",
            ]
        )
    }

    @Test func aRoomThatIsNotThereIsFound() {
        let tree: Set = [
            "Server", "Server/Feed", "Server/Feed/Ingest", "ClientCore/Replica/Capture/CaptureDrain.swift",
        ]
        let text =
            """
            Feed/Ingest ─► Feed/Outbox, without I/O\n| `Server/Feed` | Capture/CaptureDrain |\n\
            see https://a.example/Feed/None\n
            """
        #expect(
            PictureRules.findings(path: "README.md", text: text, tree: tree) == ["README.md:1: there is no Feed/Outbox"]
        )
        #expect(PictureRules.findings(path: "Documentation/Rooms.md", text: text, tree: tree).count == 1)
        #expect(PictureRules.findings(path: "CHANGELOG.md", text: text, tree: tree).isEmpty)
    }
}
