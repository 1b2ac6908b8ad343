import SyncModel

/// What each rule does with a change (clauses M8 to M15 and M17).
extension Merging {
    /// Applies one change of a field.
    mutating func apply(_ change: FieldChange) throws(Refusal) {
        let number = change.field
        guard collection.fields.indices.contains(number) else {
            throw refusal(.validation, .field(.noField), field: number)
        }
        if operation.kind == .update { try checkUnchanging(number, change) }
        let rule = collection.fields[number].rule
        switch (rule, change.action) {
        case (.keepBoth, .write(let values)), (.appendOnly, .write(let values)):
            let context = context.of(change)
            if let replaced = change.replaces {
                remove(from: number) { replaced.contains($0.dot) }
            } else {
                remove(from: number) { context.covers($0) }
            }
            add(values, to: number)
        case (.lastWriter, .write(let values)), (.computed, .write(let values)), (.min, .write(let values)),
            (.max, .write(let values)):
            let context = context.of(change)
            remove(from: number) { context.covers($0) }
            add(values, to: number)
        case (.authority, .write(let values)):
            let context = context.of(change)
            let level = author.level
            remove(from: number) { context.covers($0) && $0.level <= level }
            add(values, to: number)
        case (.state, .write(let values)): try move(number, to: values)
        case (.set, .elements(let adds, let removes)):
            changeElements(number, adding: adds, removing: removes, seenBy: context.of(change))
        case (.counter, .add(let addend)):
            // The same addend under another name; that it is equal leaves nothing to be gained by naming somebody
            // else's.
            if let replaced = change.replaces {
                remove(from: number) { replaced.contains($0.dot) && $0.value == .integer(addend) }
            }
            add(.integer(addend), index: 0, to: number) { _ in false }
        case (.keepBoth, _), (.appendOnly, _), (.lastWriter, _), (.computed, _), (.min, _), (.max, _), (.authority, _),
            (.state, _),
            (.set, _), (.counter, _):
            throw refusal(.validation, .field(Validation.mismatch(rule)), field: number)
        }
        guard state.fields[number].writes.count <= Limits.writesPerFieldMax else {
            throw refusal(.tooLarge, .field(.tooManyEntries(max: Limits.writesPerFieldMax)), field: number)
        }
    }

    /// Removes live writes of a field.
    mutating func remove(from number: Int, where isRemoved: (LiveWrite) -> Bool) {
        if state.fields[number].remove(where: isRemoved) { markChanged(number) }
    }

    private mutating func add(_ values: WrittenValues, to number: Int) {
        if let value = values.only { return add(value, index: 0, to: number) { _ in true } }
        for (index, value) in values.enumerated() {
            add(value, index: UInt32(truncatingIfNeeded: index), to: number) { _ in true }
        }
    }

    private mutating func add(
        _ value: Value,
        index: UInt32,
        to number: Int,
        supersedes isSameTarget: (LiveWrite) -> Bool
    ) {
        if state.fields[number].insert(write(value, index: index), supersedes: isSameTarget) { markChanged(number) }
    }

    /// Element by element: an add replaces the adds of that element that it has seen, a remove takes those that it has
    /// seen.
    private mutating func changeElements(
        _ number: Int,
        adding adds: [String],
        removing removes: [String],
        seenBy context: CausalContext
    ) {
        let going = Set((removes + adds).map { ExactText($0) })
        remove(from: number) { write in
            write.value.text.map { going.contains(ExactText($0)) } ?? false && context.covers(write)
        }
        for element in adds {
            let value = Value.text(element)
            add(value, index: 0, to: number) { $0.value == value }
        }
    }

    private mutating func markChanged(_ number: Int) {
        isChanged[number] = true
        state.fields[number].changedAt = position
    }

    /// Moves a state field as its state machine allows, seen or not: the first valid move in server order counts
    /// (clause M15).
    private mutating func move(_ number: Int, to values: WrittenValues) throws(Refusal) {
        guard let value = values.only, let target = value.text else {
            throw refusal(.validation, .field(.noState), field: number)
        }
        let machine = StateMachine(collection.fields[number])
        guard !state.fields[number].writes.isEmpty || operation.kind == .update else {
            guard machine.mayBegin(with: target, by: author) else {
                throw refusal(.validation, .field(.noBeginning(target)), field: number)
            }
            add(values, to: number)
            return
        }
        let current = Merge.shown(state.fields[number], of: collection.fields[number])
        if current == value { return }
        // A twin by natural key says how a record begins, not that this one should go back there.
        if operation.kind == .create, value == collection.fields[number].initial { return }
        guard machine.allows(from: current.text, to: target, by: author) else {
            throw refusal(.validation, .field(.noMove(from: current.text, to: target)), field: number)
        }
        remove(from: number) { _ in true }
        add(values, to: number)
    }
}

/// The permitted moves of a state field.
struct StateMachine {
    let initial: Value
    let moves: [Programme.Move]

    init(_ field: Programme.Field) {
        initial = field.initial
        moves = field.moves
    }

    /// A record may begin with its initial state, or one move away from it.
    func mayBegin(with target: String, by author: Author) -> Bool {
        initial == .text(target) || allows(from: initial.text, to: target, by: author)
    }

    /// Where nothing is declared to be first, anything may be. The server itself is bound to no role.
    func allows(from current: String?, to target: String, by author: Author) -> Bool {
        guard let current else { return true }
        return moves.contains { move in
            move.from == current && move.to == target
                && (author.device == .server || move.by.map { $0.contains(author.role) } ?? true)
        }
    }
}
