import struct SimulationKit.SeededRandom
import SyncMerge
import SyncModel

/// Edits of one record and what each had seen, apart from any order in which they reach the server.
struct History {
    /// What an edit does; `keep` is the decision to keep a record that somebody deleted.
    enum Kind: CaseIterable {
        case create
        case update
        case delete
        case keep
    }

    struct Edit {
        var device: Int
        var kind: Kind
        var changes: [FieldChange] = []
        /// Bit n: edit n was seen. Closed: what a seen edit had seen was seen too, and a device sees its own.
        var seen: UInt32 = 0
        var milliseconds: Int64 = 0
        var level = 0
    }

    static let stream = Stream(scope: Scope("province"), lane: .normal)

    let collection: Programme.Collection
    var edits: [Edit] = []

    /// The number of an edit by its place in the history.
    static func number(_ index: Int) -> EditNumber { EditNumber(UInt64(index) + 1) }

    func dot(_ index: Int, _ value: Int = 0) -> Dot {
        Dot(
            device: DeviceID(bits: UInt128(edits[index].device + 1)),
            edit: Self.number(index),
            index: UInt32(value)
        )
    }

    func saw(_ index: Int, _ other: Int) -> Bool { edits[index].seen >> UInt32(other) & 1 == 1 }

    /// What the edit carries when `order` stands at the server already: the longest seen beginning as its base, the
    /// rest by name.
    func operation(_ index: Int, after order: [Int]) -> (operation: SyncModel.Operation, writer: Author) {
        let edit = edits[index]
        let base = order.firstIndex { !saw(index, $0) } ?? order.count
        var named: [Dot] = []
        for other in order[base...] where saw(index, other) && edits[other].device != edit.device {
            named += [dot(other), dot(other, 1)]
        }
        let kind: SyncModel.Operation.Kind =
            switch edit.kind {
            case .create, .keep: .create
            case .update: .update
            case .delete: .delete
            }
        let operation = SyncModel.Operation(
            collection: collection.number,
            record: RecordID(bits: 1),
            kind: kind,
            scope: Self.stream.scope,
            seen: named,
            changes: edit.changes
        )
        return (operation, writer(index, base: UInt64(base)))
    }

    func writer(_ index: Int, base: UInt64) -> Author {
        Author(
            device: dot(index).device,
            edit: Self.number(index),
            stamp: Stamp(sure: true, milliseconds: edits[index].milliseconds),
            role: "",
            level: edits[index].level,
            bases: [Self.stream: Position(base)]
        )
    }

    func apply(_ index: Int, to state: RecordState?, after order: [Int]) throws(Refusal) -> Merged {
        let (operation, writer) = operation(index, after: order)
        let place = Place(stream: Self.stream, position: Position(UInt64(order.count) + 1))
        return try Merge.apply(operation, to: state, in: collection, by: writer, at: place)
    }

    /// The record after all edits in this order.
    func run(_ order: [Int]) throws(Refusal) -> RecordState? {
        var state: RecordState?
        for (count, index) in order.enumerated() {
            state = try apply(index, to: state, after: Array(order[..<count])).state
        }
        return state
    }

    /// Calls back with every order that lets each edit come after what it had seen, and the record after it.
    func forEveryOrder(_ body: ([Int], RecordState?) throws -> Void) throws {
        var order: [Int] = []
        try extend(&order, nil, body)
    }

    private func extend(
        _ order: inout [Int],
        _ state: RecordState?,
        _ body: ([Int], RecordState?) throws -> Void
    ) throws {
        if order.count == edits.count { return try body(order, state) }
        for index in edits.indices where !order.contains(index) {
            guard edits.indices.allSatisfy({ !saw(index, $0) || order.contains($0) }) else { continue }
            let next = try apply(index, to: state, after: order).state
            order.append(index)
            try extend(&order, next, body)
            order.removeLast()
        }
    }

    /// An order drawn at random from those.
    func anyOrder(_ dice: inout SeededRandom) -> [Int] {
        var order: [Int] = []
        var done: UInt32 = 0
        while order.count < edits.count {
            let ready = edits.indices.filter { done >> UInt32($0) & 1 == 0 && edits[$0].seen & ~done == 0 }
            let next = ready[dice.below(ready.count)]
            order.append(next)
            done |= 1 << UInt32(next)
        }
        return order
    }
}

extension History: CustomStringConvertible {
    var description: String {
        edits.enumerated().map { index, edit in
            let seen = edits.indices.filter { saw(index, $0) }
            let changes = edit.changes.map {
                "\($0.field):\($0.action)\($0.replaces.map { " replaces \($0.map(\.edit.number))" } ?? "")"
            }
            return
                """
                \(index): device \(edit.device) \(edit.kind) seen \(seen) at \(edit.milliseconds) level \(edit.level) \
                \(changes)
                """
        }
        .joined(separator: "\n")
    }
}
