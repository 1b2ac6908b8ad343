/// Every limit of the protocol; decoders refuse what is above (clause L1).
package enum Limits {
    /// Records that one change set may name.
    package static let operationsPerSetMax = 500
    /// Compressed bytes of one parcel.
    package static let parcelBytesMax = 64 << 10
    /// Bytes of one parcel or page before compression.
    package static let expandedBytesMax = 8 << 20
    /// Change sets in one parcel.
    package static let setsPerParcelMax = 4_096
    /// Records in one page.
    package static let recordsPerPageMax = 2_000
    /// Parcels in one request.
    package static let parcelsPerRequestMax = 64
    /// Bytes of one request's body.
    package static let requestBytesMax = 6 << 20
    /// A send number lies below: what is counted on from one never runs over.
    package static let sendNumberEnd = SendNumber(UInt64(Int64.max) / 2)
    /// Bytes of the pages of one reply, as a request may ask for them.
    package static let replyBytes = 1...(64 << 20)
    /// Bytes of one page before compression, about, as a request may ask for them.
    package static let pageBytes = (4 << 10)...(1 << 20)
    /// Bytes of one frame of a reply.
    package static let frameBytesMax = 8 << 20
    /// Bytes of one text value.
    package static let textBytesMax = 256 << 10
    /// Elements of one set, and live writes of one field.
    package static let writesPerFieldMax = 65_536
    /// Elements that one edit adds to a set: each is compared with those that are there. It may take away as many as a
    /// set may have.
    package static let elementsPerEditMax = 2_000
    /// Streams of one device.
    package static let streamsMax = 100_000
    /// Fields of one collection.
    package static let fieldsMax = 400
    /// Collections of one programme.
    package static let collectionsMax = 400
    /// Bytes of parcels of one revoked device that are kept for a person to look at.
    package static let quarantinedBytesMax = 64 << 20
    /// Streams of which one question of reconciliation wants the ranges.
    package static let rangeStreamsMax = 64
    /// Records that one statement of reconciliation lists.
    package static let recordsPerStatementMax = 4_096
    /// Bytes of one question of reconciliation.
    package static let questionBytesMax = 64 << 10
    /// Records that one question wants whole: as many as fit into a request, since the server reads all of the stream
    /// for each.
    package static let wholeRecordsMax = 3_584
    /// Entries of one answer about the history of a record, the newest.
    package static let historyEntriesMax = 4_096
    /// Unit: bytes, about, of one answer about the history of a record.
    package static let historyBytesMax = 4 << 20
    /// Devices that one page names to people.
    package static let cardsPerPageMax = 2_000
    /// Unit: bytes of what people call a device.
    package static let deviceNameBytesMax = 200
    /// Unit: bytes of the sentence of a refusal or failure that another program told; what is longer is cut (clause
    /// W23).
    package static let toldBytesMax = 4 << 10
    /// Unit: bytes of a code, a word, a value or a place that one program tells another; what is longer is cut.
    package static let toldNameBytesMax = 200
    /// Unit: bytes of all values of a problem that one program tells another; of more as many as fit.
    package static let toldValuesBytesMax = 2 << 10
    /// Unit: bytes, about, of what one receipt lists one by one: it ends before the next.
    package static let receiptBytesMax = 64 << 10
    /// Unit: bytes, about, of all receipts of one reply; those that are left follow with the next.
    package static let receiptsBytesMax = 4 << 20
    /// Unit: bytes of the reason of a decision, and of what a page says of a device.
    package static let reasonBytesMax = 2_000
}
