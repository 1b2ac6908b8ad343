package import SyncWire

/// What a synchronisation came to.
package struct SyncSummary: Hashable, Sendable {
    /// How it ended; `nil` while it goes on.
    package var ending: SyncEnding?
    /// Records in parcels that receipts of this synchronisation settled before anybody else, refused ones and deletes
    /// included.
    package var sent = 0
    /// Records in pages, deletes included.
    package var received = 0
    /// Positions that pages are still to cover, as far as the server has told: what a person may be told of the time
    /// left.
    package var ahead: UInt64 = 0
    /// Requests put on the line.
    package var roundTrips = 0
    /// Bytes on the line.
    package var traffic = Traffic()

    /// The figures before anything happened.
    package init() {}
}

/// How a synchronisation ended.
package enum SyncEnding: Hashable, Sendable {
    /// Everything was sent, answered and taken.
    case done
    /// The line did not last; nothing is lost and the next time goes on from here.
    case noConnection(LineFailure)
    /// The server was busy or failed inside, again and again; nothing is lost.
    case serverUnwell(WireFailure)
    /// Two holders use this device's keys: enrol again, everything typed is kept.
    case identitySplit(WireFailure)
    /// The server will not have this device or this request.
    case rejected(WireFailure)
    /// The device's own database would not go on.
    case deviceFailed
    /// Somebody stopped it; nothing is lost.
    case stopped
}
