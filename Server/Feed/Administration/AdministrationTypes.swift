public import SyncMerge
public import SyncModel

/// A new enrolment code.
public struct NewCode: Hashable, Sendable {
    /// `AAAAA-BBBBB`; told to one person once, never stored.
    public var code: String
    /// Unit: milliseconds since 1970, UTC.
    public var expires: Int64
    /// The role may write something there as things stand.
    public var canWrite: Bool
    /// Kinds of scope in which the role may write, but of which it reaches none from there.
    public var unreached: [String]
}

/// What the server knows of a device.
public struct DeviceInfo: Hashable, Sendable {
    /// Its name in every message.
    public var id: DeviceID
    /// What people call it.
    public var label: String
    /// The record at which its role is held.
    public var org: RecordID
    /// The name of that record, or its id where it has none.
    public var orgName: String
    /// The name of the role in which it writes.
    public var role: String
    /// The version of the programme that it had at its last request; 0 before the first.
    public var programme: Int
    /// Unit: milliseconds since 1970, UTC.
    public var enrolledAt: Int64
    /// Of its last request; `nil` before the first. Unit: milliseconds since 1970, UTC.
    public var lastSeen: Int64?
    /// When it last held everything and had nothing unsent that the server knows of. Unit: milliseconds since 1970, UTC.
    public var lastComplete: Int64?
    /// Its rights were withdrawn.
    public var revoked: Bool

    /// Which device people speak of: a name alone may be chosen by anybody.
    public var fullName: String { [label, role, orgName].filter { !$0.isEmpty }.joined(separator: " · ") }
}

/// A field must show this value.
public struct Condition: Hashable, Sendable {
    /// The number of the field in its collection.
    public var field: Int
    /// The value shown; for a set, one element that it must hold.
    public var value: Value

    /// A condition from its parts.
    public init(field: Int, value: Value) {
        self.field = field
        self.value = value
    }
}

/// A record as lists show it.
public struct ListedRecord: Hashable, Sendable {
    /// The name of the record.
    public var id: RecordID
    /// The scope in which it lives.
    public var scope: Scope
    /// What it shows, by field number.
    public var values: [Value]
}

/// A record with everything that is known of it.
public struct ShownRecord: Hashable, Sendable {
    /// What it shows, by field number.
    public var values: [Value]
    /// All its live writes, tombstone or not.
    public var state: RecordState
    /// The conflicts that are open in it.
    public var conflicts: [FieldConflict]
}

/// A conflict that waits for a person.
public struct OpenConflict: Hashable, Sendable {
    /// The number of the record's collection.
    public var collection: Int
    /// The record in which it is open.
    public var record: RecordID
    /// The scope in which the record lives.
    public var scope: Scope
    /// The field with its candidates.
    public var conflict: FieldConflict
}

/// Reference rows of one collection, values already read by the types of their fields.
public struct ReferenceRows: Hashable, Sendable {
    /// The name of the rows' collection.
    public var collection: String
    /// By field number; a reference is an id.
    public var rows: [[Int: Value]]

    /// Rows of a collection.
    public init(collection: String, rows: [[Int: Value]]) {
        self.collection = collection
        self.rows = rows
    }
}

/// What loading a programme did.
public struct LoadSummary: Hashable, Sendable {
    /// The version now in force.
    public var version: Int
    /// Reference records that are new.
    public var created: Int
    /// Reference records of which cells differ from the pack before.
    public var updated: Int
}

/// What a check of the store found.
public struct StoreReport: Hashable, Sendable {
    /// What was found of one stream.
    public struct Line: Hashable, Sendable {
        /// The stream that was walked.
        public var stream: Stream
        /// The stream's last position.
        public var head: Position
        /// How many live records it has.
        public var records: Int
        /// The root of its digest, computed anew from the records.
        public var digest: UInt128
        /// The stored digest says the same.
        public var agrees: Bool
    }

    /// In the order of streams.
    public var streams: [Line]
    /// Empty if all is well.
    public var problems: [StoreFinding]
}

/// What a check of the audit log found.
public struct AuditReport: Hashable, Sendable {
    /// Parcels in the log.
    public var parcels: Int
    /// The hash of the last one, which stands for the whole log.
    public var head: [UInt8]
    /// Empty if the chain is unbroken and every signature fits.
    public var problems: [StoreFinding]
}

/// What monitors read, since the start of this process and as it stands.
public struct FeedMetrics: Sendable {
    /// Since the start of this process: requests answered.
    public var requests: UInt64 = 0
    /// Since the start: requests answered with a failure frame.
    public var failures: UInt64 = 0
    /// Since the start: change sets applied.
    public var setsApplied: UInt64 = 0
    /// Since the start: change sets refused.
    public var setsRefused: UInt64 = 0
    /// Since the start: operations applied.
    public var operationsApplied: UInt64 = 0
    /// Since the start: entries sent in pages.
    public var entriesSent: UInt64 = 0
    /// Since the start: commits of the writer.
    public var commits: UInt64 = 0
    /// Live records, by collection name in the order of the programme.
    public var records: [(collection: String, count: Int)] = []
    /// Devices that are not revoked.
    public var devices: Int = 0
    /// Conflicts that wait for a person.
    public var openConflicts: Int = 0
    /// Parcels in the audit log.
    public var parcels: Int = 0

    /// All of them are zero.
    public init() {}
}

/// One change of a record, from the audit log.
public struct AuditedChange: Hashable, Sendable {
    /// When the server received it. Unit: milliseconds since 1970, UTC.
    public var receivedAt: Int64
    /// The device that wrote it.
    public var device: DeviceID
    /// The name of the device.
    public var label: String
    /// The role in which it wrote.
    public var role: String
    /// The name of the device with its role and organisation.
    public var writer: String
    /// The number of the change set.
    public var edit: EditNumber
    /// When it was typed.
    public var stamp: Stamp
    /// What was done to the record.
    public var operation: Operation
    /// Why, if it decided a conflict.
    public var reason: String
    /// Why it was not applied; `nil` if it was.
    public var refusal: Refusal?

    init(_ operation: Operation, of set: ChangeSet, by device: DeviceID, _ row: DeviceInfo?, receivedAt: Int64, refusal: Refusal? = nil) {
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
public struct StreamDigestInfo: Hashable, Sendable {
    /// The stream whose digest it is.
    public var stream: Stream
    /// The stream's last position.
    public var head: Position
    /// What the device should hold, were it at the head.
    public var digest: StreamDigest
}
