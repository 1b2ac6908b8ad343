import ClientCore
import Testing

/// One error with a code that never changes, in two languages.
@Suite struct Errors {
    @Test func theTextsOfTheCodesStay() {
        let known = [
            "closed", "cancelled", "unsupported", "storage", "damaged", "read-only", "store-too-new", "store-too-old",
            "not-a-store",
            "not-enrolled", "no-programme", "changed", "unknown-name", "bad-input", "bad-sql", "no-such-record",
            "no-such-entry",
            "validation", "sealed", "gone", "depends", "held", "replaced", "not-yours", "no-such-reference",
            "too-large",
            "programme-too-old", "rejected", "revoked", "no-connection", "server-busy", "untrusted-server", "bad-code",
            "identity-split",
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
