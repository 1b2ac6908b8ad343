import Replica
import SyncEngine
import SyncModel
import SyncWire

extension Device {
    /// Edits made while a synchronisation runs get another round, so often at most.
    private static let runsMax = 3

    /// Sends what was recorded, takes what others recorded, and settles what the server answered.
    ///
    /// A broken line, a crash or a cancelled task loses nothing: the next synchronisation goes on from what was taken.
    /// How it ended is in the report; an error is thrown only where it could not begin. A second synchronisation of a
    /// device waits for its turn.
    ///
    /// - Parameter progress: called from any thread, about ten times a second at most.
    /// - Throws: ``DuikouError`` `notEnrolled`, `readOnly`, `storage`, `closed`; `cancelled` before its turn.
    @discardableResult
    public func sync(
        progress: @escaping @Sendable (SyncProgress) -> Void = { _ in }
    ) async throws(DuikouError) -> SyncReport {
        do {
            return try await turns.inTurn {
                defer {
                    activity.set(.idle)
                    changes.happened()
                }
                return try await synchronise { [activity, changes] now in
                    guard activity.note(now) else { return }
                    changes.happened()
                    progress(now)
                }
            }
        } catch {
            throw DuikouError(error)
        }
    }

    private func synchronise(_ progress: @escaping @Sendable (SyncProgress) -> Void) async throws -> SyncReport {
        let began = host.bootClock()
        let report = try await exchange(sendsEdits: true, progress: progress)
        let (isUnwatched, isUncompared) = try await withReplica { (try $0.isUnwatched, try $0.isUncompared) }
        guard report.outcome == .done, isUnwatched || isUncompared else { return report }
        // Another program may have written behind the store's back: what it changed is told from what the server knows,
        // and kept.
        var (total, fault) = (report.summary, report.error)
        do {
            let compared = try await compareAndRepair(repairing: isUnwatched)
            total += compared.report.summary
            total.ending = report.summary.ending
            if isUnwatched, compared.report.summary.ending == .done, compared.isInOrder, let start = compared.start {
                try await withReplica { try $0.endUnwatched(since: start) }
                // What the server knew nothing of is new, and goes now.
                if try await storedStatus().pending > 0 {
                    let rest = try await exchange(sendsEdits: true, progress: progress)
                    total += rest.summary
                    fault = rest.error
                }
            }
        } catch let error as DuikouError where error == Self.incomparable {
            // The exchange is done all the same; the next one compares again.
        } catch is Replica.WrittenUnseen {
            // As above.
        }
        return SyncReport(total, try await storedStatus(), fault, took: .milliseconds(host.bootClock() - began))
    }

    /// One exchange without edits of ours: for comparing with the server.
    func pull() async throws -> SyncReport {
        try await exchange(sendsEdits: false) { _ in }
    }

    private func exchange(
        sendsEdits: Bool,
        progress: @escaping @Sendable (SyncProgress) -> Void
    ) async throws -> SyncReport {
        try checkFolder()
        let (identity, keys) = try await enrolled()
        let began = host.bootClock()
        let transport = line(to: identity.server)
        var total = SyncSummary()
        var waiting = sendsEdits ? try await storedStatus().pendingRecords : 0
        var status: ReplicaStatus
        var runs = 0
        var fault: DuikouError?
        repeat {
            runs += 1
            let driver = SyncDriver(
                self,
                over: transport,
                keys: keys,
                sendsEdits: sendsEdits,
                waiting: waiting,
                show: progress
            )
            let run = await driver.run()
            total += run.summary
            fault = run.fault
            status = try await storedStatus()
            waiting = status.pendingRecords
        } while sendsEdits && total.ending == .done && status.pending > 0 && runs < Self.runsMax && !Task.isCancelled
        await transport.close()
        if case .rejected(let failure)? = total.ending, failure.code.isOfDevice, await isOther(identity) {
            total.ending = .noConnection(.otherServer)
        }
        try await remember(total.ending, instead: status.rejected)
        changes.happened()
        return SyncReport(total, status, fault, took: .milliseconds(host.bootClock() - began))
    }

    /// Nothing can begin in a folder that may only be read; of a full disk the report tells, since what came fits
    /// perhaps.
    private func checkFolder() throws(DuikouError) {
        guard let why = replica.unwritable.map({ DuikouError($0) }), why.code == .readOnly else { return }
        throw why
    }

    /// Another server than the one that this device was enrolled with answers at the address: what it says of the
    /// device means nothing.
    private func isOther(_ identity: ReplicaIdentity) async -> Bool {
        guard !identity.serverKeys.isEmpty, let hello = try? await hello() else { return false }
        return identity.serverKeys != hello.signingKey + hello.sealingKey
    }

    /// That the server will not have this device is true until it has it again, whatever else is asked of the device
    /// meanwhile.
    /// - Parameter known: what is remembered so far.
    private func remember(_ ending: SyncEnding?, instead known: WireFailure?) async throws {
        let rejected: WireFailure?
        switch ending {
        case .done: rejected = nil
        case .identitySplit(let failure): rejected = failure
        case .rejected(let failure) where failure.code.isOfDevice: rejected = failure
        case .rejected, .noConnection, .serverUnwell, .deviceFailed, .stopped, nil: return
        }
        guard known != rejected else { return }
        try await withReplica { try $0.note(rejected: rejected) }
    }

    /// A line to a server, which may have to prove itself by what the folder says to trust.
    func line(to address: String) -> any Transport { options.transport(address, Self.authority(in: folder)) }

    /// Who this device is, with its keys.
    func enrolled() async throws -> (ReplicaIdentity, ReplicaKeys) {
        guard let identity = try await withReplica({ try $0.identity() }) else {
            throw DuikouError(.notEnrolled, .notEnrolled)
        }
        do {
            return (identity, try ReplicaKeys(rawRepresentation: identity.keys))
        } catch {
            throw DuikouError(.damaged, .keys)
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
