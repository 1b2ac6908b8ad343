import Programme
import Records
import Replica
import SyncModel

/// What is looked up once before the rows are taken.
struct ImportReading: Sendable {
    /// Key values to ids, where rows are known by fields that are not the natural key.
    private(set) var ids: [[Value]: RecordID] = [:]
    /// Key values that several records have, so that they name none of them.
    private(set) var twins: [[Value]: [RecordID]] = [:]
    /// By their values in the file's columns: the records that no row has met yet, where nothing names the rows.
    private var present: [[Value]: Present] = [:]
    /// What spreadsheets make of key values, to these.
    private(set) var damaged: [[Value]: [Value]] = [:]
    /// What the file's references may call records.
    private(set) var names: ImportNames
    /// There is nothing that a row could be known as.
    private(set) var isEmpty = true

    /// - Parameter again: rows that nothing names are new, whatever stands here.
    init(_ plan: ImportPlan, _ rows: [CSVFile.Row], of replica: Replica, again: Bool) throws {
        names = try ImportNames(plan, rows, of: replica)
        try replica.list(plan.collection.name, limit: 1) { _ in isEmpty = false }
        guard !isEmpty else { return }
        switch plan.key {
        case .natural(let numbers):
            try replica.list(plan.collection.name) { record in
                note(plan.comparable(record.values, numbers), plan.texts(numbers))
            }
        case .fields(let numbers):
            let texts = plan.texts(numbers)
            try replica.list(plan.collection.name) { record in
                let key = plan.comparable(plan.asTyped(record.values), numbers)
                // A blank key names nobody.
                guard !key.contains(where: \.isNull) else { return }
                note(key, texts)
                guard let other = ids.updateValue(record.id, forKey: key) else { return }
                twins[key, default: [other]].append(record.id)
            }
        case .none where again: return
        case .none:
            try replica.list(plan.collection.name) { record in
                present[plan.contents(plan.asTyped(record.values)), default: Present()].add(
                    record,
                    saysMore: plan.saysMore(record.values)
                )
            }
        }
    }

    /// Records that stood here before the import.
    private struct Present {
        /// Those that say nothing beside the file's columns.
        var equal = 0
        /// The others.
        var fuller: [RecordID] = []

        mutating func add(_ record: Record, saysMore: Bool) {
            if saysMore { fuller.append(record.id) } else { equal += 1 }
        }
    }

    /// What a row without a name may be, beside a new record.
    enum Likeness {
        case none, equal
        /// A record that has the same in the file's columns, and values in others.
        case fuller(RecordID)
    }

    /// Notes what a record that the file brings will be called.
    mutating func note(_ id: RecordID, called name: String?, in collection: Programme.Collection) {
        names.add(id, name, in: collection)
    }

    /// Whether a record with these contents stood here before the import; each such record stands for one row.
    mutating func likeness(_ contents: @autoclosure () -> [Value]) -> Likeness {
        guard !present.isEmpty else { return .none }
        let contents = contents()
        guard var there = present[contents] else { return .none }
        defer { present[contents] = there }
        if there.equal > 0 {
            there.equal -= 1
            return .equal
        }
        return there.fuller.popLast().map(Likeness.fuller) ?? .none
    }

    /// One part of a key may be damaged, or all of them alike.
    private mutating func note(_ key: [Value], _ texts: [Int]) {
        var all = key
        for place in texts {
            for (number, form) in SpreadsheetDamage.forms(of: key[place].text ?? "").enumerated() {
                var one = key
                one[place] = .text(form)
                damaged[one] = key
                if number == 0 { all[place] = .text(form) }
            }
        }
        if all != key { damaged[all] = key }
    }
}

extension ImportPlan {
    /// The places of texts among the fields of a key.
    func texts(_ numbers: [Int]) -> [Int] { numbers.indices.filter { collection.fields[numbers[$0]].type == .text } }

    /// What the record's own export would be read as: other tools may have written spellings that nobody types.
    func asTyped(_ shown: [Value]) -> [Value] {
        fields.reduce(into: shown) { shown, field in
            if let field { shown[field.number] = asTyped(shown[field.number], of: field) }
        }
    }

    /// Whether a cell says what the record shows.
    /// - Parameter wasExported: the cell held what was shown, so that whoever emptied it means that.
    func isSame(_ shown: Value, _ typed: Value, _ field: Programme.Field, wasExported: Bool) -> Bool {
        if shown == typed { return true }
        // A counter that nobody set, and a field that nobody changed since it got its first value.
        if typed.isNull, field.rule.isSum || (!wasExported && shown == field.initial) { return true }
        return asTyped(shown, of: field) == typed
    }

    /// The values in the file's columns, a field without one standing at its first value.
    func contents(_ values: [Value]) -> [Value] {
        fields.compactMap { field in
            guard let field else { return nil }
            return values[field.number].isNull ? field.initial : values[field.number]
        }
    }

    /// Whether a record has a value, other than its first one, where the file has no column.
    func saysMore(_ values: [Value]) -> Bool {
        let named = Swift.Set(fields.compactMap { $0?.number })
        return collection.fields.contains { field in
            let value = asTyped(values[field.number], of: field)
            if named.contains(field.number) || field.rule.isOfServer || value.isNull || value == field.initial {
                return false
            }
            return !field.rule.isSum || value != .integer(0)
        }
    }

    private func asTyped(_ shown: Value, of field: Programme.Field) -> Value {
        guard case .text = shown, field.type == .text || field.type == .set else { return shown }
        let zone = schema.programme.timeZone
        do {
            return try ValueText.parse(ValueText.write(shown, of: field, zone: zone), as: field, zone: zone)
        } catch {
            // What nobody could type is like nothing that is typed.
            return shown
        }
    }
}
