import struct SimulationKit.SeededRandom
import SyncMerge
import SyncModel
import Testing

@Suite struct FastPathTests {
    private func creation(_ dice: inout SeededRandom) -> SyncModel.Operation {
        let letters = ["a", "b", "c"]
        var changes: [FieldChange] = []
        for field in Forms.sheet().fields where dice.below(2) == 0 {
            switch field.rule {
            case .counter: changes.append(.add(field.number, Int64(dice.below(5))))
            case .set: changes.append(.elements(field.number, add: [letters[dice.below(3)], letters[dice.below(3)]]))
            case .max: changes.append(.write(field.number, Int64(dice.below(5))))
            case .min: changes.append(.write(field.number, "2024-03-01"))
            case .keepBoth, .lastWriter, .appendOnly, .authority, .state, .computed:
                changes.append(.write(field.number, letters[dice.below(3)]))
            }
        }
        return SyncModel.Operation(
            collection: 0,
            record: RecordID(bits: UInt128(dice.next())),
            kind: .create,
            scope: Scope("province"),
            changes: changes
        )
    }

    private let place = Place(stream: History.stream, position: 9)
    private let writer = Author(
        device: DeviceID(bits: 3),
        edit: 4,
        stamp: Stamp(sure: true, milliseconds: 5),
        role: "",
        level: 2,
        bases: [History.stream: 3]
    )

    @Test func theFastPathEndsWhereTheGeneralOneDoes() throws {
        var dice = SeededRandom(seed: 1)
        let form = Forms.sheet()
        for _ in 0..<5_000 {
            let operation = creation(&dice)
            let general = try Merge.apply(operation, to: nil, in: form, by: writer, at: place)
            let hasZero = operation.changes.contains { if case .add(0) = $0.action { true } else { false } }
            if operation.changes.isEmpty || hasZero {
                #expect(Merge.uniform(operation, in: form, by: writer, at: place.position) == nil)
                #expect(!hasZero || Merge.uniform(of: general.state, in: form) == nil)
                continue
            }
            let fast = try #require(Merge.uniform(operation, in: form, by: writer, at: place.position))
            #expect(Merge.expand(fast, in: form, stream: place.stream) == general.state)
            #expect(Merge.uniform(of: general.state, in: form) == fast)
            #expect(general.changed == operation.changes.map(\.field))
        }
    }

    @Test func whatIsNotPlainTakesTheGeneralPath() {
        func uniform(_ kind: SyncModel.Operation.Kind, _ changes: FieldChange...) -> UniformRecord? {
            let operation = SyncModel.Operation(
                collection: 0,
                record: RecordID(bits: 1),
                kind: kind,
                scope: Scope("province"),
                changes: changes
            )
            return Merge.uniform(operation, in: Forms.sheet(), by: writer, at: 1)
        }
        #expect(uniform(.create, .write(Forms.text, "a")) != nil)
        #expect(uniform(.update, .write(Forms.text, "a")) == nil)
        #expect(uniform(.create, FieldChange(field: Forms.text, action: .write([.text("a"), .text("b")]))) == nil)
        #expect(uniform(.create, FieldChange(field: Forms.text, action: .write([.null]))) == nil)
        #expect(uniform(.create, .elements(Forms.tags, add: ["a"], remove: ["b"])) == nil)
        #expect(uniform(.create, .write(Forms.count, 1)) == nil)
        #expect(uniform(.create, .write(99, 1)) == nil)
        // What shows like nothing was written, and was: no row could tell.
        #expect(uniform(.create, .add(Forms.count, 0)) == nil)
        #expect(uniform(.create, .add(Forms.count, 1)) != nil)
    }

    @Test func aChangedMovedOrDeletedRecordIsNotUniform() throws {
        var desk = ServedRecord(Forms.sheet())
        try desk.apply(.create, by: 1, base: 0, .write(Forms.text, "a"), .elements(Forms.tags, add: ["x", "y"]))
        let created = try #require(desk.state)
        #expect(Merge.uniform(of: created, in: desk.collection)?.values[Forms.tags] == .text("[\"x\",\"y\"]"))
        #expect(
            Merge.uniform(of: Merge.move(created, to: Place(stream: Story.elsewhere, position: 1)), in: desk.collection)
                == nil
        )
        try desk.apply(by: 1, base: 1, .write(Forms.phone, "1"))
        #expect(desk.state.flatMap { Merge.uniform(of: $0, in: desk.collection) } == nil)
        var other = ServedRecord(Forms.sheet())
        try other.apply(.create, by: 1, base: 0, .write(Forms.text, "a"))
        try other.apply(.delete, by: 1, base: 1)
        #expect(other.state.flatMap { Merge.uniform(of: $0, in: other.collection) } == nil)
    }
}
