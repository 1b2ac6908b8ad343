public import SyncModel

/// What a server tells everybody: who it is and what it speaks.
public struct Hello: Hashable, Sendable {
    /// The range of protocol versions that the server speaks.
    public var versions: ClosedRange<Int>
    /// The history that the server writes.
    public var epoch: Epoch
    /// The programme's name; empty while none is loaded.
    public var programme: String
    /// The version of the programme in force.
    public var programmeVersion: Int
    /// The server's Ed25519 key; 32 bytes.
    public var signingKey: [UInt8]
    /// The server's X25519 key; 32 bytes.
    public var sealingKey: [UInt8]
    /// Unit: milliseconds since 1970, UTC.
    public var serverTime: Int64

    /// A hello from its parts.
    public init(
        versions: ClosedRange<Int> = ProtocolVersion.spoken,
        epoch: Epoch,
        programme: String,
        programmeVersion: Int,
        signingKey: [UInt8],
        sealingKey: [UInt8],
        serverTime: Int64
    ) {
        self.versions = versions
        self.epoch = epoch
        self.programme = programme
        self.programmeVersion = programmeVersion
        self.signingKey = signingKey
        self.sealingKey = sealingKey
        self.serverTime = serverTime
    }
}

/// The answer to a long poll: only that something moved.
public struct WaitReply: Hashable, Sendable {
    /// The feed's version, to be sent with the next poll.
    public var version: UInt64
    /// Something moved since the version of the poll; otherwise its time was up.
    public var moved: Bool

    /// A reply from its parts.
    public init(version: UInt64, moved: Bool) {
        self.version = version
        self.moved = moved
    }
}

/// A device asks for the audit of one record.
public struct HistoryRequest: Hashable, Sendable {
    /// The device that asks.
    public var device: DeviceID
    /// The device's request counter, raised and saved before: each is answered once.
    public var counter: UInt64
    /// The collection's number in the programme.
    public var collection: Int
    /// The record whose history is wanted.
    public var record: RecordID

    /// A request from its parts.
    public init(device: DeviceID, counter: UInt64, collection: Int, record: RecordID) {
        self.device = device
        self.counter = counter
        self.collection = collection
        self.record = record
    }
}

/// The audit of one record, oldest first.
public struct HistoryReply: Hashable, Sendable {
    /// By time of receipt.
    public var entries: [HistoryEntry]

    /// A reply from its parts.
    public init(entries: [HistoryEntry]) {
        self.entries = entries
    }
}

/// One change of a record, as it was received.
public struct HistoryEntry: Hashable, Sendable {
    /// The device that sent the change.
    public var device: DeviceID
    /// What people call the writer.
    public var writer: String
    /// The number of the change set on the device.
    public var edit: EditNumber
    /// When it was typed.
    public var stamp: Stamp
    /// When the server received it. Unit: milliseconds since 1970, UTC.
    public var received: Int64
    /// What became of it: why it was refused, or `nil` if it was applied.
    public var refusal: Refusal?
    /// What it did to the record.
    public var operation: Operation
    /// Why, if it decided a conflict.
    public var reason: String

    /// An entry from its parts.
    public init(
        device: DeviceID,
        writer: String,
        edit: EditNumber,
        stamp: Stamp,
        received: Int64,
        refusal: Refusal?,
        operation: Operation,
        reason: String = ""
    ) {
        self.device = device
        self.writer = writer
        self.edit = edit
        self.stamp = stamp
        self.received = received
        self.refusal = refusal
        self.operation = operation
        self.reason = reason
    }
}
