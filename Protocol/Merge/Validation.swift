package import SyncModel

/// The rules that need no state: the same on devices, before a set is made, and on the server (clauses M27 and M28).
package enum Validation {
    /// What is wrong with a value of a field; null is always right here.
    /// - Returns: the rule that it breaks; `nil` if nothing is wrong.
    package static func problem(_ value: Value, of field: Programme.Field) -> ChangeProblem? {
        fits(value, 0, in: [field]) ? nil : .value(rule(of: field))
    }

    /// Checks a whole operation: known fields in order, actions that fit the rules, values, required fields, and what
    /// may be changed.
    /// - Parameter isServer: the server itself writes, which alone may write computed fields.
    /// - Throws: the first thing that is wrong.
    package static func check(
        _ operation: Operation,
        in collection: Programme.Collection,
        isServer: Bool = false
    ) throws(Refusal) {
        let isCreation = operation.kind == .create
        if operation.kind == .delete {
            if let problem = undeletable(collection) { throw refusal(problem, of: nil, operation, collection) }
            guard operation.changes.isEmpty else {
                throw refusal(.field(.deleteChanges), of: nil, operation, collection)
            }
            return
        }
        // A creation without changes is the decision to keep a record; whether there is one, only its state tells.
        if isCreation, operation.changes.isEmpty { return }
        var next = 0
        for index in operation.changes.indices {
            let number = operation.changes[index].field
            guard number >= next, number < collection.fields.count else {
                let problem: ChangeProblem.FieldFault = number >= 0 && number < next ? .outOfOrder : .noField
                throw refusal(.field(problem), of: number, operation, collection)
            }
            if isCreation { try checkAbsent(next..<number, operation, collection) }
            next = number + 1
            if let problem = problem(ofChange: index, operation, collection, isServer) {
                throw refusal(problem, of: number, operation, collection)
            }
        }
        if isCreation { try checkAbsent(next..<collection.fields.count, operation, collection) }
    }

    private static func checkAbsent(
        _ numbers: Range<Int>,
        _ operation: Operation,
        _ collection: Programme.Collection
    ) throws(Refusal) {
        for number in numbers {
            let isKey = !collection.key.isEmpty && collection.key.contains(collection.fields[number].name)
            if collection.fields[number].required || isKey {
                throw refusal(.value(.required), of: number, operation, collection)
            }
        }
    }

    /// - Returns: what is wrong with a change of a known field.
    private static func problem(
        ofChange index: Int,
        _ operation: Operation,
        _ collection: Programme.Collection,
        _ isServer: Bool
    ) -> ChangeProblem? {
        let number = operation.changes[index].field
        if operation.kind == .update, let problem = unchanging(number, operation.changes[index], in: collection) {
            return .field(problem)
        }
        let rule = collection.fields[number].rule
        // Clause M14.
        if rule == .computed, !isServer { return .field(.computed) }
        switch (rule, operation.changes[index].action) {
        case (.counter, .add): return nil
        case (.set, .elements(let adds, let removes)):
            return problem(ofElements: adds, removes, number, in: collection.fields)
        case (.keepBoth, .write(let values)), (.appendOnly, .write(let values)), (.lastWriter, .write(let values)),
            (.computed, .write(let values)), (.min, .write(let values)), (.max, .write(let values)),
            (.authority, .write(let values)),
            (.state, .write(let values)):
            if let value = values.only { return problem(ofWritten: value, number, in: collection.fields) }
            return problem(ofSeveral: Array(values), number, in: collection.fields)
        case (.keepBoth, _), (.appendOnly, _), (.lastWriter, _), (.computed, _), (.min, _), (.max, _), (.authority, _),
            (.state, _),
            (.set, _), (.counter, _):
            return .field(mismatch(rule))
        }
    }

    static func problem(ofWritten value: Value, _ number: Int, in fields: [Programme.Field]) -> ChangeProblem? {
        if value.isNull {
            if fields[number].required { return .value(.required) }
            return fields[number].rule == .state ? .field(.noState) : nil
        }
        if fields[number].required, case .text(let text) = value, text.utf8.isEmpty { return .value(.required) }
        return fits(value, number, in: fields) ? nil : .value(rule(of: fields[number]))
    }

    private static func problem(
        ofSeveral values: [Value],
        _ number: Int,
        in fields: [Programme.Field]
    ) -> ChangeProblem? {
        guard !values.isEmpty, fields[number].rule == .keepBoth || fields[number].rule == .appendOnly else {
            return .field(.severalValues)
        }
        for value in values {
            if let problem = problem(ofWritten: value, number, in: fields) { return problem }
        }
        return nil
    }

    static func problem(
        ofElements adds: [String],
        _ removes: [String],
        _ number: Int,
        in fields: [Programme.Field]
    ) -> ChangeProblem? {
        // What is there can go in one edit, so that a set of any size can be emptied.
        guard adds.count <= Limits.elementsPerEditMax, removes.count <= Limits.writesPerFieldMax else {
            return .field(.tooManyElements)
        }
        return adds.allSatisfy { isElement($0, number, in: fields) } ? nil : .value(rule(of: fields[number]))
    }

    // MARK: what may be changed

    /// Why a field of an existing record may not be changed, as far as that can be told without its state.
    static func unchanging(
        _ number: Int,
        _ change: FieldChange,
        in collection: Programme.Collection
    ) -> ChangeProblem.FieldFault? {
        if !collection.key.isEmpty, collection.key.contains(collection.fields[number].name) { return .keyNeverChanges }
        let rule = collection.fields[number].rule
        if rule == .set, collection.rule == .appendOnly { return .neverChanges }
        return rule == .appendOnly && !isDecision(change) ? .neverChanges : nil
    }

    /// Twins by natural key may leave values side by side: a decision names two or more that it closes (clause M17). An
    /// edit of what one person sees names at most one.
    private static func isDecision(_ change: FieldChange) -> Bool { (change.replaces ?? []).count > 1 }

    /// Records of the collection are never deleted once they are sent.
    package static func isUndeletable(_ collection: Programme.Collection) -> Bool { undeletable(collection) != nil }

    /// Why no record of the collection may be deleted.
    static func undeletable(_ collection: Programme.Collection) -> ChangeProblem? {
        if collection.delete == .forbid { return .record(.neverDeleted) }
        return collection.rule == .appendOnly ? .field(.neverChanges) : nil
    }

    /// A change does something that its field's rule does not know.
    static func mismatch(_ rule: Programme.Rule) -> ChangeProblem.FieldFault {
        switch rule {
        case .set: .takesElements
        case .counter: .takesNumber
        case .keepBoth, .lastWriter, .appendOnly, .authority, .state, .computed, .min, .max: .takesValue
        }
    }

    private static func refusal(
        _ problem: ChangeProblem,
        of number: Int?,
        _ operation: Operation,
        _ collection: Programme.Collection
    ) -> Refusal {
        var name = collection.name
        if let number {
            name += collection.fields.indices.contains(number) ? ".\(collection.fields[number].name)" : ".\(number)"
        }
        return Refusal(
            .validation,
            problem,
            at: name,
            collection: collection.number,
            record: operation.record,
            field: number
        )
    }
}
