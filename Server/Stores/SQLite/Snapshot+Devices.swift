import ChangeFeed
import SQLiteTables
import SyncModel

extension Snapshot {
    private static let deviceColumns = DeviceColumn.sql
    private static let parcelColumns = ParcelColumn.sql
    private static let auditColumns = AuditColumn.sql
    private static let quarantineColumns = QuarantineColumn.sql
    private static let codeColumns = CodeColumn.sql

    func device(_ device: DeviceID) throws -> DeviceRow? {
        let statement = try connection.statement("SELECT \(Self.deviceColumns) FROM _device WHERE id = ?")
        statement.bind(1, device.text)
        defer { statement.reset() }
        return try statement.step() ? try deviceRow(statement) : nil
    }

    func devices() throws -> [DeviceRow] {
        let statement = try connection.statement("SELECT \(Self.deviceColumns) FROM _device ORDER BY number")
        defer { statement.reset() }
        var rows: [DeviceRow] = []
        while try statement.step() { rows.append(try deviceRow(statement)) }
        return rows
    }

    private func deviceRow(_ statement: RawStatement) throws -> DeviceRow {
        typealias Column = DeviceColumn
        guard let id = DeviceID(statement.string(Column.id)), let org = statement.record(Column.org) else {
            throw StoreFailure.damaged
        }
        var row = DeviceRow(
            number: statement.integer(Column.number),
            id: id,
            label: statement.string(Column.label),
            signingKey: statement.blob(Column.signing) ?? [],
            sealingKey: statement.blob(Column.sealing) ?? [],
            org: org,
            role: statement.string(Column.role),
            enrolledAt: statement.integer(Column.enrolledAt)
        )
        row.programme = Int(statement.integer(Column.programme))
        row.counter = statement.unsigned(Column.counter)
        row.requestHash = statement.blob(Column.requestHash) ?? []
        row.lastSeen = statement.optionalInteger(Column.lastSeen)
        row.lastComplete = statement.optionalInteger(Column.lastComplete)
        row.revoked = statement.integer(Column.revoked) != 0
        return row
    }

    func lane(_ lane: Lane, of device: DeviceRow) throws -> LaneProgress {
        let statement = try connection.statement("SELECT applied, chain FROM _lane WHERE device = ? AND lane = ?")
        statement.bind(1, device.number)
        statement.bind(2, Int(lane.rawValue))
        defer { statement.reset() }
        guard try statement.step() else {
            return LaneProgress(lane: lane, applied: 0, chain: [UInt8](repeating: 0, count: 32))
        }
        return LaneProgress(lane: lane, applied: SendNumber(statement.unsigned(0)), chain: statement.blob(1) ?? [])
    }

    func cursor(_ hash: UInt64, of device: DeviceRow) throws -> [UInt8]? {
        let statement = try connection.statement("SELECT vector FROM _cursor WHERE device = ? AND hash = ?")
        statement.bind(1, device.number)
        statement.bind(2, hash)
        defer { statement.reset() }
        return try statement.step() ? statement.blob(0) : nil
    }

    func lastCursor(of device: DeviceRow) throws -> [UInt8]? {
        let statement = try connection.statement(
            "SELECT vector FROM _cursor WHERE device = ? ORDER BY generation DESC LIMIT 1"
        )
        statement.bind(1, device.number)
        defer { statement.reset() }
        return try statement.step() ? statement.blob(0) : nil
    }

    // MARK: - Parcels

    func parcels(
        of device: DeviceRow,
        lane: Lane,
        above: SendNumber,
        _ body: (ParcelRow) throws -> Bool
    ) throws {
        let statement = try connection.statement(
            """
            SELECT \(Self.parcelColumns) FROM _parcel WHERE device = ?1 AND lane = ?2 AND first >=
              (SELECT coalesce(max(first), 0) FROM _parcel WHERE device = ?1 AND lane = ?2 AND first <= ?3)
            AND last > ?3 ORDER BY first
            """
        )
        statement.bind(1, device.number)
        statement.bind(2, Int(lane.rawValue))
        statement.bind(3, above)
        defer { statement.reset() }
        while try statement.step() { guard try body(parcelRow(statement)) else { return } }
    }

    func parcel(of device: DeviceRow, lane: Lane, holding send: SendNumber) throws -> ParcelRow? {
        let statement = try connection.statement(
            """
            SELECT \(Self.parcelColumns) FROM _parcel WHERE device = ? AND lane = ? AND first <= ? ORDER BY first DESC \
            LIMIT 1
            """
        )
        statement.bind(1, device.number)
        statement.bind(2, Int(lane.rawValue))
        statement.bind(3, send)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        let row = try parcelRow(statement)
        return row.last >= send ? row : nil
    }

    private func parcelRow(_ statement: RawStatement) throws -> ParcelRow {
        ParcelRow(
            first: statement.send(ParcelColumn.first),
            last: statement.send(ParcelColumn.last),
            hash: statement.blob(ParcelColumn.hash) ?? [],
            receipts: try ReceiptBlob.decode(statement.blob(ParcelColumn.receipts) ?? [])
        )
    }

    func audit(from sequence: Int64, _ body: (AuditRow) throws -> Bool) throws {
        let statement = try connection.statement(
            "SELECT \(Self.auditColumns) FROM _parcel WHERE sequence >= ? ORDER BY sequence"
        )
        statement.bind(1, sequence)
        defer { statement.reset() }
        while try statement.step() {
            guard let lane = statement.lane(AuditColumn.lane) else { throw StoreFailure.damaged }
            let row = AuditRow(
                sequence: statement.integer(AuditColumn.sequence),
                device: try deviceID(numbered: statement.integer(AuditColumn.device)),
                lane: lane,
                parcel: try parcelRow(statement),
                receivedAt: statement.integer(AuditColumn.receivedAt),
                bytes: statement.blob(AuditColumn.bytes) ?? [],
                signature: statement.blob(AuditColumn.signature) ?? [],
                previous: statement.blob(AuditColumn.previous) ?? [],
                link: statement.blob(AuditColumn.link) ?? []
            )
            guard try body(row) else { return }
        }
    }

    func auditHead() throws -> (sequence: Int64, hash: [UInt8]) {
        let statement = try connection.statement("SELECT sequence, link FROM _parcel ORDER BY sequence DESC LIMIT 1")
        defer { statement.reset() }
        guard try statement.step() else { return (0, [UInt8](repeating: 0, count: 32)) }
        return (statement.integer(0), statement.blob(1) ?? [])
    }

    func quarantined(_ body: (QuarantinedParcel) throws -> Bool) throws {
        let statement = try connection.statement("SELECT \(Self.quarantineColumns) FROM _quarantine ORDER BY number")
        defer { statement.reset() }
        while try statement.step() {
            let row = QuarantinedParcel(
                device: try deviceID(numbered: statement.integer(QuarantineColumn.device)),
                receivedAt: statement.integer(QuarantineColumn.receivedAt),
                hash: statement.blob(QuarantineColumn.hash) ?? [],
                bytes: statement.blob(QuarantineColumn.bytes) ?? [],
                signature: statement.blob(QuarantineColumn.signature) ?? []
            )
            guard try body(row) else { return }
        }
    }

    func quarantinedBytes(of device: DeviceRow) throws -> Int {
        let statement = try connection.statement(
            "SELECT coalesce(sum(length(bytes)), 0) FROM _quarantine WHERE device = ?"
        )
        statement.bind(1, device.number)
        defer { statement.reset() }
        return try statement.step() ? Int(statement.integer(0)) : 0
    }

    // MARK: - The rest

    func refusedCreation(
        of record: RecordID,
        in collection: Int,
        by device: DeviceRow
    ) throws -> (lane: Lane, send: SendNumber)? {
        let statement = try connection.statement(
            "SELECT lane, send FROM _refused_creation WHERE device = ? AND collection = ? AND id = ?"
        )
        statement.bind(1, device.number)
        statement.bind(2, collection)
        statement.bind(3, record)
        defer { statement.reset() }
        guard try statement.step(), let lane = Lane(rawValue: UInt8(truncatingIfNeeded: statement.integer(0))) else {
            return nil
        }
        return (lane, SendNumber(statement.unsigned(1)))
    }

    func failures(of device: DeviceRow, lane: Lane, send: SendNumber) throws -> Int {
        let statement = try connection.statement(
            "SELECT count FROM _failure WHERE device = ? AND lane = ? AND send = ?"
        )
        statement.bind(1, device.number)
        statement.bind(2, Int(lane.rawValue))
        statement.bind(3, send)
        defer { statement.reset() }
        return try statement.step() ? Int(statement.integer(0)) : 0
    }

    func code(_ lookup: String) throws -> CodeRow? {
        let statement = try connection.statement("SELECT \(Self.codeColumns) FROM _code WHERE lookup = ?")
        statement.bind(1, lookup)
        defer { statement.reset() }
        guard try statement.step(), let org = statement.record(CodeColumn.org) else { return nil }
        var row = CodeRow(
            lookup: lookup,
            salt: statement.blob(CodeColumn.salt) ?? [],
            key: statement.blob(CodeColumn.key) ?? [],
            org: org,
            role: statement.string(CodeColumn.role),
            expires: statement.integer(CodeColumn.expires)
        )
        row.tries = Int(statement.integer(CodeColumn.tries))
        row.usedBy = statement.isNull(CodeColumn.usedBy) ? nil : DeviceID(statement.string(CodeColumn.usedBy))
        return row
    }

    func referenceCells(_ record: RecordID, in collection: Int) throws -> [UInt8]? {
        let statement = try connection.statement("SELECT cells FROM _reference WHERE collection = ? AND id = ?")
        statement.bind(1, collection)
        statement.bind(2, record)
        defer { statement.reset() }
        return try statement.step() ? statement.blob(0) : nil
    }
}
