package import SyncModel

extension Merge {
    /// The action that brings a field from one shown value to another.
    ///
    /// For a creation the old value is null, or a counter's initial value, which null stands for.
    /// - Returns: `nil` if there is nothing to do.
    package static func action(from old: Value, to new: Value, of field: Programme.Field) -> FieldAction? {
        switch field.rule {
        case .counter:
            let initial = field.initial.integer ?? 0
            let (addend, isOutside) = (new.integer ?? initial).subtractingReportingOverflow(old.integer ?? initial)
            // Beyond 64 bits there is no such addend; the value as it stands is then refused with a sentence.
            return isOutside
                ? .write(WrittenValues(new)) : addend == 0 && !(old.isNull && !new.isNull) ? nil : .add(addend)
        case .set:
            let had = elements(old)
            let has = elements(new)
            guard let had, let has else { return old == new ? nil : .write(WrittenValues(new)) }
            if had.isEmpty { return has.isEmpty ? nil : .elements(add: has, remove: []) }
            let (old, new) = (Set(had.map(ExactText.init)), Set(has.map(ExactText.init)))
            let adds = has.filter { !old.contains(ExactText($0)) }
            let removes = had.filter { !new.contains(ExactText($0)) }
            return adds.isEmpty && removes.isEmpty ? nil : .elements(add: adds, remove: removes)
        case .keepBoth, .lastWriter, .appendOnly, .authority, .state, .computed, .min, .max:
            return old == new ? nil : .write(WrittenValues(new))
        }
    }

    private static func elements(_ value: Value) -> [String]? {
        switch value {
        case .null: []
        case .text(let text): SetText.read(text).map { unique($0) }
        case .integer: nil
        }
    }

    private static func unique(_ elements: [String]) -> [String] {
        // As a rule they stand in the order of their canonical text, and then none stands twice.
        if zip(elements, elements.dropFirst()).allSatisfy(SetText.isBefore) { return elements }
        var seen: Set<ExactText> = []
        return elements.filter { seen.insert(ExactText($0)).inserted }
    }
}
