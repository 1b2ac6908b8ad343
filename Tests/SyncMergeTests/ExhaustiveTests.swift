import SyncMerge
import SyncModel
import Testing

/// All causal histories of up to four edits by up to three devices, in every order of syncing.
@Suite struct ExhaustiveTests {
    /// Who had seen whom: for each edit the edits before it, closed under seeing.
    static func orders(_ count: Int) -> [[UInt32]] {
        var found: [[UInt32]] = [[]]
        for index in 0..<count {
            found = found.flatMap { masks in
                (0..<UInt32(1) << UInt32(index)).compactMap { seen in
                    let isClosed = (0..<index).allSatisfy { seen >> UInt32($0) & 1 == 0 || masks[$0] & ~seen == 0 }
                    return isClosed ? masks + [seen] : nil
                }
            }
        }
        return found
    }

    /// Which device made which edit, names of devices apart; a device has seen its own earlier edits.
    static func devices(_ masks: [UInt32]) -> [[Int]] {
        var found: [[Int]] = [[]]
        for index in masks.indices {
            found = found.flatMap { devices in
                (0...min(2, (devices.max() ?? -1) + 1)).compactMap { device in
                    let sawOwn = (0..<index).allSatisfy { devices[$0] != device || masks[index] >> UInt32($0) & 1 == 1 }
                    return sawOwn ? devices + [device] : nil
                }
            }
        }
        return found
    }

    /// Every way to choose one of `choices` for each of `count` edits.
    static func choices(_ choices: Int, _ count: Int) -> [[Int]] {
        (0..<count).reduce([[]]) { lists, _ in lists.flatMap { list in (0..<choices).map { list + [$0] } } }
    }

    static let stamps: [[Int64]] = [[1, 2, 3, 4], [4, 3, 2, 1], [5, 5, 5, 5]]

    /// Calls back with every history whose edits are chosen from `kinds`, after a first creation that all had seen if
    /// `isCreated`.
    static func forEvery(
        _ collection: Programme.Collection,
        _ kinds: [(History.Kind, [FieldChange])],
        isCreated: Bool,
        _ body: (History) throws -> Void
    ) throws {
        for count in 1...4 {
            for masks in orders(count) {
                for devices in devices(masks) {
                    for chosen in choices(kinds.count, count) {
                        for stamps in stamps.prefix(count == 1 ? 1 : 3) {
                            var history = History(collection: collection)
                            if isCreated {
                                history.edits.append(History.Edit(device: 0, kind: .create, changes: kinds[0].1))
                            }
                            let first = isCreated ? 1 : 0
                            for index in 0..<count {
                                var edit = History.Edit(device: devices[index], kind: kinds[chosen[index]].0)
                                edit.changes = kinds[chosen[index]].1
                                edit.seen = masks[index] << UInt32(first) | UInt32(first)
                                edit.milliseconds = stamps[index]
                                edit.level = devices[index] % 2
                                history.edits.append(edit)
                            }
                            try body(history)
                        }
                    }
                }
            }
        }
    }

    static func prove(
        _ collection: Programme.Collection,
        _ kinds: [(History.Kind, [FieldChange])],
        isCreated: Bool = true
    ) throws -> Int {
        var count = 0
        try forEvery(collection, kinds, isCreated: isCreated) { history in
            // Before a record exists there is nothing to change.
            guard isCreated || history.edits.allSatisfy({ $0.seen != 0 || $0.kind == .create }) else { return }
            let expected = Oracle(history)
            try history.forEveryOrder { order, state in
                count += 1
                let found = state.map { Oracle($0, collection) }
                if found != expected {
                    Issue.record("order \(order)\n\(history)\nexpected \(expected)\nfound \(found as Any)")
                }
            }
        }
        return count
    }

    @Test func keepBothComesToTheSameInEveryOrder() throws {
        let kinds = ["a", "b"].map { (History.Kind.update, [FieldChange.write(Forms.text, $0)]) }
        #expect(try Self.prove(Forms.sheet(), kinds) > 10_000)
    }

    @Test func lastWriterComesToTheSameInEveryOrder() throws {
        let kinds = ["a", "b"].map { (History.Kind.update, [FieldChange.write(Forms.phone, $0)]) }
        #expect(try Self.prove(Forms.sheet(), kinds) > 10_000)
    }

    @Test func smallestAndLargestComeToTheSameInEveryOrder() throws {
        let kinds: [(History.Kind, [FieldChange])] = [
            (.update, [.write(Forms.first, "2024-03-01"), .write(Forms.last, 1)]),
            (.update, [.write(Forms.first, "2024-03-02"), .write(Forms.last, 2)]),
            (.update, [FieldChange(field: Forms.first, action: .write([.null]))]),
        ]
        #expect(try Self.prove(Forms.sheet(), kinds) > 10_000)
    }

    @Test func setsComeToTheSameInEveryOrder() throws {
        let kinds: [(History.Kind, [FieldChange])] = [
            (.update, [.elements(Forms.tags, add: ["a"])]),
            (.update, [.elements(Forms.tags, remove: ["a"])]),
            (.update, [.elements(Forms.tags, add: ["b"], remove: ["a"])]),
        ]
        #expect(try Self.prove(Forms.sheet(), kinds) > 10_000)
    }

    @Test func countersComeToTheSameInEveryOrder() throws {
        let kinds = [3, 4].map { (History.Kind.update, [FieldChange.add(Forms.count, $0)]) }
        #expect(try Self.prove(Forms.sheet(), kinds) > 10_000)
    }

    @Test func levelsComeToTheSameInEveryOrder() throws {
        let kinds = ["a", "b"].map { (History.Kind.update, [FieldChange.write(Forms.code, $0)]) }
        #expect(try Self.prove(Forms.sheet(), kinds) > 10_000)
    }

    static let lives: [(History.Kind, [FieldChange])] = [
        (.update, [.write(Forms.text, "u"), .add(Forms.count, 4), .elements(Forms.tags, add: ["t"])]),
        (.delete, []),
        (.create, [.write(Forms.text, "c"), .add(Forms.count, 1)]),
        (.keep, []),
    ]

    @Test(arguments: [Programme.DeleteRule.editWins, .deleteWins])
    func deletesComeToTheSameInEveryOrder(rule: Programme.DeleteRule) throws {
        #expect(try Self.prove(Forms.sheet(delete: rule), Self.lives) > 10_000)
    }

    @Test(arguments: [Programme.DeleteRule.editWins, .deleteWins])
    func twinsAndDeletesComeToTheSameInEveryOrder(rule: Programme.DeleteRule) throws {
        #expect(try Self.prove(Forms.sheet(delete: rule), Self.lives, isCreated: false) > 1_000)
    }

    @Test func thereAreFortyWaysForFourEditsToHaveSeenEachOther() {
        #expect((1...4).map { Self.orders($0).count } == [1, 2, 7, 40])
    }
}
