import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// A new identity takes over what the old one had not settled (clause V3).
extension Session {
    func adopt(_ new: Identity, _ standing: Standing?) throws {
        let old = identity
        let save = try statement("INSERT OR REPLACE INTO _identity(one, device, name, server, keys, server_keys) VALUES (1, ?, ?, ?, ?, ?)")
        save.bind(1, Bits.write(new.device.bits))
        save.bind(2, new.name)
        save.bind(3, new.server)
        save.bind(4, new.keys)
        save.bind(5, new.serverKeys)
        try save.run()
        identity = new
        ledger.rejected = nil
        if let standing { take(standing) }
        guard let old, old.device != new.device else { return }
        ledger.isUncompared = true
        var takeover = Takeover(old: old.device, new: new.device)
        let read = try statement("SELECT edit, send IS NOT NULL, bytes FROM _set ORDER BY edit")
        var kept: [(set: KeptSet, wasNumbered: Bool)] = []
        while try read.step() { kept.append((try ChangeSetBlob.decodeKept(read.blob(2) ?? []), read.integer(1) != 0)) }
        let sets = try kept.map { (set: try wholeOrRest($0.set, sender: old.device), wasNumbered: $0.wasNumbered) }.filter {
            !$0.set.operations.isEmpty
        }
        takeover.unsettled = Set(sets.map(\.set.edit))
        for (set, wasNumbered) in sets {
            let again = try takeover.renewed(set, wasNumbered: wasNumbered) { operation in
                try load(try plan(operation.collection), operation.record).server
            }
            let lane = try set.operations.map { try plan($0.collection).collection.lane }.min() ?? .normal
            let update = try statement("UPDATE _set SET send = NULL, lane = ?, bytes = ? WHERE edit = ?")
            update.bind(1, Int(lane.rawValue))
            update.bind(2, ChangeSetBlob.encode(again))
            update.bind(3, set.edit)
            try update.run()
        }
        lastSet = nil
        // What was sent under the old name stays: should the server lose it, nobody else may have it (clause R19).
        try execute("DELETE FROM _lane; DELETE FROM _offer;")
        ledger.counter = 0
        ledger.answered = 0
        ledger.ownFrom = 1
        ledger.cursorHash = nil
        for plan in plans {
            for id in try touched(plan).sorted() {
                let shadow = try load(plan, id)
                try repaint(shadow, pending: try pending(shadow))
            }
        }
    }
}

/// Change sets under another name. The edit numbers stay: together with the new device they are names that nobody used before.
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
    mutating func renewed(_ set: ChangeSet, wasNumbered: Bool, server: (Operation) throws -> RecordState?) throws -> ChangeSet {
        var again = set
        for index in again.operations.indices {
            let operation = set.operations[index]
            let key = RecordKey(collection: operation.collection, record: operation.record)
            let known = try server(operation)
            // The answer may have been lost, or another holder of the folder may have sent it: naming its own old dot makes it replace itself.
            let own = Dot(device: old, edit: set.edit)
            let earlier = (offered[key] ?? []).map { Dot(device: old, edit: $0) } + [own]
            if wasNumbered { offered[key, default: []].append(set.edit) }
            again.operations[index].seen = merged(operation.seen, named(known?.existence) + earlier)
            for place in operation.changes.indices {
                let change = operation.changes[place]
                again.operations[index].changes[place].seen = merged(change.seen, named(known?.field(change.field)) + earlier)
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
