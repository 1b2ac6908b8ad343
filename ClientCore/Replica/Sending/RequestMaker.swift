import SyncModel
import SyncWire

/// Makes requests (clauses P1 to P4, P11, R17).
struct RequestMaker {
    let replicaState: ReplicaState
    let streams: StreamTable
    let devices: DeviceNumbers
    let pendingEdits: PendingEdits
    let outbox: Outbox
    let parcelMaker: ParcelMaker

    /// - Parameter previous: the counter of a request that is on the line.
    func make(_ limits: RequestLimits, following previous: UInt64?) throws -> OutgoingRequest {
        let identity = try replicaState.needIdentity()
        var sentThrough = try outbox.sentThrough(of: previous)
        try parcelMaker.make(bytesMax: limits.parcelBytesMax, beyond: sentThrough)
        let counter = replicaState.nextRequest()
        var load = Load()
        var marks: [LaneMark] = []
        for lane in Lane.allCases {
            guard let row = try outbox.lane(lane) else { continue }
            marks.append(LaneMark(lane: lane, last: row.last, chain: row.chain, settledThrough: row.settled))
            var through = sentThrough[lane] ?? row.settled
            try outbox.parcels(of: devices.number(of: identity.device), in: lane, after: through) { waiting in
                guard load.take(waiting, after: through, limits) else { return false }
                through = waiting.last
                return true
            }
            sentThrough[lane] = through
        }
        try outbox.keep(sentThrough: sentThrough, of: counter, following: previous)
        // A lane mark speaks of all parcels; those that do not fit now follow with the next request.
        let request = SyncRequest(
            device: identity.device,
            counter: counter,
            follows: previous ?? 0,
            programme: replicaState.programme,
            epoch: replicaState.epoch,
            cursor: claim,
            lanes: marks,
            ownFrom: replicaState.ownFrom,
            wantsPages: limits.wantsPages,
            replyBytesMax: limits.replyBytesMax,
            pageBytesMax: limits.pageBytesMax,
            parcels: load.parcels
        )
        return OutgoingRequest(
            request: request,
            sets: load.sets,
            records: load.records,
            setsLeft: try setsLeft(beyond: sentThrough)
        )
    }

    /// What one request carries.
    private struct Load {
        var parcels: [SignedParcel] = []
        var bytes = 0
        var sets = 0
        var records = 0

        /// - Returns: false if it does not fit.
        mutating func take(_ waiting: Outbox.Waiting, after through: SendNumber, _ limits: RequestLimits) -> Bool {
            let size = waiting.parcel.bytes.count + waiting.parcel.signature.count + 16
            // The first one always goes, or a small budget would never send anything.
            guard limits.parcelBytesMax > 0, parcels.isEmpty || bytes + size <= limits.parcelBytesMax else {
                return false
            }
            guard parcels.count < Limits.parcelsPerRequestMax, bytes + size < Limits.requestBytesMax - (64 << 10) else {
                return false
            }
            bytes += size
            sets += max(waiting.first, through.next).distance(to: waiting.last.next)
            records += waiting.records
            parcels.append(waiting.parcel)
            return true
        }
    }

    private var claim: CursorClaim {
        let cursor = streams.cursor
        if let hash = replicaState.cursorHash, CursorVector.hash(of: cursor) == hash { return .known(hash) }
        return .whole(cursor)
    }

    private func setsLeft(beyond sentThrough: [Lane: SendNumber]) throws -> Int {
        try sentThrough.reduce(pendingEdits.count()) { try $0 - pendingEdits.count(in: $1.key, through: $1.value) }
    }
}
