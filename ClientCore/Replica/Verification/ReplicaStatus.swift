package import SyncModel
package import SyncWire

/// What is on this device, in numbers.
package struct ReplicaStatus: Hashable, Sendable {
    /// Change sets that the server has not answered.
    package var pending = 0
    /// Changes of records in them; a record that was changed in several counts as often.
    package var pendingRecords = 0
    /// Change sets that the server refused or this device set aside, and nobody has looked at.
    package var refused = 0
    /// Open conflicts.
    package var conflicts = 0
    /// The streams held, in order.
    package var streams: [StreamStatus] = []
    /// Unit: milliseconds since 1970, by the server's clock as far as that is known; `nil` before the first complete
    /// sync.
    package var lastSync: Int64?
    /// What the server's clock is ahead of this one; `nil` if never measured. Unit: milliseconds.
    package var clockOffset: Int64?
    /// The last complete sync found that device and server hold different records.
    package var differs = false
    /// Device and server may hold other values though the positions fit: the next sync compares them.
    package var isUncompared = false
    /// The installed programme's version; 0 before the first.
    package var programme = 0
    /// The role and where it is held, once the server has told.
    package var standing: Standing?
    /// Why the server would not have this device when it was asked last; `nil` since it has had it again.
    package var rejected: WireFailure?

    /// Nothing yet.
    package init() {}
}

/// One stream in numbers.
package struct StreamStatus: Hashable, Sendable {
    /// Which.
    package var stream: Stream
    /// What the requests claim.
    package var cursor: StreamCursor
    /// Its first fill is not finished; a stream that is empty at the server fills nothing.
    package var isFilling: Bool
    /// Records that the server is known to hold.
    package var records: Int

    /// A status from its parts.
    package init(stream: Stream, cursor: StreamCursor, isFilling: Bool, records: Int) {
        self.stream = stream
        self.cursor = cursor
        self.isFilling = isFilling
        self.records = records
    }
}

/// How large one request and its reply may become.
package struct RequestLimits: Hashable, Sendable {
    /// Unit: bytes of parcels in the request; at least one parcel goes, unless it is 0.
    package var parcelBytesMax: Int
    /// Unit: bytes of page frames in the reply.
    package var replyBytesMax: Int
    /// Unit: compressed bytes of one page.
    package var pageBytesMax: Int
    /// Pages are wanted.
    package var wantsPages: Bool

    /// Limits from their parts.
    package init(
        parcelBytesMax: Int = 256 << 10,
        replyBytesMax: Int = 16 << 20,
        pageBytesMax: Int = 256 << 10,
        wantsPages: Bool = true
    ) {
        self.parcelBytesMax = parcelBytesMax
        self.replyBytesMax = replyBytesMax
        self.pageBytesMax = pageBytesMax
        self.wantsPages = wantsPages
    }
}

/// A request with what it carries.
package struct OutgoingRequest: Hashable, Sendable {
    /// To be signed and sent once; another attempt takes another request.
    package var request: SyncRequest
    /// Change sets in it.
    package var sets: Int
    /// Records named in it.
    package var records: Int
    /// Change sets that did not fit or wait for an answer first.
    package var setsLeft: Int

    /// A request from its parts.
    package init(request: SyncRequest, sets: Int, records: Int, setsLeft: Int) {
        self.request = request
        self.sets = sets
        self.records = records
        self.setsLeft = setsLeft
    }
}

/// When a request left and its reply's head came, by this device's clocks.
package struct RoundTripTimes: Hashable, Sendable {
    /// Boot clock when the request left. Unit: milliseconds.
    package var sentAt: Int64
    /// Boot clock when the head came. Unit: milliseconds.
    package var receivedAt: Int64

    /// Times from their parts.
    package init(sentAt: Int64, receivedAt: Int64) {
        self.sentAt = sentAt
        self.receivedAt = receivedAt
    }
}

/// What a part of a reply changed.
package struct TakeResult: Hashable, Sendable {
    /// Change sets of this device that the server applied.
    package var setsApplied = 0
    /// Records in those.
    package var recordsApplied = 0
    /// Change sets that it refused.
    package var setsRefused = 0
    /// Records in the parcels that were settled with this, refused ones included.
    package var recordsSettled = 0
    /// Records received, deletions included.
    package var recordsReceived = 0
    /// A newer programme was installed.
    package var programmeInstalled = false
    /// The part was stale or did not fit, and was left aside.
    package var ignored = false
    /// This tail proved that device and server hold different records.
    package var differs = false

    /// Change sets of this device that have their answer now.
    package var setsSettled: Int { setsApplied + setsRefused }

    /// Nothing.
    package init() {}

    /// The sum of two parts.
    package static func += (left: inout Self, right: Self) {
        left.setsApplied += right.setsApplied
        left.recordsApplied += right.recordsApplied
        left.setsRefused += right.setsRefused
        left.recordsSettled += right.recordsSettled
        left.recordsReceived += right.recordsReceived
        left.programmeInstalled = left.programmeInstalled || right.programmeInstalled
        left.ignored = left.ignored || right.ignored
        left.differs = left.differs || right.differs
    }
}
