internal import SyncModel

/// What an action does, as a number.
enum ActionCode: Int {
    case write = 0
    case elements = 1
    case add = 2

    init(_ action: FieldAction) {
        switch action {
        case .write: self = .write
        case .elements: self = .elements
        case .add: self = .add
        }
    }
}

/// The changes of a group of operations: a column for each field, and apart what fits none.
///
/// A column holds writes of one value, additions to a set, or additions to a counter, whichever its field had first.
struct ChangeColumns {
    private struct Column {
        let field: Int
        let action: ActionCode
        var isPresent: [Bool]
        var values: [Value] = []
        var elements: [[String]] = []
        var addends: [Int64] = []
    }

    private let rowCount: Int
    private var columns: [Column] = []
    private var columnOfField: [Int] = []
    private var others = OtherChanges()

    init(rows: Int) {
        rowCount = rows
    }

    mutating func add(_ change: FieldChange, row: Int) {
        guard Self.isPlain(change) else {
            others.add(change, row: row)
            return
        }
        while columnOfField.count <= change.field { columnOfField.append(-1) }
        var column = columnOfField[change.field]
        if column < 0 {
            column = columns.count
            columnOfField[change.field] = column
            let isPresent = [Bool](repeating: false, count: rowCount)
            columns.append(Column(field: change.field, action: ActionCode(change.action), isPresent: isPresent))
        }
        switch (change.action, columns[column].action) {
        case (.write(let values), .write): if let value = values.only { columns[column].values.append(value) }
        case (.elements(let elements, _), .elements): columns[column].elements.append(elements)
        case (.add(let addend), .add): columns[column].addends.append(addend)
        case (.write, _), (.elements, _), (.add, _):
            others.add(change, row: row)
            return
        }
        columns[column].isPresent[row] = true
    }

    private static func isPlain(_ change: FieldChange) -> Bool {
        guard change.replaces == nil, change.base == nil, change.seen.isEmpty else { return false }
        switch change.action {
        case .write(let values): return values.only != nil
        case .elements(_, let removed): return removed.isEmpty
        case .add: return true
        }
    }

    func write(to writer: inout ColumnWriter) {
        writer.count(columns.count)
        for column in columns.sorted(by: { $0.field < $1.field }) {
            writer.count(column.field)
            writer.spend(cells: rowCount)
            let isEverywhere = !column.isPresent.contains(false)
            writer.count(column.action.rawValue + (isEverywhere ? 0 : 4))
            if !isEverywhere { writer.bitmap(column.isPresent) }
            switch column.action {
            case .write: writer.values(column.values)
            case .elements: writer.lists(column.elements)
            case .add: writer.integers(column.addends)
            }
        }
        others.write(to: &writer)
    }

    /// The changes of each row, in the order of their fields.
    static func read(_ rows: Int, from reader: inout ColumnReader) throws(WireFailure) -> [[FieldChange]] {
        var changes = [[FieldChange]](repeating: [], count: rows)
        let columnCount = try reader.itemCount(max: Limits.fieldsMax)
        for row in 0..<(columnCount == 0 ? 0 : rows) { changes[row].reserveCapacity(min(columnCount, 32)) }
        var last = -1
        for _ in 0..<columnCount {
            let field = try reader.count(max: Limits.fieldsMax - 1)
            guard field > last else { throw ColumnReader.damaged }
            last = field
            let code = try reader.count(max: 7)
            guard let action = ActionCode(rawValue: code & 3) else { throw ColumnReader.damaged }
            let isPresent = code & 4 == 0 ? nil : try reader.bitmap(rows)
            let count = isPresent?.setCount ?? rows
            guard count > 0 else { throw ColumnReader.damaged }
            try reader.spend(cells: count)
            var next = 0
            func place(_ action: (Int) -> FieldAction) {
                for row in 0..<rows where isPresent?[row] ?? true {
                    changes[row].append(FieldChange(field: field, action: action(next)))
                    next += 1
                }
            }
            switch action {
            case .write:
                let values = try reader.values(count)
                place { .write(WrittenValues(values[$0])) }
            case .elements:
                let lists = try reader.lists(count)
                place { .elements(add: lists[$0], remove: []) }
            case .add:
                let addends = try reader.integers(count)
                place { .add(addends[$0]) }
            }
        }
        for (row, change) in try OtherChanges.read(rows, from: &reader) {
            let index = changes[row].firstIndex { $0.field >= change.field } ?? changes[row].count
            if index < changes[row].count, changes[row][index].field == change.field { throw ColumnReader.damaged }
            changes[row].insert(change, at: index)
        }
        return changes
    }
}

/// Changes one by one (clause W44).
private struct OtherChanges {
    private var changes: [(row: Int, change: FieldChange)] = []

    mutating func add(_ change: FieldChange, row: Int) {
        changes.append((row, change))
    }

    func write(to writer: inout ColumnWriter) {
        writer.count(changes.count)
        guard !changes.isEmpty else { return }
        var values: [Value] = []
        var lists: [[String]] = []
        for (row, change) in changes {
            writer.count(row)
            writer.count(change.field)
            writer.count(ActionCode(change.action).rawValue + (change.replaces == nil ? 0 : 4))
            if let replaces = change.replaces { writer.dots(replaces) }
            writer.base(change.base)
            writer.dots(change.seen)
            switch change.action {
            case .write(let written):
                writer.count(written.count)
                values += written
            case .elements(let added, let removed): lists += [added, removed]
            case .add(let addend): writer.numbers.append(addend)
            }
        }
        writer.values(values)
        writer.lists(lists)
    }

    static func read(
        _ rows: Int,
        from reader: inout ColumnReader
    ) throws(WireFailure) -> [(row: Int, change: FieldChange)] {
        let count = try reader.itemCount(max: Int.max)
        guard count > 0 else { return [] }
        var changes: [(row: Int, change: FieldChange)] = []
        var valueCounts: [Int] = []
        var listCount = 0
        for _ in 0..<count {
            let row = try reader.count()
            guard row < rows else { throw ColumnReader.damaged }
            let field = try reader.count(max: Limits.fieldsMax - 1)
            let code = try reader.count(max: 7)
            guard let action = ActionCode(rawValue: code & 3) else { throw ColumnReader.damaged }
            var change = FieldChange(field: field, action: .add(0))
            if code & 4 != 0 { change.replaces = try reader.dots() }
            change.base = try reader.base()
            change.seen = try reader.dots()
            switch action {
            case .write:
                valueCounts.append(try reader.count(max: Limits.writesPerFieldMax))
                change.action = .write([])
            case .elements:
                listCount += 2
                change.action = .elements(add: [], remove: [])
            case .add: change.action = .add(try reader.number())
            }
            changes.append((row, change))
        }
        let values = try reader.values(valueCounts.reduce(0, +))
        let lists = try reader.lists(listCount)
        var nextValue = 0
        var nextCount = 0
        var nextList = 0
        for index in changes.indices {
            switch changes[index].change.action {
            case .write:
                let end = nextValue + valueCounts[nextCount]
                changes[index].change.action = .write(WrittenValues(Array(values[nextValue..<end])))
                nextValue = end
                nextCount += 1
            case .elements:
                changes[index].change.action = .elements(add: lists[nextList], remove: lists[nextList + 1])
                nextList += 2
            case .add: break
            }
        }
        return changes
    }
}

extension ColumnWriter {
    /// Lists of texts: how many each has, then all texts.
    mutating func lists(_ lists: [[String]]) {
        for list in lists { count(list.count) }
        let all = lists.flatMap { $0 }
        if !all.isEmpty { texts(all) }
    }
}

extension ColumnReader {
    mutating func lists(_ length: Int) throws(WireFailure) -> [[String]] {
        let counts = try counts(length, max: Limits.writesPerFieldMax)
        let total = counts.reduce(0, +)
        let all = total == 0 ? [] : try texts(total).map { $0.text ?? "" }
        var next = 0
        return counts.map { count in
            defer { next += count }
            return Array(all[next..<next + count])
        }
    }
}
