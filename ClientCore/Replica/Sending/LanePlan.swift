import SyncModel

/// Gives every set without a number the lane in which it goes: that of its most urgent record, or of a set that needs
/// it (clause R14).
///
/// What goes in another lane may arrive later, or be lost on the way: sets that need it wait for its answer (clause
/// R15). Those get the lane 9, which is none.
struct LaneSorter {
    let programme: InstalledProgramme
    let pendingEdits: PendingEdits
    let storedSets: StoredSets

    func sort() throws {
        guard try pendingEdits.isMixed() else { return }
        var items: [LanePlan.Item] = []
        for stored in try pendingEdits.all() {
            let set = try storedSets.wholeOrRest(stored.set)
            guard !set.operations.isEmpty else { continue }
            items.append(
                LanePlan.Item(
                    edit: set.edit,
                    own: try programme.lane(of: set),
                    fixed: stored.fixed,
                    stored: stored.lane,
                    needs: programme.needs(of: set)
                )
            )
        }
        for (edit, lane) in LanePlan.changes(items) { try pendingEdits.move(edit, to: lane) }
    }
}

extension InstalledProgramme {
    /// The lane of a set's most urgent record.
    func lane(of set: ChangeSet) throws -> Lane {
        try set.operations.map { try table($0.collection).collection.lane }.min() ?? .normal
    }

    /// What a change set names, makes and refers to.
    func needs(of set: ChangeSet) -> LanePlan.Needs {
        var needs = LanePlan.Needs()
        for operation in set.operations {
            needs.records.append(operation.record)
            if operation.kind == .create { needs.created.append(operation.record) }
            if let record = operation.scope.record { needs.refer(operation.record, to: record) }
            guard tables.indices.contains(operation.collection) else { continue }
            let fields = tables[operation.collection].collection.fields
            for change in operation.changes
            where fields.indices.contains(change.field) && fields[change.field].type == .ref {
                guard case .write(let values) = change.action else { continue }
                for record in values.compactMap({ $0.text.flatMap { RecordID($0) } }) {
                    needs.refer(operation.record, to: record)
                }
            }
        }
        return needs
    }
}

/// Which set goes in which lane: pure, so that it can be tested alone.
enum LanePlan {
    /// A lane that is none: the set waits.
    static let waiting = 9

    struct Needs: Hashable {
        var records: [RecordID] = []
        var created: [RecordID] = []
        var references: [RecordID] = []
        /// By the record that is referred to: those that do.
        var referring: [RecordID: Set<RecordID>] = [:]

        mutating func refer(_ record: RecordID, to other: RecordID) {
            references.append(other)
            referring[other, default: []].insert(record)
        }
    }

    struct Item: Hashable {
        var edit: EditNumber
        var own: Lane
        /// The lane in which it was numbered already.
        var fixed: Lane?
        var stored: Int
        var needs: Needs
    }

    /// - Parameter items: in the order of edits.
    /// - Returns: the lanes that differ from what is stored, in the order of edits.
    static func changes(_ items: [Item]) -> [(edit: EditNumber, lane: Int)] {
        let needed = dependencies(items)
        var lanes = items.map { Int(($0.fixed ?? $0.own).rawValue) }
        // Backwards: whoever needs a set comes after it, so one pass carries urgency all the way.
        for index in items.indices.reversed() where items[index].fixed == nil {
            for earlier in needed[index] where items[earlier].fixed == nil {
                lanes[earlier] = min(lanes[earlier], lanes[index])
            }
        }
        // Forwards: only within a lane one set never arrives without those before it. What needs a set in another lane
        // waits for its answer, and so does what needs that.
        for index in items.indices where items[index].fixed == nil {
            if needed[index].contains(where: { lanes[$0] != lanes[index] }) { lanes[index] = waiting }
        }
        return items.indices.filter { items[$0].fixed == nil && lanes[$0] != items[$0].stored }.map {
            (items[$0].edit, lanes[$0])
        }
    }

    private static func dependencies(_ items: [Item]) -> [[Int]] {
        var touching: [RecordID: [Int]] = [:]
        var creating: [RecordID: [Int]] = [:]
        var needed: [[Int]] = []
        for (index, item) in items.enumerated() {
            var earlier: Set<Int> = []
            for record in item.needs.records { earlier.formUnion(touching[record] ?? []) }
            for record in item.needs.references { earlier.formUnion(creating[record] ?? []) }
            needed.append(earlier.sorted())
            for record in item.needs.records { touching[record, default: []].append(index) }
            for record in item.needs.created { creating[record, default: []].append(index) }
        }
        return needed
    }
}
