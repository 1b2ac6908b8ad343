import Replica
public import SyncModel

/// Whether a device and its server hold the same records.
public struct Verification: Hashable, Sendable {
    /// One stream's part.
    public struct Part: Hashable, Sendable {
        /// Which stream.
        public var stream: Stream
        /// Records of the server held here.
        public var records: Int
        /// One number over them with all their values: 128 bits.
        public var digest: UInt128
        /// Both sides hold the same, and each side's own bookkeeping agrees with its records.
        public var agrees: Bool
        /// The digest that the server keeps beside its records is that of its records.
        public var isServerSound: Bool
        /// Records that differ, by id.
        public var differing: [RecordID]
        /// Of those, records that the server does not know: they stay here, whatever is done.
        public var onlyHere: [RecordID] = []
        /// Records that were fetched again, by id.
        public var repaired: [RecordID] = []
        /// Records that a repair left as they are here, since the server knows nothing of them, or less, by id.
        public var kept: [RecordID] = []
        /// Records of which the server found its own copy damaged, by id: nothing of it was taken.
        public var damaged: [RecordID] = []
    }

    /// All streams agree with the server.
    public var agrees: Bool { parts.allSatisfy(\.agrees) }
    /// In the order of the streams.
    public var parts: [Part]
    /// The exchange by which it was found.
    public var report: SyncReport
    /// When the comparison began; `nil` if it did not.
    var mark: Replica.ComparisonMark?
}
