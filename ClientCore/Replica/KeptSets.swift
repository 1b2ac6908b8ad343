import SQLiteTables
import SyncModel

extension Shadow {
    /// A kept operation on this record with its values, which may stand in the row.
    func operation(_ kept: KeptOperation) throws -> Operation {
        switch kept {
        case .written(let operation): return operation
        case .inRow(let head, _):
            guard let shown else { throw Session.rowLost(head, plan) }
            return plan.creation(head.record, in: head.scope, shown)
        }
    }
}

/// Change sets as they are kept: the values of a creation stand in its record's row alone for as long as the row shows just them (R-I7).
///
/// A second copy of everything that is typed would cost as much as the rows themselves. Whoever is about to change such a row in any way
/// writes its set out first: ``paint(_:server:pending:)``, sealing, a newer programme.
extension Session {
    /// A change set with all its values.
    ///
    /// - Parameter displaced: what rows showed that other tools have changed since.
    func whole(_ kept: KeptSet, _ displaced: [RecordKey: [Value]] = [:]) throws -> ChangeSet {
        var set = ChangeSet(edit: kept.edit, stamp: kept.stamp, bases: kept.bases, operations: [], reason: kept.reason)
        set.operations.reserveCapacity(kept.operations.count)
        for operation in kept.operations {
            switch operation {
            case .written(let operation): set.operations.append(operation)
            case .inRow(let head, _):
                let values = try displaced[RecordKey(collection: head.collection, record: head.record)] ?? created(head, by: kept.edit)
                set.operations.append(try plan(head.collection).creation(head.record, in: head.scope, values))
            }
        }
        return set
    }

    /// The values that a creation put into its row, which still shows them.
    private func created(_ head: ChangeSetBlob.Head, by edit: EditNumber) throws -> [Value] {
        let plan = try plan(head.collection)
        let row = try plan.select()
        row.bind(1, head.record)
        defer { row.reset() }
        guard try row.step(), row.unsigned(4) == edit, row.isNull(7) else {
            throw Self.rowLost(head, plan)
        }
        return (0..<plan.fieldCount).map { row.value(CollectionPlan.firstField + Int32($0)) }
    }

    static func rowLost(_ head: ChangeSetBlob.Head, _ plan: CollectionPlan) -> ReplicaError {
        ReplicaError(.damaged, "\(plan.collection.name) \(head.record.text): what was typed is not in its row any more.")
    }

    /// Every unanswered change set with all its values, in the order of edits.
    func unansweredSets() throws -> [ChangeSet] {
        let read = try statement("SELECT bytes FROM _set ORDER BY edit")
        var found: [ChangeSet] = []
        while try read.step() { found.append(try whole(ChangeSetBlob.decodeKept(read.blob(0) ?? []))) }
        return found
    }

    // MARK: - Writing out

    /// Before a record changes: if its row alone holds what its creation wrote, the set gets a copy.
    func writeOut(creationOf shadow: Shadow) throws {
        guard shadow.meta.isPlainCreation, let edit = shadow.meta.edit else { return }
        try writeOut(edit)
    }

    /// - Parameter displaced: what rows showed that other tools have changed since.
    func writeOut(_ edit: EditNumber, _ displaced: [RecordKey: [Value]] = [:]) throws {
        // The open draft is no set yet: it keeps its operations itself.
        guard let bytes = try storedBytes(edit), try ChangeSetBlob.heads(bytes).isAnyInRow else { return }
        let written = ChangeSetBlob.encode(try whole(ChangeSetBlob.decodeKept(bytes), displaced))
        let save = try statement("UPDATE _set SET bytes = ? WHERE edit = ?")
        save.bind(1, written)
        save.bind(2, edit)
        try save.run()
        lastSet = (edit, written)
    }

    /// All sets: a newer programme says other things of the same rows.
    func writeOutAll() throws {
        let read = try statement("SELECT edit FROM _set ORDER BY edit")
        var edits: [EditNumber] = []
        while try read.step() { edits.append(read.unsigned(0)) }
        for edit in edits { try writeOut(edit) }
    }
}
