import SyncModel
import SyncWire

/// How the links of the audit log are made.
enum AuditLink {
    /// SHA-256 over the previous link, the sequence, device, lane, time, the parcel's hash and signature, and its
    /// receipts (clause F50).
    static func hash(of row: AuditRow) -> [UInt8] {
        var writer = ByteWriter()
        writer.block(row.previous)
        writer.varint(UInt64(bitPattern: row.sequence))
        writer.bits(row.device.bits)
        writer.byte(row.lane.rawValue)
        writer.varint(UInt64(bitPattern: row.receivedAt))
        writer.block(row.parcel.hash)
        writer.block(row.signature)
        writer.block(ReceiptBlob.encode(row.parcel.receipts))
        return SHA.hash256(writer.bytes)
    }
}
