import SQLiteTables
import SyncModel
import SyncWire

extension Shadow {
    /// A kept operation on this record with its values, which may stand in the row.
    func operation(_ kept: KeptOperation) throws -> Operation {
        switch kept {
        case .written(let operation): return operation
        case .inRow(let head, _):
            guard let shown else { throw RowLost(head: head) }
            return plan.creation(head.record, in: head.scope, shown)
        }
    }
}

/// The row that alone held what a creation wrote is not there any more.
struct RowLost: Error {
    let head: ChangeSetBlob.Head
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
        guard try row.step(), row.unsigned(4) == edit, row.isNull(7) else { throw RowLost(head: head) }
        return (0..<plan.fieldCount).map { row.value(CollectionPlan.firstField + Int32($0)) }
    }

    /// A change set with all its values. A creation whose row another program took away unseen, and with it all that is known of it, is
    /// set aside: nothing else waits for it.
    /// - Parameter sender: whose parcels hold what was sent; else this device's.
    func wholeOrRest(_ kept: KeptSet, _ displaced: [RecordKey: [Value]] = [:], sender: DeviceID? = nil) throws -> ChangeSet {
        do {
            return try whole(kept, displaced)
        } catch let lost as RowLost {
            // What was sent is bound to its bytes (clause R13), and they hold its values.
            if let sent = try sentSet(kept.edit, by: sender ?? needIdentity().device) { return sent }
            var rest = kept
            let plan = try plan(lost.head.collection)
            let name = plan.collection.name
            // A table that was built anew without our columns shows what was typed all the same.
            if let shown = try load(plan, lost.head.record).shown, let place = rest.operations.firstIndex(where: { $0.head == lost.head }) {
                rest.operations[place] = .written(plan.creation(lost.head.record, in: lost.head.scope, shown))
                try save(rest)
                return try wholeOrRest(rest, displaced, sender: sender)
            }
            rest.operations.removeAll { $0.head == lost.head }
            let refusal = Refusal(
                .replaced,
                "\(name): another program took the row away without a trace, and with it what was typed there; add it again.",
                collection: lost.head.collection,
                record: lost.head.record
            )
            let operation = Operation(collection: lost.head.collection, record: lost.head.record, kind: .create, scope: lost.head.scope)
            try refuse(ChangeSet(edit: 0, stamp: kept.stamp, bases: [:], operations: [operation]), refusal)
            try save(rest)
            return try wholeOrRest(rest, displaced, sender: sender)
        }
    }

    /// A change set as it stands in its parcel; `nil` before it has a number.
    private func sentSet(_ edit: EditNumber, by sender: DeviceID) throws -> ChangeSet? {
        let read = try statement(
            """
            SELECT p.bytes, p.signature, s.send - p.first FROM _set s JOIN _parcel p ON p.lane = s.lane AND s.send BETWEEN p.first AND p.last \
            WHERE s.edit = ? AND p.device = ?
            """
        )
        read.bind(1, edit)
        read.bind(2, try device(sender))
        defer { read.reset() }
        guard try read.step() else { return nil }
        let parcel = try SignedParcel(bytes: read.blob(0) ?? [], signature: read.blob(1) ?? []).open(verifying: nil)
        let index = Int(read.integer(2))
        return parcel.sets.indices.contains(index) ? parcel.sets[index] : nil
    }

    /// Every unanswered change set with all its values, in the order of edits; of what is lost nothing can be said.
    func unansweredSets() throws -> [ChangeSet] {
        try keptSets("SELECT bytes FROM _set ORDER BY edit").map { kept in
            var kept = kept
            while true {
                do {
                    return try whole(kept)
                } catch let lost as RowLost {
                    kept.operations.removeAll { $0.head == lost.head }
                }
            }
        }
    }

    /// - Parameter sql: selects the bytes of change sets.
    func keptSets(_ sql: String, bind: (RawStatement) -> Void = { _ in }) throws -> [KeptSet] {
        let read = try statement(sql)
        bind(read)
        defer { read.reset() }
        var found: [KeptSet] = []
        while try read.step() { found.append(try ChangeSetBlob.decodeKept(read.blob(0) ?? [])) }
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
        let set = try wholeOrRest(ChangeSetBlob.decodeKept(bytes), displaced)
        guard !set.operations.isEmpty else { return }
        let written = ChangeSetBlob.encode(set)
        let save = try statement("UPDATE _set SET bytes = ? WHERE edit = ?")
        save.bind(1, written)
        save.bind(2, edit)
        try save.run()
        lastSet = (edit, written)
    }

    /// Puts a change set in the place of the one with its number; an empty one goes.
    func save(_ kept: KeptSet) throws {
        lastSet = nil
        let bytes = ChangeSetBlob.encode(kept)
        let save = try statement(
            kept.operations.isEmpty ? "DELETE FROM _set WHERE edit = ?1" : "UPDATE _set SET bytes = ?2 WHERE edit = ?1"
        )
        save.bind(1, kept.edit)
        if !kept.operations.isEmpty { save.bind(2, bytes) }
        try save.run()
    }

    /// All sets: a newer programme says other things of the same rows.
    func writeOutAll() throws {
        let read = try statement("SELECT edit FROM _set ORDER BY edit")
        var edits: [EditNumber] = []
        while try read.step() { edits.append(read.unsigned(0)) }
        for edit in edits { try writeOut(edit) }
    }
}
