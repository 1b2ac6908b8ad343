import SyncModel
import SyncWire

/// A new identity takes over what the old one had not settled (clause V3).
struct IdentityTakeover {
    let replicaState: ReplicaState
    let streams: StreamTable
    let programme: InstalledProgramme
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let storedSets: StoredSets
    let outbox: Outbox
    let materializer: Materializer

    /// - Parameter standing: what the device may do under it, if the server has told.
    func adopt(_ new: Identity, _ standing: Standing?) throws {
        let old = replicaState.identity
        try replicaState.adopt(new)
        if let standing, replicaState.grant(standing) { streams.forgetRights() }
        guard let old, old.device != new.device else { return }
        try offerAgain(from: old.device, to: new.device)
        try outbox.beginAnew()
        replicaState.beginAnew()
        for table in programme.tables {
            for id in try pendingEdits.indexed(in: table).sorted() {
                let local = try records.load(table, id)
                try materializer.rematerialize(local, pending: try pendingEdits.operations(on: local))
            }
        }
    }

    private func offerAgain(from old: DeviceID, to new: DeviceID) throws {
        let sets = try pendingEdits.all().map {
            (set: try storedSets.wholeOrRest($0.set, sender: old), wasNumbered: $0.isNumbered)
        }
        .filter { !$0.set.operations.isEmpty }
        var takeover = Takeover(old: old, new: new)
        takeover.unsettled = Set(sets.map(\.set.edit))
        for (set, wasNumbered) in sets {
            let again = try takeover.renewed(set, wasNumbered: wasNumbered) { operation in
                try records.load(try programme.table(operation.collection), operation.record).server
            }
            try pendingEdits.offerAgain(again, lane: programme.lane(of: set))
        }
    }
}

/// Change sets under another name. The edit numbers stay: together with the new device they are names that nobody used
/// before.
struct Takeover {
    let old: DeviceID
    let new: DeviceID
    /// The edits that are offered again.
    var unsettled: Set<EditNumber> = []
    /// The edits so far that were sent under the old name, by record.
    private var offered: [RecordKey: [EditNumber]] = [:]

    init(old: DeviceID, new: DeviceID) {
        self.old = old
        self.new = new
    }

    /// - Parameter server: what the server is known to hold of an operation's record.
    mutating func renewed(
        _ set: ChangeSet,
        wasNumbered: Bool,
        server: (Operation) throws -> RecordState?
    ) throws -> ChangeSet {
        var again = set
        for index in again.operations.indices {
            let operation = set.operations[index]
            let key = RecordKey(collection: operation.collection, record: operation.record)
            let known = try server(operation)
            // The answer may have been lost, or another holder of the folder may have sent it: naming its own old dot
            // makes it replace itself.
            let own = Dot(device: old, edit: set.edit)
            let earlier = (offered[key] ?? []).map { Dot(device: old, edit: $0) } + [own]
            if wasNumbered { offered[key, default: []].append(set.edit) }
            again.operations[index].seen = merged(operation.seen, named(known?.existence) + earlier)
            for place in operation.changes.indices {
                let change = operation.changes[place]
                again.operations[index].changes[place].seen = merged(
                    change.seen,
                    named(known?.field(change.field)) + earlier
                )
                var replaces = change.replaces.map { dots in
                    let waiting = dots.filter { $0.device == old && unsettled.contains($0.edit) }
                    return merged(dots, waiting.map { Dot(device: new, edit: $0.edit, index: $0.index) })
                }
                if case .add = change.action, operation.kind == .update {
                    replaces = merged(replaces ?? [], [own])
                }
                again.operations[index].changes[place].replaces = replaces
            }
        }
        return again
    }

    private func named(_ field: FieldState?) -> [Dot] {
        (field?.writes ?? []).map(\.dot).filter { $0.device == old }
    }

    private func merged(_ dots: [Dot], _ more: [Dot]) -> [Dot] {
        more.reduce(into: dots) { list, dot in if !list.contains(dot) { list.append(dot) } }
    }
}
