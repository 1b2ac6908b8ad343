import SyncMerge
import SyncModel

/// What a history must come to, told from what each edit had seen alone: no positions, no order, none of the merge's
/// own code.
struct Oracle: Hashable {
    struct Live: Hashable {
        var value: Value
        var dot: Dot
    }

    var isDeleted: Bool
    var deletes: [Dot] = []
    var fields: [[Live]] = []
    var shown: [Value] = []
    /// Of each field, the values that stand side by side.
    var conflicts: [[Value]] = []
    var isExistenceContested = false

    init(_ history: History) {
        let edits = history.edits
        let kept = edits.indices.filter { index in
            (edits[index].kind != .delete) && !edits.indices.contains { history.saw($0, index) }
        }
        let deletes = edits.indices.filter { index in
            edits[index].kind == .delete
                && !edits.indices.contains { edits[$0].kind != .update && history.saw($0, index) }
        }
        self.deletes = deletes.map { history.dot($0) }.sorted()
        switch history.collection.delete {
        case .editWins, .forbid: isDeleted = kept.isEmpty
        case .deleteWins: isDeleted = !deletes.isEmpty || kept.isEmpty
        }
        isExistenceContested = !isDeleted && !deletes.isEmpty
        for field in history.collection.fields {
            var live: [(live: Live, edit: Int)] = []
            for index in edits.indices {
                for (place, value) in Self.values(edits[index], field).enumerated() {
                    let dot = history.dot(index, field.rule == .set ? 0 : place)
                    let isReplaced = edits.indices.contains { Self.removes($0, index, dot, value, field, history) }
                    if !isReplaced { live.append((Live(value: value, dot: dot), index)) }
                }
            }
            fields.append(live.map(\.live).sorted { $0.dot != $1.dot ? $0.dot < $1.dot : $0.value < $1.value })
            shown.append(Self.shown(live, field, edits))
            let values = Set(live.map(\.live.value)).sorted()
            conflicts.append(field.rule == .keepBoth && values.count > 1 && !isDeleted ? values : [])
        }
    }

    /// What the merge made of it, in the same terms.
    init(_ state: RecordState, _ collection: Programme.Collection) {
        isDeleted = state.isDeleted
        deletes = state.existence.writes.filter { $0.value == .integer(0) }.map(\.dot)
        fields = state.fields.map { $0.writes.map { Live(value: $0.value, dot: $0.dot) } }
        shown = Merge.shown(state, in: collection)
        conflicts = collection.fields.map { _ in [] }
        for conflict in Merge.conflicts(state, in: collection) {
            if let field = conflict.field {
                conflicts[field] = conflict.candidates.map(\.value).sorted()
            } else {
                isExistenceContested = true
            }
        }
    }

    private static func values(_ edit: History.Edit, _ field: Programme.Field) -> [Value] {
        guard let change = edit.changes.first(where: { $0.field == field.number }) else { return [] }
        switch change.action {
        case .write(let values): return Array(values)
        case .add(let addend): return [.integer(addend)]
        case .elements(let adds, _): return adds.map { .text($0) }
        }
    }

    /// Does an edit take away a value that another wrote?
    private static func removes(
        _ index: Int,
        _ author: Int,
        _ dot: Dot,
        _ value: Value,
        _ field: Programme.Field,
        _ history: History
    ) -> Bool {
        let edit = history.edits[index]
        guard history.saw(index, author), edit.kind == .create || edit.kind == .update else { return false }
        let change = edit.changes.first { $0.field == field.number }
        if let replaces = change?.replaces { return replaces.contains(dot) }
        if field.rule == .authority, edit.level < history.edits[author].level { return false }
        if edit.kind == .create { return true }
        switch change?.action {
        case nil, .add: return false
        case .write: return true
        case .elements(let adds, let removes): return (adds + removes).contains { .text($0) == value }
        }
    }

    private static func shown(
        _ live: [(live: Live, edit: Int)],
        _ field: Programme.Field,
        _ edits: [History.Edit]
    ) -> Value {
        let latest = live.sorted { one, other in
            let (left, right) = (edits[one.edit], edits[other.edit])
            if field.rule == .authority, left.level != right.level { return left.level > right.level }
            if left.milliseconds != right.milliseconds { return left.milliseconds > right.milliseconds }
            return one.live.dot > other.live.dot
        }
        let values = live.map(\.live.value)
        switch field.rule {
        case .counter: return .integer(values.reduce(0) { $0 + ($1.integer ?? 0) })
        case .set: return values.isEmpty ? .null : .text(SetText.write(values.compactMap(\.text)))
        case .min: return values.filter { !$0.isNull }.min() ?? .null
        case .max: return values.filter { !$0.isNull }.max() ?? .null
        case .keepBoth, .lastWriter, .appendOnly, .authority, .state, .computed:
            return latest.first?.live.value ?? .null
        }
    }
}
