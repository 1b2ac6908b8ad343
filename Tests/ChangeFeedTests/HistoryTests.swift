import ChangeFeed
import SyncModel
import SyncWire
import Testing

/// What a device is told of a record's past: what stands, and what was refused of its own.
@Suite struct HistoryTests {
    private func change(_ desk: HandmadeDevice, _ record: RecordID, _ text: String) -> Operation {
        desk.edit(ThreeSites.note, "A", record, [FieldChange(field: 1, action: .write([.text(text)]))])
    }

    @Test func whatWasRefusedIsShownToItsAuthorAndTheServersPeopleAlone() throws {
        let centre = try FeedServer()
        let (desk, stranger) = (try centre.device("A"), try centre.device("B"))
        try desk.sync()
        let note = desk.create(ThreeSites.note, "A", [1: .text("first")])
        try desk.write([note])
        try desk.sync()
        // A device of another site that knows the record's id.
        try stranger.sync()
        try stranger.write((0..<50).map { change(stranger, note.record, "scribble \($0)") })
        #expect(try stranger.sync().refusals.count == 50)
        // A field that is not there is refused of the desk's own.
        try desk.write([
            desk.edit(
                ThreeSites.note,
                "A",
                note.record,
                [FieldChange(field: 5, action: .write([.text("no such option")]))]
            )
        ])
        #expect(try desk.sync().refusals.count == 1)
        let own = try centre.service.history("note", note.record, for: desk.row.id)
        #expect(own.map { $0.refusal == nil } == [true, false])
        #expect(try centre.service.history("note", note.record, for: nil).count == 52)
        #expect(try centre.service.history("note", note.record, for: stranger.row.id) == [])
    }

    @Test func anOrganisationIsNamedToThoseWhoMayReadIt() throws {
        // The recorders' own grant reaches every site's name in the province; a narrower programme does not.
        var narrow = ThreeSites.make(version: 2)
        narrow.roles[0].grants = [Programme.Grant(scope: "site", reach: .own, read: nil, write: nil)]
        for (programme, name) in [(nil, "desk of B · overseer · Hospital B"), (narrow, "desk of B · overseer")] {
            let centre = try FeedServer()
            let rows = ["A", "B"].map { [0: Value.text($0), 1: Value.text("Hospital \($0)")] }
            if let programme {
                _ = try centre.service.load(programme: programme, rows: [ReferenceRows(collection: "site", rows: rows)])
            }
            let (desk, overseer) = (try centre.device("A"), try centre.device("B", "overseer"))
            for device in [desk, overseer] { device.programme = programme?.version ?? 1 }
            try overseer.sync()
            let note = overseer.create(ThreeSites.note, "A", [1: .text("seen from above")])
            try overseer.write([note])
            let refused = try overseer.sync().refusals
            #expect(refused.isEmpty, "\(refused)")
            #expect(try centre.service.history("note", note.record, for: desk.row.id).map(\.writer) == [name])
            #expect(
                try centre.service.history("note", note.record, for: nil).map(\.writer) == [
                    "desk of B · overseer · Hospital B"
                ]
            )
        }
    }

    @Test(arguments: [(Limits.historyEntriesMax + 10, 1, Limits.historyEntriesMax), (60, 100_000, 41)])
    func oneAnswerHasTheNewestAndNoMore(changes: Int, length: Int, shown: Int) throws {
        let centre = try FeedServer()
        let desk = try centre.device("A")
        try desk.sync()
        let note = desk.create(ThreeSites.note, "A")
        try desk.write([note])
        try desk.sync()
        let texts = (0..<changes).map { String(repeating: "x", count: length) + String($0) }
        for start in stride(from: 0, to: changes, by: 10) {
            try desk.write(texts[start..<min(start + 10, changes)].map { change(desk, note.record, $0) })
            if desk.unsent.count >= 20 || start + 10 >= changes { #expect(try desk.sync().refusals == []) }
        }
        let told = try centre.service.history("note", note.record, for: desk.row.id)
        #expect(told.count == shown)
        #expect(told.last?.operation.changes == [FieldChange(field: 1, action: .write([.text(texts[changes - 1])]))])
        #expect(try centre.service.history("note", note.record, for: nil).count == changes + 1)
    }
}
