import ChangeFeed
import SQLiteTables
import SyncModel

extension Transaction {
    func set(_ key: String, _ bytes: [UInt8]) throws {
        let statement = try connection.statement("INSERT OR REPLACE INTO _meta VALUES(?, ?)")
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
        let statement = try connection.statement("INSERT INTO _programme VALUES(?, ?)")
        statement.bind(1, programme.version)
        statement.bind(2, try ShelfCache.json(of: programme))
        try statement.run()
        current = nil
    }

    func add(_ device: DeviceRow) throws -> DeviceRow {
        let statement = try connection.statement(
            """
            INSERT INTO _device(id, label, signing, sealing, org, role, enrolled_at, programme, counter, request_hash, revoked)
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
            UPDATE _device SET programme = ?, counter = ?, request_hash = ?, last_seen = ?, last_complete = ?, revoked = ?
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

    func set(_ row: LaneRow, of device: DeviceRow) throws {
        let statement = try connection.statement("INSERT OR REPLACE INTO _lane VALUES(?, ?, ?, ?)")
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
            "INSERT OR REPLACE INTO _cursor VALUES(?1, ?2, (SELECT coalesce(max(kept), 0) + 1 FROM _cursor WHERE device = ?1), ?3)"
        )
        statement.bind(1, device.number)
        statement.bind(2, hash)
        statement.bind(3, cursor)
        try statement.run()
    }

    func append(_ row: AuditRow) throws {
        guard let device = try deviceNumber(row.device) else { throw StoreFailure("The device that sent a parcel is not in the store.") }
        let statement = try connection.statement("INSERT INTO _parcel VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        statement.bind(1, row.sequence)
        statement.bind(2, device)
        statement.bind(3, Int(row.lane.rawValue))
        statement.bind(4, row.parcel.first)
        statement.bind(5, row.parcel.last)
        statement.bind(6, row.parcel.hash)
        statement.bind(7, row.receivedAt)
        statement.bind(8, ReceiptBlob.encode(row.parcel.receipts))
        statement.bind(9, row.previous)
        statement.bind(10, row.link)
        statement.bind(11, row.signature)
        statement.bind(12, row.bytes)
        try statement.run()
    }

    func detain(_ parcel: DetainedParcel) throws {
        guard let device = try deviceNumber(parcel.device) else { throw StoreFailure("The device that sent a parcel is not in the store.") }
        let statement = try connection.statement(
            "INSERT OR IGNORE INTO _detained(device, received_at, hash, signature, bytes) VALUES(?, ?, ?, ?, ?)"
        )
        statement.bind(1, device)
        statement.bind(2, parcel.receivedAt)
        statement.bind(3, parcel.hash)
        statement.bind(4, parcel.signature)
        statement.bind(5, parcel.bytes)
        try statement.run()
    }

    func noteRefusedCreation(of record: RecordID, in collection: Int, by device: DeviceRow, lane: Lane, send: SendNumber) throws {
        let statement = try connection.statement("INSERT OR REPLACE INTO _refused_creation VALUES(?, ?, ?, ?, ?)")
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
            INSERT INTO _failure VALUES(?, ?, ?, 1) ON CONFLICT(device, lane, send) DO UPDATE SET count = count + 1
            """
        )
        statement.bind(1, device.number)
        statement.bind(2, Int(lane.rawValue))
        statement.bind(3, send)
        try statement.run()
    }

    func set(_ code: CodeRow) throws {
        let statement = try connection.statement("INSERT OR REPLACE INTO _code VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
        statement.bind(1, code.lookup)
        statement.bind(2, code.salt)
        statement.bind(3, code.key)
        statement.bind(4, code.org)
        statement.bind(5, code.role)
        statement.bind(6, code.expires)
        statement.bind(7, code.tries)
        if let usedBy = code.usedBy { statement.bind(8, usedBy.text) } else { statement.bindNull(8) }
        try statement.run()
    }

    func forgetCodes(before time: Int64) throws {
        let statement = try connection.statement("DELETE FROM _code WHERE expires < ?")
        statement.bind(1, time)
        try statement.run()
    }

    func setReferenceCells(_ record: RecordID, in collection: Int, _ bytes: [UInt8]) throws {
        let statement = try connection.statement("INSERT OR REPLACE INTO _reference VALUES(?, ?, ?)")
        statement.bind(1, collection)
        statement.bind(2, record)
        statement.bind(3, bytes)
        try statement.run()
    }
}
