import Replica
public import SyncEngine

/// How far a synchronisation has come.
public struct SyncProgress: Hashable, Sendable {
    /// What it does at the moment.
    public enum Phase: Hashable, Sendable {
        case preparing
        /// Connecting, and handing the request over.
        case sending
        /// The request has left, and nothing has come back yet.
        case awaiting
        case exchanging
        /// Until the next try.
        case waiting(milliseconds: Int)
    }

    /// What it does at the moment.
    public var phase: Phase
    /// Records that the server answered.
    public var sent: Int
    /// Records received.
    public var received: Int
    /// Changes of records that wait to be sent.
    public var pending: Int
    /// Changes that are still to come, at most, as far as the server has told; several changes of one record come as one.
    public var ahead: Int
    /// Bytes on the line so far.
    public var traffic: Traffic

    /// Progress from its parts.
    public init(phase: Phase, sent: Int, received: Int, pending: Int, ahead: Int, traffic: Traffic) {
        self.phase = phase
        self.sent = sent
        self.received = received
        self.pending = pending
        self.ahead = ahead
        self.traffic = traffic
    }
}

/// What a synchronisation came to, and what is left for people.
public struct SyncReport: Hashable, Sendable {
    /// How it ended, and what went over the line.
    public var summary: SyncSummary
    /// Open conflicts on this device.
    public var conflicts: Int
    /// Refused edits on this device that nobody has looked at.
    public var refused: Int
    /// Edits that the server has not answered.
    public var pending: Int
    /// Changes of records in them.
    public var pendingRecords: Int
    /// The end of the reply proved that device and server hold different records.
    public var differs: Bool

    /// A report from its parts.
    public init(summary: SyncSummary, conflicts: Int, refused: Int, pending: Int, pendingRecords: Int, differs: Bool) {
        self.summary = summary
        self.conflicts = conflicts
        self.refused = refused
        self.pending = pending
        self.pendingRecords = pendingRecords
        self.differs = differs
    }

    /// What is left after an exchange.
    init(summary: SyncSummary, _ status: ReplicaStatus) {
        self.init(
            summary: summary,
            conflicts: status.conflicts,
            refused: status.refused,
            pending: status.pending,
            pendingRecords: status.pendingRecords,
            differs: status.differs
        )
    }

    /// Everything was sent, answered and taken, and both sides hold the same then.
    public var isComplete: Bool { summary.ending == .done && pending == 0 && pendingRecords == 0 && !differs }
}
