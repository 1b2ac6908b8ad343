import Foundation
import Programme
import SyncModel
import SyncWire
import Testing

@Suite struct LoadingAPack {
    @Test func wordsThatYAMLTakesForTruthStayWords() throws {
        let visit = try #require(try PackFolder(PackFolder.clinics).load().programme.collection(named: "visit"))
        #expect(visit.fields.map(\.name) == ["clinic", "on", "no", "minutes", "weight", "tags", "status"])
        #expect(visit.field(named: "no")?.options.map(\.key) == ["no", "true", "会诊"])
        #expect(visit.field(named: "no")?.options[0].title.zh == "无")
    }

    @Test func whatIsNotSaidHasItsDefault() throws {
        let programme = try PackFolder(PackFolder.clinics).load().programme
        let visit = try #require(programme.collection(named: "visit"))
        #expect(visit.field(named: "minutes")?.rule == .keepBoth)
        #expect(visit.field(named: "tags")?.rule == .set)
        #expect(visit.delete == .editWins)
        #expect(programme.collection(named: "clinic")?.field(named: "name")?.rule == .authority)
        #expect(programme.collection(named: "tally")?.lane == .normal)
    }

    @Test func numbersFollowTheFile() throws {
        let programme = try PackFolder(PackFolder.clinics).load().programme
        #expect(programme.collections.map(\.number) == [0, 1, 2])
        #expect(programme.collections.map(\.name) == ["clinic", "visit", "tally"])
        #expect(programme.collections[1].fields.map(\.number) == Array(0..<7))
    }

    @Test func rightsScopesAndSealsAreRead() throws {
        let programme = try PackFolder(PackFolder.clinics).load().programme
        let visit = try #require(programme.collection(named: "visit"))
        #expect(visit.home == .reference(kind: "clinic", field: "clinic"))
        #expect(visit.seal == Programme.Seal(field: "status", values: ["closed"]))
        #expect(visit.field(named: "status")?.initial == .text("draft"))
        #expect(visit.field(named: "status")?.moves == [Programme.Move(from: "draft", to: "closed", by: ["overseer"])])
        #expect(programme.role(named: "nurse")?.grants.last?.write == ["visit", "tally"])
        #expect(
            programme.role(named: "overseer")?.grants.last
                == Programme.Grant(scope: "clinic", reach: .every, read: nil, write: nil)
        )
        #expect(programme.role(named: "overseer")?.level == 5)
    }

    @Test func aProgrammeSurvivesItsWayToTheDevice() throws {
        let programme = try PackFolder(PackFolder.clinics).load().programme
        let bytes = try ProgrammeJSON.encode(programme)
        #expect(try ProgrammeJSON.decode(bytes) == programme)
        #expect(try ProgrammeJSON.encode(try ProgrammeJSON.decode(bytes)) == bytes)
    }

    @Test func anUnknownNameListsWhatIsShipped() {
        #expect(throws: ProgrammeError.self) { try ProgrammePack.load("atlantis-1") }
        do {
            _ = try ProgrammePack.load("atlantis-1")
        } catch {
            #expect(error.description.contains("hubei-2022"))
        }
    }

    @Test(arguments: [
        ("version: 1", "version: one", "programme.yaml:2: version must be a whole number"),
        ("version: 1", "verison: 1", "programme.yaml:2: A programme has no setting `verison`"),
        ("time_zone: Asia/Shanghai", "time_zone: Asia/Nowhere", "programme.yaml:4: `Asia/Nowhere` is no time zone"),
        ("  clinic: {of: clinic}", "  clinic: {of: clinics}", "programme.yaml:7: The scope clinic is of `clinics`"),
        ("write: [visit, tally]", "write: [visit, talley]", "programme.yaml:13: The role nurse is granted `talley`"),
        ("write: [clinic]}", "write: [visit]}", "programme.yaml:18: The role overseer is granted visit in province"),
        ("{scope: clinic/*", "{scope: ward/*", "programme.yaml:19: The role overseer is granted `ward`"),
        (
            "    at: clinic\n    level", "    at: ward\n    level",
            "programme.yaml:14: The role overseer is held at `ward`"
        ),
        ("key: [code]", "key: [cod]", "programme.yaml:24: The key of clinic names `cod`"),
        ("name: name", "name: title", "programme.yaml:25: The name of clinic must be one of its text fields"),
        ("owner: nurse", "owner: matron", "programme.yaml:32: The owner of visit is `matron`"),
        ("lane: urgent", "lane: fast", "programme.yaml:31: lane must be urgent, normal or bulk"),
        ("on: {type: date", "On: {type: date", "programme.yaml:35: A field must begin with a small letter"),
        ("on: {type: date", "scope: {type: date", "programme.yaml:35: `scope` is a reserved name"),
        (
            "{type: date, required: true}\n      no", "{type: day}\n      no",
            "programme.yaml:35: visit.on: type must be one of text"
        ),
        ("max: 1440", "max: -1", "programme.yaml:37: visit.minutes: min is larger than max"),
        ("max: 1440", "digits: 1", "programme.yaml:37: visit.minutes is of type integer, which has no `digits`"),
        (", digits: 2", "", "programme.yaml:38: visit.weight is of type decimal, which needs `digits`"),
        (
            "tags: {type: set}", "tags: {type: set, rule: min}",
            "programme.yaml:39: visit.tags: the rule min needs numbers"
        ),
        ("会诊: {}", "会诊: {zh: 无}", "programme.yaml:36: visit.no: the options `no` and `会诊` are both called `无`"),
        ("会诊: {}", "会诊: {en: NONE}", "programme.yaml:36: visit.no: the options `no` and `会诊` are both called `NONE`"),
        ("会诊: {}", "会诊: {en: No}", "programme.yaml:36: visit.no: the options `no` and `会诊` are both called `No`"),
        (
            "rule: state, initial: draft,", "rule: state,",
            "programme.yaml:40: visit.status: the rule state needs `initial`"
        ),
        ("initial: draft", "initial: open", "programme.yaml:40: visit.status: initial does not fit. `open` is none of"),
        ("to: closed, by", "to: open, by", "visit.status: a move names `open`"),
        ("by: [overseer]", "by: [boss]", "programme.yaml:40: visit.status: a move is by `boss`"),
        ("seal: {status: [closed]}", "seal: {status: [shut]}", "programme.yaml:42: The seal of visit names `shut`"),
        (
            "seal: {status: [closed]}", "seal: {on: [closed]}",
            "programme.yaml:42: The seal of visit must name one of its option fields"
        ),
        (
            "key: [clinic, day]", "key: [day]",
            "programme.yaml:45: tally.clinic gives the scope, so it must be part of the key"
        ),
        (
            "day: {type: date, required: true}", "day: {type: date}",
            "programme.yaml:45: The key field tally.day must be required"
        ),
        ("seen: {type: integer", "seen: {type: text", "tally.seen: the rule counter needs the type integer"),
        ("      day:", "     day:", "programme.yaml:48: This is not YAML"),
    ])
    func mistakesAreNamedWithTheirLine(good: String, bad: String, complaint: String) throws {
        #expect(PackFolder.clinics.contains(good))
        let yaml = PackFolder.clinics.replacingOccurrences(of: good, with: bad, options: [], range: nil)
        let folder = try PackFolder(yaml)
        #expect(folder.complaint().contains(complaint), "\(folder.complaint())")
    }

    @Test func aGrantMayFollowReferences() throws {
        let yaml =
            PackFolder.clinics.replacingOccurrences(
                of: "      name: {type: text",
                with: "      above: {type: ref, to: clinic}\n      name: {type: text"
            )
            + ""
        let along = yaml.replacingOccurrences(of: "{scope: clinic/*, read", with: "{scope: clinic, where: above, read")
        let reach = try PackFolder(along).load().programme.role(named: "overseer")?.grants.last?.reach
        #expect(reach == .along(["above"]))
        let wrong = yaml.replacingOccurrences(
            of: "{scope: clinic/*, read",
            with: "{scope: clinic, where: above.name, read"
        )
        #expect(try PackFolder(wrong).complaint().contains("clinic has no reference field `name`"))
    }

    @Test(arguments: [
        ("code,name\nA,x\nA,y\n", "data/clinic.csv:3: The key stands on line 2 already."),
        ("code,nam\nA,x\n", "data/clinic.csv:1: `nam` is no field of clinic."),
        ("code\nA\n", "data/clinic.csv:1: The column `name` is missing; clinic requires it."),
        ("code,name\nA,\n", "data/clinic.csv:2: name is missing."),
        ("code,name\nA,x\n123456789,y\n", "data/clinic.csv:3: code: The text has 9 characters; at most 8 are allowed."),
        ("code,name\nA,\"x\n", "data/clinic.csv:2: A quoted cell is not closed."),
    ])
    func referenceRecordsAreChecked(csv: String, complaint: String) throws {
        let folder = try PackFolder(PackFolder.clinics, data: ["clinic": csv])
        #expect(folder.complaint() == complaint)
    }

    @Test func dataWithoutAKeyOrCollectionIsRefused() throws {
        let keyless = try PackFolder(PackFolder.clinics, data: ["visit": "on\n2024-03-01\n"])
        #expect(
            keyless.complaint()
                == "data/visit.csv: The collection visit has no key, so it cannot have reference records."
        )
        let stray = try PackFolder(PackFolder.clinics, data: ["wards": "code\nA\n"])
        #expect(stray.complaint() == "data/wards.csv: The file is named for no collection of the programme.")
    }

    @Test func referencesInDataFollowNaturalKeys() throws {
        let data = ["clinic": "code,name\nA,Upper\n", "tally": "clinic,day\nA,2024-03-01\n"]
        let pack = try PackFolder(PackFolder.clinics, data: data).load()
        #expect(pack.data.map(\.collection) == ["clinic", "tally"])
        let records = try pack.records()
        let clinic = try #require(records[0].first?.id)
        #expect(clinic == NaturalKey.id(programme: "clinics", collection: "clinic", scope: nil, parts: [.text("A")]))
        let day = Value.text("2024-03-01")
        let parts = [Value.text(clinic.text), day]
        let tally = NaturalKey.id(
            programme: "clinics",
            collection: "tally",
            scope: Scope("clinic", clinic),
            parts: parts
        )
        #expect(records[1].first?.id == tally)
        #expect(records[1].first?.values == [.text(clinic.text), day, .null])
        let padded = ["clinic": "code,name\nA\u{3000},Upper\n", "tally": "clinic,day\n\u{feff}A ,2024-03-01\n"]
        #expect(
            try PackFolder(PackFolder.clinics, data: padded).load().records().joined().map(\.id) == [clinic, tally]
        )
        let dangling = ["clinic": "code,name\nA,Upper\n", "tally": "clinic,day\nC,2024-03-01\n"]
        #expect(
            try PackFolder(PackFolder.clinics, data: dangling).complaint()
                == "data/tally.csv:2: clinic: there is no such record of clinic in the pack."
        )
    }
}
