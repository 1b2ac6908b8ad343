import SyncMerge
import Synchronization
package import SyncModel
import SyncWire

extension FeedService {
    /// The programme in force; `nil` before ``load(programme:rows:)``.
    package func programme() throws -> Programme? {
        try store.read { try $0.programmes().current }
    }

    /// All devices, in the order of enrolment.
    package func devices() throws -> [DeviceInfo] { try view { try $0.devices() } }

    /// Withdraws a device's rights.
    /// - Throws: ``FeedFailure`` if there is no such device.
    package func revoke(_ device: DeviceID) throws {
        try store.write { transaction in
            guard var row = try transaction.device(device) else { throw FeedFailure.noDevice(device) }
            row.revoked = true
            try transaction.update(row)
        }
    }

    // MARK: - Records

    func number(_ collection: String, _ index: ProgrammeIndex) throws -> Int {
        guard let number = index.number(of: collection) else {
            throw FeedFailure.noCollection(collection, has: index.programme.collections.map(\.name))
        }
        return number
    }

    func loadedIndex(_ snapshot: any FeedSnapshot) throws -> ProgrammeIndex {
        guard let index = try index(snapshot) else { throw FeedFailure.noProgramme }
        return index
    }

    /// Live records of a collection that fit all conditions, in the order of their ids, one at a time.
    /// - Throws: ``FeedFailure`` for an unknown collection or field, and what `each` throws.
    package func list(
        _ collection: String,
        where conditions: [Condition] = [],
        limit: Int? = nil,
        each: (ListedRecord) throws -> Void
    ) throws {
        try view { try $0.list(collection, where: conditions, limit: limit, each: each) }
    }

    /// All conflicts that wait for a person, in the order of collections and records.
    package func conflicts() throws -> [OpenConflict] { try view { try $0.conflicts() } }

    /// A record with all that is known of it; `nil` if there is none or it was deleted.
    /// - Throws: ``FeedFailure`` for an unknown collection.
    package func show(_ collection: String, _ record: RecordID) throws -> ShownRecord? {
        try store.read { snapshot in
            let index = try loadedIndex(snapshot)
            let number = try number(collection, index)
            guard let stored = try snapshot.record(record, in: number), !stored.isDeleted else { return nil }
            let declared = index.programme.collections[number]
            let state = stored.state(in: declared)
            let conflicts = Merge.conflicts(state, in: declared)
            return ShownRecord(values: Merge.shown(state, in: declared), state: state, conflicts: conflicts)
        }
    }

    // MARK: - Metrics

    /// What monitors read, as it stands now.
    package func metrics() throws -> FeedMetrics {
        var metrics = state.withLock { $0.metrics }
        metrics.commits = store.commits
        return try store.read { [metrics] snapshot in
            var metrics = metrics
            for collection in try snapshot.programmes().current?.collections ?? [] {
                let count = try snapshot.count(collection.number)
                metrics.records.append((collection.name, count.records))
                metrics.openConflicts += count.conflicting
            }
            metrics.devices = try snapshot.devices().count { !$0.revoked }
            metrics.parcels = Int(try snapshot.auditHead().sequence)
            return metrics
        }
    }

    // MARK: - Digests

    /// The digests of all streams that a device may read.
    /// - Throws: ``FeedFailure`` if there is no such device.
    package func digests(for device: DeviceID) throws -> [StreamDigestInfo] {
        try store.read { snapshot in
            guard let row = try snapshot.device(device), let index = try index(snapshot) else {
                throw FeedFailure.noDevice(device)
            }
            return try rights(of: row, index: index, in: snapshot).streams.map { readable in
                let collections = readable.collections.isAll ? nil : readable.collections.numbers
                return StreamDigestInfo(
                    stream: readable.stream,
                    head: try snapshot.head(of: readable.stream),
                    digest: try snapshot.digest(of: readable.stream, collections: collections)
                )
            }
        }
    }
}

extension ParcelRow {
    /// Why a set was refused; `nil` if it was applied.
    func refusal(of send: SendNumber) -> Refusal? {
        for receipt in receipts {
            if case .refused(let refusal) = receipt.exceptions[send] { return refusal }
        }
        return nil
    }
}
