import SyncMerge
package import SyncModel

/// What the store holds at one moment: all that is asked of one view is of the same snapshot.
package struct FeedView {
    let service: FeedService
    let snapshot: any FeedSnapshot

    /// The programme in force; `nil` before one is loaded.
    package func programme() throws -> Programme? { try snapshot.programmes().current }

    /// All devices, in the order of enrolment.
    package func devices() throws -> [DeviceInfo] {
        let index = try service.index(snapshot)
        return try snapshot.devices().map { try info($0, index) }
    }

    /// One device; `nil` if there is none.
    func device(_ device: DeviceID) throws -> DeviceInfo? {
        let index = try service.index(snapshot)
        return try snapshot.device(device).map { try info($0, index) }
    }

    private func info(_ row: DeviceRow, _ index: ProgrammeIndex?) throws -> DeviceInfo {
        DeviceInfo(
            id: row.id,
            label: row.label,
            org: row.org,
            orgName: try name(of: row, index),
            role: row.role,
            programme: row.programme,
            enrolledAt: row.enrolledAt,
            lastSeen: row.lastSeen,
            lastComplete: row.lastComplete,
            revoked: row.revoked
        )
    }

    private func name(of device: DeviceRow, _ index: ProgrammeIndex?) throws -> String {
        guard let index, let role = index.programme.role(named: device.role), let number = index.number(of: role.at),
            let field = index.programme.collections[number].nameField.flatMap({
                index.programme.collections[number].field(named: $0)
            }),
            let stored = try snapshot.record(device.org, in: number)
        else { return device.org.text }
        let values = stored.values(in: index.programme.collections[number])
        return values.indices.contains(field.number) ? values[field.number].text ?? device.org.text : device.org.text
    }

    /// Live records of a collection that fit all conditions, in the order of their ids, one at a time.
    /// - Throws: ``FeedFailure`` for an unknown collection or field, and what `each` throws.
    package func list(
        _ collection: String,
        where conditions: [Condition] = [],
        limit: Int? = nil,
        each: (ListedRecord) throws -> Void
    ) throws {
        let index = try service.loadedIndex(snapshot)
        let number = try service.number(collection, index)
        var left = limit ?? Int.max
        try snapshot.scan(number, where: conditions) { stored in
            guard left > 0 else { return false }
            left -= 1
            let values = stored.values(in: index.programme.collections[number])
            try each(ListedRecord(id: stored.record, scope: stored.stream.scope, values: values))
            return true
        }
    }

    /// The record of a collection that has this id, natural key, code or unique name.
    /// - Throws: ``FeedFailure`` where there is none, or more than one.
    package func find(_ text: String, in collection: String) throws -> RecordID {
        try service.find(text, in: collection, index: service.loadedIndex(snapshot), snapshot)
    }

    /// What a record shows, by field number; `nil` if there is none.
    package func values(of record: RecordID, in collection: Programme.Collection) throws -> [Value]? {
        guard let stored = try snapshot.record(record, in: collection.number), !stored.isDeleted else { return nil }
        return stored.values(in: collection)
    }

    /// All conflicts that wait for a person, in the order of collections and records.
    package func conflicts() throws -> [OpenConflict] {
        guard let index = try service.index(snapshot) else { return [] }
        var found: [OpenConflict] = []
        for collection in index.programme.collections {
            try snapshot.conflicting(collection.number) { stored in
                guard case .state(let state) = stored.body else { return }
                for conflict in Merge.conflicts(state, in: collection) {
                    found.append(
                        OpenConflict(
                            collection: collection.number,
                            record: state.record,
                            scope: stored.stream.scope,
                            conflict: conflict
                        )
                    )
                }
            }
        }
        return found
    }
}

extension FeedService {
    /// Reads several things of one snapshot of the store.
    package func view<Result>(_ body: (FeedView) throws -> Result) throws -> Result {
        try store.read { try body(FeedView(service: self, snapshot: $0)) }
    }
}
