internal import SyncModel

/// Change sets as columns: the sets, their bases, the order of their operations, then the operations by group (clause
/// W41).
enum ChangeSetColumns {
    static func write(_ sets: [ChangeSet], to writer: inout ColumnWriter) throws(WireFailure) {
        guard sets.count <= Limits.setsPerParcelMax else {
            throw WireFailure(.tooLarge, .tooMuch(.changeSets, max: Limits.setsPerParcelMax, in: .parcel))
        }
        guard sets.allSatisfy({ $0.operations.count <= Limits.operationsPerSetMax }) else {
            throw WireFailure(.tooLarge, .tooMuch(.records, max: Limits.operationsPerSetMax, in: .changeSet))
        }
        guard sets.allSatisfy({ $0.reason.utf8.count <= Limits.reasonBytesMax }) else {
            throw WireFailure(.tooLarge, .tooMuch(.bytes, max: Limits.reasonBytesMax, in: .reason))
        }
        writer.deltas(sets.lazy.map(\.edit.number))
        writer.bitmap(sets.map(\.stamp.sure))
        writer.deltas(sets.lazy.map(\.stamp.milliseconds))
        for set in sets { writer.count(set.operations.count) }
        writer.bitmap(sets.map { !$0.reason.isEmpty })
        for set in sets where !set.reason.isEmpty { writer.string(set.reason) }
        writeBases(sets, to: &writer)
        var order = GroupOrder()
        for set in sets {
            for operation in set.operations { order.add(operation) }
        }
        order.write(to: &writer)
        for group in order.groups { try OperationGroup.write(group.operations, to: &writer) }
    }

    static func read(_ count: Int, from reader: inout ColumnReader) throws(WireFailure) -> [ChangeSet] {
        let edits = try reader.deltas(count)
        let sure = try reader.bitmap(count)
        let times = try reader.deltas(count)
        let sizes = try reader.counts(count, max: Limits.operationsPerSetMax)
        let reasoned = try reader.bitmap(count)
        var reasons: [String] = []
        for row in 0..<count { reasons.append(reasoned[row] ? try reader.string(bytesMax: Limits.reasonBytesMax) : "") }
        let bases = try readBases(count, from: &reader)
        let operations = try GroupOrder.read(sizes.reduce(0, +), from: &reader)
        var next = 0
        return (0..<count).map { row in
            defer { next += sizes[row] }
            return ChangeSet(
                edit: EditNumber(UInt64(bitPattern: edits[row])),
                stamp: Stamp(sure: sure[row], milliseconds: times[row]),
                bases: bases[row],
                operations: Array(operations[next..<next + sizes[row]]),
                reason: reasons[row]
            )
        }
    }

    /// Most sets have the bases of the set before.
    private static func writeBases(_ sets: [ChangeSet], to writer: inout ColumnWriter) {
        var last: [Stream: Position] = [:]
        var isSame: [Bool] = []
        var others: [[(key: Stream, value: Position)]] = []
        for set in sets {
            isSame.append(set.bases == last)
            guard set.bases != last else { continue }
            last = set.bases
            others.append(set.bases.sorted { $0.key < $1.key })
        }
        writer.bitmap(isSame)
        for bases in others {
            writer.count(bases.count)
            for (stream, position) in bases {
                writer.stream(stream)
                writer.counts.append(position.number)
            }
        }
    }

    private static func readBases(
        _ count: Int,
        from reader: inout ColumnReader
    ) throws(WireFailure) -> [[Stream: Position]] {
        let isSame = try reader.bitmap(count)
        var bases: [[Stream: Position]] = []
        bases.reserveCapacity(count)
        var last: [Stream: Position] = [:]
        for row in 0..<count {
            if !isSame[row] {
                last = [:]
                for _ in 0..<(try reader.itemCount(max: Limits.streamsMax)) {
                    let stream = try reader.stream()
                    last[stream] = Position(try reader.wideCount())
                }
            }
            bases.append(last)
        }
        return bases
    }
}

/// Operations of the same collection, kind and scope make a group; the order is told by runs of group numbers (clause
/// W42).
private struct GroupOrder {
    struct Group {
        let collection: Int
        let kind: Operation.Kind
        let scope: Scope
        var operations: [Operation] = []

        func fits(_ operation: Operation) -> Bool {
            operation.collection == collection && operation.kind == kind && operation.scope == scope
        }
    }

    private struct Key: Hashable {
        let collection: Int
        let kind: Operation.Kind
        let scope: Scope
    }

    private(set) var groups: [Group] = []
    private var numbers: [Key: Int] = [:]
    private var runs: [(group: Int, length: Int)] = []

    mutating func add(_ operation: Operation) {
        let number: Int
        if let last = runs.last, groups[last.group].fits(operation) {
            runs[runs.count - 1].length += 1
            number = last.group
        } else {
            let key = Key(collection: operation.collection, kind: operation.kind, scope: operation.scope)
            number = numbers[key] ?? groups.count
            if number == groups.count {
                numbers[key] = number
                groups.append(Group(collection: operation.collection, kind: operation.kind, scope: operation.scope))
            }
            runs.append((number, 1))
        }
        groups[number].operations.append(operation)
    }

    func write(to writer: inout ColumnWriter) {
        writer.count(groups.count)
        for group in groups {
            writer.count(group.collection, below: Limits.collectionsMax)
            writer.count(Int(group.kind.rawValue))
            // A scope is written as its stream of the first lane.
            writer.stream(Stream(scope: group.scope, lane: .urgent))
        }
        writer.count(runs.count)
        for run in runs { writer.count(run.group) }
        for run in runs { writer.count(run.length) }
    }

    static func read(_ total: Int, from reader: inout ColumnReader) throws(WireFailure) -> [Operation] {
        var groups: [Group] = []
        for _ in 0..<(try reader.itemCount(max: total)) {
            let collection = try reader.count(max: Limits.collectionsMax - 1)
            guard let kind = Operation.Kind(rawValue: UInt8(try reader.count(max: 2))) else {
                throw ColumnReader.damaged
            }
            groups.append(Group(collection: collection, kind: kind, scope: try reader.stream().scope))
        }
        let runCount = try reader.itemCount(max: total)
        let runGroups = try reader.counts(runCount, max: groups.count - 1)
        let lengths = try reader.counts(runCount, max: total)
        var sizes = [Int](repeating: 0, count: groups.count)
        for (group, length) in zip(runGroups, lengths) { sizes[group] += length }
        guard lengths.reduce(0, +) == total else { throw ColumnReader.damaged }
        for index in groups.indices {
            let group = groups[index]
            groups[index].operations = try OperationGroup.read(
                sizes[index],
                of: group.collection,
                kind: group.kind,
                scope: group.scope,
                from: &reader
            )
        }
        if groups.count == 1 { return groups[0].operations }
        var next = [Int](repeating: 0, count: groups.count)
        var operations: [Operation] = []
        operations.reserveCapacity(total)
        for (group, length) in zip(runGroups, lengths) {
            operations.append(contentsOf: groups[group].operations[next[group]..<next[group] + length])
            next[group] += length
        }
        return operations
    }
}
