import SyncModel
import SyncWire

/// Numbering: change sets get their lane and send number and are signed into parcels (clauses R13 to R16).
struct ParcelMaker {
    let replicaState: ReplicaState
    let devices: DeviceNumbers
    let pendingEdits: PendingEdits
    let storedSets: StoredSets
    let outbox: Outbox
    let laneSorter: LaneSorter

    /// Signs parcels until this many bytes beyond those that are on the line wait for a request, the most urgent lane
    /// first.
    func make(bytesMax: Int, beyond sentThrough: [Lane: SendNumber]) throws {
        let identity = try replicaState.needIdentity()
        var waiting = 0
        for lane in Lane.allCases {
            waiting += try outbox.bytes(
                of: devices.number(of: identity.device),
                in: lane,
                after: sentThrough[lane] ?? 0
            )
        }
        guard waiting < bytesMax else { return }
        try laneSorter.sort()
        let key = try ReplicaKeys(rawRepresentation: identity.keys).signing
        for lane in Lane.allCases {
            while waiting < bytesMax {
                let bytes = try fillParcel(lane, identity.device, key)
                guard bytes > 0 else { break }
                waiting += bytes
            }
        }
    }

    /// Makes one parcel of a lane.
    /// - Returns: its bytes; 0 if nothing was left.
    private func fillParcel(_ lane: Lane, _ device: DeviceID, _ key: SigningKey) throws -> Int {
        var row = try outbox.lane(lane) ?? OutgoingLane()
        // Sets are taken by a guess at how far they compress; a wrong guess costs another try.
        let guess = Int(Double(Limits.parcelBytesMax) * outbox.compression * 0.92)
        var sets = try nextSets(lane, bytesMax: max(4 << 10, min(Limits.expandedBytesMax / 4, guess)))
        guard !sets.isEmpty else { return 0 }
        while true {
            let parcel = Parcel(
                device: device,
                lane: lane,
                programme: replicaState.programme,
                first: row.last.next,
                previous: row.chain,
                sets: sets.map(\.set)
            )
            guard let signed = try Self.sign(parcel, key) else {
                outbox.noteTooLarge()
                sets = Array(sets.prefix(max(1, sets.count * 3 / 4)))
                continue
            }
            outbox.note(expanded: sets.reduce(0) { $0 + $1.bytes }, compressed: signed.bytes.count)
            row.last = parcel.last
            row.chain = signed.hash
            try outbox.add(signed, parcel, by: devices.number(of: device))
            for (index, set) in parcel.sets.enumerated() {
                try pendingEdits.number(set.edit, as: parcel.first.advanced(by: index))
            }
            try outbox.save(row, lane)
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
        let kept = try pendingEdits.next(in: lane, bytesMax: bytesMax)
        let found = try kept.map { (set: try storedSets.wholeOrRest($0.set), bytes: $0.bytes) }.filter {
            !$0.set.operations.isEmpty
        }
        // What was lost of all of them holds up none that come after.
        return found.isEmpty && !kept.isEmpty ? try nextSets(lane, bytesMax: bytesMax) : found
    }
}
