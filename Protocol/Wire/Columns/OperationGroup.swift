internal import SyncModel

/// The operations of one group: names, exceptions, a column for each field, and the changes that fit no column (clause
/// W43).
enum OperationGroup {
    static func write(_ operations: [Operation], to writer: inout ColumnWriter) throws(WireFailure) {
        writer.records(operations.map(\.record))
        writeExceptions(operations, to: &writer)
        var columns = ChangeColumns(rows: operations.count)
        for (row, operation) in operations.enumerated() {
            var last = -1
            for change in operation.changes {
                guard change.field > last, change.field < Limits.fieldsMax else {
                    throw WireFailure(.internalError, .unmade(.changeSet))
                }
                last = change.field
                columns.add(change, row: row)
            }
        }
        columns.write(to: &writer)
    }

    static func read(
        _ length: Int,
        of collection: Int,
        kind: Operation.Kind,
        scope: Scope,
        from reader: inout ColumnReader
    ) throws(WireFailure) -> [Operation] {
        let ids = try reader.records(length)
        let exceptions = try readExceptions(length, from: &reader)
        let changes = try ChangeColumns.read(length, from: &reader)
        var operations: [Operation] = []
        operations.reserveCapacity(length)
        for (id, changes) in zip(ids, changes) {
            operations.append(Operation(collection: collection, record: id, kind: kind, scope: scope, changes: changes))
        }
        for exception in exceptions {
            operations[exception.row].base = exception.base
            operations[exception.row].seen = exception.seen
        }
        return operations
    }

    private typealias Exception = (row: Int, base: Position?, seen: [Dot])

    private static func writeExceptions(_ operations: [Operation], to writer: inout ColumnWriter) {
        let rows = operations.indices.filter { operations[$0].base != nil || !operations[$0].seen.isEmpty }
        writer.count(rows.count)
        for row in rows {
            writer.count(row)
            writer.base(operations[row].base)
            writer.dots(operations[row].seen)
        }
    }

    private static func readExceptions(
        _ length: Int,
        from reader: inout ColumnReader
    ) throws(WireFailure) -> [Exception] {
        var exceptions: [Exception] = []
        for _ in 0..<(try reader.itemCount(max: length)) {
            let row = try reader.count()
            guard row < length else { throw ColumnReader.damaged }
            exceptions.append((row, try reader.base(), try reader.dots()))
        }
        return exceptions
    }
}

extension ColumnWriter {
    /// Whether there is one, and which.
    mutating func base(_ base: Position?) {
        count(base == nil ? 0 : 1)
        if let base { counts.append(base.number) }
    }

    mutating func dots(_ dots: [Dot]) {
        count(dots.count)
        for dot in dots {
            device(dot.device)
            counts.append(dot.edit.number)
            counts.append(UInt64(dot.index))
        }
    }
}

extension ColumnReader {
    mutating func base() throws(WireFailure) -> Position? {
        try count(max: 1) == 0 ? nil : Position(try wideCount())
    }

    mutating func dots() throws(WireFailure) -> [Dot] {
        var dots: [Dot] = []
        for _ in 0..<(try itemCount(max: Limits.writesPerFieldMax)) {
            let device = try device()
            let edit = EditNumber(try wideCount())
            dots.append(Dot(device: device, edit: edit, index: UInt32(try count(max: Int(UInt32.max)))))
        }
        return dots
    }
}
