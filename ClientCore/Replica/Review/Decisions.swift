import SQLiteTables
import SyncModel

/// The decisions that were made on this device. Nobody else writes `_decision`.
struct Decisions {
    let connection: StoreConnection

    /// A decision that stands.
    struct Entry {
        let number: Int64
        let collection: Int
        let record: RecordID
        /// `nil` for "deleted or kept".
        let field: Int?
        /// The candidates, as an operation like any other: one coding for everything that is kept.
        let kept: ChangeSet
        let edit: EditNumber
        let device: DeviceID
    }

    /// - Parameter kept: the candidates, as an operation that writes them.
    func add(_ conflict: Conflict, _ kept: ChangeSet, reason: String, by device: DeviceID, at wall: Int64) throws {
        try connection.run(
            """
            INSERT INTO _decision(conflict, collection, id, field, edit, at, reason, candidates, device) \
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            conflict.id,
            conflict.collection,
            conflict.record,
            conflict.field,
            kept.edit,
            wall,
            reason,
            ChangeSetBlob.encode(kept),
            device
        )
    }

    /// The last decision about a conflict that was not taken back.
    func last(about conflict: String) throws -> Entry? {
        try connection.first(
            """
            SELECT number, collection, id, field, candidates, edit, device FROM _decision WHERE conflict = ? AND \
            undone = 0 \
            ORDER BY number DESC LIMIT 1
            """,
            conflict
        ) { row in
            guard let record = row.record(2) else { return nil }
            return Entry(
                number: row.integer(0),
                collection: Int(row.integer(1)),
                record: record,
                field: row.isNull(3) ? nil : Int(row.integer(3)),
                kept: try ChangeSetBlob.decode(row.blob(4) ?? []),
                edit: EditNumber(row.unsigned(5)),
                device: DeviceID(bits: row.blob(6).flatMap { Bytes.number($0, as: UInt128.self) } ?? 0)
            )
        }
    }

    /// A decision was taken back.
    func undo(_ number: Int64) throws { try connection.run("UPDATE _decision SET undone = 1 WHERE number = ?", number) }

    /// The set of a decision has another number now.
    func renumber(_ old: EditNumber, as edit: EditNumber) throws {
        try connection.run("UPDATE _decision SET edit = ? WHERE edit = ?", edit, old)
    }

    /// All about a record, oldest first.
    func all(about record: RecordID) throws -> [PastDecision] {
        try connection.all("SELECT conflict, at, reason, undone FROM _decision WHERE id = ? ORDER BY number", record) {
            row in
            PastDecision(
                conflict: row.string(0),
                at: row.integer(1),
                reason: row.string(2),
                isUndone: row.integer(3) != 0
            )
        }
    }
}
