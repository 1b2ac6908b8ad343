internal import SyncModel

/// The records of a page of which live writes are told one by one (clause W37).
enum DeltaColumns {
    static func write(_ deltas: [RecordDelta], to writer: inout ColumnWriter, after: Position) {
        writer.count(deltas.count)
        guard !deltas.isEmpty else { return }
        for delta in deltas { writer.count(delta.collection, below: Limits.collectionsMax) }
        writer.positions(deltas.lazy.map(\.position), from: after)
        writer.records(deltas.map(\.record))
        for delta in deltas { writer.numbers.append(difference(delta.position, delta.wholeFrom)) }
        for delta in deltas { writer.counts.append(UInt64(delta.moves)) }
        writer.bitmap(deltas.map(\.isWhole))
        writer.bitmap(deltas.map { $0.existence != nil })
        for delta in deltas { writer.count(delta.fields.count) }
        for delta in deltas { for field in delta.fields { writer.count(field.number, below: Limits.fieldsMax) } }
        let states = deltas.flatMap { delta in
            let all =
                (delta.existence.map { [(field: nil as Int?, state: $0)] } ?? [])
                + delta.fields.map { ($0.number, $0.state) }
            return all.map {
                NamedState(collection: delta.collection, field: $0.field, position: delta.position, state: $0.state)
            }
        }
        write(states, to: &writer)
    }

    private struct NamedState {
        let collection: Int
        let field: Int?
        let position: Position
        let state: FieldState
    }

    private static func write(_ states: [NamedState], to writer: inout ColumnWriter) {
        for state in states { writer.numbers.append(difference(state.position, state.state.changedAt)) }
        for state in states { writer.count(state.state.writes.count) }
        let writes = states.flatMap(\.state.writes)
        writer.marks(writes.map { (dot: $0.dot, stamp: $0.stamp, level: $0.level) })
        for state in states {
            for write in state.state.writes { writer.numbers.append(difference(state.position, write.position)) }
        }
        for write in writes { writer.count(write.elsewhere.count) }
        for write in writes {
            for place in write.elsewhere {
                writer.stream(place.stream)
                writer.counts.append(place.position.number)
            }
        }
        var columns = ColumnOrder()
        for (row, state) in states.enumerated() { columns.add(row, collection: state.collection, field: state.field) }
        for rows in columns.rows { writer.values(rows.flatMap { states[$0].state.writes.map(\.value) }) }
    }

    static func read(from reader: inout ColumnReader, after: Position, max: Int) throws(WireFailure) -> [RecordDelta] {
        let count = try reader.itemCount(max: max)
        guard count > 0 else { return [] }
        let collections = try reader.counts(count, max: Limits.collectionsMax - 1)
        let positions = try reader.positions(count, from: after)
        let ids = try reader.records(count)
        let wholeFrom = Array(try reader.numbers(count))
        let moves = try reader.counts(count, max: Int(UInt32.max))
        let isWhole = try reader.bitmap(count)
        let hasExistence = try reader.bitmap(count)
        let fieldCounts = try reader.counts(count, max: Limits.fieldsMax)
        let numbers = try reader.counts(fieldCounts.reduce(0, +), max: Limits.fieldsMax - 1)
        var names: [NamedState] = []
        names.reserveCapacity(numbers.count + count)
        var next = 0
        for row in 0..<count {
            func add(_ field: Int?) {
                names.append(
                    NamedState(
                        collection: collections[row],
                        field: field,
                        position: positions[row],
                        state: FieldState()
                    )
                )
            }
            if hasExistence[row] { add(nil) }
            for number in numbers[next..<next + fieldCounts[row]] { add(number) }
            next += fieldCounts[row]
        }
        var states = try readStates(names, from: &reader).makeIterator()
        next = 0
        return (0..<count).map { row in
            let existence = hasExistence[row] ? states.next() : nil
            let fields = numbers[next..<next + fieldCounts[row]].map {
                NumberedField(number: $0, state: states.next() ?? FieldState())
            }
            next += fieldCounts[row]
            return RecordDelta(
                collection: collections[row],
                record: ids[row],
                position: positions[row],
                wholeFrom: position(positions[row], minus: wholeFrom[row]),
                moves: UInt32(moves[row]),
                isWhole: isWhole[row],
                existence: existence,
                fields: fields
            )
        }
    }

    private static func readStates(
        _ names: [NamedState],
        from reader: inout ColumnReader
    ) throws(WireFailure) -> [FieldState] {
        let changedAt = try reader.numbers(names.count)
        let writeCounts = try reader.counts(names.count, max: Limits.writesPerFieldMax)
        let total = writeCounts.reduce(0, +)
        let marks = try reader.marks(total)
        let positions = Array(try reader.numbers(total))
        let placeCounts = try reader.counts(total, max: Limits.writesPerFieldMax)
        var elsewhere: [[Place]] = []
        elsewhere.reserveCapacity(total)
        for count in placeCounts {
            var places: [Place] = []
            for _ in 0..<count {
                let stream = try reader.stream()
                places.append(Place(stream: stream, position: Position(try reader.wideCount())))
            }
            elsewhere.append(places)
        }
        var columns = ColumnOrder()
        for (row, name) in names.enumerated() { columns.add(row, collection: name.collection, field: name.field) }
        var values = [[Value]](repeating: [], count: names.count)
        for rows in columns.rows {
            let column = try reader.values(rows.reduce(0) { $0 + writeCounts[$1] })
            var start = 0
            for row in rows {
                values[row] = Array(column[start..<start + writeCounts[row]])
                start += writeCounts[row]
            }
        }
        var next = 0
        return names.indices.map { row in
            let writes = values[row].enumerated().map { index, value in
                let mark = marks[next + index]
                return LiveWrite(
                    value: value,
                    dot: mark.dot,
                    stamp: mark.stamp,
                    level: mark.level,
                    position: position(names[row].position, minus: positions[next + index]),
                    elsewhere: elsewhere[next + index]
                )
            }
            next += writes.count
            return FieldState(
                writes: writes,
                changedAt: position(names[row].position, minus: changedAt[changedAt.startIndex + row])
            )
        }
    }

    private static func difference(_ position: Position, _ other: Position) -> Int64 {
        Int64(bitPattern: position.number &- other.number)
    }

    private static func position(_ position: Position, minus difference: Int64) -> Position {
        Position(position.number &- UInt64(bitPattern: difference))
    }
}

/// The states of one field of one collection make a column, in the order of their first appearance.
private struct ColumnOrder {
    private(set) var rows: [[Int]] = []
    private var columns: [Int: Int] = [:]

    mutating func add(_ row: Int, collection: Int, field: Int?) {
        let key = collection * (Limits.fieldsMax + 1) + (field ?? Limits.fieldsMax)
        let column = columns[key] ?? rows.count
        if column == rows.count {
            columns[key] = column
            rows.append([])
        }
        rows[column].append(row)
    }
}

/// The records of a page that ended (clause W38).
enum GoneColumns {
    static func write(_ gone: [GoneRecord], to writer: inout ColumnWriter, after: Position) {
        writer.count(gone.count)
        guard !gone.isEmpty else { return }
        for record in gone { writer.count(record.collection, below: Limits.collectionsMax) }
        writer.positions(gone.lazy.map(\.position), from: after)
        writer.records(gone.map(\.record))
        for record in gone { writer.counts.append(UInt64(record.moves)) }
        writer.bitmap(gone.map(\.moved))
    }

    static func read(from reader: inout ColumnReader, after: Position, max: Int) throws(WireFailure) -> [GoneRecord] {
        let count = try reader.itemCount(max: max)
        guard count > 0 else { return [] }
        let collections = try reader.counts(count, max: Limits.collectionsMax - 1)
        let positions = try reader.positions(count, from: after)
        let ids = try reader.records(count)
        let moves = try reader.counts(count, max: Int(UInt32.max))
        let moved = try reader.bitmap(count)
        return (0..<count).map { row in
            GoneRecord(
                collection: collections[row],
                record: ids[row],
                position: positions[row],
                moves: UInt32(moves[row]),
                moved: moved[row]
            )
        }
    }
}
