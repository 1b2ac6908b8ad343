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
        let table = try Self.glossary()
        let files = try Self.files().map { file in
            (file.path, file.text, table.filter { !WordTable.alsoMeans($0.word, in: file.path) })
        }
        let places = files.flatMap { WordRules.places(path: $0, text: $1, table: $2) }
        let violations = ShapeRules.compare(places, with: WordTable.stillSaid, "the glossary has another word")
        let lines = files.flatMap { WordRules.findings(path: $0, text: $1, table: $2) }
        #expect(violations.isEmpty, "\((violations + lines).joined(separator: "\n"))")
    }

    @Test func whatAlsoMeansSomethingIsInTheGlossaryAndSaidThere() throws {
        let glossary = try Self.glossary()
        let files = try Self.files()
        for exemption in WordTable.alsoMeans {
            #expect(glossary.contains { $0.word == exemption.word } && !exemption.means.isEmpty, "\(exemption.word)")
            let table = glossary.filter { $0.word == exemption.word }
            let said = files.filter { !WordRules.places(path: $0.path, text: $0.text, table: table).isEmpty }
            let idle = exemption.rooms.filter { room in !said.contains { WordTable.isRoom(room, of: $0.path) } }
            #expect(idle.isEmpty, "“\(exemption.word)” is not said in \(idle); take them out")
        }
    }

    @Test func aWordMeansSomethingElseInItsFoldersAlone() {
        #expect(WordTable.alsoMeans("keeper", in: "ClientCore/Replica/Store/TransactionKeeper.swift"))
        #expect(!WordTable.alsoMeans("keeper", in: "Server/Stores/SQLite/Writer.swift"))
        #expect(WordTable.isRoom("", of: "CHANGELOG.md") && !WordTable.isRoom("", of: "Server/Feed/A.swift"))
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
            side by side\nROAD_MAX, HTTPRoad\nthe roads\n
            """
        let found = WordRules.findings(path: "Server/Feed/A.swift", text: text, table: table)
        let places = [
            "1: not “road”: path", "3: not “server side”: at the server", "4: not “road”: path", "5: not “road”: path",
        ]
        #expect(found == places.map { "Server/Feed/A.swift:" + $0 })
        let counted = WordRules.places(path: "Server/Feed/A.swift", text: text, table: table)
        #expect(
            counted == ["Server/Feed: road", "Server/Feed: server side", "Server/Feed: road", "Server/Feed: road"]
        )
    }

    @Test func everyWordOfTheTablesIsOneThatCanBeFound() throws {
        for row in try WordTable.instead + Self.glossary() {
            let isSmall = row.word == WordRules.words(in: row.word[...]).joined(separator: " ")
            #expect(isSmall && !row.say.isEmpty, "\(row.word)")
            #expect(!WordRules.findings(path: "A.md", text: row.word, table: [row]).isEmpty, "\(row.word)")
        }
    }
}
