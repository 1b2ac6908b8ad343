package import SyncModel

/// A stream as the store knows it.
package struct StreamInfo: Hashable, Sendable {
    /// The stream that is meant.
    package var stream: Stream
    /// The stream's last position; zero before its first record.
    package var head: Position
    /// The root of its digest over all collections.
    package var root: UInt128

    /// A stream with its head and its digest.
    package init(stream: Stream, head: Position, root: UInt128) {
        self.stream = stream
        self.head = head
        self.root = root
    }
}

/// A device as the store keeps it.
package struct DeviceRow: Hashable, Sendable {
    /// The short number that stands in records; given by the store.
    package var number: Int64
    /// Its name in every message.
    package var id: DeviceID
    /// What people call it.
    package var label: String
    /// The public Ed25519 key with which its signatures are checked.
    package var signingKey: [UInt8]
    /// The public X25519 key for which secrets are sealed.
    package var sealingKey: [UInt8]
    /// The record at which its role is held.
    package var org: RecordID
    /// The name of the role in which it writes.
    package var role: String
    /// Unit: milliseconds since 1970, UTC.
    package var enrolledAt: Int64
    /// The version of the programme at its last request.
    package var programme = 0
    /// The highest request counter seen.
    package var counter: UInt64 = 0
    /// SHA-256 of the request with that counter.
    package var requestHash: [UInt8] = []
    /// Unit: milliseconds since 1970, UTC.
    package var lastSeen: Int64?
    /// Unit: milliseconds since 1970, UTC.
    package var lastComplete: Int64?
    /// Its rights were withdrawn.
    package var revoked = false

    /// A device that enrols now: it has asked for nothing yet.
    package init(
        number: Int64 = 0,
        id: DeviceID,
        label: String,
        signingKey: [UInt8],
        sealingKey: [UInt8],
        org: RecordID,
        role: String,
        enrolledAt: Int64
    ) {
        self.number = number
        self.id = id
        self.label = label
        self.signingKey = signingKey
        self.sealingKey = sealingKey
        self.org = org
        self.role = role
        self.enrolledAt = enrolledAt
    }
}

/// What was applied of one lane of a device.
package struct LaneProgress: Hashable, Sendable {
    /// The lane that is meant.
    package var lane: Lane
    /// All sets up to here have an outcome.
    package var applied: SendNumber
    /// SHA-256 of the parcel that ends there; 32 zero bytes before the first.
    package var chain: [UInt8]

    /// A row from its parts.
    package init(lane: Lane, applied: SendNumber, chain: [UInt8]) {
        self.lane = lane
        self.applied = applied
        self.chain = chain
    }
}

/// A parcel that was ingested, without its bytes.
package struct ParcelRow: Hashable, Sendable {
    /// The send number of its first set.
    package var first: SendNumber
    /// The send number of its last set that has an outcome.
    package var last: SendNumber
    /// SHA-256 of its bytes.
    package var hash: [UInt8]
    /// What became of its sets.
    package var receipts: [Receipt]

    /// A row from its parts.
    package init(first: SendNumber, last: SendNumber, hash: [UInt8], receipts: [Receipt]) {
        self.first = first
        self.last = last
        self.hash = hash
        self.receipts = receipts
    }
}

/// One link of the audit log: a parcel exactly as it was received, with what became of it.
package struct AuditRow: Hashable, Sendable {
    /// 1, 2, 3 …
    package var sequence: Int64
    /// The device that sent it.
    package var device: DeviceID
    /// The lane in which it was sent.
    package var lane: Lane
    /// Numbers, hash and outcome.
    package var parcel: ParcelRow
    /// When. Unit: milliseconds since 1970, UTC.
    package var receivedAt: Int64
    /// The parcel, byte for byte as received.
    package var bytes: [UInt8]
    /// The device's signature over these bytes.
    package var signature: [UInt8]
    /// The link before this one.
    package var previous: [UInt8]
    /// This link: SHA-256 over the previous link, the sequence, device, lane, time, the parcel's hash and signature,
    /// and its receipts (clause F50).
    package var link: [UInt8]

    /// A row from its parts.
    package init(
        sequence: Int64,
        device: DeviceID,
        lane: Lane,
        parcel: ParcelRow,
        receivedAt: Int64,
        bytes: [UInt8],
        signature: [UInt8],
        previous: [UInt8],
        link: [UInt8]
    ) {
        self.sequence = sequence
        self.device = device
        self.lane = lane
        self.parcel = parcel
        self.receivedAt = receivedAt
        self.bytes = bytes
        self.signature = signature
        self.previous = previous
        self.link = link
    }
}

/// A parcel that came from a device after its rights were withdrawn: kept exactly as received, and applied by nobody.
package struct QuarantinedParcel: Hashable, Sendable {
    /// The device that sent it.
    package var device: DeviceID
    /// When. Unit: milliseconds since 1970, UTC.
    package var receivedAt: Int64
    /// SHA-256 of its bytes.
    package var hash: [UInt8]
    /// The parcel, byte for byte as received.
    package var bytes: [UInt8]
    /// The device's signature over these bytes.
    package var signature: [UInt8]

    /// A parcel from its parts.
    package init(device: DeviceID, receivedAt: Int64, hash: [UInt8], bytes: [UInt8], signature: [UInt8]) {
        self.device = device
        self.receivedAt = receivedAt
        self.hash = hash
        self.bytes = bytes
        self.signature = signature
    }
}

/// An enrolment code as the store keeps it: never the secret.
package struct CodeRow: Hashable, Sendable {
    /// The two open characters.
    package var lookup: String
    /// The salt with which scrypt stretches the secret.
    package var salt: [UInt8]
    /// What scrypt makes of the secret.
    package var key: [UInt8]
    /// The record at which the role will be held.
    package var org: RecordID
    /// The name of the role that the device will have.
    package var role: String
    /// Unit: milliseconds since 1970, UTC.
    package var expires: Int64
    /// Wrong proofs so far.
    package var tries = 0
    /// The device that used it, so that a lost answer can be given again.
    package var usedBy: DeviceID?

    /// A code that nobody has tried yet.
    package init(lookup: String, salt: [UInt8], key: [UInt8], org: RecordID, role: String, expires: Int64) {
        self.lookup = lookup
        self.salt = salt
        self.key = key
        self.org = org
        self.role = role
        self.expires = expires
    }
}
