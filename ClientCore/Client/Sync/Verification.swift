import Replica
public import SyncModel

/// Whether a device and its server hold the same records.
public struct Verification: Hashable, Sendable {
    /// The part of one scope in one lane.
    public struct Part: Hashable, Sendable {
        /// Whose records they are.
        public var scope: Scope { partition.scope }
        /// How urgently they travel.
        public var lane: Lane { partition.lane }
        /// Records of the server held here.
        public let records: Int
        /// One number over them with all their values: 32 hexadecimal digits.
        public let digest: String
        /// Both sides hold the same, and each side's own bookkeeping agrees with its records.
        public let agrees: Bool
        /// The digest that the server keeps beside its records is that of its records.
        public let isServerSound: Bool
        /// Records that differ, by id.
        public let differing: [RecordID]
        /// Of those, records that the server does not know: they stay here, whatever is done.
        public let onlyHere: [RecordID]
        /// Records that were fetched again, by id.
        public internal(set) var repaired: [RecordID] = []
        /// Records that a repair left as they are here, since the server knows nothing of them, or less, by id.
        public internal(set) var kept: [RecordID] = []
        /// Records of which the server found its own copy damaged, by id: nothing of it was taken.
        public internal(set) var damagedAtServer: [RecordID] = []
        /// The stream of the protocol.
        package let partition: SyncModel.Stream

        init(
            partition: SyncModel.Stream,
            records: Int,
            digest: String,
            agrees: Bool,
            isServerSound: Bool,
            differing: [RecordID],
            onlyHere: [RecordID]
        ) {
            (self.partition, self.records, self.digest) = (partition, records, digest)
            (self.agrees, self.isServerSound) = (agrees, isServerSound)
            (self.differing, self.onlyHere) = (differing, onlyHere)
        }

        static func text(_ digest: UInt128) -> String {
            let digits = String(digest, radix: 16)
            return String(repeating: "0", count: 32 - digits.count) + digits
        }
    }

    /// All parts agree with the server.
    public var agrees: Bool { parts.allSatisfy(\.agrees) }
    /// The server's own bookkeeping agrees with its records, as far as this device may read them.
    public var isServerSound: Bool { parts.allSatisfy { $0.isServerSound && $0.damagedAtServer.isEmpty } }
    /// The parts, most urgent first.
    public internal(set) var parts: [Part]
    /// The exchange by which it was found.
    public let report: SyncReport
    /// When the comparison began; `nil` if it did not.
    var start: Replica.ComparisonStart?

    /// Whatever differs after a repair is what a repair leaves as it is.
    var isInOrder: Bool {
        parts.allSatisfy { part in
            Set(part.differing).subtracting(part.kept + part.damagedAtServer + part.onlyHere).isEmpty
        }
    }
}
