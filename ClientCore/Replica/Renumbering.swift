import SQLiteTables
import SyncModel

/// A set whose content changes takes a new edit number, and so do the sets that need it: another holder of this folder may have sent the
/// old one, and a dot means one content for ever (clauses R29, R40).
extension Session {
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

    /// Gives a set that was not sent, and all that need it, new numbers in the same order.
    /// - Returns: `nil`, with nothing changed, if one of them may have been sent.
    func renumber(from first: EditNumber) throws -> Renamed? {
        guard let chain = try sets(needing: first) else { return nil }
        var renamed = Renamed(device: try needIdentity().device)
        for kept in chain { renamed.edits[kept.edit] = nextEdit() }
        for var kept in chain {
            let old = kept.edit
            kept.edit = renamed.edits[old] ?? old
            kept.operations = kept.operations.map { operation in
                guard case .written(let written) = operation else { return operation }
                return .written(renamed.operation(written))
            }
            for head in kept.operations.map(\.head) where head.kind == .create {
                let row = try statement("UPDATE \(plan(head.collection).table) SET _edit = ? WHERE id = ? AND _edit = ? AND _pos IS NULL")
                row.bind(1, kept.edit)
                row.bind(2, head.record)
                row.bind(3, old)
                try row.run()
            }
            for sql in ["UPDATE _touch SET edit = ? WHERE edit = ?", "UPDATE _decision SET edit = ? WHERE edit = ?"] {
                let mark = try statement(sql)
                mark.bind(1, kept.edit)
                mark.bind(2, old)
                try mark.run()
            }
            let save = try statement("UPDATE _set SET edit = ?, bytes = ? WHERE edit = ?")
            save.bind(1, kept.edit)
            save.bind(2, ChangeSetBlob.encode(kept))
            save.bind(3, old)
            try save.run()
        }
        lastSet = nil
        return renamed
    }

    /// A set and the later ones that share a record with it or refer to one that it names, and those that need them.
    private func sets(needing first: EditNumber) throws -> [KeptSet]? {
        var chain: [KeptSet] = []
        var named: Set<RecordID> = []
        let read = try statement("SELECT bytes, send IS NOT NULL FROM _set WHERE edit >= ? ORDER BY edit")
        read.bind(1, first)
        defer { read.reset() }
        while try read.step() {
            let kept = try ChangeSetBlob.decodeKept(read.blob(0) ?? [])
            let needs = needs(try whole(kept))
            guard chain.isEmpty || !named.isDisjoint(with: needs.records + needs.references) else { continue }
            guard read.integer(1) == 0 else { return nil }
            named.formUnion(needs.records)
            chain.append(kept)
        }
        return chain
    }
}
