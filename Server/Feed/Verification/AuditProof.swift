import SyncModel
import SyncWire

/// Compares stored records with what people sent: every live write must be one that its dot names in the audit log
/// (clause F62).
///
/// A value that was changed in the file of the store has no such write, so it is not handed out as if somebody had
/// typed it.
struct AuditProof {
    private struct Key: Hashable {
        var collection: Int
        var record: RecordID
    }

    /// Of each record the live writes that no parcel has shown yet.
    private var open: [Key: [OpenWrite]] = [:]

    private struct OpenWrite {
        /// `nil` for the record's existence.
        var field: Int?
        var write: LiveWrite
    }

    /// The records whose live writes are not all found.
    static func unproved(
        _ records: [StoredRecord],
        in snapshot: any FeedSnapshot,
        _ index: ProgrammeIndex
    ) throws -> Set<RecordID> {
        guard !records.isEmpty else { return [] }
        var proof = AuditProof()
        var unproved: Set<RecordID> = []
        for record in records where try !proof.take(record, snapshot, index) { unproved.insert(record.record) }
        let devices = Set(proof.open.values.flatMap { $0.map(\.write.dot.device) })
        try snapshot.audit(from: 1) { row in
            guard devices.contains(row.device) else { return true }
            let parcel = try SignedParcel(bytes: row.bytes, signature: row.signature).open(verifying: nil)
            for set in parcel.sets {
                for operation in set.operations { proof.close(operation, of: set, by: row.device) }
            }
            return !proof.open.isEmpty
        }
        return unproved.union(proof.open.keys.map(\.record))
    }

    /// - Returns: false if a write by the server itself is not what the pack says.
    private mutating func take(
        _ stored: StoredRecord,
        _ snapshot: any FeedSnapshot,
        _ index: ProgrammeIndex
    ) throws -> Bool {
        guard index.programme.collections.indices.contains(stored.collection) else { return false }
        let collection = index.programme.collections[stored.collection]
        let state = stored.state(in: collection)
        var writes = state.existence.writes.map { OpenWrite(field: nil, write: $0) }
        for (number, field) in state.fields.enumerated() {
            writes += field.writes.map { OpenWrite(field: number, write: $0) }
        }
        let own = writes.filter { $0.write.dot.device == .server }
        if !own.isEmpty {
            let cells = try snapshot.referenceCells(stored.record, in: stored.collection).map(ReferenceLoader.decode)
            guard let cells, own.allSatisfy({ Self.isFrom(cells, $0, collection) }) else { return false }
        }
        let others = writes.filter { $0.write.dot.device != .server }
        if !others.isEmpty { open[Key(collection: stored.collection, record: stored.record)] = others }
        return true
    }

    private static func isFrom(_ cells: [Int: Value], _ open: OpenWrite, _ collection: Programme.Collection) -> Bool {
        guard let field = open.field else { return true }
        guard collection.fields.indices.contains(field) else { return false }
        let cell = cells[field] ?? .null
        switch collection.fields[field].rule {
        case .set: return open.write.value.text.map { cell.text.flatMap(SetText.read)?.contains($0) ?? false } ?? false
        // The pack adds differences: several of them make the cell.
        case .counter: return open.write.value.integer != nil
        case .keepBoth, .lastWriter, .appendOnly, .authority, .state, .computed, .min, .max:
            return open.write.value == cell
        }
    }

    private mutating func close(_ operation: Operation, of set: ChangeSet, by device: DeviceID) {
        let key = Key(collection: operation.collection, record: operation.record)
        guard let writes = open[key] else { return }
        let left = writes.filter { write in
            let dot = write.write.dot
            guard dot.device == device, dot.edit == set.edit, write.write.stamp == set.stamp else { return true }
            return !Self.wrote(operation, write)
        }
        open[key] = left.isEmpty ? nil : left
    }

    private static func wrote(_ operation: Operation, _ open: OpenWrite) -> Bool {
        guard let field = open.field else { return (open.write.value == .integer(0)) == (operation.kind == .delete) }
        return operation.changes.contains { change in
            guard change.field == field else { return false }
            switch change.action {
            case .write(let values):
                let index = Int(open.write.dot.index)
                return values.indices.contains(index) && values[index] == open.write.value
            case .elements(let added, _): return open.write.value.text.map(added.contains) ?? false
            case .add(let addend): return open.write.value == .integer(addend)
            }
        }
    }
}
