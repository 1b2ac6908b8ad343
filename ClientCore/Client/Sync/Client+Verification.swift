import Replica
import SyncEngine
public import SyncModel

/// Whether a device and its server hold the same records.
public struct Verification: Hashable, Sendable {
    /// One stream's part.
    public struct Part: Hashable, Sendable {
        /// Which stream.
        public var stream: Stream
        /// Records of the server held here.
        public var records: Int
        /// The stream's digest: 128 bits.
        public var digest: UInt128
        /// Nothing of it differed.
        public var agrees: Bool
        /// Records that differed; known after a repair only.
        public var differing: [RecordID]
    }

    /// All streams agree with the server.
    public var agrees: Bool { parts.allSatisfy(\.agrees) }
    /// In the order of the streams.
    public var parts: [Part]
    /// The exchange by which it was found.
    public var report: SyncReport
}

extension Client {
    /// Compares what this device holds with what the server holds; unanswered edits are left out.
    ///
    /// What others changed meanwhile is taken first. The digest of the server covers all streams together; which of them differs is
    /// known after a repair, for which the streams are fetched again.
    ///
    /// - Throws: ``ClientError`` `notEnrolled`; how the exchange ended is in the report.
    public func verify(repairing: Bool = false) async throws -> Verification {
        var report = try await pull()
        guard report.summary.ending == .done else { return Verification(parts: [], report: report) }
        guard report.differs else { return Verification(parts: try await parts { _ in [] }, report: report) }
        guard repairing else {
            let parts = try await parts { _ in [] }
            return Verification(parts: parts.map { Verification.Part($0, agrees: false) }, report: report)
        }
        let before = try await heldPositions()
        try await withReplica { try $0.refetch($0.digests().keys.sorted()) }
        report = try await pull()
        guard report.summary.ending == .done else { return Verification(parts: [], report: report) }
        let after = try await heldPositions()
        let parts = try await parts { stream in
            let (old, new) = (before[stream] ?? [:], after[stream] ?? [:])
            return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
        }
        return Verification(parts: parts, report: report)
    }

    private func parts(_ differing: @escaping @Sendable (SyncModel.Stream) -> [RecordID]) async throws -> [Verification.Part] {
        try await withReplica { replica in
            try replica.digests().sorted { $0.key < $1.key }.map { stream, digest in
                let differing = differing(stream)
                return Verification.Part(
                    stream: stream,
                    records: digest.count,
                    digest: digest.root,
                    agrees: differing.isEmpty,
                    differing: differing
                )
            }
        }
    }

    private func heldPositions() async throws -> [SyncModel.Stream: [RecordID: Position]] {
        try await withReplica { replica in
            var held: [SyncModel.Stream: [RecordID: Position]] = [:]
            for stream in try replica.digests().keys {
                held[stream] = Dictionary(try replica.positions(in: stream).map { ($0.record, $0.position) }) { _, last in last }
            }
            return held
        }
    }
}

extension Verification.Part {
    fileprivate init(_ part: Self, agrees: Bool) {
        self = part
        self.agrees = agrees
    }
}
