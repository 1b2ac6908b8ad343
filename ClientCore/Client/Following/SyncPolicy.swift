import Synchronization

/// At which times ``Device/syncs(_:)`` synchronises.
public struct SyncPolicy: Sendable {
    /// How long after a write: what is typed together goes together.
    public var afterWrite: Duration = .seconds(2)
    /// At the latest after so long.
    public var every: Duration = .seconds(900)
    /// Between tries that failed: the pause doubles from the shortest to the longest.
    public var pauses: ClosedRange<Duration> = .seconds(2)...(.seconds(60))
    /// Asks the server to tell when something moved there; costs a small request now and then. Off where bytes cost.
    public var waitsForServer = true
    /// The app knows of networks and batteries. Asked before each try, and again after the shortest pause.
    public var mayConnect: @Sendable () async -> Bool = { true }

    /// After writes, when the server moves, and every quarter of an hour.
    public init() {}
}

extension Device {
    /// Keeps the device in step as long as somebody iterates: synchronises at once, after writes of any tool, when
    /// something moves at the server, and after pauses. The report of each synchronisation comes.
    ///
    /// The sequence ends with its task or the device. After a report of what repeating cannot mend it throws that
    /// report's error.
    public func syncs(_ policy: SyncPolicy = SyncPolicy()) -> Updates<SyncReport> {
        Updates { KeepingInStep(self, policy) }
    }

    /// Whoever waits in ``syncs(_:)`` synchronises now: the network is back, or a person asked.
    public func syncSoon() {
        wishes.add(1, ordering: .relaxed)
        changes.happened()
    }
}
