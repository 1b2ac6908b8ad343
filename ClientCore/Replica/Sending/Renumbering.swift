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

    /// Gives sets new numbers in the same order.
    /// - Returns: `nil`, with nothing changed, if one of them may have been sent.
    func renumber(_ edits: [EditNumber]) throws -> Renamed? {
        var chain: [KeptSet] = []
        let read = try statement("SELECT bytes FROM _set WHERE edit = ? AND send IS NULL")
        for edit in edits {
            read.bind(1, edit)
            defer { read.reset() }
            guard try read.step() else { return nil }
            chain.append(try ChangeSetBlob.decodeKept(read.blob(0) ?? []))
        }
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

    /// What every unanswered change set needs of others.
    func unsentIndex() throws -> UnsentIndex {
        var index = UnsentIndex()
        for kept in try keptSets("SELECT bytes FROM _set ORDER BY edit") { index.add(kept.edit, needs(try wholeOrRest(kept))) }
        return index
    }
}

/// Which change sets share a record or refer to one.
struct UnsentIndex {
    private var needs: [EditNumber: LanePlan.Needs] = [:]
    private var sharing: [RecordID: Set<EditNumber>] = [:]
    private var referring: [RecordID: Set<EditNumber>] = [:]

    /// Takes a change set in.
    mutating func add(_ edit: EditNumber, _ needs: LanePlan.Needs) {
        self.needs[edit] = needs
        for record in needs.records { sharing[record, default: []].insert(edit) }
        for record in needs.references { referring[record, default: []].insert(edit) }
    }

    /// A set and the later ones that share a record with it or refer to one that it names, and those that need them; in order.
    func chain(from first: EditNumber) -> [EditNumber] {
        var found: Set<EditNumber> = [first]
        var open = [first]
        while let edit = open.popLast() {
            for record in needs[edit]?.records ?? [] {
                for later in (sharing[record] ?? []).union(referring[record] ?? []) where later > edit && found.insert(later).inserted {
                    open.append(later)
                }
            }
        }
        return found.sorted()
    }

    /// Other records whose change sets refer to this one.
    func records(referringTo record: RecordID) -> Set<RecordID> {
        var found: Set<RecordID> = []
        for edit in referring[record] ?? [] {
            // Of a set of several records only those that refer are meant; a set of one is that record.
            found.formUnion(needs[edit]?.referring[record] ?? [])
        }
        return found.subtracting([record])
    }

    /// The sets have other numbers now.
    mutating func rename(_ edits: [EditNumber: EditNumber]) {
        for (old, new) in edits {
            guard let known = needs.removeValue(forKey: old) else { continue }
            for record in known.records { sharing[record]?.remove(old) }
            for record in known.references { referring[record]?.remove(old) }
            add(new, known)
        }
    }
}
