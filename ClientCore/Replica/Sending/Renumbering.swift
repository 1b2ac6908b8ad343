import SQLiteTables
import SyncModel

/// A set whose content changes takes a new edit number, and so do the sets that need it: another holder of this folder
/// may have sent the old one, and a dot means one content for ever (clauses R29, R40).
struct Renumbering {
    let replicaState: ReplicaState
    let programme: InstalledProgramme
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let storedSets: StoredSets
    let decisions: Decisions

    /// Old edit numbers to new ones.
    struct Renamed {
        let device: DeviceID
        var edits: [EditNumber: EditNumber] = [:]

        /// An operation that names the new dots.
        func operation(_ operation: Operation) -> Operation {
            var operation = operation
            operation.seen = operation.seen.map(dot)
            for index in operation.changes.indices {
                operation.changes[index].seen = operation.changes[index].seen.map(dot)
                operation.changes[index].replaces = operation.changes[index].replaces?.map(dot)
            }
            return operation
        }

        private func dot(_ dot: Dot) -> Dot {
            guard dot.device == device, let edit = edits[dot.edit] else { return dot }
            return Dot(device: device, edit: edit, index: dot.index)
        }
    }

    /// Gives sets new numbers in the same order.
    /// - Returns: `nil`, with nothing changed, if one of them may have been sent.
    func renumber(_ edits: [EditNumber]) throws -> Renamed? {
        var chain: [StoredChangeSet] = []
        for edit in edits {
            guard try pendingEdits.isUnnumbered(edit), let bytes = try pendingEdits.bytes(of: edit) else { return nil }
            chain.append(try ChangeSetBlob.decodeStored(bytes))
        }
        var renamed = Renamed(device: try replicaState.needIdentity().device)
        for kept in chain { renamed.edits[kept.edit] = replicaState.nextEdit() }
        for var kept in chain {
            let old = kept.edit
            kept.edit = renamed.edits[old] ?? old
            kept.operations = kept.operations.map { operation in
                guard case .written(let written) = operation else { return operation }
                return .written(renamed.operation(written))
            }
            for head in kept.operations.map(\.head) where head.kind == .create {
                try records.renumber(
                    creationOf: head.record,
                    from: old,
                    to: kept.edit,
                    in: programme.table(head.collection)
                )
            }
            try decisions.renumber(old, as: kept.edit)
            try pendingEdits.renumber(old, as: kept)
        }
        return renamed
    }

    /// What every unanswered change set needs of others.
    func unsentIndex() throws -> UnsentIndex {
        var index = UnsentIndex()
        for stored in try pendingEdits.all() {
            index.add(stored.set.edit, programme.needs(of: try storedSets.wholeOrRest(stored.set)))
        }
        return index
    }
}
