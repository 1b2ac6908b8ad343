import Programme
import Records
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
            "\($0)".contains("is the id of one record")
        }
    }

    @Test func anIdThatIsTooLongForACodeIsAnId() throws {
        let programme = try PackFolder(PackFolder.clinics).load().programme
        let clinic = try #require(programme.collection(named: "clinic"))
        #expect(try KeyText(programme) { _, _ in true }.record(Self.code, of: clinic).text == Self.code)
    }

    @Test func aKeyIsTheSameHoweverItIsTyped() throws {
        for text in ["A1 ", "\tA1", "\u{3000}A1", "\u{feff}A1\u{a0}"] {
            #expect(try Self.read(text, knowing: []) == Self.id("A1"))
        }
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

    // MARK: - Names

    /// The directory of a province, and three people of whom nothing but their name is known.
    private struct Directory: KnownRecords {
        var values: [Int: [RecordID: [Value]]] = [:]

        init(_ pack: ProgrammePack) throws {
            for record in try pack.records().joined() {
                values[record.collection, default: [:]][record.id] = record.values
            }
        }

        func isHere(_ id: RecordID, in collection: Programme.Collection) -> Bool {
            values(of: id, in: collection) != nil
        }
        func values(of id: RecordID, in collection: Programme.Collection) -> [Value]? { values[collection.number]?[id] }
        func records(named name: String, in collection: Programme.Collection) -> [RecordID] {
            (values[collection.number] ?? [:]).filter { collection.spelledName($0.value) == name }.map(\.key).sorted {
                $0.text < $1.text
            }
        }
        func example(of collection: Programme.Collection) -> RecordID? {
            values[collection.number]?.keys.min { $0.text < $1.text }
        }
    }

    @Test func aNameThatOneRecordHasIsThatRecord() throws {
        let pack = try ProgrammePack.load("hubei-2022")
        let (keys, programme) = (KeyText(pack.programme, known: try Directory(pack)), pack.programme)
        let (org, pair) = (
            try #require(programme.collection(named: "org")), try #require(programme.collection(named: "pair"))
        )
        let hospital = try keys.record("郧西县人民医院", of: org)
        #expect(try keys.record("\u{3000}郧西县人民医院 ", of: org) == hospital)
        let directory = try Directory(pack)
        let key = try #require(
            org.field(named: "code").flatMap { directory.values(of: hospital, in: org)?[$0.number].text }
        )
        #expect(try keys.record("hospital/\(key)", of: org) == hospital)
        // A pair is shown by the name that the directory gives it.
        let one = try #require(directory.example(of: pair))
        let name = try #require(directory.values(of: one, in: pair).flatMap(pair.spelledName))
        #expect(try keys.record(name, of: pair) == one)
        #expect(throws: ValueProblem.self) { try KeyText(programme) { _, _ in true }.record("郧西县人民医院", of: org) }
    }

    @Test func whatNamesNobodyOrSeveralSaysHowToNameOne() throws {
        let pack = try ProgrammePack.load("hubei-2022")
        let (programme, org) = (pack.programme, try #require(pack.programme.collection(named: "org")))
        var directory = try Directory(pack)
        func reason(_ text: String) throws -> String {
            do {
                return "taken: \(try KeyText(programme, known: directory).record(text, of: org))"
            } catch let error as ValueProblem {
                return "\(error)"
            }
        }
        let none = try reason("郧西人民医院")
        let example = try #require(none.firstMatch(of: /such as ([^ ]+)\.$/)).1
        #expect(none.contains("no id, key or name") && none.contains("level/code"))
        #expect(
            directory.isHere(try KeyText(programme, known: directory).record(String(example), of: org), in: org),
            "\(none)"
        )
        let (level, code, name) = (org.fields[0].number, org.fields[1].number, org.fields[2].number)
        for twin in ["T1", "T2"] {
            var values = [Value](repeating: .null, count: org.fields.count)
            (values[level], values[code], values[name]) = (.text("hospital"), .text(twin), .text("中心医院（双）"))
            directory.values[org.number]?[
                NaturalKey.id(
                    programme: programme.name,
                    collection: "org",
                    scope: nil,
                    parts: [values[level], values[code]]
                )
            ] = values
        }
        let several = try reason("中心医院（双）")
        #expect(several.contains("name of 2 records") && several.contains(/such as hospital\/T[12]\./), "\(several)")
    }

    @Test func aFieldMayBeCalledByATitleThatNoOtherHas() throws {
        let programme = try ProgrammePack.load("hubei-2022").programme
        let org = try #require(programme.collection(named: "org"))
        #expect(
            org.fields(called: "名称").map(\.name) == ["name"]
                && org.fields(called: " Credit code ").map(\.name) == ["uscc"]
        )
        #expect(org.fields(called: "level").map(\.name) == ["level"] && org.fields(called: "无此字段").isEmpty)
    }
}
