package import SyncModel

/// Values that stand side by side until a person decides.
package struct FieldConflict: Hashable, Sendable {
    /// The field's number; `nil` for the record's existence, whose candidates are 1 (kept) and 0 (deleted).
    package var field: Int?
    /// At least two; the one that is shown first, then the newest first.
    package var candidates: [Candidate]

    /// A conflict from its parts.
    package init(field: Int?, candidates: [Candidate]) {
        self.field = field
        self.candidates = candidates
    }
}

/// One of the values of a conflict.
package struct Candidate: Hashable, Sendable {
    /// The value that people choose or reject.
    package var value: Value
    /// The live writes that carry it, ordered by dot.
    package var writes: [LiveWrite]
    /// ``Dot/text`` of its newest write.
    package var key: String

    /// A candidate from its parts.
    package init(value: Value, writes: [LiveWrite], key: String) {
        self.value = value
        self.writes = writes
        self.key = key
    }
}

extension Merge {
    /// The open conflicts of a record: its existence first, then by field number; none while it is deleted (clause
    /// M25).
    package static func conflicts(_ state: RecordState, in collection: Programme.Collection) -> [FieldConflict] {
        openConflicts(state, in: collection).map { number in
            FieldConflict(field: number, candidates: candidates(number.map(state.field) ?? state.existence))
        }
    }

    static func openConflicts(_ state: RecordState, in collection: Programme.Collection) -> [Int?] {
        guard !state.isDeleted else { return [] }
        var open: [Int?] = []
        if state.existence.writes.contains(where: { $0.value == .deleted }) { open.append(nil) }
        for number in state.fields.indices where state.fields[number].writes.count > 1 {
            guard number < collection.fields.count else { continue }
            if hasConflict(state.fields[number], of: collection.fields[number], in: collection) { open.append(number) }
        }
        return open
    }

    /// Different values live under a rule that shows people both. Spellings of one natural key are no conflict: nobody
    /// may change them.
    static func hasConflict(
        _ field: FieldState,
        of declaration: Programme.Field,
        in collection: Programme.Collection
    ) -> Bool {
        switch declaration.rule {
        case .keepBoth, .appendOnly:
            guard let first = field.writes.first?.value, field.writes.contains(where: { $0.value != first }) else {
                return false
            }
            return !collection.key.contains(declaration.name)
        case .lastWriter, .counter, .set, .authority, .state, .computed, .min, .max: return false
        }
    }

    private static func candidates(_ field: FieldState) -> [Candidate] {
        var found: [(newest: LiveWrite, candidate: Candidate)] = []
        for write in field.writes {
            if let index = found.firstIndex(where: { $0.candidate.value == write.value }) {
                found[index].candidate.writes.append(write)
                if LiveWrite.isOlder(found[index].newest, write) { found[index].newest = write }
            } else {
                found.append((write, Candidate(value: write.value, writes: [write], key: "")))
            }
        }
        found.sort { LiveWrite.isOlder($1.newest, $0.newest) }
        return found.map { Candidate(value: $0.candidate.value, writes: $0.candidate.writes, key: $0.newest.dot.text) }
    }
}
