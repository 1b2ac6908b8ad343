import SyncMerge
import SyncModel
import Testing

/// The histories that broke earlier drafts of the design.
@Suite struct NamedHistories {
    /// A deletes, B adds 4 offline, C creates anew with 1 after it saw the delete: 5 in every order.
    @Test func tallySeventeenThenDeletedAndMadeAnewIsFive() throws {
        var history = History(collection: Forms.sheet())
        history.edits = [
            History.Edit(device: 0, kind: .create, changes: [.add(Forms.count, 10)]),
            History.Edit(device: 1, kind: .update, changes: [.add(Forms.count, 7)], seen: 0b1),
            History.Edit(device: 0, kind: .delete, seen: 0b11),
            History.Edit(device: 1, kind: .update, changes: [.add(Forms.count, 4)], seen: 0b11),
            History.Edit(device: 2, kind: .create, changes: [.add(Forms.count, 1)], seen: 0b111),
        ]
        var orders = 0
        try history.forEveryOrder { order, state in
            orders += 1
            #expect(state?.isDeleted == false)
            #expect(state.map { Merge.shown($0, in: history.collection)[Forms.count] } == .integer(5), "\(order)")
            #expect(state.map { Merge.conflicts($0, in: history.collection) } == [], "\(order)")
        }
        #expect(orders == 3)
    }

    /// Counter 10, one desk types +3, another +4: 17, whoever comes first.
    @Test(arguments: [[1, 2], [2, 1]])
    func countersAddUp(order: [Int]) throws {
        var desk = ServedRecord(Forms.sheet())
        try desk.apply(.create, by: 9, base: 0, .add(Forms.count, 10))
        for device in order { try desk.apply(by: device, base: 1, .add(Forms.count, device == 1 ? 3 : 4)) }
        #expect(desk.shown(Forms.count) == .integer(17))
        #expect(desk.live(Forms.count) == 3)
    }

    /// Counter 10, typed +3, incoming 14: the device shows 17, and 17 is what the server gets.
    @Test func theDeviceShowsWhatTheServerWillGet() throws {
        var server = ServedRecord(Forms.sheet())
        try server.apply(.create, by: 9, base: 0, .add(Forms.count, 10))
        try server.apply(by: 2, base: 1, .add(Forms.count, 4))
        let typed = SyncModel.Operation(
            collection: 0,
            record: RecordID(bits: 7),
            kind: .update,
            scope: Scope("province"),
            changes: [.add(Forms.count, 3)]
        )
        let writer = Author(
            device: DeviceID(bits: 1),
            edit: 1,
            stamp: Stamp(sure: true, milliseconds: 5),
            role: "",
            level: 0,
            bases: [server.stream: 1]
        )
        let unplaced = Place(stream: server.stream, position: Position(.max))
        let preview = try Merge.apply(typed, to: server.state, in: server.collection, by: writer, at: unplaced).state
        try server.apply(by: 1, base: 1, .add(Forms.count, 3))
        #expect(server.shown(Forms.count) == .integer(17))
        #expect(Merge.shown(preview, in: server.collection)[Forms.count] == .integer(17))
    }

    /// The last element of a set is removed: no live write is left, yet readers must learn of it.
    @Test func removingTheLastElementMovesChangedAt() throws {
        var desk = ServedRecord(Forms.sheet())
        try desk.apply(.create, by: 1, base: 0, .elements(Forms.tags, add: ["heart"]))
        try desk.apply(by: 1, base: 1, .write(Forms.text, "x"))
        let merged = try desk.apply(by: 2, base: 2, .elements(Forms.tags, remove: ["heart"]))
        #expect(merged.changed == [Forms.tags])
        #expect(desk.state?.field(Forms.tags) == FieldState(writes: [], changedAt: 3))
        #expect(desk.shown(Forms.tags) == .null)
    }

    /// One desk adds an element while another removes it without having seen that add: the add stays.
    @Test func aRemoveTakesOnlyTheAddsItHasSeen() throws {
        var desk = ServedRecord(Forms.sheet())
        try desk.apply(.create, by: 1, base: 0, .elements(Forms.tags, add: ["heart"]))
        try desk.apply(by: 1, base: 1, .elements(Forms.tags, add: ["heart", "lung"]))
        try desk.apply(by: 2, base: 1, .elements(Forms.tags, remove: ["heart"]))
        #expect(desk.shown(Forms.tags) == .text("[\"heart\",\"lung\"]"))
    }

    /// A published record: who had seen it where it was has seen it where it is, so no false conflict opens.
    @Test func aMoveKeepsWhatWasSeen() throws {
        var desk = ServedRecord(Forms.sheet())
        try desk.apply(.create, by: 1, base: 0, .write(Forms.text, "draft"))
        let created = try #require(desk.state)
        let place = Place(stream: Stream(scope: Scope("public"), lane: .normal), position: 41)
        desk.state = Merge.move(created, to: place)
        #expect(desk.state?.moves == 1)
        #expect(desk.state?.wholeFrom == 41)
        #expect(desk.state?.stream == place.stream)
        // The other desk still holds it in the old stream, at 1, and writes there.
        let merged = try desk.apply(by: 2, base: 1, .write(Forms.text, "better"))
        #expect(merged.opened == [])
        #expect(desk.shown(Forms.text) == .text("better"))
        #expect(desk.live(Forms.text) == 1)
    }

    /// A base is a position of the stream in which the device held the record, not of the one where the record is now.
    @Test func aBaseOfTheOldStreamSaysNothingInTheNewOne() throws {
        var desk = ServedRecord(Forms.sheet())
        try desk.apply(.create, by: 1, base: 0, .write(Forms.text, "a"))
        desk.state = desk.state.map {
            Merge.move($0, to: Place(stream: Stream(scope: Scope("public"), lane: .normal), position: 1))
        }
        var moved = desk
        moved.stream = Stream(scope: Scope("public"), lane: .normal)
        try moved.apply(by: 3, base: 1, .write(Forms.text, "b"))
        #expect(moved.live(Forms.text) == 1)
        // Device 2 had seen 900 changes of the old stream, but not b.
        desk.state = moved.state
        try desk.apply(by: 2, base: 900, .write(Forms.text, "c"))
        #expect(desk.conflicts.map(\.field) == [Forms.text])
    }

    /// A refused move, then another edit: the refused one leaves no trace and the next is judged on its own.
    @Test func refusedThenEditedAgain() throws {
        var desk = ServedRecord(Forms.note())
        try desk.apply(.create, by: 1, base: 0, .write(Forms.text, "v1"), .write(Forms.status, "draft"))
        let before = desk.state
        #expect(throws: Refusal.self) {
            try desk.apply(by: 1, base: 1, .write(Forms.text, "v2"), .write(Forms.status, "closed"))
        }
        #expect(desk.state == before)
        try desk.apply(by: 1, base: 1, .write(Forms.text, "v3"))
        #expect(desk.shown(Forms.text) == .text("v3"))
        #expect(desk.live(Forms.text) == 1)
    }

    /// A set that was held is released after its successor: it cannot conflict with it, nor bring anything back.
    @Test func aHeldEditDoesNotRivalItsSuccessor() throws {
        var desk = ServedRecord(Forms.sheet())
        try desk.apply(.create, by: 9, base: 0, .write(Forms.text, "a"))
        try desk.apply(by: 1, base: 1, edit: 6, .write(Forms.text, "new"))
        let late = try desk.apply(by: 1, base: 1, edit: 5, .write(Forms.text, "old"))
        #expect(late.opened == [] && late.changed == [])
        #expect(desk.shown(Forms.text) == .text("new"))
        try desk.apply(.delete, by: 1, base: 1, edit: 8)
        try desk.apply(by: 1, base: 1, edit: 7, .write(Forms.text, "later still"))
        #expect(desk.state?.isDeleted == true)
    }

    /// Two desks type different texts; somebody who never looked at the conflict closes nothing.
    @Test func aConflictStaysUntilADecisionNamesItsCandidates() throws {
        var desk = ServedRecord(Forms.sheet())
        try desk.apply(.create, by: 9, base: 0, .write(Forms.text, "base"))
        try desk.apply(by: 1, base: 1, at: 10, .write(Forms.text, "one"))
        let opened = try desk.apply(by: 2, base: 1, at: 20, .write(Forms.text, "two"))
        #expect(opened.opened == [Forms.text])
        #expect(desk.shown(Forms.text) == .text("two"))
        #expect(desk.conflicts.first?.candidates.map(\.key) == [Dot(2, 1).text, Dot(1, 1).text])

        var unaware = FieldChange.write(Forms.text, "three")
        unaware.replaces = [Dot(2, 1)]
        try desk.apply(by: 3, base: 3, at: 30, unaware)
        #expect(desk.conflicts.first?.candidates.map(\.value) == [.text("three"), .text("one")])

        var decision = FieldChange.write(Forms.text, "agreed")
        decision.replaces = [Dot(3, 1), Dot(1, 1)]
        let closed = try desk.apply(by: 4, base: 4, at: 1, decision)
        #expect(closed.closed == [Forms.text])
        #expect(desk.shown(Forms.text) == .text("agreed"))

        var undo = FieldChange(field: Forms.text, action: .write([.text("three"), .text("one")]))
        undo.replaces = [Dot(4, 1)]
        let reopened = try desk.apply(by: 4, base: 5, undo)
        #expect(reopened.opened == [Forms.text])
        #expect(desk.conflicts.first?.candidates.count == 2)
    }

    @Test func equalValuesAreOneCandidate() throws {
        var desk = ServedRecord(Forms.sheet())
        try desk.apply(.create, by: 9, base: 0, .write(Forms.text, "base"))
        try desk.apply(by: 1, base: 1, at: 10, .write(Forms.text, "same"))
        try desk.apply(by: 2, base: 1, at: 20, .write(Forms.text, "same"))
        #expect(desk.conflicts == [])
        #expect(
            desk.state.map {
                Merge.shownWrites($0.field(Forms.text), of: desk.collection.fields[Forms.text]).map(\.dot)
            } == [
                Dot(1, 1), Dot(2, 1),
            ]
        )
    }

    /// One spelling with a composed letter, one with a combining accent: other bytes, another value.
    @Test func otherBytesAreAnotherValue() throws {
        var desk = ServedRecord(Forms.sheet())
        try desk.apply(.create, by: 9, base: 0, .write(Forms.text, "base"))
        try desk.apply(by: 1, base: 1, .write(Forms.text, "\u{e9}"))
        try desk.apply(by: 2, base: 1, .write(Forms.text, "e\u{301}"))
        #expect(desk.conflicts.first?.candidates.count == 2)
    }

    @Test func aLowerLevelIsKeptButNotShown() throws {
        var desk = ServedRecord(Forms.sheet())
        try desk.apply(.create, by: 1, base: 0, level: 5, .write(Forms.code, "official"))
        try desk.apply(by: 2, base: 1, at: 99, level: 1, .write(Forms.code, "local"))
        #expect(desk.shown(Forms.code) == .text("official"))
        #expect(desk.live(Forms.code) == 2)
        #expect(desk.conflicts == [])
        try desk.apply(by: 3, base: 2, at: 3, level: 5, .write(Forms.code, "newer"))
        #expect(desk.shown(Forms.code) == .text("newer"))
        #expect(desk.live(Forms.code) == 1)
    }
}
