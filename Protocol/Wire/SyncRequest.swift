public import SyncModel

/// What a device sends: its receipts' state, its cursor, and parcels. One request and one ``SyncReply`` are the whole protocol.
public struct SyncRequest: Hashable, Sendable {
    /// The range of protocol versions that the device speaks.
    public var versions: ClosedRange<Int>
    /// The device that asks.
    public var device: DeviceID
    /// Raised and saved before every attempt; a retry takes a new one.
    public var counter: UInt64
    /// The counter of the request on the line that this one continues; 0 if there is none (clause P11).
    public var follows: UInt64
    /// The version of the programme that is installed; 0 before the first.
    public var programme: Int
    /// The history that the device knows; `nil` before the first reply.
    public var epoch: Epoch?
    /// What the device holds.
    public var cursor: CursorClaim
    /// Per lane in which anything was ever sent.
    public var lanes: [LaneMark]
    /// The lowest edit number from which on the device still holds its own sets; own changes below it are sent back.
    public var ownFrom: EditNumber
    /// Pages are wanted in the reply; without it the reply has receipts only.
    public var wantsPages: Bool
    /// Unit: bytes of all page frames of one reply, roughly; the server stops after the page that reaches it.
    public var replyBytesMax: Int
    /// Unit: compressed bytes of one page.
    public var pageBytesMax: Int
    /// In order of send number within each lane, the most urgent lane first.
    public var parcels: [SignedParcel]

    /// A request from its parts.
    public init(
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
public enum CursorClaim: Hashable, Sendable {
    /// The vector that the server last sent, by its hash (``CursorVector/hash(of:)``).
    case known(UInt64)
    /// All streams.
    case whole([Stream: StreamCursor])
}

/// What a device says about one lane of its own change sets.
public struct LaneMark: Hashable, Sendable {
    /// The lane that is meant.
    public var lane: Lane
    /// The last send number given, sent or not.
    public var last: SendNumber
    /// The first 16 bytes of SHA-256 of the parcel that ends there; zero bytes before the first (clause W12).
    public private(set) var chain: [UInt8]
    /// Receipts up to here are taken note of; the server may forget them.
    public var settledThrough: SendNumber

    /// A mark from its parts; of `chain`, a parcel's hash, the first 16 bytes are kept.
    public init(lane: Lane, last: SendNumber, chain: [UInt8], settledThrough: SendNumber) {
        self.lane = lane
        self.last = last
        self.chain = Array((chain + [UInt8](repeating: 0, count: Self.chainBytes)).prefix(Self.chainBytes))
        self.settledThrough = settledThrough
    }

    /// Whether the mark's parcel may be the one with this hash.
    public func names(parcelHash hash: [UInt8]) -> Bool { hash.starts(with: chain) }

    /// How much of a hash travels: enough that two honest copies of a device never agree by accident.
    public static let chainBytes = 16
}

/// A parcel as it travels, is audited and is offered again: never taken apart.
public struct SignedParcel: Hashable, Sendable {
    /// Header and columns, compressed; what is hashed and signed.
    public var bytes: [UInt8]
    /// Ed25519 over `bytes`; 64 bytes.
    public var signature: [UInt8]

    /// A parcel from its parts.
    public init(bytes: [UInt8], signature: [UInt8]) {
        self.bytes = bytes
        self.signature = signature
    }
}

/// The versions of the protocol.
public enum ProtocolVersion {
    /// 1 (2026-11): the first.
    public static let current = 1
    /// What this code speaks.
    public static let spoken = 1...1
}
