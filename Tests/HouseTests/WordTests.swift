import Testing

/// The words of the glossary, and no others for the same things.
@Suite struct WordTests {
    private static func files() throws -> [(path: String, text: String)] {
        let files = try [".swift", ".md", ".py", ".yaml"].flatMap { try HouseTests.files($0) }
        try #require(files.count > 200, "the tree was not found")
        return files
    }

    private static func glossary() throws -> [WordRules.Row] {
        let text = try #require(try HouseTests.files(".md").first { $0.path == WordRules.glossary }).text
        let rows = WordRules.banned(by: text)
        try #require(rows.count > 10, "the glossary was not found")
        return rows
    }

    @Test func nobodySaysWhatTheTableHasAnotherWordFor() throws {
        let findings = try Self.files().flatMap {
            WordRules.findings(path: $0.path, text: $0.text, table: WordTable.instead)
        }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test func nobodySaysWhatTheGlossaryHasAnotherWordFor() throws {
        let table = try Self.glossary().filter { row in !WordTable.alsoMeans.contains { $0.word == row.word } }
        let files = try Self.files()
        let places = files.flatMap { WordRules.places(path: $0.path, text: $0.text, table: table) }
        let violations = ShapeRules.compare(places, with: WordTable.stillSaid, "the glossary has another word")
        let lines = files.flatMap { WordRules.findings(path: $0.path, text: $0.text, table: table) }
        #expect(violations.isEmpty, "\((violations + lines).joined(separator: "\n"))")
    }

    @Test func whatAlsoMeansSomethingIsInTheGlossary() throws {
        let words = try Self.glossary().map(\.word)
        for row in WordTable.alsoMeans { #expect(words.contains(row.word) && !row.say.isEmpty, "\(row.word)") }
    }

    @Test func theLastColumnOfAGlossaryIsRead() {
        let text =
            "| word | meaning |\n|---|---|\n| lane | a priority |\n\n| word | meaning | not |\n|---|---|---|\n"
            + "| ingest | take parcels in | intake, take in |\n| path | a way | road |\n| gone | deleted | – |\n"
            + "| quick path | a short way | road |\n\n| other | table |\n"
        let found = WordRules.banned(by: text).map { "\($0.word): \($0.say)" }
        #expect(found == ["intake: ingest", "road: path; quick path", "take in: ingest"])
    }

    @Test func aWordIsFoundAloneAndInNames() {
        let table = [(word: "road", say: "path"), (word: "server side", say: "at the server")]
        let text =
            """
            let slowRoad = Road()\n// a broad railroad\nlet isServerSide: Bool // server-side; the server, \
            side by side\nROAD_MAX, HTTPRoad\n
            """
        let found = WordRules.findings(path: "Server/Feed/A.swift", text: text, table: table)
        let places = ["1: not “road”: path", "3: not “server side”: at the server", "4: not “road”: path"]
        #expect(found == places.map { "Server/Feed/A.swift:" + $0 })
        let counted = WordRules.places(path: "Server/Feed/A.swift", text: text, table: table)
        #expect(counted == ["Server/Feed: road", "Server/Feed: server side", "Server/Feed: road"])
    }

    @Test func everyWordOfTheTablesIsOneThatCanBeFound() throws {
        for row in try WordTable.instead + Self.glossary() {
            let isSmall = row.word == WordRules.words(in: row.word[...]).joined(separator: " ")
            #expect(isSmall && !row.say.isEmpty, "\(row.word)")
            #expect(!WordRules.findings(path: "A.md", text: row.word, table: [row]).isEmpty, "\(row.word)")
        }
    }
}
