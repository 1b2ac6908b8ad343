package import SyncModel

extension Merge {
    /// The values that a record shows, by field number (clauses M8 to M15).
    package static func shown(_ state: RecordState, in collection: Programme.Collection) -> [Value] {
        collection.fields.indices.map { number in
            number < state.fields.count
                ? shown(state.fields[number], of: collection.fields[number])
                : shown(FieldState(), of: collection.fields[number])
        }
    }

    /// The value that a field shows: null without a live write, save that counters and states begin with their initial
    /// value.
    package static func shown(_ field: FieldState, of declaration: Programme.Field) -> Value {
        switch declaration.rule {
        case .counter: return .integer(total(field, from: declaration.initial.integer ?? 0))
        case .set:
            return field.writes.isEmpty ? .null : .text(SetText.write(field.writes.compactMap(\.value.text)))
        case .state: return chosen(field, declaration)?.value ?? declaration.initial
        case .keepBoth, .lastWriter, .appendOnly, .authority, .computed, .min, .max:
            return chosen(field, declaration)?.value ?? .null
        }
    }

    /// All live writes that carry the shown value, ordered as in the state; their dots are what
    /// ``FieldChange/replaces`` names.
    package static func shownWrites(_ field: FieldState, of declaration: Programme.Field) -> [LiveWrite] {
        switch declaration.rule {
        case .counter, .set: return field.writes
        case .state, .keepBoth, .lastWriter, .appendOnly, .authority, .computed, .min, .max:
            guard let value = chosen(field, declaration)?.value else { return [] }
            return field.writes.filter { $0.value == value }
        }
    }

    /// The live write that is shown; `nil` without live writes. Not for counters and sets, which show all of theirs.
    static func chosen(_ field: FieldState, _ declaration: Programme.Field) -> LiveWrite? {
        guard field.writes.count > 1 else { return field.writes.first }
        switch declaration.rule {
        case .keepBoth, .lastWriter, .appendOnly, .state, .computed, .counter, .set:
            return field.writes.max(by: LiveWrite.isOlder)
        case .authority:
            return field.writes.max { $0.level != $1.level ? $0.level < $1.level : LiveWrite.isOlder($0, $1) }
        case .min: return extreme(field, declaration.type) { $0 < $1 }
        case .max: return extreme(field, declaration.type) { $1 < $0 }
        }
    }

    /// The first by value; an emptied field is passed over while another live write has a value. Equal values: the
    /// latest.
    private static func extreme(
        _ field: FieldState,
        _ type: Programme.FieldType,
        isBefore: (NumericValue, NumericValue) -> Bool
    ) -> LiveWrite? {
        var best: LiveWrite?
        for write in field.writes {
            guard let known = best else {
                best = write
                continue
            }
            if known.value.isNull || write.value.isNull {
                if known.value.isNull, !write.value.isNull || LiveWrite.isOlder(known, write) { best = write }
                continue
            }
            let one = NumericValue(write.value, type)
            let other = NumericValue(known.value, type)
            if isBefore(one, other) || (!isBefore(other, one) && LiveWrite.isOlder(known, write)) { best = write }
        }
        return best
    }

    /// The sum of the addends; at the ends of 64 bits it stays there, whatever the order.
    private static func total(_ field: FieldState, from initial: Int64) -> Int64 {
        var total = Int128(initial)
        for write in field.writes { total += Int128(write.value.integer ?? 0) }
        return Int64(clamping: total)
    }
}

/// A value in the order of what it means: decimals by number, all others as ``Value`` has it.
struct NumericValue: Comparable {
    let value: Value
    let isDecimal: Bool

    init(_ value: Value, _ type: Programme.FieldType) {
        self.value = value
        isDecimal = type == .decimal
    }

    static func < (left: Self, right: Self) -> Bool {
        if left.isDecimal, let one = left.value.text, let other = right.value.text {
            return CanonicalText.isSmaller(one, other)
        }
        return left.value < right.value
    }
}
