import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// Open conflicts as people see them, with who wrote what.
extension Session {
    func conflicts(of state: RecordState, _ plan: CollectionPlan) throws -> [Conflict] {
        try Merge.conflicts(state, in: plan.collection).map { conflict in
            let id = ConflictID(plan.collection, state.record, field: conflict.field).text
            return Conflict(
                id: id,
                collection: plan.number,
                record: state.record,
                field: conflict.field,
                candidates: try conflict.candidates.compactMap(candidate),
                owner: plan.collection.owner,
                seen: Self.token(id, conflict)
            )
        }
    }

    private func candidate(_ candidate: Candidate) throws -> ConflictCandidate? {
        guard let newest = candidate.writes.first(where: { $0.dot.text == candidate.key }) ?? candidate.writes.last else { return nil }
        return ConflictCandidate(
            key: candidate.key,
            value: candidate.value,
            device: newest.dot.device,
            writer: try card(of: newest.dot.device),
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

    // MARK: - Cards

    /// Keeps what people know a device by, as the server told it last.
    func keep(_ card: DeviceCard) throws {
        let keep = try statement("INSERT OR REPLACE INTO _card(device, name, role, at) VALUES (?, ?, ?, ?)")
        keep.bind(1, Bits.write(card.device.bits))
        keep.bind(2, card.name)
        keep.bind(3, card.role)
        keep.bind(4, card.at)
        try keep.run()
    }

    /// What people know a device by; this device knows itself.
    private func card(of device: DeviceID) throws -> DeviceCard? {
        if let identity, device == identity.device, let standing = ledger.standing {
            return DeviceCard(device: device, name: identity.name, role: standing.role, at: standing.at)
        }
        let row = try statement("SELECT name, role, at FROM _card WHERE device = ?")
        row.bind(1, Bits.write(device.bits))
        defer { row.reset() }
        guard try row.step(), let at = row.record(2) else { return nil }
        return DeviceCard(device: device, name: row.string(0), role: row.string(1), at: at)
    }
}
