import SyncMerge
import SyncModel

/// Creations: what a new record's row says of the operation that creates it, and the other way round.
extension LocalTable {
    /// The operation that creates a record with these shown values, which say where it lives.
    func creation(_ id: RecordID, _ values: [Value]) throws -> Operation {
        guard let scope = scope(of: id, values) else {
            let field = homeField.map { collection.fields[$0].name } ?? "id"
            throw ReplicaError(.validation, .field(.homeless), at: "\(collection.name).\(field)", field: field)
        }
        return creation(id, in: scope, values)
    }

    /// The operation that creates a record with these shown values.
    func creation(_ id: RecordID, in scope: Scope, _ values: [Value]) -> Operation {
        var operation = Operation(collection: number, record: id, kind: .create, scope: scope)
        operation.changes.reserveCapacity(fieldCount)
        for number in 0..<fieldCount {
            let value = values[number]
            switch kinds[number] {
            // By far the most: what was entered is what is written.
            case .plain:
                if !value.isNull {
                    operation.changes.append(FieldChange(field: number, action: .write(WrittenValues(value))))
                }
            case .counter, .state, .set:
                guard column(number, value) != column(number, .null) else { continue }
                guard let action = Merge.action(from: .null, to: value, of: collection.fields[number]) else { continue }
                operation.changes.append(FieldChange(field: number, action: action))
            }
        }
        return operation
    }

    /// A row with these values says everything of the operation that creates its record: ``creation(_:in:_:)`` of what
    /// stands in the row is that of the values, and it keeps the programme's rules.
    func isPlain(_ values: [Value]) -> Bool {
        var isAnyWritten = false
        for number in 0..<fieldCount {
            let value = values[number]
            let isLeftOut =
                switch kinds[number] {
                case .plain: value.isNull
                case .counter, .state, .set: column(number, value) == column(number, .null)
                }
            if isLeftOut {
                guard !mustStand[number] else { return false }
            } else if case .state = kinds[number] {
                // Whether a record may begin so depends on who writes.
                return false
            } else {
                guard Validation.mayStand(value, number, in: collection.fields) else { return false }
                isAnyWritten = true
            }
        }
        return isAnyWritten
    }

    /// Unit: bytes, never less than a creation with these values takes before compression.
    func size(of values: [Value]) -> Int {
        values.reduce(40) { size, value in
            switch value {
            case .null: size
            case .integer: size + 18
            case .text(let text): size + text.utf8.count + 11
            }
        }
    }
}
