public import SyncModel

extension FeedService {
    /// The programme in force; `nil` before ``load(programme:rows:)``.
    public func programme() throws -> Programme? { throw FeedFailure("not there yet") }

    /// Puts a programme in force, new or a later version, and its reference records.
    /// - Throws: ``FeedFailure`` if the version does not grow or a row refers to nothing.
    public func load(programme: Programme, rows: [ReferenceRows]) throws -> LoadSummary { throw FeedFailure("not there yet") }

    /// A code with which one device can enrol within the given hours. `org` is an id, a natural key or a unique name.
    public func makeCode(org: String, role: String, hours: Int) throws -> NewCode { throw FeedFailure("not there yet") }

    /// All devices, in the order of enrolment.
    public func devices() throws -> [DeviceInfo] { throw FeedFailure("not there yet") }

    /// Withdraws a device's rights.
    public func revoke(_ device: DeviceID) throws { throw FeedFailure("not there yet") }

    /// Live records of a collection that fit all conditions, in the order of their ids, one at a time.
    public func list(
        _ collection: String,
        where conditions: [Condition] = [],
        limit: Int? = nil,
        each: (ListedRecord) throws -> Void
    ) throws { throw FeedFailure("not there yet") }

    /// A record with all that is known of it; `nil` if there is none or it was deleted.
    public func show(_ collection: String, _ record: RecordID) throws -> ShownRecord? { throw FeedFailure("not there yet") }

    /// All conflicts that wait for a person, in the order of collections and records.
    public func conflicts() throws -> [OpenConflict] { throw FeedFailure("not there yet") }

    /// Computes digests, positions and receipts anew and compares.
    public func verify() throws -> StoreReport { throw FeedFailure("not there yet") }

    /// Walks the audit log: hashes, chain, signatures.
    public func verifyAudit() throws -> AuditReport { throw FeedFailure("not there yet") }

    /// Figures for monitoring.
    public func figures() throws -> FeedFigures { throw FeedFailure("not there yet") }

    /// The changes of a record from the audit log, oldest first; empty if `device` may not read the record (`nil` reads all).
    public func history(_ collection: String, _ record: RecordID, for device: DeviceID?) throws -> [HistoryEntry] {
        throw FeedFailure("not there yet")
    }

    /// The digests of all streams that a device may read.
    public func statements(for device: DeviceID) throws -> [StreamStatement] { throw FeedFailure("not there yet") }

    /// Per organisation the oldest time at which one of its devices last held everything. Unit: milliseconds since 1970, UTC.
    public func lastCompleteByOrganisation() throws -> [RecordID: Int64] { throw FeedFailure("not there yet") }
}
