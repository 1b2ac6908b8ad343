/// Every limit of the protocol; decoders refuse what is above (clause L1).
public enum Limits {
    /// Records that one change set may name.
    public static let operationsPerSetMax = 500
    /// Compressed bytes of one parcel.
    public static let parcelBytesMax = 64 << 10
    /// Bytes of one parcel or page before compression.
    public static let expandedBytesMax = 8 << 20
    /// Change sets in one parcel.
    public static let setsPerParcelMax = 4_096
    /// Records in one page.
    public static let recordsPerPageMax = 2_000
    /// Parcels in one request.
    public static let parcelsPerRequestMax = 64
    /// Bytes of one request's body.
    public static let requestBytesMax = 6 << 20
    /// Bytes of one frame of a reply.
    public static let frameBytesMax = 8 << 20
    /// Bytes of one text value.
    public static let textBytesMax = 256 << 10
    /// Elements of one set, and live writes of one field.
    public static let writesPerFieldMax = 65_536
    /// Elements that one edit adds to a set: each is compared with those that are there. It may take away as many as a set may have.
    public static let elementsPerEditMax = 2_000
    /// Streams of one device.
    public static let streamsMax = 100_000
    /// Fields of one collection.
    public static let fieldsMax = 400
    /// Collections of one programme.
    public static let collectionsMax = 400
    /// Bytes of parcels of one revoked device that are kept for a person to look at.
    public static let quarantinedBytesMax = 64 << 20
    /// Streams of which one question of reconciliation wants the ranges.
    public static let rangeStreamsMax = 64
    /// Records that one statement of reconciliation lists.
    public static let recordsPerStatementMax = 4_096
    /// Bytes of one question of reconciliation.
    public static let questionBytesMax = 64 << 10
    /// Records that one question wants whole: as many as fit into a request, since the server reads all of the stream for each.
    public static let wholeRecordsMax = 3_584
    /// Entries of one answer about the history of a record, the newest.
    public static let historyEntriesMax = 4_096
    /// Unit: bytes, about, of one answer about the history of a record.
    public static let historyBytesMax = 4 << 20
    /// Devices that one page names to people.
    public static let cardsPerPageMax = 2_000
    /// Unit: bytes of what people call a device.
    public static let deviceNameBytesMax = 200
    /// Unit: bytes of the reason of a decision, and of what a page says of a device.
    public static let reasonBytesMax = 2_000
}
