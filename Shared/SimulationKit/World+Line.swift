import ChangeFeed
import Replica
import SyncEngine
import SyncModel
import SyncWire

/// The network: it loses, cuts, doubles and delays.
extension World {
    /// The peer is gone while the server answers.
    private struct Gone: Error {}

    /// Begins a synchronisation, if none is under way.
    func begin(_ device: Participant) throws {
        guard device.exchange == nil else { return }
        if device.isSplit { try adopt(device) }
        let sizes = scenario.sizes
        let limits = RequestLimits(
            parcelBytesMax: sizes.parcelBytes,
            replyBytesMax: sizes.replyBytes,
            pageBytesMax: sizes.pageBytes
        )
        device.undrained = [:]
        device.exchange = Exchange(limits: limits)
        log("\(device.name) begins to sync")
    }

    /// Goes one piece further.
    func advance(_ device: Participant) throws {
        guard let exchange = device.exchange else { return }
        let what = try exchange.advance(device, isSlow: { dice.chance(0.3) }) { body in try carry(body, of: device) }
        log("\(device.name) \(what)")
        guard let summary = exchange.summary else { return }
        device.exchange = nil
        // What comes in over rows that lost their marks does not fit the digests, until all is compared.
        let wasUnsure = device.isUnsure
        figures.refusals += exchange.taken.setsRefused
        switch summary.ending {
        case .done:
            figures.syncs += 1
            try compare(device)
        case .identitySplit where hasCopy: device.isSplit = true
        case .noConnection where isStormy, .stopped where isStormy: break
        // A network that doubles every request gets receipts only, again and again.
        case .rejected(let failure)
        where isStormy && failure.code == .internalError && exchange.doubled >= EngineLimits.idleRoundsMax:
            break
        case .serverUnwell, .rejected, .deviceFailed, .identitySplit, .noConnection, .stopped, nil:
            throw CheckFailure(
                checker: "no surprises",
                findings: ["the synchronisation of \(device.name) ends: \(Exchange.name(of: summary.ending))"]
            )
        }
        if exchange.taken.differs, !wasUnsure {
            throw CheckFailure(
                checker: "digests",
                findings: ["\(device.name) finds that it and the server hold different records"]
                    + (try differences(device))
            )
        }
    }

    /// A device with a copied folder enrols again.
    func adopt(_ device: Participant) throws {
        let name = "desk \(device.index), again"
        let identity = try WorldSetup.enroll(name, at: device.placement, with: server.service, on: device.machine.host)
        try device.adopt(identity)
        log("\(device.name) enrols again as \(identity.device.text)")
    }

    /// Carries a request to the server and what comes back.
    private func carry(_ body: [UInt8], of device: Participant) throws -> Line {
        let faults = isStormy ? scenario.faults : .none
        clock.advance(milliseconds: Int64(dice.below(isStormy ? 3_000 : 300)))
        if dice.chance(faults.late) { lateRequests.append((body, device.index)) }
        if dice.chance(faults.dropped) {
            figures.count("request dropped")
            return Line(pieces: [], breaksOff: .lost("the request was dropped"), what: "which are lost")
        }
        if dice.chance(faults.duplicated) {
            figures.count("request doubled")
            device.exchange?.doubled += 1
            // Which of two answers reaches the device is up to the network.
            if dice.chance(0.5) {
                server.service.sync(body) { _ in }
            } else {
                lateRequests.append((body, device.index))
            }
        }
        let crashesAt = dice.chance(faults.answerCrash) ? dice.below(4) : nil
        let reply = try answer(body, crashesAt: crashesAt)
        if let crashesAt {
            return Line(
                pieces: cut(reply),
                breaksOff: .lost("the server died"),
                what: "and the server dies at frame \(crashesAt)"
            )
        }
        guard dice.chance(faults.cut), !reply.isEmpty else {
            return Line(pieces: cut(reply), breaksOff: nil, what: "\(reply.count) come back")
        }
        figures.count("reply cut")
        let kept = dice.below(reply.count)
        return Line(
            pieces: cut(Array(reply[..<kept])),
            breaksOff: .lost("the reply was cut"),
            what: "\(kept) of \(reply.count) come back"
        )
    }

    /// The server's answer, all frames together; late requests of others may be answered while it is given.
    private func answer(_ body: [UInt8], crashesAt: Int?) throws -> [UInt8] {
        var reply: [UInt8] = []
        var frames = 0
        var failure: (any Error)?
        server.service.sync(body) { frame in
            if frames == crashesAt { throw Gone() }
            frames += 1
            reply += frame
            if isStormy, !lateRequests.isEmpty, dice.chance(0.1) {
                do {
                    try deliverLate()
                } catch let error {
                    failure = error
                }
            }
        }
        if let failure { throw failure }
        if crashesAt != nil {
            figures.count("server crash in an answer")
            try server.crash()
        }
        clock.advance(milliseconds: Int64(dice.below(isStormy ? 3_000 : 300)))
        return reply
    }

    private func cut(_ bytes: [UInt8]) -> [[UInt8]] {
        let size = scenario.sizes.chunkBytes
        return stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    }
}
