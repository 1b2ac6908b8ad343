import SQLiteTables
import SyncModel
import SyncWire

extension Session {
    /// Makes the next request (clauses P1 to P4, P11, R17).
    func request(_ limits: RequestLimits, following previous: UInt64?) throws -> OutgoingRequest {
        let identity = try needIdentity()
        var offered = try offers(of: previous)
        try number(bytesMax: limits.parcelBytesMax, beyond: offered)
        ledger.counter += 1
        var parcels: [SignedParcel] = []
        var marks: [LaneMark] = []
        var bytes = 0
        var sets = 0
        var records = 0
        for lane in Lane.allCases {
            guard let row = try self.lane(lane) else { continue }
            var through = offered[lane] ?? row.settled
            marks.append(LaneMark(lane: lane, last: row.last, chain: row.chain, settledThrough: row.settled))
            let read = try statement(
                "SELECT first, last, records, bytes, signature FROM _parcel WHERE device = ? AND lane = ? AND last > ? ORDER BY first"
            )
            read.bind(1, try device(identity.device))
            read.bind(2, Int(lane.rawValue))
            read.bind(3, through)
            defer { read.reset() }
            while try read.step() {
                let parcel = SignedParcel(bytes: read.blob(3) ?? [], signature: read.blob(4) ?? [])
                let size = parcel.bytes.count + parcel.signature.count + 16
                // The first one always goes, or a small budget would never send anything.
                guard limits.parcelBytesMax > 0, parcels.isEmpty || bytes + size <= limits.parcelBytesMax else { break }
                guard parcels.count < Limits.parcelsPerRequestMax, bytes + size < Limits.requestBytesMax - (64 << 10) else { break }
                bytes += size
                sets += Int(read.integer(1) - max(read.integer(0), Int64(through) + 1) + 1)
                records += Int(read.integer(2))
                parcels.append(parcel)
                through = read.unsigned(1)
            }
            offered[lane] = through
        }
        try keep(offers: offered, of: ledger.counter, following: previous)
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
        return OutgoingRequest(request: request, sets: sets, records: records, setsLeft: try unsettledSets(beyond: offered))
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

    /// Changes of records in the change sets without an answer.
    func unsettledOperations() throws -> Int {
        let read = try statement("SELECT bytes FROM _set")
        var operations = 0
        while try read.step() { operations += try ChangeSetBlob.operationCount(read.blob(0) ?? []) }
        return operations
    }

    private func unsettledSets(beyond offered: [Lane: SendNumber]) throws -> Int {
        var sets = try unsettledSets()
        for (lane, through) in offered {
            let read = try statement("SELECT count(*) FROM _set WHERE lane = ? AND send <= ?")
            read.bind(1, Int(lane.rawValue))
            read.bind(2, through)
            defer { read.reset() }
            if try read.step() { sets -= Int(read.integer(0)) }
        }
        return sets
    }
}

// MARK: - Offers

extension Session {
    /// The last numbers that went with a request or those before it: of all up to them the server has compared the bytes.
    ///
    /// - Parameter counter: `nil` for what has its answer already.
    func offers(of counter: UInt64?) throws -> [Lane: SendNumber] {
        var offers: [Lane: SendNumber] = [:]
        for lane in Lane.allCases { offers[lane] = try self.lane(lane)?.settled }
        guard let counter else { return offers }
        let read = try statement("SELECT lane, through FROM _offer WHERE counter = ?")
        read.bind(1, counter)
        while try read.step() {
            guard let lane = Lane(rawValue: UInt8(truncatingIfNeeded: read.integer(0))) else { continue }
            offers[lane] = max(offers[lane] ?? 0, read.unsigned(1))
        }
        return offers
    }

    /// Only the answers to requests that are on the line now are of use.
    private func keep(offers: [Lane: SendNumber], of counter: UInt64, following previous: UInt64?) throws {
        let forget = try statement("DELETE FROM _offer WHERE counter <> ?")
        forget.bind(1, previous ?? 0)
        try forget.run()
        for (lane, through) in offers {
            let insert = try statement("INSERT INTO _offer(counter, lane, through) VALUES (?, ?, ?)")
            insert.bind(1, counter)
            insert.bind(2, Int(lane.rawValue))
            insert.bind(3, through)
            try insert.run()
        }
    }
}
