import ChangeFeed
import ClientCore
import GRDB
import Replica
import SyncEngine
import SyncModel
import Synchronization
import Testing

/// Clause R41: other programs go on while a device compares with its server; what was compared counts for nothing then.
@Suite struct OvertakenComparisons {
    private typealias Story = RebuiltTables.Story

    /// As a bulk load does that takes the triggers away and puts them back.
    private static func unwatched(_ path: String, _ sql: String) throws {
        let database = try DatabaseQueue(path: path)
        defer { #expect(throws: Never.self) { try database.close() } }
        try database.write { db in
            let triggers = try Row.fetchAll(
                db,
                sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'note'"
            )
            for trigger in triggers { try db.execute(sql: "DROP TRIGGER \"\(trigger["name"] as String)\"") }
            try db.execute(sql: sql)
            for trigger in triggers { try db.execute(sql: trigger["sql"]) }
        }
    }

    /// A desk whose sync with a comparison meets another program at one piece of an answer.
    private struct Meeting {
        let story: Story
        let desk: Device
        private let asked: Asked

        private final class Asked: Sendable {
            let count = Mutex(0)
        }

        var isMet: Bool { asked.count.withLock { $0 } >= turn }
        let turn: Int

        init(at turn: Int, _ meanwhile: @escaping @Sendable (_ file: String, Story) throws -> Void) async throws {
            let (story, asked) = (try await Story(), Asked())
            (self.story, self.asked, self.turn) = (story, asked, turn)
            _ = try await story.other.sync()
            _ = try await story.one.sync()
            let (ward, file) = (story.ward, story.other.databasePath)
            try unwatched(file, "UPDATE note SET minutes = 7 WHERE id = '\(story.quiet.text)'")
            desk = try await ward.blank("other") {
                ward.transport { _ in
                    let isNow = asked.count.withLock { count in
                        count += 1
                        return count == turn
                    }
                    if isNow { try meanwhile(file, story) }
                }
            }
        }

        /// How often each record was written.
        func writes() throws -> [Int] {
            let notes = try [story.changed, story.quiet, story.unsent].map {
                try story.ward.service.history("note", $0, for: nil).count
            }
            return try notes + [story.ward.service.history("tally", story.tally, for: nil).count]
        }

        func end() async throws {
            await desk.close()
            for desk in [story.other, story.one, story.other, story.one] {
                #expect(try await desk.sync().outcome == .done)
            }
            for desk in [story.one, story.other] {
                #expect(try await desk.verify().agrees)
                #expect(try await desk.status().pendingRecords == 0)
                #expect(try await desk.withReplica { try $0.checkInvariants() } == [])
            }
        }
    }

    private func kept(_ meeting: Meeting) async throws -> [FieldAction] {
        try await meeting.story.other.refused().compactMap(\.stored.operation).filter {
            $0.record == meeting.story.quiet
        }.flatMap(
            \.changes
        )
        .map(\.action)
    }

    @Test(arguments: 1...16) func whatIsTypedUnseenMeanwhileIsKept(turn: Int) async throws {
        let meeting = try await Meeting(at: turn) { file, story in
            try Self.unwatched(file, "UPDATE note SET minutes = 8 WHERE id = '\(story.quiet.text)'")
        }
        let story = meeting.story
        _ = try await meeting.desk.sync()
        #expect(meeting.isMet || turn > 10)
        try await story.one.write { _ = try $0.update("note", story.quiet, ["minutes": .set(.integer(9))]) }
        _ = try await story.one.sync()
        try await meeting.end()
        let kept = try await kept(meeting)
        #expect(kept.contains(.write([.integer(meeting.isMet ? 8 : 7)])), "\(kept)")
        for desk in [story.one, story.other] {
            #expect(try await desk.record("note", story.quiet)?["minutes"] == .integer(9))
        }
    }

    @Test(arguments: 1...16) func aTableThatIsBuiltAnewMeanwhileIsSentByNobody(turn: Int) async throws {
        let meeting = try await Meeting(at: turn) { file, _ in
            try Tampering.change(
                file,
                """
                CREATE TABLE new AS SELECT id, site, day, seen, phone FROM tally; DROP TABLE tally; \
                ALTER TABLE new RENAME TO tally
                """
            )
        }
        let before = try meeting.writes()
        _ = try await meeting.desk.sync()
        #expect(meeting.isMet || turn > 10)
        try await meeting.end()
        #expect(try meeting.writes() == before)
        #expect(try await kept(meeting) == [.write([.integer(7)])])
    }
}
