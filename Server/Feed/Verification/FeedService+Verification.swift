import SyncModel
import SyncWire

extension FeedService {
    /// Computes digests, heads and receipts anew from what is stored and compares.
    package func verify() throws -> StoreReport {
        try store.read { snapshot in
            var report = StoreReport(streams: [], problems: [])
            var block: [StoredRecord] = []
            for info in try snapshot.streams().sorted(by: { $0.stream < $1.stream }) {
                var digest = StreamDigest()
                do {
                    try check(info, in: snapshot, digest: &digest, block: &block, &report)
                } catch {
                    // One record that cannot be read must not hide what else is wrong.
                    guard let failure = StoreFailure(error) else { throw error }
                    report.problems.append(.unread(info.stream, failure.problem))
                }
                let agrees =
                    digest == (try snapshot.digest(of: info.stream, collections: nil)) && digest.root == info.root
                if !agrees { report.problems.append(.digest(info.stream)) }
                report.streams.append(
                    StoreReport.Line(
                        stream: info.stream,
                        head: info.head,
                        records: digest.count,
                        digest: digest.root,
                        agrees: agrees
                    )
                )
            }
            try prove(&block, snapshot, &report)
            for device in try snapshot.devices() { try check(device, snapshot, &report) }
            return report
        }
    }

    /// Walks a stream to its head; its records wait in the block to be compared with the audit log.
    private func check(
        _ info: StreamInfo,
        in snapshot: any FeedSnapshot,
        digest: inout StreamDigest,
        block: inout [StoredRecord],
        _ report: inout StoreReport
    ) throws {
        var last = Position.zero
        try snapshot.entries(of: info.stream, after: .zero, besides: nil) { entry in
            if case .record(let record) = entry {
                digest.insert(record.record, at: record.position)
                block.append(record)
            }
            if entry.position <= last { report.problems.append(.samePosition(info.stream, entry.position)) }
            last = entry.position
            if block.count == Self.recordsPerBlock { try prove(&block, snapshot, &report) }
            return true
        }
        if last != info.head { report.problems.append(.end(info.stream, at: last, not: info.head)) }
    }

    /// Records that are compared with the audit log in one walk.
    private static let recordsPerBlock = 20_000

    /// Names the records that are not what people sent (clause F62).
    private func prove(_ block: inout [StoredRecord], _ snapshot: any FeedSnapshot, _ report: inout StoreReport) throws
    {
        guard let index = try index(snapshot) else { return }
        let unproved = try AuditProof.unproved(block, in: snapshot, index)
        for stored in block where unproved.contains(stored.record) {
            let name = index.programme.collections[stored.collection].name
            report.problems.append(.changedValue(collection: name, record: stored.record))
        }
        block.removeAll(keepingCapacity: true)
    }

    /// Receipts of a device and lane are contiguous and end where the lane does (invariant I2).
    private func check(_ device: DeviceRow, _ snapshot: any FeedSnapshot, _ report: inout StoreReport) throws {
        for lane in Lane.allCases {
            let row = try snapshot.lane(lane, of: device)
            var next: SendNumber = 1
            try snapshot.parcels(of: device, lane: lane, above: 0) { parcel in
                if parcel.first != next { report.problems.append(.noParcel(device.id, lane, holding: next)) }
                next = parcel.last.next
                return true
            }
            if next != row.applied.next {
                report.problems.append(.lane(device.id, lane, parcelsEnd: next.advanced(by: -1), laneEnds: row.applied))
            }
        }
    }

    /// Walks the audit log: hashes, chain, signatures.
    package func verifyAudit() throws -> AuditReport {
        try store.read { snapshot in
            let keys = Dictionary(
                try snapshot.devices().map { ($0.id, $0.signingKey) },
                uniquingKeysWith: { first, _ in first }
            )
            var report = AuditReport(parcels: 0, head: try snapshot.auditHead().hash, problems: [])
            var link = [UInt8](repeating: 0, count: 32)
            try snapshot.audit(from: 1) { row in
                report.parcels += 1
                func note(_ fault: StoreFinding.ParcelFault) { report.problems.append(.parcel(row.sequence, fault)) }
                if row.sequence != Int64(report.parcels) { note(.afterGap) }
                if row.previous != link { note(.unlinked) }
                if row.link != AuditLink.hash(of: row) { note(.changed) }
                if row.parcel.hash != SHA.hash256(row.bytes) { note(.changedBytes) }
                let key = keys[row.device] ?? []
                if !SigningKey.isValid(row.signature, for: row.bytes, publicKey: key) {
                    note(.signature(row.device))
                }
                link = row.link
                return report.problems.count < 100
            }
            return report
        }
    }
}
