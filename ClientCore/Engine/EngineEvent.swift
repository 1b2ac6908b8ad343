package import SyncWire

/// What happened outside the engine.
package enum EngineEvent: Hashable, Sendable {
    /// Somebody asked for a synchronisation.
    case begin
    /// The request asked for by ``EngineAction/prepare(_:)`` is there.
    case prepared(PreparedRequest)
    /// A frame of the reply to the oldest request on the line arrived whole.
    case frame(ReplyFrame)
    /// All of the oldest request's reply was read and all its frames are taken; change sets without an answer are left,
    /// or none.
    case replyEnded(unsentLeft: Bool)
    /// The line gave no reply to the oldest request, or broke off in it.
    case lineFailed(LineFailure)
    /// A person or the program wants no more of it.
    case stopped
    /// The wait asked for by ``EngineAction/wait(milliseconds:)`` is over.
    case tick
    /// The device's own database would not go on; who told it knows why.
    case deviceFailed
    /// Bytes went over the line.
    case traffic(Traffic)
    /// Receipts settled so many change sets, and parcels with so many records that nothing had settled before.
    case settled(sets: Int, records: Int)
}

/// What the engine wants done, in the order given.
package enum EngineAction: Hashable, Sendable {
    /// Drain the capture log, encode and sign a request; answer with ``EngineEvent/prepared(_:)``.
    case prepare(Preparation)
    /// Put the request on the line.
    case send(PreparedRequest)
    /// Write a frame into the device's database.
    case take(ReplyFrame)
    /// Drop every request that is on the line, whatever still comes of it.
    case cancelRequests
    /// Come back with ``EngineEvent/tick`` after this long.
    case wait(milliseconds: Int)
    /// It is over.
    case finish(SyncSummary)
}

/// How a request is to be made.
package struct Preparation: Hashable, Sendable {
    /// The server does not know the cursor by its hash: name all its streams.
    package var wholeCursor: Bool
    /// Another request is on the line: carry what comes after its parcels.
    package var follows: Bool
    /// Ask for pages. Of two requests on the line only one does, or the same pages would come twice.
    package var wantsPages: Bool

    /// A preparation from its parts.
    package init(wholeCursor: Bool = false, follows: Bool = false, wantsPages: Bool = true) {
        self.wholeCursor = wholeCursor
        self.follows = follows
        self.wantsPages = wantsPages
    }
}

/// A request ready to travel.
package struct PreparedRequest: Hashable, Sendable {
    /// The signed request's bytes.
    package var body: [UInt8]
    /// How many records its parcels change.
    package var records: Int
    /// Change sets remain that did not fit.
    package var leavesUnsent: Bool

    /// A request from its parts.
    package init(body: [UInt8], records: Int, leavesUnsent: Bool) {
        self.body = body
        self.records = records
        self.leavesUnsent = leavesUnsent
    }
}

/// Bytes on the line: bodies and HTTP heads, without TLS.
package struct Traffic: Hashable, Sendable {
    /// Unit: bytes.
    package var sent: Int
    /// Unit: bytes.
    package var received: Int

    /// Traffic from its parts.
    package init(sent: Int = 0, received: Int = 0) {
        self.sent = sent
        self.received = received
    }
}
