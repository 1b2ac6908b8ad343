import ChangeFeed
import SyncModel

/// The canary: a store with a broken merge in front. Where two people wrote into one keep-both field without seeing
/// each other, it keeps the newer value only. The checkers must notice.
final class ForgetfulStore: FeedStore {
    private let store: any FeedStore

    init(_ store: any FeedStore) {
        self.store = store
    }

    var commits: UInt64 { store.commits }

    func isOwnFault(_ error: any Error) -> Bool { store.isOwnFault(error) }

    func write<T>(_ body: (any FeedTransaction) throws -> T) throws -> T {
        try store.write { try body(ForgetfulTransaction($0)) }
    }

    func read<T>(_ body: (any FeedSnapshot) throws -> T) throws -> T {
        try store.read(body)
    }
}

/// Hands everything on, save that ``put(_:)`` forgets.
private final class ForgetfulTransaction: FeedTransaction {
    private let inner: any FeedTransaction

    init(_ inner: any FeedTransaction) {
        self.inner = inner
    }

    func put(_ change: RecordChange) throws {
        var change = change
        let collections = try inner.programmes().current?.collections ?? []
        guard change.state.collection < collections.count else { return try inner.put(change) }
        for field in collections[change.state.collection].fields
        where field.rule.replacesWhatWasShown && field.number < change.state.fields.count {
            let newest = change.state.fields[field.number].writes.max(by: LiveWrite.isOlder)
            change.state.fields[field.number].writes = newest.map { [$0] } ?? []
        }
        try inner.put(change)
    }

    // MARK: - Handed on

    func value(_ key: String) throws -> [UInt8]? { try inner.value(key) }
    func programmes() throws -> ProgrammeVersions { try inner.programmes() }
    func streams() throws -> [StreamInfo] { try inner.streams() }
    func head(of stream: Stream) throws -> Position { try inner.head(of: stream) }
    func digest(of stream: Stream, collections: Set<Int>?) throws -> StreamDigest {
        try inner.digest(of: stream, collections: collections)
    }
    func record(_ record: RecordID, in collection: Int) throws -> StoredRecord? {
        try inner.record(record, in: collection)
    }
    func gone(_ record: RecordID, in collection: Int, from stream: SyncModel.Stream) throws -> GoneEntry? {
        try inner.gone(record, in: collection, from: stream)
    }
    func stream(of record: RecordID, in collection: Int) throws -> Stream? {
        try inner.stream(of: record, in: collection)
    }
    func entries(
        of stream: Stream,
        after: Position,
        besides own: OwnChanges?,
        _ body: (StoredEntry) throws -> Bool
    ) throws {
        try inner.entries(of: stream, after: after, besides: own, body)
    }
    func scan(_ collection: Int, where conditions: [Condition], _ body: (StoredRecord) throws -> Bool) throws {
        try inner.scan(collection, where: conditions, body)
    }
    func conflicting(_ collection: Int, _ body: (StoredRecord) throws -> Void) throws {
        try inner.conflicting(collection, body)
    }
    func count(_ collection: Int) throws -> (records: Int, conflicting: Int) { try inner.count(collection) }
    func leading(to target: RecordID, along path: [(collection: Int, field: Int)]) throws -> [RecordID] {
        try inner.leading(to: target, along: path)
    }
    func device(_ device: DeviceID) throws -> DeviceRow? { try inner.device(device) }
    func devices() throws -> [DeviceRow] { try inner.devices() }
    func lane(_ lane: Lane, of device: DeviceRow) throws -> LaneProgress { try inner.lane(lane, of: device) }
    func cursor(_ hash: UInt64, of device: DeviceRow) throws -> [UInt8]? { try inner.cursor(hash, of: device) }
    func lastCursor(of device: DeviceRow) throws -> [UInt8]? { try inner.lastCursor(of: device) }
    func parcels(
        of device: DeviceRow,
        lane: Lane,
        above: SendNumber,
        _ body: (ParcelRow) throws -> Bool
    ) throws {
        try inner.parcels(of: device, lane: lane, above: above, body)
    }
    func parcel(of device: DeviceRow, lane: Lane, holding: SendNumber) throws -> ParcelRow? {
        try inner.parcel(of: device, lane: lane, holding: holding)
    }
    func audit(from sequence: Int64, _ body: (AuditRow) throws -> Bool) throws { try inner.audit(from: sequence, body) }
    func auditHead() throws -> (sequence: Int64, hash: [UInt8]) { try inner.auditHead() }
    func quarantined(_ body: (QuarantinedParcel) throws -> Bool) throws { try inner.quarantined(body) }
    func quarantinedBytes(of device: DeviceRow) throws -> Int { try inner.quarantinedBytes(of: device) }
    func quarantine(_ parcel: QuarantinedParcel) throws { try inner.quarantine(parcel) }
    func refusedCreation(
        of record: RecordID,
        in collection: Int,
        by device: DeviceRow
    ) throws -> (lane: Lane, send: SendNumber)? {
        try inner.refusedCreation(of: record, in: collection, by: device)
    }
    func failures(of device: DeviceRow, lane: Lane, send: SendNumber) throws -> Int {
        try inner.failures(of: device, lane: lane, send: send)
    }
    func code(_ lookup: String) throws -> CodeRow? { try inner.code(lookup) }
    func referenceCells(_ record: RecordID, in collection: Int) throws -> [UInt8]? {
        try inner.referenceCells(record, in: collection)
    }
    func set(_ key: String, _ bytes: [UInt8]) throws { try inner.set(key, bytes) }
    func add(_ programme: Programme) throws { try inner.add(programme) }
    func insert(_ record: UniformRecord, into stream: Stream) throws -> Bool { try inner.insert(record, into: stream) }
    func takeBack(_ record: UniformRecord, from stream: Stream) throws { try inner.takeBack(record, from: stream) }
    func add(_ device: DeviceRow) throws -> DeviceRow { try inner.add(device) }
    func update(_ device: DeviceRow) throws { try inner.update(device) }
    func set(_ row: LaneProgress, of device: DeviceRow) throws { try inner.set(row, of: device) }
    func keep(cursor: [UInt8], hash: UInt64, beside: UInt64, of device: DeviceRow) throws {
        try inner.keep(cursor: cursor, hash: hash, beside: beside, of: device)
    }
    func append(_ row: AuditRow) throws { try inner.append(row) }
    func noteRefusedCreation(
        of record: RecordID,
        in collection: Int,
        by device: DeviceRow,
        lane: Lane,
        send: SendNumber
    ) throws {
        try inner.noteRefusedCreation(of: record, in: collection, by: device, lane: lane, send: send)
    }
    func countFailure(of device: DeviceRow, lane: Lane, send: SendNumber) throws {
        try inner.countFailure(of: device, lane: lane, send: send)
    }
    func set(_ code: CodeRow) throws { try inner.set(code) }
    func forgetCodes(before: Int64) throws { try inner.forgetCodes(before: before) }
    func setReferenceCells(_ record: RecordID, in collection: Int, _ bytes: [UInt8]) throws {
        try inner.setReferenceCells(record, in: collection, bytes)
    }
}
