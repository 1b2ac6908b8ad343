package import SyncModel

/// What a device sends: its receipts' state, its cursor, and parcels. One request and one ``SyncReply`` are the whole
/// protocol.
package struct SyncRequest: Hashable, Sendable {
    /// The range of protocol versions that the device speaks.
    package var versions: ClosedRange<Int>
    /// The device that asks.
    package var device: DeviceID
    /// Raised and saved before every attempt; a retry takes a new one.
    package var counter: UInt64
    /// The counter of the request on the line that this one continues; 0 if there is none (clause P11).
    package var follows: UInt64
    /// The version of the programme that is installed; 0 before the first.
    package var programme: Int
    /// The history that the device knows; `nil` before the first reply.
    package var epoch: Epoch?
    /// What the device holds.
    package var cursor: CursorClaim
    /// Per lane in which anything was ever sent.
    package var lanes: [LaneMark]
    /// The lowest edit number from which on the device still holds its own sets; own changes below it are sent back.
    package var ownFrom: EditNumber
    /// Pages are wanted in the reply; without it the reply has receipts only.
    package var wantsPages: Bool
    /// Unit: bytes of all page frames of one reply, roughly; the server stops after the page that reaches it.
    package var replyBytesMax: Int
    /// Unit: compressed bytes of one page.
    package var pageBytesMax: Int
    /// In order of send number within each lane, the most urgent lane first.
    package var parcels: [SignedParcel]

    /// A request from its parts.
    package init(
        versions: ClosedRange<Int> = ProtocolVersion.spoken,
        device: DeviceID,
        counter: UInt64,
        follows: UInt64 = 0,
        programme: Int,
        epoch: Epoch?,
        cursor: CursorClaim,
        lanes: [LaneMark],
        ownFrom: EditNumber,
        wantsPages: Bool = true,
        replyBytesMax: Int = 16 << 20,
        pageBytesMax: Int = 256 << 10,
        parcels: [SignedParcel] = []
    ) {
        self.versions = versions
        self.device = device
        self.counter = counter
        self.follows = follows
        self.programme = programme
        self.epoch = epoch
        self.cursor = cursor
        self.lanes = lanes
        self.ownFrom = ownFrom
        self.wantsPages = wantsPages
        self.replyBytesMax = replyBytesMax
        self.pageBytesMax = pageBytesMax
        self.parcels = parcels
    }
}

/// How a request names its cursor.
package enum CursorClaim: Hashable, Sendable {
    /// The vector that the server last sent, by its hash (``CursorVector/hash(of:)``).
    case known(UInt64)
    /// All streams.
    case whole([Stream: StreamCursor])
}

/// What a device says about one lane of its own change sets.
package struct LaneMark: Hashable, Sendable {
    /// The lane that is meant.
    package var lane: Lane
    /// The last send number given, sent or not.
    package var last: SendNumber
    /// The first 16 bytes of SHA-256 of the parcel that ends there; zero bytes before the first (clause W12).
    package private(set) var chain: [UInt8]
    /// Receipts up to here are taken note of; the server may forget them.
    package var settledThrough: SendNumber

    /// A mark from its parts; of `chain`, a parcel's hash, the first 16 bytes are kept.
    package init(lane: Lane, last: SendNumber, chain: [UInt8], settledThrough: SendNumber) {
        self.lane = lane
        self.last = last
        self.chain = Array((chain + [UInt8](repeating: 0, count: Self.chainBytes)).prefix(Self.chainBytes))
        self.settledThrough = settledThrough
    }

    /// Whether the mark's parcel may be the one with this hash.
    package func names(parcelHash hash: [UInt8]) -> Bool { hash.starts(with: chain) }

    /// How much of a hash travels: enough that two honest copies of a device never agree by accident.
    package static let chainBytes = 16
}

/// A parcel as it travels, is audited and is offered again: never taken apart.
package struct SignedParcel: Hashable, Sendable {
    /// Header and columns, compressed; what is hashed and signed.
    package var bytes: [UInt8]
    /// Ed25519 over `bytes`; 64 bytes.
    package var signature: [UInt8]

    /// A parcel from its parts.
    package init(bytes: [UInt8], signature: [UInt8]) {
        self.bytes = bytes
        self.signature = signature
    }
}

/// The versions of the protocol.
package enum ProtocolVersion {
    /// 1 (2026-11): the first.
    package static let current = 1
    /// What this code speaks.
    package static let spoken = 1...1
}
