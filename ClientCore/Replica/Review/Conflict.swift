package import SyncModel

/// Different values that live side by side, waiting for a person.
package struct Conflict: Hashable, Sendable {
    /// Derived from collection, record and field: the same on every device, for ever.
    package var id: String
    /// The collection's number.
    package var collection: Int
    /// Which record.
    package var record: RecordID
    /// The field's number; `nil` for "deleted or kept".
    package var field: Int?
    /// At least two; the one that is shown first, then the newest first.
    package var candidates: [ConflictCandidate]
    /// The role that decides it; `nil` means whoever may write.
    package var owner: String?
    /// Stands for just these candidates: a decision hands it back, and so closes nothing that its person has not seen.
    package var seen: String

    /// A conflict from its parts.
    package init(
        id: String,
        collection: Int,
        record: RecordID,
        field: Int?,
        candidates: [ConflictCandidate],
        owner: String?,
        seen: String
    ) {
        self.id = id
        self.collection = collection
        self.record = record
        self.field = field
        self.candidates = candidates
        self.owner = owner
        self.seen = seen
    }
}

/// One of the values of a conflict.
package struct ConflictCandidate: Hashable, Sendable {
    /// The stable key: the dot of its newest write.
    package var key: String
    /// The value; for "deleted or kept" 0 or 1.
    package var value: Value
    /// Who wrote it.
    package var device: DeviceID
    /// What people know that device by; `nil` where the server has not told yet.
    package var writer: DeviceCard?
    /// Unit: milliseconds since 1970, UTC, as far as that device knew.
    package var at: Int64
    /// That device's clock could not be trusted.
    package var clockUncertain: Bool

    /// A candidate from its parts.
    package init(
        key: String,
        value: Value,
        device: DeviceID,
        writer: DeviceCard? = nil,
        at: Int64,
        clockUncertain: Bool
    ) {
        self.key = key
        self.value = value
        self.device = device
        self.writer = writer
        self.at = at
        self.clockUncertain = clockUncertain
    }
}
