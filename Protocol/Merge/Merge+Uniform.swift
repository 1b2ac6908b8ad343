package import SyncModel

/// The fast path: records that one creation wrote and nothing changed since (clause M29).
extension Merge {
    /// What ``apply(_:to:in:by:at:)`` gives for a plain creation with nothing there before.
    /// - Returns: `nil` if the operation is not that simple: let `apply` judge it.
    package static func uniform(
        _ operation: Operation,
        in collection: Programme.Collection,
        by author: Author,
        at position: Position
    ) -> UniformRecord? {
        guard operation.kind == .create, !operation.changes.isEmpty else { return nil }
        let count = collection.fields.count
        var values = [Value](repeating: .null, count: count)
        for index in operation.changes.indices {
            let number = operation.changes[index].field
            guard number >= 0, number < count, values[number].isNull else { return nil }
            switch (collection.fields[number].rule, operation.changes[index].action) {
            case (.keepBoth, .write(let written)), (.appendOnly, .write(let written)),
                (.lastWriter, .write(let written)),
                (.computed, .write(let written)), (.min, .write(let written)), (.max, .write(let written)),
                (.authority, .write(let written)):
                guard let value = written.only, !value.isNull else { return nil }
                values[number] = value
            case (.state, .write(let written)):
                guard let value = written.only, let target = value.text else { return nil }
                guard value != collection.fields[number].initial else { return nil }
                guard StateMachine(collection.fields[number]).mayBegin(with: target, by: author) else { return nil }
                values[number] = value
            case (.set, .elements(let adds, let removes)):
                guard removes.isEmpty else { return nil }
                if !adds.isEmpty { values[number] = .text(SetText.write(adds)) }
            case (.counter, .add(let addend)):
                guard addend != 0 else { return nil }
                values[number] = .integer(addend)
            case (.keepBoth, _), (.appendOnly, _), (.lastWriter, _), (.computed, _), (.min, _), (.max, _),
                (.authority, _),
                (.state, _), (.set, _), (.counter, _):
                return nil
            }
        }
        return UniformRecord(
            collection: operation.collection,
            record: operation.record,
            position: position,
            dot: Dot(device: author.device, edit: author.edit),
            stamp: author.stamp,
            level: author.level,
            values: values
        )
    }

    /// A uniform record with all its live writes, as `apply` gives them.
    package static func expand(
        _ record: UniformRecord,
        in collection: Programme.Collection,
        stream: Stream
    ) -> RecordState {
        let kept = write(.kept, of: record)
        var state = RecordState(
            collection: record.collection,
            record: record.record,
            stream: stream,
            position: record.position,
            wholeFrom: record.position,
            existence: FieldState(writes: [kept], changedAt: record.position)
        )
        let count = max(record.values.count, collection.fields.count)
        state.fields = [FieldState](repeating: FieldState(), count: count)
        for (number, value) in record.values.enumerated() where !value.isNull {
            var writes: [LiveWrite] = []
            if number < collection.fields.count, collection.fields[number].rule == .set, let text = value.text {
                writes = (SetText.read(text) ?? []).map { write(.text($0), of: record) }
            } else {
                writes = [write(value, of: record)]
            }
            if !writes.isEmpty { state.fields[number] = FieldState(writes: writes, changedAt: record.position) }
        }
        return state
    }

    /// The short form of a state.
    /// - Returns: `nil` if more than one creation is in it.
    package static func uniform(of state: RecordState, in collection: Programme.Collection) -> UniformRecord? {
        guard state.moves == 0, state.wholeFrom == state.position, state.existence.writes.count == 1 else { return nil }
        let kept = state.existence.writes[0]
        guard kept.value == .kept, kept.dot.index == 0, state.existence.changedAt == state.position else { return nil }
        let sample = LiveWrite(
            value: .null,
            dot: kept.dot,
            stamp: kept.stamp,
            level: kept.level,
            position: state.position
        )
        guard isAlike(kept, sample) else { return nil }
        var values = [Value](repeating: .null, count: max(state.fields.count, collection.fields.count))
        for (number, field) in state.fields.enumerated() {
            guard field.changedAt == (field.writes.isEmpty ? .zero : state.position) else { return nil }
            guard field.writes.allSatisfy({ isAlike($0, sample) && !$0.value.isNull }) else { return nil }
            if number < collection.fields.count, collection.fields[number].rule == .set {
                if !field.writes.isEmpty {
                    values[number] = .text(SetText.write(field.writes.compactMap(\.value.text)))
                }
            } else if let only = field.writes.first {
                guard field.writes.count == 1,
                    number >= collection.fields.count || !isUnwritten(only.value, collection.fields[number])
                else { return nil }
                values[number] = only.value
            }
        }
        return UniformRecord(
            collection: state.collection,
            record: state.record,
            position: state.position,
            dot: kept.dot,
            stamp: kept.stamp,
            level: kept.level,
            values: values
        )
    }

    /// What a field shows that nothing was written into. A short form that had it written could not be told from one
    /// that has not, where only what is shown is kept.
    private static func isUnwritten(_ value: Value, _ field: Programme.Field) -> Bool {
        switch field.rule {
        case .counter: value == .integer(0)
        case .state: value == field.initial
        case .keepBoth, .appendOnly, .lastWriter, .computed, .min, .max, .authority, .set: false
        }
    }

    private static func write(_ value: Value, of record: UniformRecord) -> LiveWrite {
        LiveWrite(value: value, dot: record.dot, stamp: record.stamp, level: record.level, position: record.position)
    }

    private static func isAlike(_ write: LiveWrite, _ sample: LiveWrite) -> Bool {
        write.dot == sample.dot && write.stamp == sample.stamp && write.level == sample.level
            && write.position == sample.position
            && write.elsewhere.isEmpty
    }
}
