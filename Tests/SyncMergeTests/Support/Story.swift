import struct SimulationKit.SeededRandom
import SyncMerge
import SyncModel

/// A random history as it happens: devices look at what they hold, edit, send and receive.
struct Story {
    private struct Device {
        /// The record as last received, and which edits were in it.
        var received: RecordState?
        var seen: UInt32 = 0
        var head = 0
        var unsent: [Int] = []
    }

    private(set) var history: History
    /// The order in which the edits reached the server.
    private(set) var order: [Int] = []
    private var state: RecordState?
    private var sent: UInt32 = 0
    private var devices: [Device]
    private var dice: SeededRandom

    /// Draws a history of up to `length` edits.
    init(seed: UInt64, length: Int) throws {
        var dice = SeededRandom(seed: seed)
        history = History(collection: Forms.sheet(delete: dice.below(4) == 0 ? .deleteWins : .editWins))
        devices = [Device](repeating: Device(), count: 2 + dice.below(3))
        self.dice = dice
        let length = 2 + self.dice.below(length - 1)
        while history.edits.count < length {
            let device = self.dice.below(devices.count)
            switch self.dice.below(10) {
            case 0..<5: try edit(device)
            case 5..<8:
                try send(device)
                receive(device)
            case 8: try send(device)
            default: receive(device)
            }
        }
        for device in devices.indices { try send(device) }
    }

    private mutating func send(_ device: Int) throws {
        for index in devices[device].unsent {
            state = try history.apply(index, to: state, after: order).state
            order.append(index)
            sent |= 1 << UInt32(index)
        }
        devices[device].unsent = []
    }

    private mutating func receive(_ device: Int) {
        devices[device].received = state
        devices[device].seen = sent
        devices[device].head = order.count
    }

    /// What the device shows: what it received, with its own unanswered edits on top at no position yet.
    private func view(_ device: Int) throws -> RecordState? {
        var view = devices[device].received
        let known = Array(order[..<devices[device].head])
        let unplaced = Place(stream: History.stream, position: Position(.max))
        for index in own(device) where devices[device].seen >> UInt32(index) & 1 == 0 {
            let (operation, writer) = history.operation(index, after: known)
            view = try Merge.apply(operation, to: view, in: history.collection, by: writer, at: unplaced).state
        }
        return view
    }

    private func own(_ device: Int) -> [Int] { history.edits.indices.filter { history.edits[$0].device == device } }

    private mutating func edit(_ device: Int) throws {
        let view = try view(device)
        var edit = History.Edit(device: device, kind: .create)
        edit.seen = own(device).reduce(devices[device].seen) { $0 | 1 << UInt32($1) }
        // Clocks are wrong by more than the edits are apart.
        edit.milliseconds = Int64(dice.below(6))
        edit.level = dice.below(3) == 0 ? 1 : 0
        if let view, !view.isDeleted {
            let isContested = view.existence.writes.contains { $0.value == .integer(0) }
            switch dice.below(8) {
            case 0: edit.kind = .delete
            case 1 where isContested: edit.kind = .keep
            default: edit.kind = .update
            }
        } else if view != nil, dice.below(3) == 0 {
            edit.kind = .keep
        }
        if edit.kind == .create || edit.kind == .update {
            edit.changes = changes(view, isCreation: edit.kind == .create)
        }
        history.edits.append(edit)
        devices[device].unsent.append(history.edits.count - 1)
    }

    private mutating func changes(_ view: RecordState?, isCreation: Bool) -> [FieldChange] {
        var changes: [FieldChange] = []
        for field in history.collection.fields where dice.below(3) == 0 {
            var change = FieldChange(field: field.number, action: action(field, isCreation: isCreation))
            let state = view?.field(field.number) ?? FieldState()
            // Where other values than the shown one are live, the device names what it showed.
            if field.rule == .keepBoth, !isCreation, state.writes.contains(where: { $0.value != state.writes[0].value })
            {
                let isDecision = dice.below(3) == 0
                change.replaces = (isDecision ? state.writes : Merge.shownWrites(state, of: field)).map(\.dot)
            }
            changes.append(change)
        }
        return changes.isEmpty ? [.write(Forms.text, "x")] : changes
    }

    private mutating func action(_ field: Programme.Field, isCreation: Bool) -> FieldAction {
        let letters = ["a", "b", "c"]
        switch field.rule {
        case .counter: return .add(Int64(dice.below(9)) - 4)
        case .set:
            let (add, remove) = (letters[dice.below(3)], letters[dice.below(3)])
            return .elements(
                add: dice.below(3) == 0 && !isCreation ? [] : [add],
                remove: isCreation || add == remove ? [] : [remove]
            )
        case .min: return .write([.text("2024-0\(1 + dice.below(9))-01")])
        case .max: return .write([.integer(Int64(dice.below(5)))])
        case .keepBoth, .lastWriter, .appendOnly, .authority, .state, .computed:
            // Undo brings back several values at once.
            if field.rule == .keepBoth, dice.below(12) == 0 { return .write([.text("a"), .text("b")]) }
            return .write([!isCreation && dice.below(8) == 0 ? .null : .text(letters[dice.below(3)])])
        }
    }
}
