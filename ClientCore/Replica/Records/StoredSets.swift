import SQLiteTables
import SyncModel
import SyncWire

extension LocalRecord {
    /// A kept operation on this record with its values, which may stand in the row.
    func operation(_ kept: StoredOperation) throws -> Operation {
        switch kept {
        case .written(let operation): return operation
        case .inRow(let head, _):
            guard let shown else { throw RowLost(head: head) }
            return table.creation(head.record, in: head.scope, shown)
        }
    }
}

/// The row that alone held what a creation wrote is not there any more.
struct RowLost: Error {
    let head: ChangeSetBlob.Head
}

/// Change sets with all their values: those of a creation stand in its record's row alone for as long as the row shows
/// just them (R-I7).
///
/// A second copy of everything that is typed would cost as much as the rows themselves. Whoever is about to change such
/// a row in any way writes its set out first: ``Materializer``, ``CaptureDrain``, a newer programme.
struct StoredSets {
    let replicaState: ReplicaState
    let devices: DeviceNumbers
    let programme: InstalledProgramme
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let outbox: Outbox
    let refusedSets: RefusedSets

    /// A change set with all its values.
    ///
    /// - Parameter displaced: what rows showed that other tools have changed since.
    /// - Throws: ``RowLost``.
    func whole(_ kept: StoredChangeSet, _ displaced: [RecordKey: [Value]] = [:]) throws -> ChangeSet {
        var set = ChangeSet(edit: kept.edit, stamp: kept.stamp, bases: kept.bases, operations: [], reason: kept.reason)
        set.operations.reserveCapacity(kept.operations.count)
        for operation in kept.operations {
            switch operation {
            case .written(let operation): set.operations.append(operation)
            case .inRow(let head, _):
                let values =
                    try displaced[RecordKey(collection: head.collection, record: head.record)]
                    ?? created(head, by: kept.edit)
                set.operations.append(
                    try programme.table(head.collection).creation(head.record, in: head.scope, values)
                )
            }
        }
        return set
    }

    /// The values that a creation put into its row, which still shows them.
    private func created(_ head: ChangeSetBlob.Head, by edit: EditNumber) throws -> [Value] {
        let table = try programme.table(head.collection)
        let row = try table.select()
        row.bind(.id, head.record)
        defer { row.reset() }
        guard try row.step(), EditNumber(row.unsigned(.edit)) == edit, row.isNull(.state) else {
            throw RowLost(head: head)
        }
        return row.fields(of: table)
    }

    /// A change set with all its values. A creation whose row another program took away unseen, and with it all that is
    /// known of it, is set aside: nothing else waits for it.
    /// - Parameter sender: whose parcels hold what was sent; else this device's.
    func wholeOrRest(
        _ kept: StoredChangeSet,
        _ displaced: [RecordKey: [Value]] = [:],
        sender: DeviceID? = nil
    ) throws -> ChangeSet {
        do {
            return try whole(kept, displaced)
        } catch let lost as RowLost {
            // What was sent is bound to its bytes (clause R13), and they hold its values.
            let number = try devices.number(of: sender ?? replicaState.needIdentity().device)
            if let sent = try outbox.sentSet(kept.edit, by: number) { return sent }
            let rest = try without(lost.head, kept)
            try pendingEdits.replace(rest)
            return try wholeOrRest(rest, displaced, sender: sender)
        }
    }

    private func without(_ lost: ChangeSetBlob.Head, _ kept: StoredChangeSet) throws -> StoredChangeSet {
        var rest = kept
        let table = try programme.table(lost.collection)
        // A table that was built anew without our columns shows what was typed all the same.
        if let shown = try records.load(table, lost.record).shown,
            let place = rest.operations.firstIndex(where: { $0.head == lost })
        {
            rest.operations[place] = .written(table.creation(lost.record, in: lost.scope, shown))
            return rest
        }
        rest.operations.removeAll { $0.head == lost }
        let refusal = Refusal(
            .replaced,
            .record(.rowTaken),
            at: table.collection.name,
            collection: lost.collection,
            record: lost.record
        )
        let operation = Operation(collection: lost.collection, record: lost.record, kind: .create, scope: lost.scope)
        try refusedSets.add(ChangeSet(edit: 0, stamp: kept.stamp, bases: [:], operations: [operation]), refusal)
        return rest
    }

    /// Every unanswered change set with all its values, in the order of edits; of what is lost nothing can be said.
    func unanswered() throws -> [ChangeSet] {
        try pendingEdits.all().map { stored in
            var kept = stored.set
            while true {
                do {
                    return try whole(kept)
                } catch let lost as RowLost {
                    kept.operations.removeAll { $0.head == lost.head }
                }
            }
        }
    }

    // MARK: - Writing out

    /// Before a record changes: if its row alone holds what its creation wrote, the set gets a copy.
    func writeOut(creationOf local: LocalRecord) throws {
        guard local.meta.isPlainCreation, let edit = local.meta.edit else { return }
        try writeOut(edit)
    }

    /// - Parameter displaced: what rows showed that other tools have changed since.
    func writeOut(_ edit: EditNumber, _ displaced: [RecordKey: [Value]] = [:]) throws {
        // A set that is still open is none yet: it keeps its operations itself.
        guard let bytes = try pendingEdits.bytes(of: edit), try ChangeSetBlob.heads(bytes).isAnyInRow else { return }
        let set = try wholeOrRest(ChangeSetBlob.decodeStored(bytes), displaced)
        guard !set.operations.isEmpty else { return }
        try pendingEdits.replace(edit, ChangeSetBlob.encode(set))
    }

    /// All sets: a newer programme says other things of the same rows.
    func writeOutAll() throws {
        for edit in try pendingEdits.edits() { try writeOut(edit) }
    }
}
