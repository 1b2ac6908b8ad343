package import SyncModel

/// A device asks what the server holds, to compare it with its own: streams, then ranges, then records (clauses D3 to
/// D5).
package struct ReconciliationRequest: Hashable, Sendable {
    /// The device that asks.
    package var device: DeviceID
    /// The device's request counter, raised and saved before: each is answered once.
    package var counter: UInt64
    /// What it wants to know.
    package var question: ReconciliationQuestion

    /// A request from its parts.
    package init(device: DeviceID, counter: UInt64, question: ReconciliationQuestion) {
        self.device = device
        self.counter = counter
        self.question = question
    }
}

/// What a device wants to know of the server's records.
package enum ReconciliationQuestion: Hashable, Sendable {
    /// All streams that it may read, in short.
    case streams
    /// The 256 ranges of these streams, at most ``Limits/rangeStreamsMax``.
    case ranges([Stream])
    /// The records of some of the 256 ranges of a stream, above a position.
    case records(Stream, ranges: Set<Int>, after: Position)
    /// These records of a stream, at most ``Limits/wholeRecordsMax``, as a first fill would bring them.
    case whole(Stream, [RecordID])
}

/// What the server holds.
package enum ReconciliationReply: Hashable, Sendable {
    /// To a question about streams or ranges; streams in which nothing ever was are left out.
    case streams([StreamStatement])
    /// To a question about records: the stream's head, records by position, and whether there are more.
    case records(head: Position, [RecordStatement], more: Bool)
    /// To a question for whole records.
    case whole(WholeRecords)
}

/// One stream as its holder has it, read from its records.
package struct StreamStatement: Hashable, Sendable {
    /// The stream that it is about.
    package var stream: Stream
    /// The server: its last position. The device: what it holds all of.
    package var head: Position
    /// How many live records it has.
    package var records: Int
    /// One number over them.
    package var digest: UInt128
    /// The digest that the holder keeps beside its records is that of its records.
    package var isSound: Bool
    /// 256 sums, or none in a short statement.
    package var ranges: [UInt128]

    /// A statement from its parts.
    package init(stream: Stream, head: Position, records: Int, digest: UInt128, isSound: Bool, ranges: [UInt128] = []) {
        self.stream = stream
        self.head = head
        self.records = records
        self.digest = digest
        self.isSound = isSound
        self.ranges = ranges
    }
}

/// One record as its holder has it.
package struct RecordStatement: Hashable, Sendable {
    /// The name of the record.
    package var record: RecordID
    /// Of its last change.
    package var position: Position
    /// Over all it holds: ``RecordDigest``.
    package var hash: UInt128

    /// A statement from its parts.
    package init(record: RecordID, position: Position, hash: UInt128) {
        self.record = record
        self.position = position
        self.hash = hash
    }
}

/// Records as a first fill would bring them.
package struct WholeRecords: Hashable, Sendable {
    /// From 0 through the head; it holds the records asked for and no others.
    package var page: Page
    /// So many of the records asked for are answered, the first ones; the others want another question.
    package var asked: Int
    /// Records of which the server finds its own copy damaged: it hands none out (clause D5).
    package var damaged: [RecordID]

    /// An answer from its parts.
    package init(page: Page, asked: Int, damaged: [RecordID]) {
        self.page = page
        self.asked = asked
        self.damaged = damaged
    }
}

/// A device asks to be told when something moves that it may read.
package struct WaitRequest: Hashable, Sendable {
    /// The device that asks.
    package var device: DeviceID
    /// Unit: milliseconds since 1970, UTC, by the device's clock; makes every request another one.
    package var time: Int64
    /// The feed's version that the last answer gave; `nil` is answered at once if there is anything new.
    package var after: UInt64?
    /// How long to wait at most.
    package var seconds: Int

    /// A request from its parts.
    package init(device: DeviceID, time: Int64, after: UInt64?, seconds: Int) {
        self.device = device
        self.time = time
        self.after = after
        self.seconds = seconds
    }
}
