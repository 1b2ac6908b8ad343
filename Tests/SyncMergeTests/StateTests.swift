import SyncMerge
import SyncModel
import TestSupport
import Testing

@Suite struct StateTests {
    private func sent() throws -> ServedRecord {
        var desk = ServedRecord(Forms.note())
        try desk.apply(.create, by: 1, base: 0, .write(Forms.text, "v1"))
        try desk.apply(by: 1, base: 1, .write(Forms.status, "sent"))
        return desk
    }

    @Test func aRecordBeginsWithItsInitialState() throws {
        var desk = ServedRecord(Forms.note())
        try desk.apply(.create, by: 1, base: 0, .write(Forms.text, "v1"))
        #expect(desk.shown(Forms.status) == .text("draft"))
        #expect(desk.live(Forms.status) == 0)
    }

    @Test func aRecordMayNotBeginWhereItsAuthorMayNotGo() {
        var desk = ServedRecord(Forms.note())
        let refusal = #expect(throws: Refusal.self) {
            try desk.apply(.create, by: 1, base: 0, .write(Forms.status, "closed"))
        }
        #expect(refusal?.inEnglish == "note.status: a record may not begin as closed.")
    }

    @Test func aMoveThatIsNotDeclaredIsRefusedByName() throws {
        var desk = try sent()
        let refusal = #expect(throws: Refusal.self) { try desk.apply(by: 1, base: 2, .write(Forms.status, "draft")) }
        #expect(refusal?.code == .validation)
        #expect(refusal?.inEnglish == "note.status: a move from sent to draft is not allowed.")
        #expect(refusal?.field == Forms.status)
    }

    @Test func aMoveNeedsItsRole() throws {
        var desk = try sent()
        #expect(throws: Refusal.self) {
            try desk.apply(by: 1, base: 2, role: "recorder", .write(Forms.status, "closed"))
        }
        try desk.apply(by: 2, base: 2, role: "overseer", .write(Forms.status, "closed"))
        #expect(desk.shown(Forms.status) == .text("closed"))
    }

    /// Both desks send the same note: the second move is accepted and does nothing.
    @Test func aMoveToTheStateThatHoldsHasNoEffect() throws {
        var desk = try sent()
        let merged = try desk.apply(by: 2, base: 1, .write(Forms.status, "sent"))
        #expect(merged.changed == [])
        #expect(desk.state?.position == 3)
    }

    @Test func aTwinThatBeginsDoesNotTurnARecordBack() throws {
        var desk = try sent()
        let merged = try desk.apply(.create, by: 2, base: 0, .write(Forms.text, "v1"), .write(Forms.status, "draft"))
        #expect(desk.shown(Forms.status) == .text("sent"))
        #expect(merged.changed == [Forms.text])
    }

    @Test func aClosedRecordTakesNoEditAndNoDelete() throws {
        var desk = try sent()
        try desk.apply(by: 2, base: 2, role: "overseer", .write(Forms.status, "closed"))
        let refusal = #expect(throws: Refusal.self) { try desk.apply(by: 1, base: 2, .write(Forms.text, "too late")) }
        #expect(refusal?.code == .sealed)
        #expect(refusal?.inEnglish == "note: the record is closed: status is closed.")
        #expect(throws: Refusal.self) { try desk.apply(.delete, by: 1, base: 3) }
        #expect(throws: Refusal.self) { try desk.apply(by: 1, base: 3, role: "recorder", .write(Forms.status, "sent")) }
    }

    @Test func aClosedRecordIsOpenedByAPermittedMove() throws {
        var desk = try sent()
        try desk.apply(by: 2, base: 2, role: "overseer", .write(Forms.status, "closed"))
        try desk.apply(by: 3, base: 2, role: "overseer", .write(Forms.status, "closed"))
        try desk.apply(by: 2, base: 3, role: "overseer", .write(Forms.text, "mended"), .write(Forms.status, "sent"))
        #expect(desk.shown(Forms.text) == .text("mended"))
        try desk.apply(by: 1, base: 5, .write(Forms.text, "goes again"))
        #expect(desk.shown(Forms.text) == .text("goes again"))
    }

    @Test func whatIsAppendOnlyTakesADecisionAndNothingElse() throws {
        let visit = Programme.Collection(
            number: 2,
            name: "visit",
            home: .constant("province"),
            rule: .appendOnly,
            key: ["day"],
            fields: [.test(0, "day", .date, rule: .appendOnly), .test(1, "minutes", .integer, rule: .appendOnly)]
        )
        var desk = ServedRecord(visit)
        try desk.apply(.create, by: 1, base: 0, .write(0, "2024-03-01"), .write(1, 30))
        #expect(throws: Refusal.self) { try desk.apply(by: 1, base: 1, .write(1, 31)) }
        var forged = FieldChange.write(1, 31)
        forged.replaces = [Dot(1, 1)]
        #expect(throws: Refusal.self) { try desk.apply(by: 1, base: 1, forged) }
        try desk.apply(.create, by: 2, base: 0, .write(0, "2024-03-01"), .write(1, 40))
        #expect(desk.conflicts.map(\.field) == [1])
        var decision = FieldChange.write(1, 40)
        decision.replaces = [Dot(1, 1), Dot(2, 1)]
        try desk.apply(by: 3, base: 2, decision)
        #expect(desk.conflicts == [])
        let refusal = #expect(throws: Refusal.self) { try desk.apply(by: 3, base: 3, .write(0, "2024-03-02")) }
        #expect(refusal?.inEnglish == "visit.day: a key field never changes.")
        #expect(throws: Refusal.self) { try desk.apply(.delete, by: 3, base: 3) }
    }
}
