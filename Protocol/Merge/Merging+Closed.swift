import SyncModel

/// What a record's state forbids (clauses M16, M17, M24).
extension Merging {
    /// A closed record takes no edit but a permitted move of the field that closed it, and the decision to keep it.
    func checkSeal() throws(Refusal) {
        guard let seal = collection.seal, let before, author.device != .server else { return }
        guard let field = collection.field(named: seal.field) else { return }
        let state = before.field(field.number)
        guard let value = Merge.shown(state, of: field).text, seal.values.contains(value) else { return }
        switch operation.kind {
        case .create:
            if operation.changes.isEmpty { return }
            // Made over a deleted record: it begins anew.
            if !state.writes.isEmpty, state.writes.allSatisfy(context.covers) { return }
        case .update:
            if opens(field, from: value, seal) { return }
        case .delete: break
        }
        throw refusal(.sealed, .record(.closed(field: field.name, value: value)))
    }

    private func opens(_ field: Programme.Field, from value: String, _ seal: Programme.Seal) -> Bool {
        guard field.rule == .state, let change = operation.changes.first(where: { $0.field == field.number }) else {
            return false
        }
        guard case .write(let values) = change.action, let target = values.only?.text else {
            return false
        }
        let isAlone = operation.changes.count == 1
        if target == value { return isAlone }
        guard StateMachine(field).allows(from: value, to: target, by: author) else { return false }
        return isAlone || !seal.values.contains(target)
    }

    /// Key fields never change; what is append-only takes a decision while two values stand side by side, and nothing
    /// else.
    func checkUnchanging(_ number: Int, _ change: FieldChange) throws(Refusal) {
        if let problem = Validation.unchanging(number, change, in: collection) {
            throw refusal(.validation, .field(problem), field: number)
        }
        guard collection.fields[number].rule == .appendOnly else { return }
        guard Merge.hasConflict(state.fields[number], of: collection.fields[number], in: collection) else {
            throw refusal(.validation, .field(.neverChanges), field: number)
        }
    }

    func checkDelete() throws(Refusal) {
        if let problem = Validation.undeletable(collection) { throw refusal(.validation, problem) }
    }

    /// A creation without changes is a decision about a record that is there; here there is none.
    func checkRequired() throws(Refusal) {
        guard operation.changes.isEmpty, let field = collection.fields.first(where: \.required) else { return }
        throw refusal(.validation, .value(.required), field: field.number)
    }
}
