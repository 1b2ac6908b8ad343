import SyncModel

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

    /// A set and the later ones that share a record with it or refer to one that it names, and those that need them; in
    /// order.
    func chain(from first: EditNumber) -> [EditNumber] {
        var found: Set<EditNumber> = [first]
        var open = [first]
        while let edit = open.popLast() {
            for record in needs[edit]?.records ?? [] {
                for later in (sharing[record] ?? []).union(referring[record] ?? [])
                where later > edit && found.insert(later).inserted {
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
