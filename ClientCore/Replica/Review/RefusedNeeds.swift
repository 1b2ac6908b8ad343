import SyncModel

/// What refused sets need that is not there: made once for a list, which may be long.
package struct RefusedNeeds: Sendable {
    private var creators: [RecordID: [Int64]] = [:]
    private var missing: Set<RecordID> = []

    /// - Parameter refused: the refused sets of this device.
    init(_ refused: [RefusedSet], _ programme: InstalledProgramme, _ records: LocalRecords) throws {
        for set in refused { for record in set.created { creators[record, default: []].append(set.id) } }
        var known: Set<RecordID> = []
        for set in refused where set.refusal.code == .depends {
            for (table, record) in try Self.required(by: set, programme) where known.insert(record).inserted {
                let local = try records.load(table, record)
                if local.shown == nil, local.server == nil { missing.insert(record) }
            }
        }
    }

    /// The other refused sets whose creations one needs, by number: what the server names by a lane and a number of its
    /// line, which nobody can look up.
    package func needs(of set: RefusedSet) -> [Int64] {
        guard set.refusal.code == .depends else { return [] }
        return Set(set.named.flatMap { creators[$0] ?? [] }).subtracting([set.id]).sorted()
    }

    /// It needs a record that is not on this device, such as one that was given up.
    package func lacksRecord(_ set: RefusedSet) -> Bool {
        set.refusal.code == .depends && !set.named.subtracting(set.created).isDisjoint(with: missing)
    }

    /// What a set changes or refers to, by collection.
    private static func required(
        by set: RefusedSet,
        _ programme: InstalledProgramme
    ) throws -> [(LocalTable, RecordID)] {
        var required: [(LocalTable, RecordID)] = []
        for operation in set.changes.operations {
            let table = try programme.table(operation.collection)
            if operation.kind != .create { required.append((table, operation.record)) }
            let fields = table.collection.fields
            for change in operation.changes where fields.indices.contains(change.field) {
                guard fields[change.field].type == .ref, case .write(let values) = change.action,
                    let target = programme.tables.first(where: { $0.collection.name == fields[change.field].to })
                else { continue }
                required += values.compactMap { $0.text.flatMap { RecordID($0) } }.map { (target, $0) }
            }
        }
        return required
    }
}
