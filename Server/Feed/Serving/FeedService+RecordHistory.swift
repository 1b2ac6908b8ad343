package import SyncModel
import SyncWire

extension FeedService {
    /// The changes of a record from the audit log, oldest first; empty if `device` may not read the record.
    ///
    /// `nil` stands for the server's own people, who see all. A device gets the newest changes within
    /// ``Limits/historyEntriesMax`` and ``Limits/historyBytesMax``. What the server refused of others it never gets:
    /// they had no right to say it there, and it must not crowd out what stands. Where it may not read a writer's
    /// organisation, it is not told its name either.
    package func history(_ collection: String, _ record: RecordID, for device: DeviceID?) throws -> [AuditedChange] {
        try store.read { snapshot in
            let index = try loadedIndex(snapshot)
            let collection = try number(collection, index)
            guard let stream = try snapshot.stream(of: record, in: collection) else { return [] }
            var reader: AuthorNames.Reader?
            if let device {
                guard let row = try snapshot.device(device), !row.revoked else { return [] }
                let own = try self.rights(of: row, index: index, in: snapshot)
                guard own.canRead(stream.scope, collection) else { return [] }
                reader = AuthorNames.Reader(rights: own, index: index)
            }
            var authors = AuthorNames(view: FeedView(service: self, snapshot: snapshot), reader: reader)
            var newest = NewestEntries(isBounded: device != nil)
            try snapshot.audit(from: 1) { row in
                let parcel = try SignedParcel(bytes: row.bytes, signature: row.signature).open(verifying: nil)
                for (offset, set) in parcel.sets.enumerated() {
                    let operations = set.operations.filter { $0.record == record && $0.collection == collection }
                    guard !operations.isEmpty else { continue }
                    let refusal = row.parcel.refusal(of: parcel.first.advanced(by: offset))
                    guard refusal == nil || device == nil || device == row.device else { continue }
                    let writer = try authors.info(row.device)
                    for operation in operations {
                        newest.add(
                            AuditedChange(
                                operation,
                                of: set,
                                by: row.device,
                                writer,
                                receivedAt: row.receivedAt,
                                refusal: refusal
                            )
                        )
                    }
                }
                return true
            }
            return Array(newest.entries)
        }
    }
}

/// The newest entries that fit into one answer.
private struct NewestEntries {
    let isBounded: Bool
    private(set) var entries: ArraySlice<AuditedChange> = []
    private var bytes = 0

    init(isBounded: Bool) { self.isBounded = isBounded }

    mutating func add(_ entry: AuditedChange) {
        entries.append(entry)
        guard isBounded else { return }
        bytes += Self.bytes(of: entry)
        while entries.count > Limits.historyEntriesMax || (bytes > Limits.historyBytesMax && entries.count > 1) {
            bytes -= Self.bytes(of: entries.removeFirst())
        }
    }

    /// About what the entry takes in an answer; its numbers and ids never take more than the round figures.
    private static func bytes(of entry: AuditedChange) -> Int {
        let changes = entry.operation.changes.reduce(0) { sum, change in
            switch change.action {
            case .write(let values): sum + values.reduce(16) { $0 + 16 + ($1.text?.utf8.count ?? 0) }
            case .add: sum + 32
            case .elements(let add, let remove): sum + (add + remove).reduce(16) { $0 + 16 + $1.utf8.count }
            }
        }
        return 128 + entry.writer.utf8.count + entry.reason.utf8.count + (entry.refusal?.inEnglish.utf8.count ?? 0)
            + changes
    }
}
