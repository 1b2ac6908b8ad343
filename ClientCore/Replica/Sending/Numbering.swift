import SQLiteTables
import SyncModel
import SyncWire

/// One lane of this device's own change sets.
struct LaneRow {
    var last: SendNumber = 0
    var chain = Parcel.noPrevious
    var settled: SendNumber = 0
    var backedUp: SendNumber = 0
}

/// Numbering: change sets get their lane and send number and are signed into parcels (clauses R13 to R16).
extension Session {
    func lane(_ lane: Lane) throws -> LaneRow? {
        let read = try statement("SELECT last, chain, settled, backed_up FROM _lane WHERE lane = ?")
        read.bind(1, Int(lane.rawValue))
        defer { read.reset() }
        guard try read.step() else { return nil }
        return LaneRow(
            last: read.unsigned(0),
            chain: read.blob(1) ?? [],
            settled: read.unsigned(2),
            backedUp: read.unsigned(3)
        )
    }

    func save(_ row: LaneRow, _ lane: Lane) throws {
        let save = try statement("INSERT OR REPLACE INTO _lane(lane, last, chain, settled, backed_up) VALUES (?, ?, ?, ?, ?)")
        save.bind(1, Int(lane.rawValue))
        save.bind(2, row.last)
        save.bind(3, row.chain)
        save.bind(4, row.settled)
        save.bind(5, row.backedUp)
        try save.run()
    }

    /// Signs parcels until this many bytes beyond those that are on the line wait for a request, the most urgent lane first.
    func number(bytesMax: Int, beyond offered: [Lane: SendNumber]) throws {
        var waiting = try waitingBytes(beyond: offered)
        guard waiting < bytesMax, let identity else { return }
        try sortIntoLanes()
        let key = try ReplicaKeys(rawRepresentation: identity.keys).signing
        for lane in Lane.allCases {
            while waiting < bytesMax {
                let bytes = try fillParcel(lane, identity.device, key)
                guard bytes > 0 else { break }
                waiting += bytes
            }
        }
    }

    private func waitingBytes(beyond offered: [Lane: SendNumber]) throws -> Int {
        var bytes = 0
        for lane in Lane.allCases {
            let read = try statement("SELECT coalesce(sum(length(bytes)), 0) FROM _parcel WHERE device = ? AND lane = ? AND last > ?")
            read.bind(1, try device(needIdentity().device))
            read.bind(2, Int(lane.rawValue))
            read.bind(3, offered[lane] ?? 0)
            defer { read.reset() }
            if try read.step() { bytes += Int(read.integer(0)) }
        }
        return bytes
    }

    // MARK: - Parcels

    /// Makes one parcel of a lane.
    /// - Returns: its bytes; 0 if nothing was left.
    private func fillParcel(_ lane: Lane, _ device: DeviceID, _ key: SigningKey) throws -> Int {
        var row = try self.lane(lane) ?? LaneRow()
        // Sets are taken by a guess at how far they compress; a wrong guess costs another try.
        var expandedMax = max(4 << 10, min(Limits.expandedBytesMax / 4, Int(Double(Limits.parcelBytesMax) * compression * 0.92)))
        var sets = try nextSets(lane, bytesMax: expandedMax)
        guard !sets.isEmpty else { return 0 }
        while true {
            let parcel = Parcel(
                device: device,
                lane: lane,
                programme: ledger.programme,
                first: row.last + 1,
                previous: row.chain,
                sets: sets.map(\.set)
            )
            guard let signed = try Self.sign(parcel, key) else {
                compression *= 0.8
                expandedMax = expandedMax * 3 / 4
                sets = Array(sets.prefix(max(1, sets.count * 3 / 4)))
                continue
            }
            let expanded = sets.reduce(0) { $0 + $1.bytes }
            if expanded > 8 << 10 { compression = compression * 0.5 + 0.5 * Double(expanded) / Double(max(1, signed.bytes.count)) }
            row.last = parcel.last
            row.chain = signed.hash
            try store(signed, parcel)
            try save(row, lane)
            return signed.bytes.count
        }
    }

    /// - Returns: `nil` if it is too large and holds more than one set.
    private static func sign(_ parcel: Parcel, _ key: SigningKey) throws -> SignedParcel? {
        do {
            return try parcel.signed(by: key)
        } catch {
            guard error.code == .tooLarge, parcel.sets.count > 1 else { throw error }
            return nil
        }
    }

    private func nextSets(_ lane: Lane, bytesMax: Int) throws -> [(set: ChangeSet, bytes: Int)] {
        var kept: [(set: KeptSet, bytes: Int)] = []
        var total = 0
        let read = try statement("SELECT bytes FROM _set WHERE send IS NULL AND lane = ? ORDER BY edit")
        read.bind(1, Int(lane.rawValue))
        while kept.count < Limits.setsPerParcelMax, try read.step() {
            let bytes = read.blob(0) ?? []
            let set = try ChangeSetBlob.decodeKept(bytes)
            let size = set.operations.reduce(bytes.count) { $0 + $1.bytesInRow }
            guard kept.isEmpty || total + size <= bytesMax else { break }
            total += size
            kept.append((set, size))
        }
        read.reset()
        let found = try kept.map { (set: try wholeOrRest($0.set), bytes: $0.bytes) }.filter { !$0.set.operations.isEmpty }
        // What was lost of all of them holds up none that come after.
        return found.isEmpty && !kept.isEmpty ? try nextSets(lane, bytesMax: bytesMax) : found
    }

    private func store(_ signed: SignedParcel, _ parcel: Parcel) throws {
        let insert = try statement("INSERT INTO _parcel(device, lane, first, last, records, bytes, signature) VALUES (?, ?, ?, ?, ?, ?, ?)")
        insert.bind(1, try device(parcel.device))
        insert.bind(2, Int(parcel.lane.rawValue))
        insert.bind(3, parcel.first)
        insert.bind(4, parcel.last)
        insert.bind(5, Set(parcel.sets.lazy.flatMap { $0.operations.lazy.map(\.record) }).count)
        insert.bind(6, signed.bytes)
        insert.bind(7, signed.signature)
        try insert.run()
        let number = try statement("UPDATE _set SET send = ? WHERE edit = ?")
        for (index, set) in parcel.sets.enumerated() {
            number.bind(1, parcel.first + SendNumber(index))
            number.bind(2, set.edit)
            try number.run()
        }
    }

    // MARK: - Lanes

    /// Gives every set without a number the lane in which it goes: that of its most urgent record, or of a set that needs it (clause R14).
    ///
    /// What goes in another lane may arrive later, or be lost on the way: sets that need it wait for its answer (clause R15). Those get the
    /// lane 9, which is none.
    func sortIntoLanes() throws {
        let mixed = try statement("SELECT count(DISTINCT lane), max(lane) FROM _set")
        defer { mixed.reset() }
        guard try mixed.step(), mixed.integer(0) > 1 || mixed.integer(1) == Int64(LanePlan.waiting) else { return }
        mixed.reset()
        var sets: [LanePlan.Item] = []
        let read = try statement("SELECT edit, lane, send, bytes FROM _set ORDER BY edit")
        var kept: [(set: KeptSet, fixed: Lane?, stored: Int)] = []
        while try read.step() {
            let fixed = read.isNull(2) ? nil : Lane(rawValue: UInt8(truncatingIfNeeded: read.integer(1)))
            kept.append((try ChangeSetBlob.decodeKept(read.blob(3) ?? []), fixed, Int(read.integer(1))))
        }
        for (keptSet, fixed, stored) in kept {
            let set = try wholeOrRest(keptSet)
            guard !set.operations.isEmpty else { continue }
            let own = try set.operations.map { try plan($0.collection).collection.lane }.min() ?? .normal
            sets.append(LanePlan.Item(edit: set.edit, own: own, fixed: fixed, stored: stored, needs: needs(set)))
        }
        for (edit, lane) in LanePlan.changes(sets) {
            let update = try statement("UPDATE _set SET lane = ? WHERE edit = ?")
            update.bind(1, lane)
            update.bind(2, edit)
            try update.run()
        }
    }

    /// What a change set names, makes and refers to.
    func needs(_ set: ChangeSet) -> LanePlan.Needs {
        var needs = LanePlan.Needs()
        for operation in set.operations {
            needs.records.append(operation.record)
            if operation.kind == .create { needs.created.append(operation.record) }
            if let record = operation.scope.record { needs.refer(operation.record, to: record) }
            guard plans.indices.contains(operation.collection) else { continue }
            let fields = plans[operation.collection].collection.fields
            for change in operation.changes where fields.indices.contains(change.field) && fields[change.field].type == .ref {
                guard case .write(let values) = change.action else { continue }
                for record in values.compactMap({ $0.text.flatMap { RecordID($0) } }) { needs.refer(operation.record, to: record) }
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
            for earlier in needed[index] where items[earlier].fixed == nil { lanes[earlier] = min(lanes[earlier], lanes[index]) }
        }
        // Forwards: only within a lane one set never arrives without those before it. What needs a set in another lane waits for its
        // answer, and so does what needs that.
        for index in items.indices where items[index].fixed == nil {
            if needed[index].contains(where: { lanes[$0] != lanes[index] }) { lanes[index] = waiting }
        }
        return items.indices.filter { items[$0].fixed == nil && lanes[$0] != items[$0].stored }.map { (items[$0].edit, lanes[$0]) }
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
