import SQLiteTables
import SyncModel
import SyncWire

extension Session {
    /// Makes the next request (clauses P1 to P4, P11, R17).
    func request(_ limits: RequestLimits, following previous: UInt64?) throws -> OutgoingRequest {
        let identity = try needIdentity()
        if previous == nil { try execute("UPDATE _lane SET offered = settled WHERE offered <> settled") }
        try number(bytesMax: limits.parcelBytesMax)
        ledger.counter += 1
        var parcels: [SignedParcel] = []
        var marks: [LaneMark] = []
        var bytes = 0
        var sets = 0
        var records = 0
        for lane in Lane.allCases {
            guard var row = try self.lane(lane) else { continue }
            let wasOffered = row.offered
            marks.append(LaneMark(lane: lane, last: row.last, chain: row.chain, settledThrough: row.settled))
            let read = try statement(
                "SELECT first, last, records, bytes, signature FROM _parcel WHERE lane = ? AND last > ? ORDER BY first"
            )
            read.bind(1, Int(lane.rawValue))
            read.bind(2, row.offered)
            defer { read.reset() }
            while try read.step() {
                let parcel = SignedParcel(bytes: read.blob(3) ?? [], signature: read.blob(4) ?? [])
                let size = parcel.bytes.count + parcel.signature.count + 16
                // The first one always goes, or a small budget would never send anything.
                guard limits.parcelBytesMax > 0, parcels.isEmpty || bytes + size <= limits.parcelBytesMax else { break }
                guard parcels.count < Limits.parcelsPerRequestMax, bytes + size < Limits.requestBytesMax - (64 << 10) else { break }
                bytes += size
                sets += Int(read.integer(1) - max(read.integer(0), Int64(row.offered) + 1) + 1)
                records += Int(read.integer(2))
                parcels.append(parcel)
                row.offered = read.unsigned(1)
            }
            if row.offered != wasOffered { try save(row, lane) }
        }
        // A lane mark speaks of all parcels; those that do not fit now follow with the next request.
        let request = SyncRequest(
            device: identity.device,
            counter: ledger.counter,
            follows: previous ?? 0,
            programme: ledger.programme,
            epoch: ledger.epoch,
            cursor: claim,
            lanes: marks,
            ownFrom: ledger.ownFrom,
            wantsPages: limits.wantsPages,
            replyBytesMax: limits.replyBytesMax,
            pageBytesMax: limits.pageBytesMax,
            parcels: parcels
        )
        return OutgoingRequest(request: request, sets: sets, records: records, setsLeft: try unofferedSets())
    }

    /// The streams held, as a cursor.
    var cursor: [Stream: StreamCursor] {
        var held: [Stream: StreamCursor] = [:]
        for row in streams where row.isHeld { held[row.stream] = row.cursor }
        return held
    }

    private var claim: CursorClaim {
        let cursor = cursor
        if let hash = ledger.cursorHash, CursorVector.hash(of: cursor) == hash { return .known(hash) }
        return .whole(cursor)
    }

    /// Change sets without an answer.
    func unsettledSets() throws -> Int {
        let read = try statement("SELECT count(*) FROM _set")
        defer { read.reset() }
        return try read.step() ? Int(read.integer(0)) : 0
    }

    /// Change sets that no request on the line carries.
    private func unofferedSets() throws -> Int {
        let read = try statement(
            "SELECT count(*) FROM _set s LEFT JOIN _lane l ON l.lane = s.lane WHERE s.send IS NULL OR s.send > l.offered"
        )
        defer { read.reset() }
        return try read.step() ? Int(read.integer(0)) : 0
    }
}
