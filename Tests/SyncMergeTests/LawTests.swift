import struct SimulationKit.SeededRandom
import SyncMerge
import SyncModel
import Testing

/// The laws of merging over 100,000 random histories. A failure prints the seed of its history.
@Suite struct LawTests {
    static let seedsPerCase: UInt64 = 10_000

    @Test(arguments: UInt64(0)..<10)
    func theOrderOfSyncingDecidesNothing(batch: UInt64) throws {
        var decisions = 0
        for seed in batch * Self.seedsPerCase..<(batch + 1) * Self.seedsPerCase {
            let story = try Story(seed: seed, length: 9)
            let history = story.history
            var dice = SeededRandom(seed: seed ^ 0xd1ce)
            let expected = Oracle(history)
            for order in [story.order, history.anyOrder(&dice), history.anyOrder(&dice)] {
                guard let state = try history.run(order) else { throw Missing(seed: seed) }
                let found = Oracle(state, history.collection)
                if found != expected {
                    Issue.record("seed \(seed), order \(order)\n\(history)\nexpected \(expected)\nfound \(found)")
                }
            }
            if history.edits.contains(where: { $0.changes.contains { $0.replaces != nil } }) { decisions += 1 }
        }
        #expect(decisions > 100)
    }

    struct Missing: Error {
        let seed: UInt64
    }

    @Test func nothingIsLostAndNothingRises() throws {
        var revived = 0
        for seed in UInt64(0)..<20_000 {
            let story = try Story(seed: seed, length: 9)
            var state: RecordState?
            for (count, index) in story.order.enumerated() {
                let before = state
                let merged = try story.history.apply(index, to: before, after: Array(story.order[..<count]))
                state = merged.state
                #expect(
                    lost(story.history, index, before, merged.state).isEmpty,
                    "seed \(seed), edit \(index)\n\(story.history)"
                )
                #expect(merged.changed == changed(before, merged.state), "seed \(seed), edit \(index)")
                if let before, before.isDeleted, !merged.state.isDeleted {
                    revived += 1
                    // Only who did not know of the delete, or knew and decided, brings a record back.
                    let sawAll = before.existence.writes.allSatisfy {
                        story.history.saw(index, Int($0.dot.edit.number) - 1)
                    }
                    let isDecision =
                        story.history.edits[index].kind == .create || story.history.edits[index].kind == .keep
                    #expect(isDecision || !sawAll, "seed \(seed), edit \(index)\n\(story.history)")
                    #expect(merged.state.wholeFrom == merged.state.position)
                }
                let again = try story.history.apply(index, to: state, after: Array(story.order[..<count]))
                #expect(
                    Oracle(again.state, story.history.collection) == Oracle(merged.state, story.history.collection),
                    "seed \(seed)"
                )
                #expect(
                    again.changed.isEmpty && again.opened.isEmpty && again.closed.isEmpty,
                    "seed \(seed), edit \(index)"
                )
            }
        }
        #expect(revived > 1_000)
    }

    /// Live writes that went although the edit had not seen them, and written values that are not live.
    private func lost(_ history: History, _ index: Int, _ before: RecordState?, _ after: RecordState) -> [String] {
        var lost: [String] = []
        for number in history.collection.fields.indices {
            let left = after.field(number).writes
            for write in before?.field(number).writes ?? [] where !left.contains(write) {
                if !history.saw(index, Int(write.dot.edit.number) - 1) {
                    lost.append("unseen \(write.value) of field \(number)")
                }
            }
            guard let change = history.edits[index].changes.first(where: { $0.field == number }) else { continue }
            let written: [Value] =
                switch change.action {
                case .write(let values): Array(values)
                case .add(let addend): [.integer(addend)]
                case .elements(let adds, _): adds.map { .text($0) }
                }
            for value in written
            where !left.contains(where: { $0.dot.edit == History.number(index) && $0.value == value }) {
                lost.append("written \(value) of field \(number)")
            }
        }
        return lost
    }

    private func changed(_ before: RecordState?, _ after: RecordState) -> [Int] {
        after.fields.indices.filter { after.field($0).writes != before?.field($0).writes ?? [] }
    }

    /// Every field that changed says so with the position of the change, so that no page leaves it out.
    @Test func whatChangedIsAtTheChangesPosition() throws {
        for seed in UInt64(0)..<10_000 {
            let story = try Story(seed: seed, length: 7)
            var state: RecordState?
            for (count, index) in story.order.enumerated() {
                let before = state
                let after = try story.history.apply(index, to: before, after: Array(story.order[..<count])).state
                state = after
                #expect(after.position == Position(UInt64(count) + 1))
                for number in after.fields.indices {
                    let isChanged = after.field(number).writes != before?.field(number).writes ?? []
                    let expected = isChanged ? after.position : before?.field(number).changedAt ?? .zero
                    #expect(after.field(number).changedAt == expected, "seed \(seed), edit \(index), field \(number)")
                }
            }
        }
    }

    /// A record that moves to another stream while edits are under way merges as if it had stayed.
    @Test func aMoveChangesNothingThatWasSeen() throws {
        for seed in UInt64(0)..<20_000 {
            let story = try Story(seed: seed, length: 8)
            var dice = SeededRandom(seed: seed ^ 0x40ff)
            let moment = 1 + dice.below(story.order.count)
            let expected = Oracle(story.history)
            guard let state = try story.run(movingAfter: moment, &dice) else { throw Missing(seed: seed) }
            let found = Oracle(state, story.history.collection)
            #expect(found == expected, "seed \(seed), moved after \(moment)\n\(story.history)")
            #expect(state.moves == 1)
        }
    }

    @Test func aMergeThatForgetsIsNoticed() throws {
        var noticed = 0
        try MergeFault.$current.withValue(.coversEverything) {
            for seed in UInt64(0)..<200 {
                let story = try Story(seed: seed, length: 9)
                guard let state = try story.history.run(story.order) else { throw Missing(seed: seed) }
                if Oracle(state, story.history.collection) != Oracle(story.history) { noticed += 1 }
            }
        }
        #expect(noticed > 50)
    }
}

extension Story {
    static let elsewhere = Stream(scope: Scope("office"), lane: .normal)

    /// The record after all edits in their order, moved to another stream after the first `moment` of them.
    fileprivate func run(movingAfter moment: Int, _ dice: inout SeededRandom) throws -> RecordState? {
        var state: RecordState?
        let moved: UInt64 = 3
        for (count, index) in order.enumerated() {
            if count == moment {
                state = state.map { Merge.move($0, to: Place(stream: Self.elsewhere, position: Position(moved))) }
            }
            let before = Array(order[..<count])
            var (operation, writer) = history.operation(index, after: before)
            let base = writer.bases[History.stream]?.number ?? 0
            let knowsMove = base > UInt64(moment) || (base == UInt64(moment) && dice.below(2) == 0)
            if knowsMove {
                operation.scope = Self.elsewhere.scope
                writer.bases = [Self.elsewhere: Position(moved + base - UInt64(moment))]
            }
            // Bases may stand in the operation as well.
            if dice.below(2) == 0 {
                operation.base = writer.bases.values.first
                writer.bases = [:]
            }
            let place =
                count < moment
                ? Place(stream: History.stream, position: Position(UInt64(count) + 1))
                : Place(stream: Self.elsewhere, position: Position(moved + UInt64(count - moment) + 1))
            state = try Merge.apply(operation, to: state, in: history.collection, by: writer, at: place).state
        }
        if moment == order.count {
            state = state.map { Merge.move($0, to: Place(stream: Self.elsewhere, position: Position(moved))) }
        }
        return state
    }
}
