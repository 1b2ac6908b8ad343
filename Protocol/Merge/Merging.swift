import SyncModel

/// One operation on its way into one record.
struct Merging {
    let operation: Operation
    let collection: Programme.Collection
    let author: Author
    let position: Position
    let before: RecordState?
    let context: CausalContext
    var state: RecordState
    /// By field number: its live writes changed.
    var isChanged: [Bool]

    init(
        _ operation: Operation,
        to before: RecordState?,
        in collection: Programme.Collection,
        by author: Author,
        at place: Place
    ) {
        self.operation = operation
        self.collection = collection
        self.author = author
        self.before = before
        position = place.position
        state =
            before
            ?? RecordState(collection: operation.collection, record: operation.record, stream: place.stream)
        let missing = collection.fields.count - state.fields.count
        if missing > 0 { state.fields += [FieldState](repeating: FieldState(), count: missing) }
        isChanged = [Bool](repeating: false, count: state.fields.count)
        context = CausalContext(operation, lane: collection.lane, present: state.stream, by: author)
    }

    mutating func run() throws(Refusal) {
        try checkSeal()
        switch operation.kind {
        case .create: try create()
        case .update:
            for change in operation.changes { try apply(change) }
            keep(removingDeletes: false)
        case .delete:
            try checkDelete()
            delete()
        }
        state.position = position
        if before == nil || (before?.isDeleted == true && !state.isDeleted) { state.wholeFrom = position }
    }

    func outcome() -> Merged {
        let changed = isChanged.indices.filter { isChanged[$0] }
        let old = before.map { Merge.openConflicts($0, in: collection) } ?? []
        let new = Merge.openConflicts(state, in: collection)
        return Merged(
            state: state,
            changed: changed,
            opened: new.isEmpty ? [] : new.filter { !old.contains($0) },
            closed: old.isEmpty ? [] : old.filter { !new.contains($0) }
        )
    }

    /// A creation, a re-creation, a twin by natural key, or the decision to keep (clauses M21 to M23).
    private mutating func create() throws(Refusal) {
        if operation.changes.isEmpty, before != nil {
            keep(removingDeletes: true)
            return
        }
        try checkRequired()
        // What a creation has seen was part of a deleted record: it begins anew, and only what it had not seen stays
        // beside it.
        let level = author.level
        for number in state.fields.indices where !state.fields[number].writes.isEmpty {
            let rule = rule(of: number)
            guard !operation.changes.contains(where: { $0.field == number && $0.replaces != nil }) else { continue }
            let context = operation.changes.first { $0.field == number }.map(context.of) ?? context
            remove(from: number) { context.covers($0) && (rule != .authority || $0.level <= level) }
        }
        for change in operation.changes { try apply(change) }
        keep(removingDeletes: true)
    }

    /// The rule of a field; a field that this version of the programme does not know keeps what it is given.
    func rule(of number: Int) -> Programme.Rule {
        number < collection.fields.count ? collection.fields[number].rule : .keepBoth
    }

    /// The record is kept: every creation and every edit says so (clause M18).
    private mutating func keep(removingDeletes: Bool) {
        let context = context
        var existence = state.existence
        existence.remove { ($0.value == .kept || removingDeletes) && context.covers($0) }
        // Where the programme lets a delete win, an edit beside it changes fields but brings nothing back.
        let isOutdone = collection.delete == .deleteWins && existence.writes.contains { $0.value == .deleted }
        if !isOutdone { _ = existence.insert(write(.kept, index: 0), supersedes: { _ in true }) }
        set(existence)
    }

    /// The record is deleted (clauses M19 and M20).
    private mutating func delete() {
        let context = context
        let wins = collection.delete == .deleteWins
        var existence = state.existence
        existence.remove { context.covers($0) || (wins && $0.value == .kept) }
        _ = existence.insert(write(.deleted, index: 0), supersedes: { _ in true })
        set(existence)
    }

    private mutating func set(_ existence: FieldState) {
        guard existence.writes != state.existence.writes else { return }
        state.existence = FieldState(writes: existence.writes, changedAt: position)
    }

    func write(_ value: Value, index: UInt32) -> LiveWrite {
        LiveWrite(
            value: value,
            dot: Dot(device: author.device, edit: author.edit, index: index),
            stamp: author.stamp,
            level: author.level,
            position: position
        )
    }

    func refusal(_ code: RefusalCode, _ problem: ChangeProblem, field: Int? = nil) -> Refusal {
        let name = field.map { $0 < collection.fields.count ? ".\(collection.fields[$0].name)" : ".\($0)" } ?? ""
        return Refusal(
            code,
            problem,
            at: collection.name + name,
            collection: collection.number,
            record: operation.record,
            field: field
        )
    }
}

extension Value {
    /// In the record's existence: an edit or a creation.
    static let kept = Self.integer(1)
    /// In the record's existence: a delete.
    static let deleted = Self.integer(0)
}

extension FieldState {
    /// Removes live writes.
    /// - Returns: whether there were any.
    @discardableResult
    mutating func remove(where isRemoved: (LiveWrite) -> Bool) -> Bool {
        guard writes.contains(where: isRemoved) else { return false }
        writes.removeAll(where: isRemoved)
        return true
    }

    /// Adds a live write in its place, unless it is there already or a later edit of the same device supersedes it
    /// (clause M7).
    /// - Returns: whether it was added.
    mutating func insert(_ write: LiveWrite, supersedes isSameTarget: (LiveWrite) -> Bool) -> Bool {
        var place = writes.count
        for index in writes.indices.reversed() {
            let other = writes[index]
            if other.dot == write.dot, other.value == write.value { return false }
            if other.dot.device == write.dot.device, other.dot.edit > write.dot.edit, isSameTarget(other) {
                return false
            }
            let isAfter = other.dot != write.dot ? write.dot < other.dot : write.value < other.value
            if isAfter { place = index }
        }
        writes.insert(write, at: place)
        return true
    }
}
