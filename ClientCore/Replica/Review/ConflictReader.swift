import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// Open conflicts as people see them, with who wrote what (clause R30).
struct ConflictReader {
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let conflictIndex: ConflictIndex
    let preview: Preview
    let cards: DeviceCards

    /// All, in the order of collections, records, fields.
    func all() throws -> [Conflict] {
        try conflictIndex.records().flatMap { place in
            let local = try records.load(place.table, place.id)
            return try preview.state(local.server, pendingEdits.operations(on: local), local.table).map {
                try conflicts(of: $0, local.table)
            } ?? []
        }
    }

    /// An open conflict with its record and what that shows.
    func find(_ id: String) throws -> (Conflict, LocalRecord, RecordState) {
        guard let place = try conflictIndex.record(of: id) else {
            throw ReplicaError(.noSuchEntry, .review(.noConflict(id)))
        }
        let local = try records.load(place.table, place.id)
        guard let state = try preview.state(local.server, pendingEdits.operations(on: local), local.table),
            let conflict = try conflicts(of: state, local.table).first(where: { $0.id == id })
        else { throw ReplicaError(.noSuchEntry, .review(.settledMeanwhile(id))) }
        return (conflict, local, state)
    }

    /// The records of a collection that have open conflicts.
    func records(in table: LocalTable) throws -> Set<RecordID> { try conflictIndex.records(in: table) }

    func count() throws -> Int { try conflictIndex.count() }

    /// The open conflicts of a record.
    func conflicts(of state: RecordState, _ table: LocalTable) throws -> [Conflict] {
        try Merge.conflicts(state, in: table.collection).map { conflict in
            let id = ConflictID(table.collection, state.record, field: conflict.field).text
            return Conflict(
                id: id,
                collection: table.number,
                record: state.record,
                field: conflict.field,
                candidates: try conflict.candidates.compactMap(candidate),
                owner: table.collection.owner,
                seen: Self.token(id, conflict)
            )
        }
    }

    private func candidate(_ candidate: Candidate) throws -> ConflictCandidate? {
        guard let newest = candidate.writes.first(where: { $0.dot.text == candidate.key }) ?? candidate.writes.last
        else { return nil }
        return ConflictCandidate(
            key: candidate.key,
            value: candidate.value,
            device: newest.dot.device,
            writer: try cards.card(of: newest.dot.device),
            at: newest.stamp.milliseconds,
            clockUncertain: !newest.stamp.sure
        )
    }

    /// Another write beside the same values is another list too: whoever decided has not seen it.
    private static func token(_ id: String, _ conflict: FieldConflict) -> String {
        let dots = conflict.candidates.flatMap(\.writes).map(\.dot).sorted().map(\.text)
        return SHA.hash256(Array(([id] + dots).joined(separator: " ").utf8)).prefix(6).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
