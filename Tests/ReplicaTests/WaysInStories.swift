import FoundationEssentials
import GRDB
import Replica
import SyncModel
import SyncWire
import TestSupport
import Testing

/// Clauses R37 and R38: whichever way a value came in, it is one value, and a new record begins alike.
@Suite struct WaysInStories {
    /// The programme with initial values, and a decimal.
    private static func programme(version: Int) -> Programme {
        var programme = OneSite.programme(version: version)
        var note = programme.collections[2]
        note.fields[2].initial = .integer(30)
        note.fields[3].initial = .text("none")
        note.fields[3].required = true
        if version > 1 {
            note.fields[7].initial = .text("usual")
            note.fields.append(Programme.Field.test(8, "weight", .decimal, rule: .keepBoth))
            note.fields[8].digits = 2
        }
        programme.collections[2] = note
        return programme
    }

    private func desks(_ version: Int = 2) throws -> (MemoryServer, ReplicaDevice, ReplicaDevice) {
        let centre = MemoryServer()
        centre.programme = Self.programme(version: version)
        let desks = try [1, 2].map { try ReplicaDevice($0, programme: Self.programme(version: version)) }
        let office = try ReplicaDevice(99, role: "overseer", programme: Self.programme(version: version))
        try office.sync(centre)
        try office.replica.write { _ = try $0.create("site", ["code": .text("hill"), "name": .text("Hill")]) }
        for desk in [office] + desks { try desk.sync(centre) }
        return (centre, desks[0], desks[1])
    }

    private func values(_ desk: ReplicaDevice) throws -> [[Value]] {
        try desk.replica.list("note").sorted { $0.values[1].text ?? "" < $1.values[1].text ?? "" }.map {
            Array($0.values[2...7])
        }
    }

    @Test func aNewRecordBeginsAlikeWhicheverWayItCame() throws {
        let (centre, one, two) = try desks()
        let site = Value.text(OneSite.hill.text)
        try one.add("note", ["text": .text("a")])
        try one.replica.write(splitting: true) { writer in
            var row = [Value](repeating: .null, count: 9)
            row[0] = site
            row[1] = .text("b")
            _ = try writer.create(writer.programme.collections[2], row)
        }
        try one.sql("INSERT INTO note(site, text) VALUES ('\(OneSite.hill.text)', 'c')")
        try one.sql("INSERT INTO note(site, text, minutes, seen_by) VALUES ('\(OneSite.hill.text)', 'd', NULL, NULL)")
        try one.sync(centre)
        try two.sync(centre)
        let wanted: [Value] = [.integer(30), .text("none"), .text("[]"), .null, .text("draft"), .text("usual")]
        for desk in [one, two] {
            #expect(try values(desk) == [[Value]](repeating: wanted, count: 4))
            try desk.expectSound()
        }
        #expect(try one.replica.refused().isEmpty)
    }

    @Test func recordsFromBeforeAFieldShowNothingInItAnywhere() throws {
        let (centre, one, two) = try desks(1)
        let old = try one.add("note", ["text": .text("sent")])
        try one.sync(centre)
        let waiting = try one.add("note", ["text": .text("waiting")])
        centre.programme = Self.programme(version: 2)
        for desk in [one, two, one, two] { #expect(try !desk.sync(centre).differs) }
        let new = try ReplicaDevice(3, programme: nil)
        try new.sync(centre)
        for desk in [one, two, new] {
            for note in [old, waiting] { #expect(try desk.value("note", note, "seen_by") == .null) }
            try desk.expectSound()
        }
        try one.set("note", old, ["seen_by": .set(.text("usual"))])
        for desk in [one, two, new] { try desk.sync(centre) }
        for desk in [one, two, new] {
            #expect(try desk.value("note", old, "seen_by") == .text("usual"), "typing it says it")
        }
    }

    @Test func aTwinThatAToolInsertsSaysNothingWithInitialValues() throws {
        var programme = Self.programme(version: 2)
        programme.collections[3].fields.append(Programme.Field.test(3, "shift", .text, rule: .keepBoth))
        programme.collections[3].fields[3].initial = .text("day")
        let desk = try ReplicaDevice(1, programme: programme)
        let tally = try desk.add("tally", ["day": .text("2024-05-01"), "shift": .text("night")])
        try desk.sql("INSERT INTO tally(site, day, seen) VALUES ('\(OneSite.hill.text)', '2024-05-01', 2)")
        #expect(try desk.replica.drain() == 1)
        #expect(try desk.replica.list("tally").map(\.id) == [tally])
        #expect(try desk.replica.record("tally", tally)?.values[3] == .text("night"))
        try desk.expectSound()
    }

    @Test(arguments: [
        ("'61.50'", "61.5"), ("61.50", "61.5"), ("'.5'", "0.5"), ("'007'", "7"), ("'-0'", "0"), ("'+3'", "3"),
        ("'-1.0'", "-1"), ("7", "7"),
    ]) func anotherSpellingOfANumberIsTheSameNumber(typed: String, kept: String) throws {
        let (centre, one, two) = try desks()
        try one.sql("INSERT INTO note(site, text, weight) VALUES ('\(OneSite.hill.text)', 'a', \(typed))")
        let note = try #require(try one.replica.list("note").first?.id)
        try one.sync(centre)
        try two.sync(centre)
        for desk in [one, two] { #expect(try desk.value(note) == .text(kept)) }
        try one.sql("UPDATE note SET weight = \(typed)")
        #expect(try one.replica.status().pending == 0, "nothing changed")
        #expect(try one.replica.refused().isEmpty)
        try one.expectSound()
    }

    @Test(arguments: [
        "weight = '61.505'", "weight = '1e3'", "weight = '1.'", "weight = '--1'", "weight = ''", "tags = '[1]'",
        "tags = '[\"a\", null]'",
        "phone = ''", "phone = ' '", "phone = char(12288)", "phone = char(160, 10)", "phone = char(9)",
        "site = 'nowhere'",
        "first_seen = '0000-01-01'",
    ]) func whatNoSpellingMendsTheDatabaseRefusesAtOnce(change: String) throws {
        let (_, one, _) = try desks()
        try one.add("note", ["text": .text("a")])
        let before = try one.replica.dump()
        #expect(throws: DatabaseError.self) { try one.sql("UPDATE note SET \(change)") }
        #expect(try one.replica.dump() == before)
    }

    @Test func textThatIsNoUTF8IsListedByteForByte() throws {
        let (centre, one, _) = try desks()
        let note = try one.add("note", ["text": .text("whole")])
        try one.sync(centre)
        try one.sql("UPDATE note SET text = CAST(x'E7ABB9E5B1FF41' AS TEXT)")
        try one.sql("INSERT INTO note(site, text, minutes) VALUES ('\(OneSite.hill.text)', CAST(x'FF' AS TEXT), 4)")
        #expect(try one.replica.status().refused == 2)
        let refused = try one.replica.refused()
        #expect(refused.allSatisfy { $0.refusal.inEnglish.contains("not UTF-8") })
        let typed = refused.flatMap(\.changes.operations).flatMap(\.changes).map(\.action)
        #expect(typed.contains(.write([.text("竹\\xE5\\xB1\\xFFA")])) && typed.contains(.write([.text("\\xFF")])))
        #expect(typed.contains(.write([.integer(4)])), "with all that was typed beside it")
        #expect(try one.value("note", note, "text") == .text("whole"))
        try one.sql("UPDATE note SET text = 'a' || char(65533) || '竹'")
        try one.sync(centre)
        #expect(
            try one.value("note", note, "text") == .text("a\u{fffd}竹"),
            "the character that stands for damage may be typed"
        )
        try one.expectSound()
    }

    @Test func aReadInsideAReadThrowsAndEndsNothing() throws {
        let (_, one, _) = try desks()
        let note = try one.add("note", ["text": .text("a")])
        #expect(throws: ReplicaError.self) {
            try one.replica.list("note") { _ in _ = try one.replica.record("note", note) }
        }
        #expect(throws: ReplicaError.self) {
            try one.replica.list("note") { _ in try one.set("note", note, ["text": .set(.text("b"))]) }
        }
        #expect(throws: ReplicaError.self) { try one.replica.write { _ in _ = try one.replica.query("SELECT 1") } }
        #expect(throws: ReplicaError.self) { try one.replica.write { _ in try one.replica.write { _ in } } }
        let other = try ReplicaDevice(7, programme: Self.programme(version: 2))
        try one.replica.list("note") { _ in
            let found = try other.replica.list("note")
            #expect(found.isEmpty, "another store is another store")
        }
        #expect(try one.value("note", note, "text") == .text("a"))
    }
}

extension ReplicaDevice {
    fileprivate func value(_ note: RecordID) throws -> Value? { try replica.record("note", note)?.values[8] }
}
