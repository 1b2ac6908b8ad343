import GRDB
import Replica
import SyncModel
import TestSupport
import Testing

/// Random scripts of another tool, sealed and synced now and then, against a model that knows only what the table
/// shows.
///
/// One seed is one run; a failure prints it.
@Suite struct RandomScripts {
    private static let scripts = 300
    private static let statements = 40

    @Test func whateverAToolDoesIsSealedExactly() throws {
        let story = try Story()
        for seed in 1...Self.scripts { try run(story, UInt64(seed)) }
        try story.settle()
        for desk in story.desks { try desk.expectSound() }
        #expect(try story.desks[0].replica.list("note") == story.desks[1].replica.list("note"))
        #expect(try story.desks[0].replica.list("tally") == story.desks[1].replica.list("tally"))
        #expect(try story.desks[1].replica.status().differs == false)
    }

    private func run(_ story: Story, _ seed: UInt64) throws {
        let desk = story.desks[0]
        let dice = TestHost(seed: seed)
        let table = seed % 4 == 0 ? "tally" : "note"
        try desk.tool { db in
            try db.execute(sql: "PRAGMA recursive_triggers = \(seed % 2)")
            // Triggers of its own, which write what was just written once more.
            let own = seed % 3 == 0 ? Self.triggers : []
            for (name, trigger) in own { try db.execute(sql: "CREATE TRIGGER \(name) \(trigger)") }
            defer {
                for (name, _) in own { #expect(throws: Never.self) { try db.execute(sql: "DROP TRIGGER \(name)") } }
            }
            for _ in 0..<Self.statements {
                do {
                    try db.execute(sql: statement(dice, table))
                } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                    continue
                }
                if dice.next(below: 40) == 0 { try db.execute(sql: "VACUUM") }
            }
        }
        let typed = try shown(desk, table)
        try desk.replica.drain()
        let drained = try shown(desk, table)
        #expect(typed == drained, "seed \(seed): draining changed what the table shows")
        if seed % 10 == 0 {
            try desk.sync(story.centre)
            #expect(try shown(desk, table) == typed, "seed \(seed): syncing changed what the table shows")
            let refused = try desk.replica.refused()
            #expect(refused.isEmpty, "seed \(seed): \(refused)")
            try desk.expectSound()
        }
    }

    private static let triggers = [
        ("own_a", "AFTER UPDATE OF text ON note BEGIN UPDATE note SET minutes = 3 WHERE id = NEW.id; END"),
        ("own_b", "AFTER INSERT ON note BEGIN UPDATE note SET minutes = 4, phone = 'x' WHERE id = NEW.id; END"),
        (
            "own_c",
            "BEFORE DELETE ON note WHEN OLD.minutes = 2 BEGIN UPDATE note SET phone = 'y' WHERE id = OLD.id; END"
        ),
        (
            "own_d",
            "AFTER UPDATE ON tally WHEN NEW.seen < 100 BEGIN UPDATE tally SET seen = seen + 100 WHERE id = NEW.id; END"
        ),
    ]

    /// The fields of all records; ids only where the tool may choose them.
    private func shown(_ desk: ReplicaDevice, _ table: String) throws -> [String] {
        let records = try desk.replica.list(table)
        return records.map { record in "\(table == "note" ? record.id.text : "") \(record.values)" }.sorted()
    }

    private func statement(_ dice: TestHost, _ table: String) -> String {
        table == "note" ? note(dice) : tally(dice)
    }

    private func note(_ dice: TestHost) -> String {
        let id = "0000000\(dice.next(below: 8))-0000-7000-8000-000000000000"
        let text = ["'a'", "'b'", "NULL", "'c''d'", "'\u{6e21}\u{53e3}'"][dice.next(below: 5)]
        let tags = ["'[]'", "'[\"x\"]'", "'[\"x\",\"y\"]'"][dice.next(below: 3)]
        let columns = "(id, site, text, minutes, tags)"
        let values = "VALUES ('\(id)', '\(OneSite.hill.text)', \(text), \(dice.next(below: 5)), \(tags))"
        switch dice.next(below: 12) {
        case 0, 1: return "INSERT INTO note\(columns) \(values)"
        case 2, 3: return "INSERT OR REPLACE INTO note\(columns) \(values)"
        case 4: return "INSERT OR IGNORE INTO note\(columns) \(values)"
        case 5: return "INSERT INTO note\(columns) \(values) ON CONFLICT(id) DO UPDATE SET text = excluded.text"
        case 6: return "UPDATE note SET text = \(text), tags = \(tags) WHERE id = '\(id)'"
        case 7: return "UPDATE note SET minutes = minutes + 1 WHERE minutes < 5"
        case 8: return "UPDATE OR REPLACE note SET id = '00000009-0000-7000-8000-000000000000' WHERE id = '\(id)'"
        case 9: return "DELETE FROM note WHERE id = '\(id)'"
        case 10: return "BEGIN; DELETE FROM note; \("INSERT INTO note\(columns) \(values);") ROLLBACK"
        default: return "BEGIN; DELETE FROM note WHERE id = '\(id)'; INSERT INTO note\(columns) \(values); COMMIT"
        }
    }

    private func tally(_ dice: TestHost) -> String {
        let day = "2024-01-0\(1 + dice.next(below: 6))"
        let number = dice.next(below: 9)
        switch dice.next(below: 5) {
        case 0: return "UPDATE tally SET seen = seen + \(number) WHERE day = '\(day)'"
        case 1: return "UPDATE tally SET seen = \(number) WHERE day = '\(day)'"
        case 2: return "DELETE FROM tally WHERE day = '\(day)'"
        default:
            // A second row with the same key would become one with the first: not what this model knows.
            return """
                INSERT INTO tally(site, day, seen) SELECT '\(OneSite.hill.text)', '\(day)', \(number) \
                WHERE NOT EXISTS (SELECT 1 FROM tally WHERE day = '\(day)')
                """
        }
    }
}
