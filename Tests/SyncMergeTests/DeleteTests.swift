import SyncMerge
import SyncModel
import Testing

@Suite struct DeleteTests {
    private func created(_ rule: Programme.DeleteRule = .editWins) throws -> ServedRecord {
        var desk = ServedRecord(Forms.sheet(delete: rule))
        try desk.apply(.create, by: 9, base: 0, .write(Forms.text, "keep me"), .add(Forms.count, 10))
        return desk
    }

    @Test func aDeleteThatHasSeenEverythingRemovesTheRecord() throws {
        var desk = try created()
        try desk.apply(.delete, by: 1, base: 1)
        #expect(desk.state?.isDeleted == true)
        #expect(desk.state?.wholeFrom == 1)
        #expect(desk.live(Forms.text) == 1, "the last state is kept")
    }

    @Test(arguments: [true, false])
    func anEditSurvivesAConcurrentDelete(isDeleteFirst: Bool) throws {
        var desk = try created()
        if isDeleteFirst { try desk.apply(.delete, by: 1, base: 1) }
        let edited = try desk.apply(by: 2, base: 1, .write(Forms.text, "edited meanwhile"))
        if !isDeleteFirst { try desk.apply(.delete, by: 1, base: 1) }
        #expect(desk.state?.isDeleted == false)
        #expect(desk.shown(Forms.text) == .text("edited meanwhile"))
        #expect(desk.shown(Forms.count) == .integer(10))
        #expect(desk.conflicts.map(\.field) == [nil])
        #expect(Set(desk.conflicts[0].candidates.map(\.value)) == [.integer(0), .integer(1)])
        #expect(edited.opened == (isDeleteFirst ? [nil] : []))
        #expect(desk.state?.wholeFrom == (isDeleteFirst ? 3 : 1))
    }

    @Test func aDecisionToKeepClosesTheConflictAndAnOrdinaryEditDoesNot() throws {
        var desk = try created()
        try desk.apply(.delete, by: 1, base: 1)
        try desk.apply(by: 2, base: 1, .write(Forms.text, "b"))
        let ordinary = try desk.apply(by: 2, base: 3, .write(Forms.text, "c"))
        #expect(ordinary.closed == [])
        let decision = try desk.apply(.create, by: 3, base: 4)
        #expect(decision.closed == [nil] && decision.changed == [])
        #expect(desk.shown(Forms.text) == .text("c"))
        #expect(desk.conflicts == [])
    }

    @Test func aDecisionToDeleteClosesTheConflict() throws {
        var desk = try created()
        try desk.apply(.delete, by: 1, base: 1)
        try desk.apply(by: 2, base: 1, .write(Forms.text, "b"))
        let decision = try desk.apply(.delete, by: 3, base: 3)
        #expect(decision.closed == [nil])
        #expect(desk.state?.isDeleted == true)
    }

    /// What was in conflict when a record was deleted is so again when it comes back.
    @Test func candidatesReturnWithTheRecord() throws {
        var desk = try created()
        try desk.apply(by: 1, base: 1, .write(Forms.text, "one"))
        try desk.apply(by: 2, base: 1, .write(Forms.text, "two"))
        let deleted = try desk.apply(.delete, by: 3, base: 3)
        #expect(deleted.closed == [Forms.text])
        #expect(desk.conflicts == [])
        let back = try desk.apply(.create, by: 4, base: 4)
        #expect(back.opened == [Forms.text])
        #expect(desk.state?.wholeFrom == 5)
    }

    @Test(arguments: [true, false])
    func whereDeletesWinTheRecordGoes(isDeleteFirst: Bool) throws {
        var desk = try created(.deleteWins)
        if isDeleteFirst { try desk.apply(.delete, by: 1, base: 1) }
        try desk.apply(by: 2, base: 1, .write(Forms.text, "edited meanwhile"))
        if !isDeleteFirst { try desk.apply(.delete, by: 1, base: 1) }
        #expect(desk.state?.isDeleted == true)
        #expect(desk.conflicts == [])
        // Who knows of the delete may bring it back, with all that was typed.
        try desk.apply(.create, by: 3, base: 3)
        #expect(desk.state?.isDeleted == false)
        #expect(desk.shown(Forms.text) == .text("edited meanwhile"))
    }

    @Test func theSameNaturalKeyTypedAtTwoDesksIsOneRecord() throws {
        var desk = ServedRecord(Forms.sheet())
        try desk.apply(.create, by: 1, base: 0, .write(Forms.text, "x"), .add(Forms.count, 1))
        try desk.apply(.create, by: 2, base: 0, .write(Forms.text, "x"), .add(Forms.count, 2))
        #expect(desk.shown(Forms.count) == .integer(3))
        #expect(desk.conflicts == [])
        #expect(desk.state?.wholeFrom == 1)
    }

    @Test func whatNeverExistedIsGone() {
        var desk = ServedRecord(Forms.sheet())
        let refusal = #expect(throws: Refusal.self) { try desk.apply(by: 1, base: 0, .write(Forms.text, "x")) }
        #expect(refusal?.code == .gone)
        #expect(refusal?.inEnglish == "sheet: there is no such record to change.")
        #expect(throws: Refusal.self) { try desk.apply(.delete, by: 1, base: 0) }
        #expect(desk.state == nil)
    }

    @Test func forbiddenDeletesAreRefused() throws {
        var desk = try created(.forbid)
        let refusal = #expect(throws: Refusal.self) { try desk.apply(.delete, by: 1, base: 1) }
        #expect(refusal?.inEnglish == "sheet: these records are never deleted.")
    }
}
