import SyncMerge
import SyncModel

/// Two edits of one record inside one change set become one operation: a set names a record once.
enum DraftMerging {
    static func combine(_ first: Operation, _ second: Operation) -> Operation {
        if second.kind == .delete || first.kind == .delete {
            var combined = second
            combined.base = [first.base, second.base].compactMap { $0 }.min()
            return combined
        }
        var combined = first
        for change in second.changes {
            if let place = combined.changes.firstIndex(where: { $0.field == change.field }) {
                combined.changes[place].action = combine(combined.changes[place].action, change.action)
                combined.changes[place].seen += change.seen
            } else {
                let place = combined.changes.firstIndex { $0.field > change.field } ?? combined.changes.count
                combined.changes.insert(change, at: place)
            }
        }
        return combined
    }

    private static func combine(_ first: FieldAction, _ second: FieldAction) -> FieldAction {
        switch (first, second) {
        case (.add(let one), .add(let two)):
            let (sum, isOutside) = one.addingReportingOverflow(two)
            return .add(isOutside ? (two < 0 ? .min : .max) : sum)
        case (.elements(let add, let remove), .elements(let addMore, let removeMore)):
            func without(_ list: [String], _ other: [String]) -> [String] {
                let other = Set(other.map(ExactText.init))
                return list.filter { !other.contains(ExactText($0)) }
            }
            return .elements(
                add: without(without(add, removeMore), addMore) + addMore,
                remove: without(without(remove, addMore), removeMore) + removeMore
            )
        case (.write, _), (.add, _), (.elements, _): return second
        }
    }

    /// What an edit does to a field that shows a value; `nil` for nothing.
    static func action(_ edit: FieldEdit, _ shown: Value, _ field: Programme.Field) -> FieldAction? {
        switch edit {
        case .set(let value):
            // An emptied state shows its initial value again, which nobody can write as nothing.
            return Merge.action(from: shown, to: value, of: field)
        case .add(let number):
            guard field.rule.isSum else {
                let (sum, isOutside) = (shown.integer ?? 0).addingReportingOverflow(number)
                return field.type == .integer && !isOutside
                    ? Merge.action(from: shown, to: .integer(sum), of: field) : .add(number)
            }
            return number == 0 ? nil : .add(number)
        case .elements(let add, let remove):
            guard field.rule.hasElements else { return .elements(add: add, remove: remove) }
            let has = shown.text.flatMap { SetText.read($0) } ?? []
            let (shown, added) = (Set(has.map(ExactText.init)), Set(add.map(ExactText.init)))
            // An element that is shown already is no edit, nor is one that goes and was never there.
            let adds = add.filter { !shown.contains(ExactText($0)) }
            let removes = remove.filter { shown.contains(ExactText($0)) && !added.contains(ExactText($0)) }
            return adds.isEmpty && removes.isEmpty ? nil : .elements(add: adds, remove: removes)
        }
    }

    /// Unit: bytes, never less than the change takes before compression.
    static func size(_ change: FieldChange) -> Int {
        let names = ((change.replaces?.count ?? 0) + change.seen.count) * 26 + 24
        switch change.action {
        case .write(let values): return names + values.reduce(0) { $0 + ($1.text?.utf8.count ?? 10) + 4 }
        case .elements(let add, let remove): return names + (add + remove).reduce(0) { $0 + $1.utf8.count + 4 }
        case .add: return names + 10
        }
    }
}
