public import Foundation
package import Replica
public import SyncModel

/// What is on a device, in numbers.
public struct DeviceStatus: Hashable, Sendable {
    /// Change sets that the server has not answered.
    public let pending: Int
    /// Changes of records in them; a record that was changed in several counts as often.
    public let pendingRecords: Int
    /// Change sets that the server refused or this device set aside, and nobody has looked at.
    public let refused: Int
    /// Conflicts that wait for a decision.
    public let conflicts: Int
    /// The last synchronisation proved that device and server hold different records.
    public let differs: Bool
    /// When everything was here last, by the server's clock as far as that is known; `nil` before the first time.
    public let lastSync: Date?
    /// What the server's clock is ahead of this one; `nil` if never measured.
    public let clockOffset: Duration?
    /// `nil` before the first programme.
    public let programmeVersion: Int?
    /// What the device may do, once the server has told.
    public let access: Access?
    /// Why the server would not have this device when it was asked last; `nil` since it has had it again.
    public let rejected: DuikouError?
    /// What is held, most urgent first.
    public let partitions: [PartitionStatus]
    /// What a synchronisation of this process does at the moment.
    public let activity: SyncActivity
    /// The store's own numbers.
    package let stored: ReplicaStatus

    init(_ stored: ReplicaStatus, _ programme: Programme?, _ activity: SyncActivity) {
        (pending, pendingRecords, refused, conflicts) = (
            stored.pending, stored.pendingRecords, stored.refused, stored.conflicts
        )
        differs = stored.differs
        lastSync = stored.lastSync.map(Moments.date)
        clockOffset = stored.clockOffset.map { .milliseconds($0) }
        programmeVersion = stored.programme == 0 ? nil : stored.programme
        access = stored.standing.map { Access($0, programme) }
        rejected = stored.rejected.map { DuikouError($0) }
        partitions = stored.streams.map {
            PartitionStatus(scope: $0.stream.scope, lane: $0.stream.lane, records: $0.records, isFilling: $0.isFilling)
        }
        self.activity = activity
        self.stored = stored
    }
}

/// The records of one scope in one lane.
public struct PartitionStatus: Hashable, Sendable {
    /// Whose records they are.
    public let scope: Scope
    /// How urgently they travel.
    public let lane: Lane
    /// Records that the server is known to hold.
    public let records: Int
    /// Its first fill is not finished.
    public let isFilling: Bool
}

/// What a synchronisation of this process does at the moment.
public enum SyncActivity: Hashable, Sendable {
    /// Nothing.
    case idle
    /// It runs.
    case running(SyncProgress)
    /// It failed, and ``Device/syncs(_:)`` tries again then.
    case pausing(until: Date)
    /// ``Device/syncs(_:)`` waits for something to move.
    case waiting
}
