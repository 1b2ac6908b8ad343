import ClientCore
import SyncModel
import TestSupport
import Testing

/// Values as people type and read them, and what a device tells of itself.
@Suite struct Texts {
    private static var programme: Programme {
        var call = Programme.Collection.ofSite(
            3,
            "call",
            [
                .test(1, "kind", .option, options: ["first", "later"]), .test(2, "at", .datetime),
                .test(3, "urgent", .boolean), .test(4, "weight", .decimal),
                .test(5, "tags", .set, rule: .set),
            ]
        )
        call.fields[1].options[0].title = .init(en: "First talk", zh: "首诊")
        (call.fields[4].digits, call.fields[4].max) = (2, 200)
        call.duplicates = .init(fields: ["site", "kind"], within: "at", minutes: 15, action: .match)
        return Programme.ofNurses(named: "texts", title: "Texts", adding: [call])
    }

    private static func device() async throws -> Device {
        try await InProcessServer(programme, sites: ["A", "B"]).device("one")
    }

    @Test func whatPeopleTypeBecomesAValueAndAValueWhatPeopleRead() async throws {
        let device = try await Self.device()
        let site = Value.ref(try #require(try await device.record("site", key: ["code": "A"])).id)
        let noon: Value = .integer(1_709_265_600_000)
        let cases: [(field: String, typed: String, value: Value, english: String, chinese: String)] = [
            ("site", "A", site, "Hospital A", "Hospital A"),
            ("site", " Hospital A ", site, "Hospital A", "Hospital A"),
            ("kind", "首诊", "first", "First talk", "首诊"), ("kind", "later", "later", "later", "later"),
            ("at", "2024-03-01 12:00", noon, "2024-03-01T12:00", "2024-03-01T12:00"),
            ("urgent", "是", .boolean(true), "yes", "是"), ("urgent", "no", .boolean(false), "no", "否"),
            ("weight", "６１.５０", "61.5", "61.5", "61.5"), ("tags", "b|a", ["a", "b"], "a|b", "a|b"),
            ("tags", " ", .null, "", ""),
        ]
        for (field, typed, value, english, chinese) in cases {
            #expect(try await device.value(typed, for: field, of: "call") == value, "\(field): \(typed)")
            #expect(try await device.text(value, of: field, of: "call") == english)
            #expect(try await device.text(value, of: field, of: "call", .chinese) == chinese)
            // What is read can be typed again.
            #expect(
                try await device.value(chinese, for: field, of: "call") == value,
                "\(field): \(chinese)"
            )
        }
        await device.close()
    }

    @Test func whatIsNoValueSaysWhy() async throws {
        let device = try await Self.device()
        let cases: [(field: String, typed: String, problem: DuikouError.Problem)] = [
            ("kind", "last", .noOption(of: ["first", "later"])), ("weight", "201", .outOfRange(nil, 200)),
            ("weight", "1.234", .noDecimal(digits: 2, nil, nil)),
            ("urgent", "maybe", .wrongType(.boolean)),
            ("at", "soon", .wrongType(.datetime)),
        ]
        for (field, typed, problem) in cases {
            let error = await #expect(throws: DuikouError.self) {
                try await device.value(typed, for: field, of: "call")
            }
            #expect(
                error?.code == .validation && error?.problem == problem,
                "\(field): \(String(describing: error))"
            )
            #expect(error?.field == field && error?.message().hasPrefix(field + ": ") == true)
            #expect(error?.message(.chinese).hasPrefix(field + "：") == true)
        }
        let name = await #expect(throws: DuikouError.self) {
            try await device.value("x", for: "kinds", of: "call")
        }
        #expect(name?.code == .unknownName && name?.problem == .noName("kinds", nearest: "kind"))
        await device.close()
    }

    @Test func recordsThatMayBeTheSameFactAreFound() async throws {
        let device = try await Self.device()
        let site = Value.ref(try #require(try await device.record("site", key: ["code": "A"])).id)
        let ids = try await device.write { writer in
            try [0, 10, 60].map { minutes in
                try writer.create(
                    "call",
                    ["site": site, "kind": "first", "at": .integer(minutes * 60_000)]
                )
            }
        }
        let groups = try await device.duplicates()
        #expect(groups.map(\.records) == [Array(ids[..<2])])
        #expect(groups.map(\.fields) == [["site", "kind"]] && groups.allSatisfy(\.isCountedOnce))
        #expect(try await device.duplicates("call") == groups)
        #expect(try await device.duplicates("note").isEmpty)
        let error = await #expect(throws: DuikouError.self) { try await device.duplicates("calls") }
        #expect(error?.code == .unknownName)
        await device.close()
    }

    @Test func aDeviceThatIsWellSaysSoAndOneThatIsNotSaysWhat() async throws {
        let server = try InProcessServer(Self.programme, sites: ["A"])
        let device = try await server.device("one")
        let well = try await device.check()
        #expect(well.map(\.subject) == [.disk, .database, .clock, .keys])
        // The disk of whoever runs this may be full.
        #expect(well.dropFirst().filter { !$0.isWell }.isEmpty)
        await device.close()
        let blank = try await server.blank("blank")
        let keys = try await blank.check().first { $0.subject == .keys }
        #expect(keys?.problem?.code == .notEnrolled && keys?.isWell == false)
        await blank.close()
        let closed = await #expect(throws: DuikouError.self) { try await device.check() }
        #expect(closed?.code == .closed)
    }
}
