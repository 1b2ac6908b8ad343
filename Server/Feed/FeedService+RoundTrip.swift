import Synchronization
package import SyncModel
import SyncWire

extension FeedService {
    /// So often is a set tried that fails unexpectedly (clause F14).
    private static let failuresUntilHeld = 3

    /// The peer is gone: nobody is left to be told.
    struct PeerGone: Error {}

    /// Answers one request: an encoded ``SignedRequest``. Emits encoded frames in order; a failure becomes a `failure`
    /// frame.
    ///
    /// `emit` may block (back-pressure) and may throw when the peer is gone; nothing more is emitted then.
    /// - Parameter admit: is asked about the device once its signature fits, and throws to send it away.
    package func sync(_ body: [UInt8], admit: (DeviceID) throws -> Void = { _ in }, emit: ([UInt8]) throws -> Void) {
        state.withLock { $0.metrics.requests += 1 }
        withoutActuallyEscaping(emit) { emit in
            let send: (ReplyFrame) throws -> Void = { frame in
                let bytes = try frame.encoded()
                do { try emit(bytes) } catch { throw PeerGone() }
            }
            do {
                try answer(body, admit: admit, send: send)
            } catch is PeerGone {
                return
            } catch {
                state.withLock { $0.metrics.failures += 1 }
                log(error)
                // A peer that is gone now needs no failure either.
                try? send(.failure(Self.wireFailure(for: error)))
            }
        }
    }

    private func answer(
        _ body: [UInt8],
        admit: (DeviceID) throws -> Void,
        send: @escaping (ReplyFrame) throws -> Void
    ) throws {
        let arrived = host.bootClock()
        let signed = try SignedRequest(decoding: body)
        let id = try signed.device
        let device = try enrolledDevice(id)
        let request = try signed.open(verifying: device.signingKey)
        try admit(id)
        // Clause V4.
        guard request.versions.overlaps(ProtocolVersion.spoken) else {
            throw WireFailure(.version, .speaks(ProtocolVersion.current))
        }
        guard request.parcels.count <= Limits.parcelsPerRequestMax else {
            throw WireFailure(.tooLarge, .tooMuch(.parcels, max: Limits.parcelsPerRequestMax, in: .request))
        }
        if device.revoked {
            try quarantine(request, of: device)
            throw Self.revoked
        }
        let parcels = try request.parcels.map { try open($0, of: device) }
        try exchange(request, hash: SHA.hash256(signed.body), from: device, parcels, arrived: arrived, send: send)
    }

    /// Ingests and answers a request whose signatures fit.
    private func exchange(
        _ request: SyncRequest,
        hash: [UInt8],
        from device: DeviceRow,
        _ parcels: [OpenedParcel],
        arrived: Int64,
        send: @escaping (ReplyFrame) throws -> Void
    ) throws {
        let result = try ingest(request, hash: hash, of: device, parcels)
        if result.operationsApplied > 0 { noticeOthers() }
        let entries = try serve(request, result, arrived: arrived, send: send)
        state.withLock { state in
            state.metrics.setsApplied += result.setsApplied
            state.metrics.setsRefused += result.setsRefused
            state.metrics.operationsApplied += result.operationsApplied
            state.metrics.entriesSent += entries
        }
    }

    func open(_ signed: SignedParcel, of device: DeviceRow) throws(WireFailure) -> OpenedParcel {
        let parcel = try signed.open(verifying: device.signingKey)
        guard parcel.device == device.id, !parcel.sets.isEmpty, parcel.first > 0, parcel.first < Limits.sendNumberEnd
        else {
            throw WireFailure(.badRequest, .foreignParcel)
        }
        return OpenedParcel(signed: signed, parcel: parcel, hash: signed.hash)
    }

    /// One transaction; if a set fails unexpectedly, it is counted and the rest is tried without it (clause F14).
    private func ingest(
        _ request: SyncRequest,
        hash: [UInt8],
        of device: DeviceRow,
        _ parcels: [OpenedParcel]
    ) throws -> IngestResult {
        var held: Set<SetName> = []
        var stops: [Lane: SendNumber] = [:]
        while true {
            do {
                // Effects, positions, receipts and parcels in one transaction; it is answered after the commit (clauses
                // P5, F2).
                return try store.write { transaction in
                    let ingest = Ingest(
                        transaction: transaction,
                        service: self,
                        request: request,
                        requestHash: hash,
                        now: host.wallClock(),
                        held: held,
                        stops: stops
                    )
                    return try ingest.run(device, parcels)
                }
            } catch let unexpected as UnexpectedError {
                guard !store.isOwnFault(unexpected.reason) else { throw unexpected.reason }
                log(unexpected)
                let name = SetName(lane: unexpected.lane, send: unexpected.send)
                let count = try store.write { transaction in
                    try transaction.countFailure(of: device, lane: name.lane, send: name.send)
                    return try transaction.failures(of: device, lane: name.lane, send: name.send)
                }
                // Each turn either holds one more set or stops one lane, so the loop ends.
                if count >= Self.failuresUntilHeld { held.insert(name) } else { stops[name.lane] = unexpected.first }
            }
        }
    }
}
