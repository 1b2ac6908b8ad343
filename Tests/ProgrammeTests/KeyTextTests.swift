import Programme
import SyncModel
import SyncWire
import Testing

@Suite struct Keys {
    private static let code = "1ce1b7d4-c865-4178-82b0-5932e51503d6"

    private static func programme() throws -> Programme {
        try PackFolder(PackFolder.clinics.replacing("max_length: 8", with: "max_length: 40")).load().programme
    }

    private static func id(_ code: String) -> RecordID {
        NaturalKey.id(programme: "clinics", collection: "clinic", scope: nil, parts: [.text(code)])
    }

    private static func read(_ text: String, knowing known: [RecordID]) throws -> RecordID {
        let programme = try programme()
        let clinic = try #require(programme.collection(named: "clinic"))
        return try KeyText(programme) { known.contains($1) }.record(text, of: clinic)
    }

    @Test func aCodeThatLooksLikeAnIdIsACodeWhereItIsKnown() throws {
        let id = try #require(RecordID(Self.code))
        #expect(try Self.read(Self.code, knowing: [Self.id(Self.code)]) == Self.id(Self.code))
        #expect(try Self.read(Self.code, knowing: [id]) == id)
        #expect(try Self.read(Self.code, knowing: []) == id)
        #expect {
            try Self.read(Self.code, knowing: [id, Self.id(Self.code)])
        } throws: {
            ($0 as? ValueTextError)?.reason.contains("is the id of one record") == true
        }
    }

    @Test func anIdThatIsTooLongForACodeIsAnId() throws {
        let programme = try PackFolder(PackFolder.clinics).load().programme
        let clinic = try #require(programme.collection(named: "clinic"))
        #expect(try KeyText(programme) { _, _ in true }.record(Self.code, of: clinic).text == Self.code)
    }

    @Test func aKeyIsTheSameHoweverItIsTyped() throws {
        for text in ["A1 ", "\tA1", "\u{3000}A1", "\u{feff}A1\u{a0}"] { #expect(try Self.read(text, knowing: []) == Self.id("A1")) }
        #expect(try Self.read("Cafe\u{301}", knowing: []) == Self.id("Caf\u{e9}"))
    }

    @Test func theValueOfAKeyHasOneSpellingAndOtherTextsStay() throws {
        let programme = try Self.programme()
        let clinic = try #require(programme.collection(named: "clinic"))
        let keys = KeyText(programme) { _, _ in false }
        let (code, name) = (clinic.fields[0], clinic.fields[1])
        #expect(try keys.value(" A1\u{3000}", of: code, in: clinic) == .text("A1"))
        #expect(try keys.value(" Upper ", of: name, in: clinic) == .text(" Upper "))
        #expect(try keys.value("\u{3000}", of: code, in: clinic) == .null)
    }
}
