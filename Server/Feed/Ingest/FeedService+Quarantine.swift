import SyncModel
import SyncWire

/// What a device sends after its rights were withdrawn (clause F33).
extension FeedService {
    /// Keeps the parcels of a revoked device apart, for a person to look at: neither lost nor applied.
    func quarantine(_ request: SyncRequest, of device: DeviceRow) throws {
        let parcels = try request.parcels.map { try open($0, of: device) }
        guard !parcels.isEmpty else { return }
        try store.write { transaction in
            var room = Limits.quarantinedBytesMax - (try transaction.quarantinedBytes(of: device))
            for opened in parcels {
                // What was taken in before the rights ended has its receipt.
                let stored = try transaction.parcel(of: device, lane: opened.parcel.lane, holding: opened.parcel.first)
                guard stored?.hash != opened.hash else { continue }
                room -= opened.signed.bytes.count
                guard room >= 0 else { return }
                try transaction.quarantine(
                    QuarantinedParcel(
                        device: device.id,
                        receivedAt: host.wallClock(),
                        hash: opened.hash,
                        bytes: opened.signed.bytes,
                        signature: opened.signed.signature
                    )
                )
            }
        }
    }

    /// The changes that revoked devices still sent, oldest first.
    package func quarantined() throws -> [AuditedChange] {
        try store.read { snapshot in
            var authors = AuthorNames(view: FeedView(service: self, snapshot: snapshot))
            var entries: [AuditedChange] = []
            try snapshot.quarantined { row in
                let parcel = try SignedParcel(bytes: row.bytes, signature: row.signature).open(verifying: nil)
                let writer = try authors.info(row.device)
                for set in parcel.sets {
                    entries += set.operations.map {
                        AuditedChange($0, of: set, by: row.device, writer, receivedAt: row.receivedAt)
                    }
                }
                return true
            }
            return entries
        }
    }
}
