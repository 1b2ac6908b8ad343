import ChangeFeed
import FeedStoreSQLite
import Foundation
import SyncModel
import SyncWire
import Testing

/// What every store promises.
@Suite struct StoreTests {
    private struct Deliberate: Error {}

    private func uniform(_ position: Position, by desk: HandmadeDevice) -> UniformRecord {
        UniformRecord(
            collection: ThreeSites.note,
            record: FeedServer.host.newRecordID(),
            position: position,
            dot: Dot(device: desk.row.id, edit: 1),
            stamp: Stamp(sure: false, milliseconds: -5),
            level: 0,
            values: [.text(ThreeSites.siteID("A").text), .text("x"), .null, .null, .integer(7), .null]
        )
    }

    // F2: a body that throws is undone alone, its positions with it.
    @Test(arguments: StoreKind.allCases) func aBodyThatThrowsLeavesNothing(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        let stream = ThreeSites.stream("A", .normal)
        #expect(throws: Deliberate.self) {
            try centre.store.write { transaction in
                _ = try transaction.insert(uniform(1, by: desk), into: stream)
                throw Deliberate()
            }
        }
        #expect(try centre.store.read { try $0.head(of: stream) } == 0)
        let kept = uniform(1, by: desk)
        #expect(try centre.store.write { try $0.insert(kept, into: stream) })
        #expect(try centre.store.read { try $0.record(kept.record, in: ThreeSites.note)?.body } == .uniform(kept))
        let problems = try centre.service.verify().problems
        #expect(
            problems.count == 1 && problems[0].inEnglish.contains(kept.record.text),
            "nobody sent the record that was put in by hand"
        )
    }

    // F1: a position that does not follow the head is refused.
    @Test(arguments: StoreKind.allCases) func aGapInThePositionsIsRefused(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        #expect(throws: StoreFailure.self) {
            try centre.store.write { try $0.insert(uniform(2, by: desk), into: ThreeSites.stream("A", .normal)) }
        }
    }

    @Test(arguments: StoreKind.allCases) func anIdThatIsTakenIsNotInserted(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        var record = uniform(1, by: desk)
        #expect(try centre.store.write { try $0.insert(record, into: ThreeSites.stream("A", .normal)) })
        record.position = 2
        #expect(try centre.store.write { try $0.insert(record, into: ThreeSites.stream("A", .normal)) } == false)
        #expect(try centre.store.read { try $0.head(of: ThreeSites.stream("A", .normal)) } == 1)
    }

    // Values that look like nothing written keep what they are.
    @Test(arguments: StoreKind.allCases) func initialValuesThatWereTypedAreKeptApart(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        var record = uniform(1, by: desk)
        record.values[4] = .integer(0)
        record.values[5] = .text("draft")
        record.stamp = Stamp(sure: true, milliseconds: .max)
        #expect(try centre.store.write { try $0.insert(record, into: ThreeSites.stream("A", .normal)) })
        guard
            case .state(let state)? = try centre.store.read({ try $0.record(record.record, in: ThreeSites.note)?.body })
        else {
            Issue.record("the long form is needed")
            return
        }
        #expect(state.field(4).writes.map(\.value) == [.integer(0)])
        #expect(state.field(5).writes.map(\.value) == [.text("draft")])
        #expect(state.existence.writes.first?.stamp.milliseconds == .max)
    }

    // F3: bodies that wait at the same time share commits.
    @Test(arguments: StoreKind.allCases) func manyWritersShareCommits(_ kind: StoreKind) async throws {
        let centre = try FeedServer(kind)
        let before = centre.store.commits
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    await withCheckedContinuation { done in
                        Thread.detachNewThread {
                            for turn in 0..<40 {
                                try? centre.store.write { try $0.set("writer \(writer) \(turn)", [1]) }
                            }
                            done.resume()
                        }
                    }
                }
            }
        }
        for writer in 0..<8 { #expect(try centre.store.read { try $0.value("writer \(writer) 39") } == [1]) }
        #expect(centre.store.commits - before < 320, "each body paid for a commit of its own")
    }

    // F4: what a reader sees does not move while others write.
    @Test(arguments: StoreKind.allCases) func aSnapshotStandsStill(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        try centre.store.write { try $0.set("word", [1]) }
        try centre.store.read { snapshot in
            #expect(try snapshot.value("word") == [1])
            try centre.store.write { try $0.set("word", [2]) }
            #expect(try snapshot.value("word") == [1])
        }
        #expect(try centre.store.read { try $0.value("word") } == [2])
    }

    // F5: a copy of the files taken in the middle of a transaction, as a power cut leaves them, opens whole.
    @Test func filesCutOffInTheMiddleOfATransactionOpenWhole() throws {
        let centre = try FeedServer()
        let desk = try centre.device("A")
        try desk.sync()
        try desk.write((0..<50).map { _ in desk.create(ThreeSites.note, "A") })
        try desk.sync()
        let cut = centre.folder + "-cut"
        try centre.store.write { transaction in
            for position in UInt64(51)..<3_000 {
                _ = try transaction.insert(uniform(Position(position), by: desk), into: ThreeSites.stream("A", .normal))
            }
            try FileManager.default.copyItem(atPath: centre.folder, toPath: cut)
        }
        defer { try? FileManager.default.removeItem(atPath: cut) }
        let store = try FeedStoreSQLite.open(folder: cut, host: FeedServer.host)
        let service = try FeedService(store: store, host: FeedServer.host)
        #expect(try store.read { try $0.head(of: ThreeSites.stream("A", .normal)) } == 50)
        #expect(try service.verify().problems == [])
        store.close()
    }

    @Test func aFolderIsNotMadeTwiceAndNotFoundWhereNoneIs() throws {
        let centre = try FeedServer()
        #expect(throws: FolderProblem.self) { try FeedStoreSQLite.create(folder: centre.folder, host: FeedServer.host) }
        #expect(throws: FolderProblem.self) {
            try FeedStoreSQLite.open(folder: centre.folder + "-none", host: FeedServer.host)
        }
    }

    // Other processes write while this one serves.
    @Test func whatAnotherProcessWritesIsNoticed() throws {
        let centre = try FeedServer()
        let desk = try centre.device("A")
        try desk.sync()
        let other = try FeedStoreSQLite.open(folder: centre.folder, host: FeedServer.host)
        let version = centre.service.version()
        _ = try FeedService(store: other, host: FeedServer.host).load(
            programme: ThreeSites.make(version: 2, extraField: true),
            rows: [ReferenceRows(collection: "site", rows: [[0: .text("D"), 1: .text("Hospital D")]])]
        )
        centre.service.noticeOthers()
        #expect(centre.service.version() > version)
        let answer = try desk.sync()
        #expect(answer.records == [ThreeSites.siteID("D")] && answer.head.programme != nil)
        other.close()
    }

    // F40: reference data writes only the cells that the pack changed.
    @Test func aNewerPackWritesOnlyTheCellsItChanged() throws {
        let centre = try FeedServer()
        let office = try centre.device("C", "overseer")
        try office.sync()
        let site = ThreeSites.siteID("A")
        let rename = FieldChange(field: 1, action: .write([.text("第一医院")]))
        try office.write([
            Operation(
                collection: ThreeSites.site,
                record: site,
                kind: .update,
                scope: Scope("province"),
                changes: [rename]
            )
        ])
        #expect(try office.sync().refusals == [])
        let rows = [[0: Value.text("A"), 1: .text("Hospital A")], [0: .text("B"), 1: .text("Hospital B, renamed")]]
        let summary = try centre.service.load(
            programme: ThreeSites.make(version: 2),
            rows: [ReferenceRows(collection: "site", rows: rows)]
        )
        #expect(summary.created == 0 && summary.updated == 1)
        #expect(try centre.values(ThreeSites.site, site)?[1] == .text("第一医院"))
        #expect(try centre.values(ThreeSites.site, ThreeSites.siteID("B"))?[1] == .text("Hospital B, renamed"))
    }
}
