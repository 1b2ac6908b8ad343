import ChangeFeed
import FeedStoreSQLite
import Foundation
import SyncModel
import SyncWire
import Testing

/// Pages, cursors and rights.
@Suite struct ServeTests {
    // C3: fields are chosen by `complete`, records by `upto`; filtering fields by `upto` would lose R.f.
    @Test(arguments: StoreKind.allCases) func aPageThatEndsBetweenTwoChangesOfARecordLosesNoField(
        _ kind: StoreKind
    ) throws {
        let centre = try FeedServer(kind)
        let (one, two) = (try centre.device("A"), try centre.device("A"))
        try one.sync()
        let (r, s) = (one.create(ThreeSites.note, "A"), one.create(ThreeSites.note, "A"))
        try one.write([r, s])
        try one.sync()
        try two.sync()
        two.replyBytesMax = 1
        two.pageBytesMax = 1
        try one.write([one.edit(ThreeSites.note, "A", r.record, [FieldChange(field: 1, action: .write([.text("f")]))])])
        try one.write(
            (0..<40).map {
                one.edit(ThreeSites.note, "A", s.record, [FieldChange(field: 2, action: .write([.text("g\($0)")]))])
            }
        )
        try one.write(
            (0..<300).map { _ in one.create(ThreeSites.note, "A", [1: .text(String(repeating: "长", count: 200))]) }
        )
        try one.sync()
        let first = try two.sync()
        #expect(first.tail?.more == true && first.pages.count == 1)
        let cursor = try #require(two.cursor[ThreeSites.stream("A", .normal)])
        #expect(cursor.complete == 2 && cursor.upto > 2, "a page that does not reach the head moves `upto` alone")
        // R was in the page already; now it changes again, in another field.
        try one.write([one.edit(ThreeSites.note, "A", r.record, [FieldChange(field: 2, action: .write([.text("h")]))])])
        try one.sync()
        let rest = try two.syncAll()
        let again = try #require(rest.last { $0.records.contains(r.record) })
        #expect(again.field(r.record, 1) == [.text("f")])
        #expect(again.field(r.record, 2) == [.text("h")])
        #expect(
            two.cursor[ThreeSites.stream("A", .normal)]?.complete == two.cursor[ThreeSites.stream("A", .normal)]?.upto
        )
    }

    // C3: `changedAt` counts removals: no live write is left to carry a position.
    @Test(arguments: StoreKind.allCases) func theLastElementOfASetIsRemoved(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let (one, two) = (try centre.device("A"), try centre.device("A"))
        try one.sync()
        let note = one.create(ThreeSites.note, "A", [3: .text("heart")])
        try one.write([note])
        try one.sync()
        #expect(try two.sync().field(note.record, 3) == [.text(#"["heart"]"#)])
        try one.sync()
        try one.write([
            one.edit(
                ThreeSites.note,
                "A",
                note.record,
                [FieldChange(field: 3, action: .elements(add: [], remove: ["heart"]))]
            )
        ])
        try one.sync()
        #expect(try two.sync().field(note.record, 3) == [])
        let values = try centre.values(ThreeSites.note, note.record)
        #expect(values?[3] == .null)
    }

    // P12: what a person is told of the time left.
    @Test func theHeadTellsHowMuchLiesAhead() throws {
        let centre = try FeedServer()
        let (one, two) = (try centre.device("A"), try centre.device("A"))
        try one.sync()
        let known = try two.sync().head.ahead
        #expect(known > 0, "the sites")
        try one.write((0..<3).map { _ in one.create(ThreeSites.note, "A") })
        #expect(try one.sync().head.ahead == 3, "its own, over which a page passes")
        #expect(try two.sync().head.ahead == 3)
        #expect(try two.sync().head.ahead == 0)
    }

    // P10: nothing changed, nothing sent, one commit.
    @Test func anEmptySyncIsSmall() throws {
        let centre = try FeedServer()
        let desk = try centre.device("A")
        try desk.sync()
        try desk.sync()
        let commits = centre.store.commits
        let answer = try desk.sync()
        #expect(
            answer.pages.isEmpty && answer.tail?.cursor == [:] && answer.head.standing == nil
                && answer.head.programme == nil
        )
        #expect(centre.store.commits == commits + 1)
        #expect(answer.tail?.digest != nil)
    }

    @Test func anUnknownCursorIsAskedForWhole() throws {
        let centre = try FeedServer()
        let desk = try centre.device("A")
        try desk.sync()
        desk.cursor[ThreeSites.stream("A", .bulk)] = .start
        #expect { try desk.sync() } throws: { ($0 as? WireFailure)?.code == .unknownCursor }
        let answer = try desk.sync(whole: true)
        #expect(answer.head.lost == [ThreeSites.stream("A", .bulk)])
        try desk.sync()
    }

    // F21: after a backup was put back, or a right was given again, a device gets its own data.
    @Test func aDeviceWithoutItsOwnSetsGetsThemBack() throws {
        let centre = try FeedServer()
        let desk = try centre.device("A")
        try desk.sync()
        let note = desk.create(ThreeSites.note, "A")
        try desk.write([note])
        #expect(try desk.sync().entries.isEmpty)
        desk.cursor = [:]
        desk.epoch = nil
        #expect(try desk.sync(whole: true).records.contains(note.record))
        try desk.write([
            desk.edit(ThreeSites.note, "A", note.record, [FieldChange(field: 1, action: .write([.text("x")]))])
        ])
        desk.ownFrom = desk.edit.next
        #expect(try desk.sync().records == [note.record], "an own set that the device no longer holds is not left out")
    }

    // D2: the digest of the reply is the one computed from the records.
    @Test(arguments: StoreKind.allCases) func theDigestIsThatOfTheRecords(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let desk = try centre.device("A")
        try desk.sync()
        let notes = (0..<30).map { _ in desk.create(ThreeSites.note, "A") }
        try desk.write(notes)
        try desk.write([
            desk.delete(ThreeSites.note, "A", notes[3].record), desk.edit(ThreeSites.note, "A", notes[4].record, []),
        ])
        let root = try #require(try desk.sync().tail?.digest)
        var digest = StreamDigest()
        for (index, note) in notes.enumerated() where index != 3 {
            digest.insert(note.record, at: index == 4 ? 32 : Position(UInt64(index + 1)))
        }
        let statements = try centre.service.digests(for: desk.row.id)
        #expect(statements.first { $0.stream == ThreeSites.stream("A", .normal) }?.digest == digest)
        #expect(root == StreamDigest.root(of: statements.map { ($0.stream, $0.digest.root) }))
    }

    // F30: a new site changes an overseer's rights by itself, also within one request.
    @Test(arguments: StoreKind.allCases) func aNewSiteIsReadableAtOnce(_ kind: StoreKind) throws {
        let centre = try FeedServer(kind)
        let office = try centre.device("C", "overseer")
        let first = try office.sync()
        #expect(first.head.gained.contains(ThreeSites.stream("A", .urgent)))
        let id = ThreeSites.siteID("D")
        let changes = [
            FieldChange(field: 0, action: .write([.text("D")])),
            FieldChange(field: 1, action: .write([.text("Hospital D")])),
        ]
        try office.write([
            Operation(
                collection: ThreeSites.site,
                record: id,
                kind: .create,
                scope: Scope("province"),
                changes: changes
            ),
            office.create(ThreeSites.note, "D", [1: .text("first note there")]),
        ])
        let answer = try office.sync()
        #expect(answer.refusals == [])
        #expect(answer.head.gained.contains(ThreeSites.stream("D", .normal)))
        #expect(answer.head.standing?.writable[Scope("site", id)] != nil)
    }

    @Test func anOlderRequestGetsReceiptsOnly() throws {
        let centre = try FeedServer()
        let (one, two) = (try centre.device("A"), try centre.device("A"))
        try one.sync()
        let old = one.request()
        try one.sync()
        try two.sync()
        try two.write([two.create(ThreeSites.note, "A")])
        try two.sync()
        let answer = try one.ask(old, [])
        #expect(answer.pages.isEmpty && answer.head.gained.isEmpty && answer.tail?.cursor == [:])
    }

    @Test func aRevokedDeviceGetsNothing() throws {
        let centre = try FeedServer()
        let desk = try centre.device("A")
        try desk.sync()
        try centre.service.revoke(desk.row.id)
        #expect { try desk.sync() } throws: { ($0 as? WireFailure)?.code == .revoked }
    }

    @Test func aNewerProgrammeComesWithTheHeadAndOldSetsGoOn() throws {
        let centre = try FeedServer()
        let (one, two) = (try centre.device("A"), try centre.device("A"))
        try one.sync()
        try two.sync()
        let note = one.create(ThreeSites.note, "A", [1: .text("before")])
        try one.write([note])
        _ = try centre.service.load(programme: ThreeSites.make(version: 2, extraField: true), rows: [])
        let answer = try one.sync()
        #expect(answer.head.programme != nil && answer.refusals.isEmpty)
        #expect(try centre.values(ThreeSites.note, note.record)?.count == 7)
        two.programme = 2
        try two.sync()
        try two.write([
            two.edit(ThreeSites.note, "A", note.record, [FieldChange(field: 6, action: .write([.text("both")]))])
        ])
        try two.sync()
        #expect(try centre.values(ThreeSites.note, note.record)?[6] == .text("both"))
        #expect(throws: FeedFailure.self) { try centre.service.load(programme: ThreeSites.make(version: 1), rows: []) }
    }
}
