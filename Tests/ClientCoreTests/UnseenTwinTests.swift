import ClientCore
import GRDB
import Replica
import SyncModel
import Testing

/// Clause R41: a row that another program added unseen beside the record of the same natural key, which it changed
/// unseen as well.
@Suite struct UnseenTwins {
    @Test(arguments: [true, false]) func bothValuesAreKept(isAddedFirst: Bool) async throws {
        let story = try await RebuiltTables.Story()
        _ = try await story.other.sync()
        let twin = "0192f0c8-0000-7000-8000-0000000000aa"
        let added = """
            INSERT INTO tally(id, site, day, seen, phone) SELECT '\(twin)', site, day, 4, \
            '0711' FROM tally WHERE id = '\(story.tally.text)';
            """
        let changed = "UPDATE tally SET phone = '0733' WHERE id = '\(story.tally.text)';"
        let database = try DatabaseQueue(path: story.other.databasePath)
        try await database.write { db in
            let triggers = try Row.fetchAll(
                db,
                sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'tally'"
            )
            for trigger in triggers { try db.execute(sql: "DROP TRIGGER \"\(trigger["name"] as String)\"") }
            try db.execute(sql: isAddedFirst ? added + changed : changed + added)
            for trigger in triggers { try db.execute(sql: trigger["sql"]) }
        }
        try database.close()
        for desk in [story.other, story.one, story.other] { #expect(try await desk.sync().outcome == .done) }
        #expect(try await story.other.verify().agrees)

        var found: Set<Value> = []
        for refused in try await story.other.refused() {
            for case .write(let values) in refused.stored.operation?.changes.map(\.action) ?? [] {
                found.formUnion(values)
            }
        }
        for desk in [story.one, story.other] {
            if let shown = try await desk.record("tally", story.tally)?.stored.values { found.formUnion(shown) }
        }
        #expect(found.isSuperset(of: [.text("0711"), .text("0733")]), "shown or kept for a person: \(found)")
    }
}
