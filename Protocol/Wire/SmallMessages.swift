package import SyncModel

/// What a server tells everybody: who it is and what it speaks.
package struct Hello: Hashable, Sendable {
    /// The range of protocol versions that the server speaks.
    package var versions: ClosedRange<Int>
    /// The history that the server writes.
    package var epoch: Epoch
    /// The programme's name; empty while none is loaded.
    package var programme: String
    /// The version of the programme in force.
    package var programmeVersion: Int
    /// The server's Ed25519 key; 32 bytes.
    package var signingKey: [UInt8]
    /// The server's X25519 key; 32 bytes.
    package var sealingKey: [UInt8]
    /// Unit: milliseconds since 1970, UTC.
    package var serverTime: Int64

    /// A hello from its parts.
    package init(
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
package struct WaitReply: Hashable, Sendable {
    /// The feed's version, to be sent with the next poll.
    package var version: UInt64
    /// Something moved since the version of the poll; otherwise its time was up.
    package var moved: Bool

    /// A reply from its parts.
    package init(version: UInt64, moved: Bool) {
        self.version = version
        self.moved = moved
    }
}

/// A device asks for the audit of one record.
package struct HistoryRequest: Hashable, Sendable {
    /// The device that asks.
    package var device: DeviceID
    /// The device's request counter, raised and saved before: each is answered once.
    package var counter: UInt64
    /// The collection's number in the programme.
    package var collection: Int
    /// The record whose history is wanted.
    package var record: RecordID

    /// A request from its parts.
    package init(device: DeviceID, counter: UInt64, collection: Int, record: RecordID) {
        self.device = device
        self.counter = counter
        self.collection = collection
        self.record = record
    }
}

/// The audit of one record, oldest first.
package struct HistoryReply: Hashable, Sendable {
    /// By time of receipt.
    package var entries: [HistoryEntry]

    /// A reply from its parts.
    package init(entries: [HistoryEntry]) {
        self.entries = entries
    }
}

/// One change of a record, as it was received.
package struct HistoryEntry: Hashable, Sendable {
    /// The device that sent the change.
    package var device: DeviceID
    /// What people call the writer.
    package var writer: String
    /// The number of the change set on the device.
    package var edit: EditNumber
    /// When it was typed.
    package var stamp: Stamp
    /// When the server received it. Unit: milliseconds since 1970, UTC.
    package var received: Int64
    /// What became of it: why it was refused, or `nil` if it was applied.
    package var refusal: Refusal?
    /// What it did to the record.
    package var operation: Operation
    /// Why, if it decided a conflict.
    package var reason: String

    /// An entry from its parts.
    package init(
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
