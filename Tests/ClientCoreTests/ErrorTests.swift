import ClientCore
import SyncModel
import TestSupport
import Testing

/// One error with a code that never changes, in two languages.
@Suite struct Errors {
    @Test func theTextsOfTheCodesStay() {
        let known = [
            "closed", "cancelled", "storage", "damaged", "bad-answer", "read-only", "store-too-new", "store-too-old",
            "not-a-store",
            "not-enrolled", "no-programme", "changed", "unknown-name", "bad-input", "bad-sql", "no-such-record",
            "no-such-entry",
            "validation", "sealed", "gone", "depends", "held", "replaced", "not-yours", "no-such-reference",
            "too-large",
            "programme-too-old", "rejected", "revoked", "no-connection", "server-busy", "untrusted-server", "bad-code",
            "identity-split", "clock",
        ]
        #expect(DuikouError.Code.allCases.map(\.rawValue) == known)
    }

    @Test func whatCannotBeBegunIsToldInBothLanguages() async throws {
        let ward = try Ward()
        let blank = try await ward.blank("stranger")
        let error = await #expect(throws: DuikouError.self) { try await blank.sync() }
        #expect(error?.code == .notEnrolled && error?.message() == "This device is not enrolled yet.")
        #expect(error?.message(.chinese) == "本设备尚未注册。" && error?.advice(.chinese)?.isEmpty == false)
        let code = await #expect(throws: DuikouError.self) {
            try await blank.enroll(at: "memory", code: "22222-22222", name: "stranger")
        }
        #expect(code?.code == .badCode)
        let missing = await #expect(throws: DuikouError.self) {
            try await Device.open(ward.folder + "/nowhere", .existing)
        }
        #expect(missing?.code == .noSuchEntry)
        #expect(try await blank.identity() == nil)
        #expect(try await blank.programme() == nil)
    }

    @Test func whatABodyThrowsIsThrown() async throws {
        struct Mine: Error {}
        let ward = try Ward()
        let device = try await ward.device("one")
        let site = try await device.records("site")[0].id
        await #expect(throws: Mine.self) {
            try await device.write { writer in
                try writer.create("note", ["site": .ref(site)])
                throw Mine()
            }
        }
        #expect(try await device.count("note") == 0, "nothing is changed then")
        await #expect(throws: Mine.self) { try await device.read { _ in throw Mine() } }
    }
}

/// What exactly is wrong, for apps that say it in words of their own.
@Suite struct Problems {
    private static var programme: Programme {
        var visit = Programme.Collection.ofSite(
            3,
            "visit",
            [
                .test(1, "title", .text, required: true), .test(2, "count", .integer), .test(3, "dose", .decimal),
                .test(4, "kind", .option, options: ["first", "later"]),
                .test(
                    5,
                    "stage",
                    .option,
                    rule: .state,
                    initial: "open",
                    options: ["open", "done", "shut"],
                    moves: [.init(from: "open", to: "done"), .init(from: "done", to: "shut")]
                ),
                .test(6, "marks", .set, rule: .set, options: ["red", "blue"]), .test(7, "words", .set, rule: .set),
                .test(8, "total", .integer, rule: .computed), .test(9, "day", .date), .test(10, "at", .datetime),
                .test(11, "ill", .boolean), .test(12, "origin", .text, rule: .appendOnly),
                .test(13, "from", .ref, to: "visit"),
            ]
        )
        visit.fields[1].maxLength = 5
        (visit.fields[2].min, visit.fields[2].max) = (1, 9)
        (visit.fields[3].digits, visit.fields[3].max) = (2, 100)
        visit.delete = .forbid
        visit.seal = .init(field: "stage", values: ["shut"])
        var board = Programme.Collection.ofSite(4, "board", key: ["site"], [.test(1, "text", .text)])
        board.owner = "head"
        var programme = Programme.ofNurses(named: "problems", title: "Problems", adding: [visit, board])
        var head = programme.roles[0]
        head.name = "head"
        programme.roles.append(head)
        return programme
    }

    private static func error<Result>(_ body: () async throws -> Result) async -> DuikouError? {
        await #expect(throws: DuikouError.self) { _ = try await body() }
    }

    @Test func aValueThatTheFieldDoesNotTakeSaysWhatItTakes() async throws {
        let server = try InProcessServer(Self.programme, sites: ["A"])
        let device = try await server.device("one")
        let site = Value.ref(try await device.records("site")[0].id)
        let cases: [(field: String, value: Value, problem: DuikouError.Problem)] = [
            ("title", .null, .required), ("title", "too long", .tooLong(5)), ("title", 3, .tooLong(5)),
            ("count", 10, .outOfRange(1, 9)), ("count", "many", .outOfRange(1, 9)),
            ("dose", "1.234", .noDecimal(digits: 2, nil, 100)), ("dose", "101", .noDecimal(digits: 2, nil, 100)),
            ("kind", "last", .noOption(of: ["first", "later"])),
            ("marks", ["red", "green"], .noOption(of: ["red", "blue"])), ("words", "no set", .wrongEdit),
            ("day", "2024-02-30", .wrongType(.date)), ("at", "soon", .wrongType(.datetime)),
            ("ill", 2, .wrongType(.boolean)), ("from", "nobody", .wrongType(.ref)), ("total", 1, .computed),
        ]
        for (field, value, problem) in cases {
            let values = ["site": site, "title": "fine"].merging([field: value]) { _, given in given }
            let error = await Self.error { try await device.write { try $0.create("visit", values) } }
            #expect(error?.code == .validation && error?.problem == problem, "\(field): \(String(describing: error))")
            #expect(error?.field == field && error?.collection == "visit")
        }
        #expect(try await device.count("visit") == 0)
        await device.close()
    }

    @Test func anEditThatTheRulesForbidSaysWhichRule() async throws {
        let server = try InProcessServer(Self.programme, sites: ["A"])
        let device = try await server.device("one")
        let site = Value.ref(try await device.records("site")[0].id)
        let (visit, tally) = try await device.write { writer in
            (
                try writer.create("visit", ["site": site, "title": "fine", "origin": "here"]),
                try writer.create("tally", ["site": site, "day": "2024-03-01"])
            )
        }
        try await device.sync().check()
        let many = Set((0...Limits.elementsPerEditMax).map(String.init))
        let edits: [(edits: [String: FieldEdit], problem: DuikouError.Problem)] = [
            (["stage": "shut"], .noMove(from: "open", to: "shut")), (["stage": .null], .required),
            (["origin": "there"], .neverChanges),
            (["words": .elements(add: many, remove: [])], .tooManyEntries(Limits.elementsPerEditMax)),
        ]
        for (edits, problem) in edits {
            let error = await Self.error { try await device.write { try $0.update("visit", visit, edits) } }
            #expect(error?.problem == problem, "\(edits.keys): \(String(describing: error))")
        }
        let key = await Self.error { try await device.write { try $0.update("tally", tally, ["day": "2024-03-02"]) } }
        #expect(key?.problem == .keyNeverChanges && key?.field == "day")
        let deleted = await Self.error { try await device.write { try $0.delete("visit", visit) } }
        #expect(deleted?.problem == .neverDeleted)
        try await device.write { try $0.update("visit", visit, ["stage": "done"]) }
        try await device.sync().check()
        try await device.write { try $0.update("visit", visit, ["stage": "shut"]) }
        try await device.sync().check()
        try await device.write { writer in
            try writer.update("visit", visit, ["count": 3])
        }
        let begun = await Self.error {
            try await device.write { try $0.create("visit", ["site": site, "title": "new", "stage": "shut"]) }
        }
        #expect(begun?.problem == .noMove(from: nil, to: "shut"))
        // As the server judges it.
        try await device.sync().check()
        let refused = try await device.refused()
        #expect(
            refused.first { $0.changes[0].record == visit }?.reason.problem == .closed(field: "stage", value: "shut")
        )
        await device.close()
    }

    @Test func whatIsTooMuchSaysHowMuchThereMayBe() async throws {
        let server = try InProcessServer(Self.programme, sites: ["A"])
        let device = try await server.device("one")
        let site = Value.ref(try await device.records("site")[0].id)
        let many = await Self.error {
            try await device.write { writer in
                for _ in 0...Limits.operationsPerSetMax {
                    try writer.create("visit", ["site": site, "title": "one"])
                }
            }
        }
        #expect(many?.code == .tooLarge && many?.problem == .tooManyRecords(Limits.operationsPerSetMax))
        let name = String(repeating: "n", count: Limits.deviceNameBytesMax + 1)
        let code = try server.code()
        let named = await Self.error { try await device.enroll(at: "memory", code: code, name: name) }
        #expect(named?.code == .badInput && named?.problem == .tooManyBytes(Limits.deviceNameBytesMax))
        await device.close()
    }

    @Test func whatTheServerRefusesAndWhoDecidesIsSaidToo() async throws {
        let server = try InProcessServer(Self.programme, sites: ["A"])
        let (one, two) = (try await server.device("one"), try await server.device("two"))
        let site = Value.ref(try await one.records("site")[0].id)
        let nobody = Value.ref(Host.system.newRecordID())
        try await one.write { try $0.create("visit", ["site": site, "title": "fine", "from": nobody]) }
        for (device, text) in [(one, "mine"), (two, "yours")] {
            try await device.write { try $0.create("board", ["site": site, "text": .text(text)]) }
        }
        for device in [one, two, one] { try await device.sync().check() }
        #expect(try await one.refused().map(\.reason.problem) == [.noSuchReference])
        let conflict = try #require(try await one.conflicts().first)
        let error = await Self.error { try await one.resolve(conflict, .take(conflict.candidates[0].id), reason: "x") }
        #expect(error?.code == .notYours && error?.problem == .decidedBy(role: "head"))
        for device in [one, two] { await device.close() }
    }

    @Test func namesAndStatementsHaveTheirsToo() async throws {
        let server = try InProcessServer(Self.programme, sites: ["A"])
        let device = try await server.device("one")
        let name = await Self.error { _ = try await device.records("visits") }
        #expect(name?.code == .unknownName && name?.problem == .noName("visits", nearest: "visit"))
        let key = await Self.error { _ = try await device.record("tally", key: ["day": "2024-03-01"]) }
        #expect(key?.problem == .keyFields(["site", "day"]))
        let table = await Self.error { _ = try await device.query("SELECT 1 FROM nowhere") }
        #expect(table?.code == .badSQL && table?.problem == .noName("nowhere", nearest: nil))
        let syntax = await Self.error { _ = try await device.query("SELEKT 1") }
        #expect(syntax?.code == .badSQL && syntax?.problem == .sqlite(1, "near \"SELEKT\": syntax error"))
        await device.close()
    }
}
