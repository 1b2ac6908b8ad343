import ClientCore
import Foundation
import Testing

/// Reading by names, values of the app's own, and SQL with its values beside it.
@Suite struct Reading {
    struct Note: Codable, Equatable, Sendable {
        var id: RecordID
        var site: RecordID
        var text: String?
        var minutes: Int?
        var dose: Decimal?
    }

    private static func desk() async throws -> (device: Device, site: RecordID) {
        let ward = try Ward()
        let device = try await ward.device("one")
        return (device, try await device.records("site")[0].id)
    }

    @Test func aRecordIsReadByTheNamesOfItsFields() async throws {
        let (device, site) = try await Self.desk()
        let id = try await device.write {
            try $0.create("note", ["site": .ref(site), "text": "seen", "dose": "61.25"])
        }
        let note = try #require(try await device.record("note", id))
        #expect(note.collection == "note" && note.scope == Scope("site", site) && note.isPending && !note.hasConflict)
        #expect(note["text"] == "seen" && note["minutes"] == .null && note["no such field"] == nil)
        #expect(note["site"]?.record == site && note["dose"]?.decimal == Decimal(string: "61.25"))
        #expect(try await device.record("site", key: ["code": "A"])?.id == site)
        #expect(try await device.record("site", key: ["code": "B"]) == nil)
        _ = try await device.sync()
        #expect(try await device.record("note", id)?.isPending == false)
    }

    @Test func anAppsOwnTypeGoesInAndComesOutAgain() async throws {
        let (device, site) = try await Self.desk()
        let id = Host.system.newRecordID()
        let note = Note(id: id, site: site, text: "seen", minutes: 7, dose: Decimal(string: "0.50"))
        #expect(try await device.write { try $0.create("note", from: note) } == id)
        #expect(try await device.records("note", as: Note.self) == [note])
        #expect(try await device.query("SELECT * FROM note WHERE id = \(id)", as: Note.self) == [note])
        #expect(try await device.query("SELECT minutes FROM note", as: Int.self) == [7])
        struct Wrong: Decodable, Sendable { var text: Int }
        let error = await #expect(throws: DuikouError.self) { try await device.records("note", as: Wrong.self) }
        #expect(error?.code == .validation && error?.field == "text" && error?.collection == "note")
        #expect(error?.message(.chinese) == "应用的类型与 note.text 不符：此处的内容不是整数。")
    }

    @Test func severalReadingsAreOfOneMomentAndOneMayStandInTheOther() async throws {
        let (device, site) = try await Self.desk()
        try await device.write { writer in
            for minutes in 0..<20 {
                try writer.create("note", ["site": .ref(site), "minutes": .integer(Int64(minutes))])
            }
        }
        let pairs = try await device.read { reader in
            var pairs = 0
            try reader.forEach("note") { outer in
                try reader.forEach("note", where: ["minutes": outer["minutes"] ?? .null]) {
                    if $0.id == outer.id { pairs += 1 }
                }
            }
            return (pairs, try reader.count("note"))
        }
        #expect(pairs == (20, 20))
        let first = try await device.records("note", limit: 15)
        let rest = try await device.records("note", after: first.last?.id)
        #expect(first.count == 15 && Set((first + rest).map(\.id)).count == 20)
    }

    @Test func valuesStandBesideAStatementAndNotInIt() async throws {
        let (device, site) = try await Self.desk()
        let hostile = "'); DROP TABLE note; --"
        try await device.execute("INSERT INTO note(site, text, minutes) VALUES (\(site), \(hostile), \(3))")
        #expect(try await device.query("SELECT text FROM note WHERE text = \(hostile)", as: String.self) == [hostile])
        #expect(try await device.query("SELECT count(*) FROM note WHERE minutes IN \([1, 2, 3])", as: Int.self) == [1])
        let all = try await device.query("SELECT * FROM \(name: "note")")
        #expect(all.columns == ["id", "site", "text", "minutes", "dose"], "columns of ours are left out")
        #expect(all[0, "minutes"] == .integer(3) && all[0, "nothing"] == nil && all[1, "minutes"] == nil)
        let kinds = try await device.query("SELECT 1.5, x'00ff', NULL")
        #expect(kinds.rows == [[.real(1.5), .blob([0, 255]), .null]])
    }

    @Test(
        arguments: [
            "DELETE FROM note", "COMMIT", "SELECT * FROM nowhere", "SELECT 1; SELECT 2", "ATTACH 'x' AS y",
            "PRAGMA synchronous = OFF",
            SQL(raw: "SELECT ?"),
        ] as [SQL]
    )
    func aStatementThatDoesNotOnlyReadIsToldSo(_ sql: SQL) async throws {
        let (device, _) = try await Self.desk()
        #expect(await #expect(throws: DuikouError.self) { try await device.query(sql) }?.code == .badSQL)
        // Within a writing the same: it could end the transaction.
        let error = await #expect(throws: DuikouError.self) { try await device.write { _ = try $0.query(sql) } }
        #expect(error?.code == .badSQL)
        #expect(try await device.status().pending == 0)
    }

    @Test func aWriterSeesWhatItWrote() async throws {
        let (device, site) = try await Self.desk()
        let seen = try await device.write { writer in
            let id = try writer.create("note", ["site": .ref(site), "minutes": 1])
            try writer.update("note", id, ["minutes": 2])
            return (try writer.record("note", id)?["minutes"], try writer.count("note", where: ["minutes": 2]))
        }
        #expect(seen.0 == 2 && seen.1 == 1)
    }

    @Test func aNameThatIsNearlyRightIsTold() async throws {
        let (device, site) = try await Self.desk()
        let error = await #expect(throws: DuikouError.self) {
            try await device.write { try $0.create("note", ["site": .ref(site), "minuts": 5]) }
        }
        #expect(
            error?.code == .unknownName && error?.problem == .noName("minuts", nearest: "minutes")
                && error?.field == "minuts"
        )
        let other = await #expect(throws: DuikouError.self) { try await device.records("notes") }
        #expect(other?.problem == .noName("notes", nearest: "note"))
        #expect(other?.message(.chinese) == "方案中没有表“notes”。")
    }

    @Test func aReaderThatIsKeptIsClosed() async throws {
        let (device, _) = try await Self.desk()
        final class Keeper: @unchecked Sendable { var reader: LocalReader? }  // @unchecked: used one after the other.
        let keeper = Keeper()
        try await device.read { keeper.reader = $0 }
        #expect(throws: DuikouError.self) { try keeper.reader?.count("note") }
        await device.close()
        #expect(await #expect(throws: DuikouError.self) { try await device.count("note") }?.code == .closed)
    }

    @Test(.timeLimit(.minutes(5))) func aReadingOfACancelledTaskIsBrokenOff() async throws {
        let (device, _) = try await Self.desk()
        let endless: SQL = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        let task = Task { try await device.query(endless) }
        task.cancel()
        #expect(await #expect(throws: DuikouError.self) { try await task.value }?.code == .cancelled)
        #expect(try await device.count("site") == 1)
    }

    @Test func datesAreDaysOfTheCalendar() {
        #expect(CalendarDate("2024-02-29")?.text == "2024-02-29")
        for wrong in ["2023-02-29", "2024-13-01", "2024-3-1", "2024-03-00", "0000-01-01", "24-03-01", "2024-03-01x"] {
            #expect(CalendarDate(wrong) == nil, "\(wrong)")
        }
        #expect(Value.datetime(Date(timeIntervalSince1970: 1.5)) == 1500)
        #expect(Value.set(["b", "a"]) == ["a", "b"] && Value.set(["b", "a"]).elements == ["a", "b"])
        #expect(Value.boolean(true) == true && Value.integer(2).boolean == nil)
    }
}
