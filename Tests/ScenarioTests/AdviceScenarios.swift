import Foundation
import Testing

/// What is said about a refused change can be done, and helps.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .timeLimit(.minutes(5)))
struct AdviceScenarios {
    private static let programme =
        Valley.programme.replacing("write: [note]", with: "write: [note, answer]") + """

              answer:
                scope: {site: site}
                fields:
                  site: {type: ref, to: site, required: true}
                  note: {type: ref, to: note, required: true}
            """

    private static func id(_ ran: Programs.Ran) -> String { ran.output.trimmingCharacters(in: .whitespacesAndNewlines) }

    /// A device whose note of another site, which another program wrote, was refused, and with it an answer to it.
    private static func refused() async throws -> Valley {
        let valley = try await Valley.make(programme)
        try await valley.start()
        try await valley.enroll("desk", at: "A")
        try #require(try await valley.device("desk", "sync").code == 0)
        let note = id(try await valley.device("desk", "add", "note", "site=A", "text=typed"))
        try #require(try await valley.device("desk", "add", "answer", "site=A", "note=\(note)").code == 0)
        // Another program moves it before it was sent.
        try valley.change(
            "desk/duikou.sqlite",
            "UPDATE note SET site = (SELECT id FROM site WHERE code = 'B') WHERE id = '\(note)'"
        )
        let synced = try await valley.device("desk", "sync")
        try #require(synced.code == 3, "\(synced.output)\(synced.error)")
        return valley
    }

    private static func list(_ valley: Valley) async throws -> [[String: Any]] {
        try await valley.device("desk", "refused", "--json").json() as? [[String: Any]] ?? []
    }

    @Test func whatAChangeNeedsIsNamedAsTheListNamesIt() async throws {
        let valley = try await Self.refused()
        let list = try await Self.list(valley)
        let (first, second) = (try #require(list.first), try #require(list.last))
        #expect(first["code"] as? String == "not-yours" && second["code"] as? String == "depends", "\(list)")
        let number = try #require(first["id"] as? String)
        #expect(second["needs"] as? [String] == [number] && first["needs"] as? [String] == [])
        #expect((second["advice"] as? String)?.contains("Mend change \(number) of this list first") == true)
        let said = try await valley.device("desk", "--lang", "zh", "refused").output
        #expect(said.contains("请先处理本列表中编号为 \(number) 的改动") && !said.contains("normal"), "\(said)")
    }

    @Test func whatMayNotBeWrittenThereIsGivenUp() async throws {
        let valley = try await Self.refused()
        let list = try await Self.list(valley)
        let number = try #require(list.first?["id"] as? String)
        let advice = try #require(list.first?["advice"] as? String)
        #expect(advice.contains("“duikou refused discard \(number)”") && !advice.contains("retry"), "\(advice)")
        let again = try await valley.device("desk", "refused", "retry", number)
        #expect(again.code == 1 && again.error.contains("“duikou refused discard \(number)”"), "\(again.error)")
        #expect(try await valley.device("desk", "refused", "discard", number).code == 0)
        let left = try #require(try await Self.list(valley).first)
        // Another try would be refused for ever: what it needs is not here and not in the list.
        let then = try #require(left["advice"] as? String)
        #expect(then.contains("Give this up too") && !then.contains("retry"), "\(left)")
        #expect(try await valley.device("desk", "refused", "discard", left["id"] as? String ?? "").code == 0)
        #expect(try await valley.device("desk", "sync").code == 0)
    }

    @Test func aRecordIsNotMovedToWhereTheRoleMayNotWrite() async throws {
        let valley = try await Valley.make(Self.programme)
        try await valley.start()
        try await valley.enroll("desk", at: "A")
        try #require(try await valley.device("desk", "sync").code == 0)
        let note = Self.id(try await valley.device("desk", "add", "note", "site=A", "text=typed"))
        for synced in [false, true] {
            if synced { #expect(try await valley.device("desk", "sync").code == 0) }
            let moved = try await valley.device("desk", "set", "note", note, "site=B")
            #expect(moved.code == 1 && moved.error.contains("may not write in"), "\(moved.output)\(moved.error)")
            #expect(try await valley.device("desk", "show", "note", note).output.contains("Upper hospital"))
        }
        #expect(try await valley.device("desk", "sync").code == 0, "nothing waits")
    }

    @Test func aReasonThatCannotBeReadOrIsOfANewerServerIsSaidOnceAndHidesNothing() async throws {
        let valley = try await Self.refused()
        try valley.change(
            "desk/duikou.sqlite",
            "UPDATE _refused SET code = 'moon', message = 'The moon is full.', problem = x'ff'"
        )
        let said = try await valley.device("desk", "refused")
        #expect(said.code == 3 && said.output.contains("moon: The moon is full."), "\(said.output)\(said.error)")
        #expect(said.output.contains("install the newer program") && said.output.contains("typed"))
        let doctor = try await valley.device("desk", "doctor")
        #expect(doctor.code == 1 && doctor.output.contains("R-I8"), "\(doctor.output)")
    }
}
