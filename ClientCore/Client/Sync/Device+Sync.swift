import Replica
import SyncEngine
import SyncModel
import SyncWire

extension Device {
    /// Edits made while a synchronisation runs get another round, so often at most.
    private static let runsMax = 3

    /// Sends what was recorded, takes what others recorded, and settles what the server answered.
    ///
    /// A broken line, a crash or a cancelled task loses nothing: the next synchronisation goes on from what was taken. How it ended is in
    /// the report; an error is thrown only where it could not begin.
    ///
    /// - Parameter progress: called often, from any thread.
    /// - Throws: ``ClientError`` `notEnrolled`; `ReplicaError` `storage`.
    public func sync(progress: @escaping @Sendable (SyncProgress) -> Void = { _ in }) async throws -> SyncReport {
        let report = try await exchange(sendsEdits: true, progress: progress)
        let (isUnwatched, isUncompared) = try await withReplica { (try $0.isUnwatched, try $0.isUncompared) }
        guard report.summary.ending == .done, isUnwatched || isUncompared else { return report }
        // Another program may have written behind the store's back: what it changed is told from what the server knows, and kept.
        var total = report.summary
        do {
            let compared = try await verify(repairing: isUnwatched)
            total += compared.report.summary
            total.ending = report.summary.ending
            if isUnwatched, compared.report.summary.ending == .done, let mark = compared.mark {
                try await withReplica { try $0.endUnwatched(since: mark) }
                // What the server knew nothing of is new, and goes now.
                if try await status().pending > 0 { total += try await exchange(sendsEdits: true, progress: progress).summary }
            }
        } catch let error as ClientError where error == Self.incomparable {
            // The exchange is done all the same; the next one compares again.
        } catch is Replica.WrittenUnseen {
            // As above.
        }
        return SyncReport(summary: total, try await status())
    }

    /// One exchange without edits of ours: for comparing with the server.
    func pull(progress: @escaping @Sendable (SyncProgress) -> Void = { _ in }) async throws -> SyncReport {
        try await exchange(sendsEdits: false, progress: progress)
    }

    private func exchange(sendsEdits: Bool, progress: @escaping @Sendable (SyncProgress) -> Void) async throws -> SyncReport {
        let (identity, keys) = try await enrolled()
        let transport = makeTransport(identity.server)
        var total = SyncSummary()
        var waiting = sendsEdits ? try await status().pendingRecords : 0
        var report: SyncReport
        var runs = 0
        repeat {
            runs += 1
            let pump = SyncPump(self, over: transport, keys: keys, sendsEdits: sendsEdits, waiting: waiting, show: progress)
            total += await pump.run()
            let status = try await status()
            waiting = status.pendingRecords
            report = SyncReport(summary: total, status)
        } while sendsEdits && total.ending == .done && report.pending > 0 && runs < Self.runsMax && !Task.isCancelled
        await transport.close()
        if case .rejected(let failure)? = total.ending, failure.code.isOfDevice, await isOther(identity) {
            report.summary.ending = .noConnection(.otherServer)
        }
        try await remember(report.summary.ending)
        ownWrites.fire()
        return report
    }

    /// Another server than the one that this device was enrolled with answers at the address: what it says of the device means nothing.
    private func isOther(_ identity: Identity) async -> Bool {
        guard !identity.serverKeys.isEmpty, let hello = try? await hello() else { return false }
        return identity.serverKeys != hello.signingKey + hello.sealingKey
    }

    /// That the server will not have this device is true until it has it again, whatever else is asked of the device meanwhile.
    private func remember(_ ending: SyncEnding?) async throws {
        let rejected: WireFailure?
        switch ending {
        case .done: rejected = nil
        case .identitySplit(let failure): rejected = failure
        case .rejected(let failure) where failure.code.isOfDevice: rejected = failure
        case .rejected, .noConnection, .serverUnwell, .deviceFailed, .stopped, nil: return
        }
        guard try await status().rejected != rejected else { return }
        try await withReplica { try $0.note(rejected: rejected) }
    }

    /// Who this device is, with its keys.
    func enrolled() async throws -> (Identity, ReplicaKeys) {
        guard let identity = try await identity() else {
            throw ClientError(.notEnrolled, "This device is not enrolled yet.")
        }
        do {
            return (identity, try ReplicaKeys(rawRepresentation: identity.keys))
        } catch {
            throw ClientError(.database, "The keys of this device cannot be read.")
        }
    }
}

extension SyncSummary {
    /// One run after another: figures add up, the last ending holds.
    static func += (left: inout Self, right: Self) {
        left.ending = right.ending
        left.sent += right.sent
        left.received += right.received
        left.roundTrips += right.roundTrips
        left.traffic.sent += right.traffic.sent
        left.traffic.received += right.traffic.received
    }
}
