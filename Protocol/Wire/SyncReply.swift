package import SyncModel

/// One frame of a reply. A reply is a head, pages, and a tail, or an error; frames are read as they come.
package enum ReplyFrame: Hashable, Sendable {
    case head(ReplyHead)
    case page(Page)
    case tail(ReplyTail)
    case failure(WireFailure)
}

/// What the server did with the request.
package struct ReplyHead: Hashable, Sendable {
    /// The protocol version of this reply.
    package var version: Int
    /// The history that the server writes.
    package var epoch: Epoch
    /// The counter of the request that this answers.
    package var counter: UInt64
    /// A higher counter that came under the device's name before; 0 if none did (clause P2).
    package var lastCounter: UInt64
    /// Unit: milliseconds since 1970, UTC, when the reply was begun.
    package var serverTime: Int64
    /// Unit: milliseconds between the arrival of the request and the beginning of the reply.
    package var serverTook: Int64
    /// Per lane of the request.
    package var lanes: [LaneReply]
    /// Streams that the device may read from now on; their cursor starts at 0.
    package var gained: [Stream]
    /// Streams that the device may not read any more; they are removed before any page is applied.
    package var lost: [Stream]
    /// Positions between the cursor and the heads of the streams, which pages are to cover (clause P12).
    package var ahead: UInt64
    /// A newer programme as JSON, if the device's is older.
    package var programme: [UInt8]?
    /// What is held in the server, so that a device knows its rights without asking: see ``Standing``.
    package var standing: Standing?

    /// A head from its parts.
    package init(
        version: Int = ProtocolVersion.current,
        epoch: Epoch,
        counter: UInt64,
        lastCounter: UInt64 = 0,
        serverTime: Int64,
        serverTook: Int64,
        lanes: [LaneReply] = [],
        gained: [Stream] = [],
        lost: [Stream] = [],
        ahead: UInt64 = 0,
        programme: [UInt8]? = nil,
        standing: Standing? = nil
    ) {
        self.version = version
        self.epoch = epoch
        self.counter = counter
        self.lastCounter = lastCounter
        self.serverTime = serverTime
        self.serverTook = serverTook
        self.lanes = lanes
        self.gained = gained
        self.lost = lost
        self.ahead = ahead
        self.programme = programme
        self.standing = standing
    }
}

/// What a device is to the server; sent when it changed and in the first reply.
package struct Standing: Hashable, Sendable {
    /// The record at which the role is held.
    package var at: RecordID
    /// The name of the role.
    package var role: String
    /// Scopes and the numbers of the collections that may be written there; an empty list means all collections.
    package var writable: [Scope: [Int]]

    /// A standing from its parts.
    package init(at: RecordID, role: String, writable: [Scope: [Int]]) {
        self.at = at
        self.role = role
        self.writable = writable
    }
}

/// What became of the device's sets in one lane.
package struct LaneReply: Hashable, Sendable {
    /// The lane that is answered.
    package var lane: Lane
    /// The device's own `settledThrough` that this range continues.
    package var settledThrough: SendNumber
    /// All sets up to here have an outcome.
    package var appliedThrough: SendNumber
    /// Sets up to here are in a backup of the server.
    package var backedUpThrough: SendNumber
    /// Covering (`settledThrough`, `appliedThrough`] in order, or its beginning (clause F19).
    package var receipts: [Receipt]

    /// A lane's reply from its parts.
    package init(
        lane: Lane,
        settledThrough: SendNumber,
        appliedThrough: SendNumber,
        backedUpThrough: SendNumber = 0,
        receipts: [Receipt] = []
    ) {
        self.lane = lane
        self.settledThrough = settledThrough
        self.appliedThrough = appliedThrough
        self.backedUpThrough = backedUpThrough
        self.receipts = receipts
    }
}

/// The end of a reply.
package struct ReplyTail: Hashable, Sendable {
    /// The cursor after all pages of this reply: the streams whose numbers changed.
    package var cursor: [Stream: StreamCursor]
    /// ``CursorVector/hash(of:)`` of the whole cursor after that.
    package var cursorHash: UInt64
    /// More pages are there than fitted.
    package var more: Bool
    /// ``StreamDigest/root(of:)`` over the device's streams, when the reply reached the head of all.
    package var digest: UInt128?

    /// A tail from its parts.
    package init(cursor: [Stream: StreamCursor], cursorHash: UInt64, more: Bool, digest: UInt128?) {
        self.cursor = cursor
        self.cursorHash = cursorHash
        self.more = more
        self.digest = digest
    }
}

/// Why a whole request was not answered. The error table of the specification says what a device does about each.
package struct WireFailure: Explained {
    /// What went wrong, in a word for programs.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// The bytes are no request. Stop.
        case badRequest = "bad-request"
        /// The signature does not fit the device's key. Stop.
        case badSignature = "bad-signature"
        /// No such device. Enrol again.
        case unknownDevice = "unknown-device"
        /// The device's rights were withdrawn. Stop.
        case revoked
        /// Two holders use this device's keys. Enrol again; nothing typed is lost.
        case identitySplit = "identity-split"
        /// No common protocol version. Upgrade.
        case version
        /// Request, page or frame above a limit. Stop.
        case tooLarge = "too-large"
        /// Try again later.
        case busy
        /// The cursor's hash is unknown. Send the whole cursor.
        case unknownCursor = "unknown-cursor"
        /// The code is wrong, used or expired. Ask for another.
        case badCode = "bad-code"
        /// An error of the server; its log has the reason. Try again later.
        case internalError = "internal"

        /// It is the device that the server will not have, whatever it asks: a person has to do something.
        package var isOfDevice: Bool {
            switch self {
            case .badSignature, .unknownDevice, .revoked, .identitySplit: true
            case .badRequest, .version, .tooLarge, .busy, .unknownCursor, .badCode, .internalError: false
            }
        }
    }

    /// What a side says that finds two holders of one device's keys.
    package static var identitySplit: Self { WireFailure(.identitySplit, .identitySplit) }

    /// What a device does about it.
    package var code: Code
    /// What exactly went wrong.
    package var problem: Told<WireProblem>

    /// A failure from its parts.
    package init(_ code: Code, _ problem: WireProblem) {
        self.init(code, told: .known(problem))
    }

    /// A failure as the other side told it, or a store kept it.
    package init(_ code: Code, told problem: Told<WireProblem>) {
        self.code = code
        self.problem = problem
    }

    /// The sentence in English; of a problem that is not known here the one that came with it.
    package var inEnglish: String { problem.inEnglish }
}

/// Cursors as the hash that names them.
package enum CursorVector {
    /// FNV-1a, 64 bits, over `stream text, NUL, complete, upto` (each number as 8 bytes, big-endian) in the order of
    /// the streams' texts' bytes; 0 for the empty cursor.
    package static func hash(of streams: [Stream: StreamCursor]) -> UInt64 {
        guard !streams.isEmpty else { return 0 }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        func add(_ number: UInt64) {
            for shift in stride(from: 56, through: 0, by: -8) { add(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        let named = streams.map { (text: $0.key.text, cursor: $0.value) }
        for (text, cursor) in named.sorted(by: { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }) {
            for byte in text.utf8 { add(byte) }
            add(UInt8(0))
            add(cursor.complete.number)
            add(cursor.upto.number)
        }
        return hash
    }
}
