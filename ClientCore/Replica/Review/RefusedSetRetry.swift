import SyncModel

/// Offers refused change sets again (clause R33).
struct RefusedSetRetry {
    let programme: InstalledProgramme
    let records: LocalRecords
    let preview: Preview
    let refusedSets: RefusedSets
    let changeSets: ChangeSets

    /// The refused set and those that were refused because of it, as new edits: base and time of now, the same values
    /// (clause R33).
    ///
    /// - Parameter byRecord: each record as an edit of its own, so that none falls with another; one that cannot be
    ///   offered stays refused.
    func retry(_ id: Int64, byRecord: Bool) throws {
        let first = try refusedSets.set(id)
        var records = first.created
        var again = [first]
        for other in try refusedSets.all() where other.id > id && other.refusal.code == .depends {
            guard !other.named.isDisjoint(with: records) else { continue }
            again.append(other)
            records.formUnion(other.created)
        }
        for set in again {
            if byRecord, set.changes.operations.count > 1 {
                for operation in set.changes.operations { try retry(operation, of: set) }
            } else {
                let builder = changeSets.begin()
                for operation in set.changes.operations { try retry(operation, builder) }
                try builder.close()
            }
            try refusedSets.discard(set.id)
        }
    }

    /// One operation of a refused set, alone.
    private func retry(_ operation: Operation, of set: RefusedSet) throws {
        let builder = changeSets.begin()
        do {
            try retry(operation, builder)
            try builder.close()
        } catch let error as ReplicaError where error.isOfTheRecord {
            guard let code = error.refusalCode,
                let refusal = Refusal(code, error, of: operation.collection, operation.record)
            else { throw error }
            var alone = set.changes
            alone.operations = [operation]
            try refusedSets.add(alone, refusal)
        }
    }

    private func retry(_ refused: Operation, _ builder: ChangeSetBuilder) throws {
        let table = try programme.table(refused.collection)
        let local = try records.load(table, refused.record)
        let record = try builder.open(local)
        let operations = EditOperations(preview: preview, builder: builder)
        do {
            switch refused.kind {
            case .delete:
                guard local.shown != nil else { throw LocalWriter.missing(table, refused.record) }
                try builder.add(try operations.deletion(record), to: record)
            case .create where local.shown == nil:
                var operation = operations.revival(refused, of: local)
                operation.seen = []
                operation.changes = refused.changes.map { FieldChange(field: $0.field, action: $0.action) }
                if operation.scope.kind.isEmpty { operation.scope = try scope(of: refused, table) }
                try builder.add(operation, to: record)
            case .create, .update:
                guard local.shown != nil else { throw LocalWriter.missing(table, refused.record) }
                guard let operation = try again(refused, on: record, operations) else { return }
                try builder.add(operation, to: record)
            }
        } catch let refusal as Refusal {
            throw ReplicaError(refusal, table.collection)
        }
    }

    /// The same edits of a record as it is shown now; several values that a decision was taken back to stay several.
    private func again(_ refused: Operation, on record: OpenRecord, _ operations: EditOperations) throws -> Operation? {
        var edits: [(field: Int, edit: FieldEdit)] = []
        var several: [FieldChange] = []
        for change in refused.changes {
            switch change.action {
            // What names the writes that it replaces, such as a decision or its undoing, replaces no others the second
            // time either.
            case .write where change.replaces != nil:
                several.append(FieldChange(field: change.field, action: change.action, replaces: change.replaces))
            case .write(let values): if let value = values.last { edits.append((change.field, .set(value))) }
            case .add(let number): edits.append((change.field, .add(number)))
            case .elements(let add, let remove): edits.append((change.field, .elements(add: add, remove: remove)))
            }
        }
        let edited = try operations.edit(record, edits)
        guard !several.isEmpty else { return edited }
        let scope = record.local.server?.stream.scope ?? refused.scope
        var operation =
            edited ?? Operation(collection: refused.collection, record: refused.record, kind: .update, scope: scope)
        operation.changes = (operation.changes + several).sorted { $0.field < $1.field }
        return operation
    }

    private func scope(of refused: Operation, _ table: LocalTable) throws -> Scope {
        var values = table.emptyRow
        for change in refused.changes where values.indices.contains(change.field) {
            if case .write(let written) = change.action { values[change.field] = written.last ?? .null }
        }
        guard let scope = table.scope(of: refused.record, values) else {
            let field = table.homeField.map { table.collection.fields[$0].name } ?? "id"
            throw ReplicaError(.validation, .field(.homeless), at: "\(table.collection.name).\(field)")
        }
        return scope
    }
}
