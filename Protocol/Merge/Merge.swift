package import SyncModel

/// What an accepted operation made of a record.
package struct Merged: Hashable, Sendable {
    /// The record after it.
    package var state: RecordState
    /// The numbers of the fields whose live writes changed, increasing.
    package var changed: [Int]
    /// Conflicts that were not open before: field numbers increasing, `nil` for the record's existence, which comes
    /// first.
    package var opened: [Int?]
    /// Conflicts that are open no more, in the same order.
    package var closed: [Int?]

    /// An outcome from its parts.
    package init(state: RecordState, changed: [Int], opened: [Int?] = [], closed: [Int?] = []) {
        self.state = state
        self.changed = changed
        self.opened = opened
        self.closed = closed
    }
}

/// Merging: pure functions, the same on devices, server and simulator (clauses M1–M29 of the specification).
package enum Merge {
    /// What an operation makes of a record.
    ///
    /// ``Validation/check(_:in:isServer:)`` comes first: here only those rules are enforced that need the record's
    /// state.
    /// - Parameters:
    ///   - state: what is known of the record, tombstones included; `nil` if it never existed.
    ///   - place: the record's stream, or the target stream of a creation, and the position that the operation gets
    ///     there.
    /// - Throws: why nothing of the operation may be applied.
    package static func apply(
        _ operation: Operation,
        to state: RecordState?,
        in collection: Programme.Collection,
        by author: Author,
        at place: Place
    ) throws(Refusal) -> Merged {
        let before = state.flatMap { $0.existence.writes.isEmpty ? nil : $0 }
        if before == nil, operation.kind != .create {
            throw Refusal(
                .gone,
                .record(operation.kind == .delete ? .nothingToDelete : .nothingToChange),
                at: collection.name,
                collection: collection.number,
                record: operation.record
            )
        }
        var merging = Merging(operation, to: before, in: collection, by: author, at: place)
        try merging.run()
        return merging.outcome()
    }

    /// A record moves to another stream (clauses M26, S7).
    ///
    /// Every live write stays visible where it was and becomes visible at the new place too, so whoever had seen it
    /// still has.
    package static func move(_ state: RecordState, to place: Place) -> RecordState {
        var moved = state
        moved.stream = place.stream
        moved.position = place.position
        moved.wholeFrom = place.position
        moved.moves = state.moves == .max ? .max : state.moves + 1
        moved.existence = move(state.existence, from: state.stream, to: place.position)
        moved.fields = state.fields.map { move($0, from: state.stream, to: place.position) }
        return moved
    }

    private static func move(_ field: FieldState, from stream: Stream, to position: Position) -> FieldState {
        // Positions of the old stream say nothing in the new one, so a field that ever changed has changed here.
        var moved = FieldState(writes: field.writes, changedAt: field.changedAt == .zero ? .zero : position)
        for index in moved.writes.indices {
            let old = Place(stream: stream, position: moved.writes[index].position)
            moved.writes[index].position = position
            // Whoever has seen the smallest position in a stream is all that the seen-test asks: one place per stream
            // is enough.
            if let known = moved.writes[index].elsewhere.firstIndex(where: { $0.stream == stream }) {
                if old.position < moved.writes[index].elsewhere[known].position {
                    moved.writes[index].elsewhere[known] = old
                }
            } else {
                moved.writes[index].elsewhere.append(old)
            }
        }
        return moved
    }
}
