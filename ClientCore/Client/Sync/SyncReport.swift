package import Replica
package import SyncEngine

/// How far a synchronisation has come.
public struct SyncProgress: Hashable, Sendable {
    /// What it does at the moment.
    public enum Phase: Hashable, Sendable {
        /// Reading what is to be sent.
        case preparing
        /// Connecting, and handing the request over.
        case sending
        /// The request has left, and nothing has come back yet.
        case awaiting
        /// An answer comes in.
        case exchanging
        /// Until the next try.
        case waiting(Duration)
    }

    /// What it does at the moment.
    public let phase: Phase
    /// Records that the server answered.
    public let sent: Int
    /// Records received so far.
    public let received: Int
    /// Changes of records that wait to be sent.
    public let changesToSend: Int
    /// Changes that are still to come, at most, as far as the server has told; several changes of one record come as
    /// one.
    public let changesToCome: Int
    /// On the line so far. Unit: bytes.
    public let sentBytes: Int
    /// On the line so far. Unit: bytes.
    public let receivedBytes: Int

    /// Progress from its parts; without any, nothing has moved.
    package init(
        phase: Phase,
        sent: Int = 0,
        received: Int = 0,
        changesToSend: Int = 0,
        changesToCome: Int = 0,
        sentBytes: Int = 0,
        receivedBytes: Int = 0
    ) {
        (self.phase, self.sent, self.received) = (phase, sent, received)
        (self.changesToSend, self.changesToCome) = (changesToSend, changesToCome)
        (self.sentBytes, self.receivedBytes) = (sentBytes, receivedBytes)
    }
}

/// What a synchronisation came to, and what is left for people.
public struct SyncReport: Hashable, Sendable {
    /// How a synchronisation ended; more cases come with later versions.
    @nonexhaustive public enum Outcome: String, Hashable, Sendable {
        /// Everything was exchanged.
        case done
        /// The line did not last; the next time goes on from here.
        case offline
        /// The server was busy or failed inside, again and again.
        case serverBusy = "server-busy"
        /// Two holders use this device's keys: enroll again, everything typed is kept.
        case identitySplit = "identity-split"
        /// The server will not have this device or this request.
        case rejected
        /// The device's own store, the address, or an answer that cannot be used is at fault.
        case failed
        /// Somebody stopped it; nothing is lost.
        case stopped
    }

    /// How the synchronisation ended.
    public let outcome: Outcome
    /// Why it is not done; `nil` if it is.
    public let error: DuikouError?
    /// Records that the server answered, refused ones included.
    public let sent: Int
    /// Records that were received.
    public let received: Int
    /// Edits that the server has not answered.
    public let pending: Int
    /// Changes of records in them.
    public let pendingRecords: Int
    /// Refused edits on this device that nobody has looked at.
    public let refused: Int
    /// Open conflicts on this device.
    public let conflicts: Int
    /// The end of the exchange proved that device and server hold different records.
    public let differs: Bool
    /// On the line. Unit: bytes.
    public let sentBytes: Int
    /// On the line. Unit: bytes.
    public let receivedBytes: Int
    /// Requests put on the line.
    public let roundTrips: Int
    /// How long it took.
    public let took: Duration
    /// The engine's own figures.
    package let summary: SyncSummary

    /// What is left after an exchange.
    /// - Parameter fault: why this side would not go on, where it would not.
    package init(_ summary: SyncSummary, _ status: ReplicaStatus, _ fault: DuikouError? = nil, took: Duration) {
        (outcome, error) = Self.outcome(summary.ending, fault)
        (sent, received, roundTrips) = (summary.sent, summary.received, summary.roundTrips)
        (sentBytes, receivedBytes) = (summary.traffic.sent, summary.traffic.received)
        (pending, pendingRecords, refused) = (status.pending, status.pendingRecords, status.refused)
        (conflicts, differs) = (status.conflicts, status.differs)
        self.took = took
        self.summary = summary
    }

    /// Everything was sent, answered and taken, and both sides hold the same then.
    public var isComplete: Bool { outcome == .done && pending == 0 && pendingRecords == 0 && !differs }

    /// Somebody has to decide or look at something.
    public var needsPerson: Bool { conflicts > 0 || refused > 0 || differs }

    /// Throws why it is not done.
    /// - Throws: ``error``.
    public func check() throws(DuikouError) {
        if let error { throw error }
    }

    private static func outcome(_ ending: SyncEnding?, _ fault: DuikouError?) -> (Outcome, DuikouError?) {
        switch ending {
        case .done: (.done, nil)
        case .noConnection(let line): (line.mayPass ? .offline : .failed, DuikouError(line))
        case .serverUnwell(let failure): (.serverBusy, DuikouError(failure))
        case .identitySplit(let failure): (.identitySplit, DuikouError(failure))
        case .rejected(let failure): (.rejected, DuikouError(failure))
        case .deviceFailed: (.failed, fault ?? .standstill)
        case .stopped, nil: (.stopped, DuikouError(.cancelled, .stopped))
        }
    }
}
