import ChangeFeed
import SQLiteTables
import SyncModel

extension Transaction {
    private static let auditColumns = AuditColumn.sql
    private static let auditParameters = AuditColumn.placeholders
    private static let codeColumns = CodeColumn.sql
    private static let codeParameters = CodeColumn.placeholders

    func set(_ key: String, _ bytes: [UInt8]) throws {
        let statement = try connection.statement("INSERT OR REPLACE INTO _meta(key, value) VALUES(?, ?)")
        statement.bind(1, key)
        statement.bind(2, bytes)
        try statement.run()
    }

    func add(_ programme: Programme) throws {
        let old = try programmes().current
        for (index, collection) in programme.collections.enumerated() {
            let before = old.flatMap { index < $0.collections.count ? $0.collections[index] : nil }
            for sql in Schema.migration(of: collection, from: before) { try connection.execute(sql) }
        }
        let statement = try connection.statement("INSERT INTO _programme(version, json) VALUES(?, ?)")
        statement.bind(1, programme.version)
        statement.bind(2, try ProgrammeVersionCache.json(of: programme))
        try statement.run()
        current = nil
    }

    func add(_ device: DeviceRow) throws -> DeviceRow {
        let statement = try connection.statement(
            """
            INSERT INTO _device(id, label, signing, sealing, org, role, enrolled_at, programme, counter, request_hash, \
            revoked)
            VALUES(?, ?, ?, ?, ?, ?, ?, 0, 0, x'', 0) RETURNING number
            """
        )
        statement.bind(1, device.id.text)
        statement.bind(2, device.label)
        statement.bind(3, device.signingKey)
        statement.bind(4, device.sealingKey)
        statement.bind(5, device.org)
        statement.bind(6, device.role)
        statement.bind(7, device.enrolledAt)
        var device = device
        if try statement.step() { device.number = statement.integer(0) }
        try statement.run()
        return device
    }

    func update(_ device: DeviceRow) throws {
        let statement = try connection.statement(
            """
            UPDATE _device SET programme = ?, counter = ?, request_hash = ?, last_seen = ?, last_complete = ?, \
            revoked = ?
            WHERE number = ?
            """
        )
        statement.bind(1, device.programme)
        statement.bind(2, device.counter)
        statement.bind(3, device.requestHash)
        if let lastSeen = device.lastSeen { statement.bind(4, lastSeen) } else { statement.bindNull(4) }
        if let lastComplete = device.lastComplete { statement.bind(5, lastComplete) } else { statement.bindNull(5) }
        statement.bind(6, device.revoked ? 1 : 0)
        statement.bind(7, device.number)
        try statement.run()
    }

    func set(_ row: LaneProgress, of device: DeviceRow) throws {
        let statement = try connection.statement(
            "INSERT OR REPLACE INTO _lane(device, lane, applied, chain) VALUES(?, ?, ?, ?)"
        )
        statement.bind(1, device.number)
        statement.bind(2, Int(row.lane.rawValue))
        statement.bind(3, row.applied)
        statement.bind(4, row.chain)
        try statement.run()
    }

    func keep(cursor: [UInt8], hash: UInt64, beside: UInt64, of device: DeviceRow) throws {
        let forget = try connection.statement("DELETE FROM _cursor WHERE device = ? AND hash NOT IN (?, ?)")
        forget.bind(1, device.number)
        forget.bind(2, hash)
        forget.bind(3, beside)
        try forget.run()
        let statement = try connection.statement(
            """
            INSERT OR REPLACE INTO _cursor(device, hash, generation, vector)
            VALUES(?1, ?2, (SELECT coalesce(max(generation), 0) + 1 FROM _cursor WHERE device = ?1), ?3)
            """
        )
        statement.bind(1, device.number)
        statement.bind(2, hash)
        statement.bind(3, cursor)
        try statement.run()
    }

    func append(_ row: AuditRow) throws {
        guard let device = try deviceNumber(row.device) else { throw StoreFailure(.noDevice) }
        let statement = try connection.statement(
            "INSERT INTO _parcel(\(Self.auditColumns)) VALUES(\(Self.auditParameters))"
        )
        statement.bind(AuditColumn.first.parameter, row.parcel.first)
        statement.bind(AuditColumn.last.parameter, row.parcel.last)
        statement.bind(AuditColumn.hash.parameter, row.parcel.hash)
        statement.bind(AuditColumn.receipts.parameter, ReceiptBlob.encode(row.parcel.receipts))
        statement.bind(AuditColumn.sequence.parameter, row.sequence)
        statement.bind(AuditColumn.device.parameter, device)
        statement.bind(AuditColumn.lane.parameter, Int(row.lane.rawValue))
        statement.bind(AuditColumn.receivedAt.parameter, row.receivedAt)
        statement.bind(AuditColumn.bytes.parameter, row.bytes)
        statement.bind(AuditColumn.signature.parameter, row.signature)
        statement.bind(AuditColumn.previous.parameter, row.previous)
        statement.bind(AuditColumn.link.parameter, row.link)
        try statement.run()
    }

    func quarantine(_ parcel: QuarantinedParcel) throws {
        guard let device = try deviceNumber(parcel.device) else { throw StoreFailure(.noDevice) }
        let statement = try connection.statement(
            "INSERT OR IGNORE INTO _quarantine(device, received_at, hash, signature, bytes) VALUES(?, ?, ?, ?, ?)"
        )
        statement.bind(1, device)
        statement.bind(2, parcel.receivedAt)
        statement.bind(3, parcel.hash)
        statement.bind(4, parcel.signature)
        statement.bind(5, parcel.bytes)
        try statement.run()
    }

    func noteRefusedCreation(
        of record: RecordID,
        in collection: Int,
        by device: DeviceRow,
        lane: Lane,
        send: SendNumber
    ) throws {
        let statement = try connection.statement(
            "INSERT OR REPLACE INTO _refused_creation(device, collection, id, lane, send) VALUES(?, ?, ?, ?, ?)"
        )
        statement.bind(1, device.number)
        statement.bind(2, collection)
        statement.bind(3, record)
        statement.bind(4, Int(lane.rawValue))
        statement.bind(5, send)
        try statement.run()
    }

    func countFailure(of device: DeviceRow, lane: Lane, send: SendNumber) throws {
        let statement = try connection.statement(
            """
            INSERT INTO _failure(device, lane, send, count) VALUES(?, ?, ?, 1)
            ON CONFLICT(device, lane, send) DO UPDATE SET count = count + 1
            """
        )
        statement.bind(1, device.number)
        statement.bind(2, Int(lane.rawValue))
        statement.bind(3, send)
        try statement.run()
    }

    func set(_ code: CodeRow) throws {
        let statement = try connection.statement(
            "INSERT OR REPLACE INTO _code(\(Self.codeColumns)) VALUES(\(Self.codeParameters))"
        )
        statement.bind(CodeColumn.lookup.parameter, code.lookup)
        statement.bind(CodeColumn.salt.parameter, code.salt)
        statement.bind(CodeColumn.key.parameter, code.key)
        statement.bind(CodeColumn.org.parameter, code.org)
        statement.bind(CodeColumn.role.parameter, code.role)
        statement.bind(CodeColumn.expires.parameter, code.expires)
        statement.bind(CodeColumn.tries.parameter, code.tries)
        let usedBy = CodeColumn.usedBy.parameter
        if let device = code.usedBy { statement.bind(usedBy, device.text) } else { statement.bindNull(usedBy) }
        try statement.run()
    }

    func forgetCodes(before time: Int64) throws {
        let statement = try connection.statement("DELETE FROM _code WHERE expires < ?")
        statement.bind(1, time)
        try statement.run()
    }

    func setReferenceCells(_ record: RecordID, in collection: Int, _ bytes: [UInt8]) throws {
        let statement = try connection.statement(
            "INSERT OR REPLACE INTO _reference(collection, id, cells) VALUES(?, ?, ?)"
        )
        statement.bind(1, collection)
        statement.bind(2, record)
        statement.bind(3, bytes)
        try statement.run()
    }
}
