package import SyncMerge
package import SyncModel

/// A new enrolment code.
package struct NewCode: Hashable, Sendable {
    /// `AAAAA-BBBBB`; told to one person once, never stored.
    package var code: String
    /// Unit: milliseconds since 1970, UTC.
    package var expires: Int64
    /// The role may write something there as things stand.
    package var canWrite: Bool
    /// Kinds of scope in which the role may write, but of which it reaches none from there.
    package var unreached: [String]
}

/// What the server knows of a device.
package struct DeviceInfo: Hashable, Sendable {
    /// Its name in every message.
    package var id: DeviceID
    /// What people call it.
    package var label: String
    /// The record at which its role is held.
    package var org: RecordID
    /// The name of that record, or its id where it has none.
    package var orgName: String
    /// The name of the role in which it writes.
    package var role: String
    /// The version of the programme that it had at its last request; 0 before the first.
    package var programme: Int
    /// Unit: milliseconds since 1970, UTC.
    package var enrolledAt: Int64
    /// Of its last request; `nil` before the first. Unit: milliseconds since 1970, UTC.
    package var lastSeen: Int64?
    /// When it last held everything and had nothing unsent that the server knows of. Unit: milliseconds since 1970,
    /// UTC.
    package var lastComplete: Int64?
    /// Its rights were withdrawn.
    package var revoked: Bool

    /// Which device people speak of: a name alone may be chosen by anybody.
    package var fullName: String { [label, role, orgName].filter { !$0.isEmpty }.joined(separator: " · ") }
}

/// A field must show this value.
package struct Condition: Hashable, Sendable {
    /// The number of the field in its collection.
    package var field: Int
    /// The value shown; for a set, one element that it must hold.
    package var value: Value

    /// A condition from its parts.
    package init(field: Int, value: Value) {
        self.field = field
        self.value = value
    }
}

/// A record as lists show it.
package struct ListedRecord: Hashable, Sendable {
    /// The name of the record.
    package var id: RecordID
    /// The scope in which it lives.
    package var scope: Scope
    /// What it shows, by field number.
    package var values: [Value]
}

/// A record with everything that is known of it.
package struct ShownRecord: Hashable, Sendable {
    /// What it shows, by field number.
    package var values: [Value]
    /// All its live writes, tombstone or not.
    package var state: RecordState
    /// The conflicts that are open in it.
    package var conflicts: [FieldConflict]
}

/// A conflict that waits for a person.
package struct OpenConflict: Hashable, Sendable {
    /// The number of the record's collection.
    package var collection: Int
    /// The record in which it is open.
    package var record: RecordID
    /// The scope in which the record lives.
    package var scope: Scope
    /// The field with its candidates.
    package var conflict: FieldConflict
}

/// Reference rows of one collection, values already read by the types of their fields.
package struct ReferenceRows: Hashable, Sendable {
    /// The name of the rows' collection.
    package var collection: String
    /// By field number; a reference is an id.
    package var rows: [[Int: Value]]

    /// Rows of a collection.
    package init(collection: String, rows: [[Int: Value]]) {
        self.collection = collection
        self.rows = rows
    }
}

/// What loading a programme did.
package struct LoadSummary: Hashable, Sendable {
    /// The version now in force.
    package var version: Int
    /// Reference records that are new.
    package var created: Int
    /// Reference records of which cells differ from the pack before.
    package var updated: Int
}

/// What a check of the store found.
package struct StoreReport: Hashable, Sendable {
    /// What was found of one stream.
    package struct Line: Hashable, Sendable {
        /// The stream that was walked.
        package var stream: Stream
        /// The stream's last position.
        package var head: Position
        /// How many live records it has.
        package var records: Int
        /// The root of its digest, computed anew from the records.
        package var digest: UInt128
        /// The stored digest says the same.
        package var agrees: Bool
    }

    /// In the order of streams.
    package var streams: [Line]
    /// Empty if all is well.
    package var problems: [StoreFinding]
}

/// What a check of the audit log found.
package struct AuditReport: Hashable, Sendable {
    /// Parcels in the log.
    package var parcels: Int
    /// The hash of the last one, which stands for the whole log.
    package var head: [UInt8]
    /// Empty if the chain is unbroken and every signature fits.
    package var problems: [StoreFinding]
}

/// What monitors read, since the start of this process and as it stands.
package struct FeedMetrics: Sendable {
    /// Since the start of this process: requests answered.
    package var requests: UInt64 = 0
    /// Since the start: requests answered with a failure frame.
    package var failures: UInt64 = 0
    /// Since the start: change sets applied.
    package var setsApplied: UInt64 = 0
    /// Since the start: change sets refused.
    package var setsRefused: UInt64 = 0
    /// Since the start: operations applied.
    package var operationsApplied: UInt64 = 0
    /// Since the start: entries sent in pages.
    package var entriesSent: UInt64 = 0
    /// Since the start: commits of the writer.
    package var commits: UInt64 = 0
    /// Live records, by collection name in the order of the programme.
    package var records: [(collection: String, count: Int)] = []
    /// Devices that are not revoked.
    package var devices: Int = 0
    /// Conflicts that wait for a person.
    package var openConflicts: Int = 0
    /// Parcels in the audit log.
    package var parcels: Int = 0

    /// All of them are zero.
    package init() {}
}

/// One change of a record, from the audit log.
package struct AuditedChange: Hashable, Sendable {
    /// When the server received it. Unit: milliseconds since 1970, UTC.
    package var receivedAt: Int64
    /// The device that wrote it.
    package var device: DeviceID
    /// The name of the device.
    package var label: String
    /// The role in which it wrote.
    package var role: String
    /// The name of the device with its role and organisation.
    package var writer: String
    /// The number of the change set.
    package var edit: EditNumber
    /// When it was typed.
    package var stamp: Stamp
    /// What was done to the record.
    package var operation: Operation
    /// Why, if it decided a conflict.
    package var reason: String
    /// Why it was not applied; `nil` if it was.
    package var refusal: Refusal?

    init(
        _ operation: Operation,
        of set: ChangeSet,
        by device: DeviceID,
        _ row: DeviceInfo?,
        receivedAt: Int64,
        refusal: Refusal? = nil
    ) {
        self.receivedAt = receivedAt
        self.device = device
        label = row?.label ?? device.text
        role = row?.role ?? ""
        writer = row?.fullName ?? device.text
        edit = set.edit
        stamp = set.stamp
        reason = set.reason
        self.operation = operation
        self.refusal = refusal
    }
}

/// One stream's digest, for finding out which records differ.
package struct StreamDigestInfo: Hashable, Sendable {
    /// The stream whose digest it is.
    package var stream: Stream
    /// The stream's last position.
    package var head: Position
    /// What the device should hold, were it at the head.
    package var digest: StreamDigest
}
