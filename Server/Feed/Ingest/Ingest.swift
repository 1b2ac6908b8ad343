import SyncMerge
import SyncModel
import SyncWire

/// A parcel whose signature fits.
struct OpenedParcel {
    let signed: SignedParcel
    let parcel: Parcel
    let hash: [UInt8]
}

/// A set that failed unexpectedly; its transaction is undone and it is counted (clause F14).
struct UnexpectedError: Error {
    let lane: Lane
    let send: SendNumber
    let first: SendNumber
    let reason: any Error
}

/// Names one set of a device.
struct SetName: Hashable, Sendable {
    let lane: Lane
    let send: SendNumber
}

/// What ingesting a request came to.
struct IngestResult: Sendable {
    var device: DeviceRow
    var lanes: [LaneReply] = []
    /// A higher counter that came before; 0 if none did.
    var lastCounter: UInt64 = 0
    /// The request is newer than any before, and all that it waits for is answered: it gets pages.
    var givesPages = false
    var setsApplied: UInt64 = 0
    var setsRefused: UInt64 = 0
    var operationsApplied: UInt64 = 0
}

/// Ingests one request's parcels, inside one transaction.
struct Ingest {
    let transaction: any FeedTransaction
    let service: FeedService
    let request: SyncRequest
    let requestHash: [UInt8]
    let now: Int64
    /// Sets that failed unexpectedly three times.
    let held: Set<SetName>
    /// Parcels not to be tried again in this request, by lane.
    let stops: [Lane: SendNumber]

    func run(_ device: DeviceRow, _ parcels: [OpenedParcel]) throws -> IngestResult {
        guard let row = try transaction.device(device.id) else { throw WireFailure(.unknownDevice, .unknownDevice) }
        guard !row.revoked else { throw FeedService.revoked }
        var result = IngestResult(device: row)
        // What follows a request that did not come yet may need what that brings: it is left for another time (clause
        // P11).
        let isNewer = request.counter > row.counter && request.follows <= row.counter
        if request.counter == row.counter, row.counter > 0, requestHash != row.requestHash { throw split }
        var lanes: [LaneProgress] = []
        for lane in Lane.allCases { lanes.append(try transaction.lane(lane, of: row)) }
        if isNewer { try checkMarks(lanes) }
        // The server applies nothing of a request older than the last one: the later request named the numbers of its
        // lanes, so the older one comes late or from another holder of the keys. A device that is alone sends again
        // what has no receipt.
        let isRecent = isNewer || request.counter == row.counter
        var afterwards = lanes
        let fresh = try continuing(parcels, lanes: &afterwards, of: row)
        if isRecent, !fresh.isEmpty {
            try ingest(fresh, &result)
            lanes = afterwards
        }
        if isNewer {
            result.device.counter = request.counter
            result.device.requestHash = requestHash
            result.device.programme = request.programme
            result.device.lastSeen = now
            let isAllIn = request.lanes.allSatisfy { mark in lanes[Int(mark.lane.rawValue)].applied >= mark.last }
            if isAllIn { result.device.lastComplete = now }
            result.givesPages = true
            try transaction.update(result.device)
        }
        if request.counter < row.counter { result.lastCounter = row.counter }
        var room = Limits.receiptsBytesMax
        for mark in request.lanes {
            let applied = lanes[Int(mark.lane.rawValue)].applied
            let carried = parcels.lazy.filter { $0.parcel.lane == mark.lane }.map(\.parcel.last).max() ?? 0
            let lane = try reply(to: mark, applied: applied, carried: carried, row, &room)
            // Pages leave out what receipts tell, and some of those come only with the next reply (clause P9).
            if lane.receipts.last?.last ?? mark.settledThrough < min(applied, carried) { result.givesPages = false }
            result.lanes.append(lane)
        }
        return result
    }

    private var split: WireFailure { .identitySplit }

    /// Every lane's mark must fit what is stored, before anything is applied (clauses P3, F11).
    private func checkMarks(_ lanes: [LaneProgress]) throws {
        if let epoch = request.epoch, epoch != (try service.epoch(transaction)) { return }
        for row in lanes {
            guard let mark = request.lanes.first(where: { $0.lane == row.lane }) else {
                guard row.applied == 0 else { throw split }
                continue
            }
            guard mark.last >= row.applied, mark.settledThrough <= row.applied else { throw split }
            if row.applied > 0, mark.last == row.applied, !mark.names(parcelHash: row.chain) { throw split }
        }
    }

    /// The parcels that follow what is stored; those that are stored already must be the same bytes (clauses P3, P4,
    /// F10, I7).
    private func continuing(
        _ parcels: [OpenedParcel],
        lanes: inout [LaneProgress],
        of device: DeviceRow
    ) throws -> [OpenedParcel] {
        var fresh: [OpenedParcel] = []
        var stopped: Set<Lane> = []
        for opened in parcels {
            let parcel = opened.parcel
            let index = Int(parcel.lane.rawValue)
            if parcel.last <= lanes[index].applied {
                let isFresh = fresh.contains { $0.parcel.lane == parcel.lane && $0.hash == opened.hash }
                let stored =
                    isFresh
                    ? opened.hash : try transaction.parcel(of: device, lane: parcel.lane, holding: parcel.first)?.hash
                guard stored == opened.hash else { throw split }
                continue
            }
            guard parcel.first <= lanes[index].applied.next else {
                stopped.insert(parcel.lane)
                continue
            }
            guard parcel.first == lanes[index].applied.next, parcel.previous == lanes[index].chain else { throw split }
            if let stop = stops[parcel.lane], parcel.first >= stop { stopped.insert(parcel.lane) }
            if stopped.contains(parcel.lane) { continue }
            lanes[index].applied = parcel.last
            lanes[index].chain = opened.hash
            fresh.append(opened)
        }
        return fresh
    }

    private func ingest(_ parcels: [OpenedParcel], _ result: inout IngestResult) throws {
        guard let index = try service.index(transaction) else {
            throw WireFailure(.busy, .noProgramme)
        }
        var applier = try ChangeSetApplier(
            transaction: transaction,
            service: service,
            index: index,
            device: result.device
        )
        var link = try transaction.auditHead()
        for opened in parcels {
            let parcel = opened.parcel
            var builder = ReceiptBuilder(lane: parcel.lane, first: parcel.first)
            let rules = try transaction.programmes().byNumber[parcel.programme].map(service.index(of:))
            for (offset, set) in parcel.sets.enumerated() {
                let send = parcel.first.advanced(by: offset)
                let outcome = try outcome(of: set, numbered: send, parcel, rules, &applier)
                builder.add(outcome, numbered: send)
                switch outcome {
                case .plain, .placed:
                    result.setsApplied += 1
                    result.operationsApplied += UInt64(set.operations.count)
                case .refused: result.setsRefused += 1
                }
            }
            link = try log(opened, builder.receipts(through: parcel.last), after: link)
            try transaction.set(
                LaneProgress(lane: parcel.lane, applied: parcel.last, chain: opened.hash),
                of: result.device
            )
        }
        if applier.changedRights { try service.raiseRights(transaction) }
    }

    private func outcome(
        of set: ChangeSet,
        numbered send: SendNumber,
        _ parcel: Parcel,
        _ rules: ProgrammeIndex?,
        _ applier: inout ChangeSetApplier
    ) throws -> SetOutcome {
        do {
            if held.contains(SetName(lane: parcel.lane, send: send)) {
                throw Refusal(.held, .set(.held))
            }
            guard let rules else {
                throw Refusal(.programmeTooOld, .set(.programmeTooOld(Int64(parcel.programme))))
            }
            return try applier.apply(set, under: rules)
        } catch let refusal as Refusal {
            for operation in set.operations where operation.kind == .create {
                try transaction.noteRefusedCreation(
                    of: operation.record,
                    in: operation.collection,
                    by: applier.device,
                    lane: parcel.lane,
                    send: send
                )
            }
            // The sets after it are tried all the same (clause P8).
            return .refused(refusal.clipped)
        } catch let failure as StoreFailure {
            throw failure
        } catch {
            throw UnexpectedError(lane: parcel.lane, send: send, first: parcel.first, reason: error)
        }
    }

    /// Appends a parcel to the audit log, its link bound to all links before (invariant I3).
    private func log(
        _ opened: OpenedParcel,
        _ receipts: [Receipt],
        after head: (sequence: Int64, hash: [UInt8])
    ) throws -> (sequence: Int64, hash: [UInt8]) {
        var row = AuditRow(
            sequence: head.sequence + 1,
            device: opened.parcel.device,
            lane: opened.parcel.lane,
            parcel: ParcelRow(
                first: opened.parcel.first,
                last: opened.parcel.last,
                hash: opened.hash,
                receipts: receipts
            ),
            receivedAt: now,
            bytes: opened.signed.bytes,
            signature: opened.signed.signature,
            previous: head.hash,
            link: []
        )
        row.link = AuditLink.hash(of: row)
        try transaction.append(row)
        return (row.sequence, row.link)
    }

    /// - Parameters:
    ///   - carried: the last number in the request: of what did not come along a device uses no receipt (clause R18).
    ///   - room: bytes that are left for receipts; the first one of a reply always fits (clause F19).
    private func reply(
        to mark: LaneMark,
        applied: SendNumber,
        carried: SendNumber,
        _ device: DeviceRow,
        _ room: inout Int
    ) throws -> LaneReply {
        var reply = LaneReply(lane: mark.lane, settledThrough: mark.settledThrough, appliedThrough: applied)
        guard min(applied, carried) > mark.settledThrough else { return reply }
        try transaction.parcels(of: device, lane: mark.lane, above: mark.settledThrough) { row in
            for receipt in row.receipts where receipt.last > mark.settledThrough {
                guard receipt.last <= carried else { return false }
                guard room == Limits.receiptsBytesMax || receipt.bytes <= room else { return false }
                room -= receipt.bytes
                reply.receipts.append(receipt)
            }
            return true
        }
        return reply
    }
}
