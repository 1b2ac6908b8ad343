import SyncMerge
import SyncModel
import SyncWire

/// What a record shows: the server's state with the unanswered operations over it, as this device may make them now.
struct Preview {
    let replicaState: ReplicaState
    let programme: InstalledProgramme

    /// The level of this device's role.
    var level: Int { replicaState.standing.flatMap { programme.programme?.role(named: $0.role)?.level } ?? 0 }

    /// The record with its pending operations laid over it in their order (clause R11); one that does not apply now is
    /// passed over: the server decides (clause R12).
    func state(_ server: RecordState?, _ pending: [PendingOperation], _ table: LocalTable) throws -> RecordState? {
        var state = server
        for operation in pending {
            do {
                state = try apply(operation, to: state, table)
            } catch is Refusal {
                continue
            }
        }
        return state
    }

    /// The columns that a row has to show; `nil` if there has to be no row.
    func columns(_ server: RecordState?, _ pending: [PendingOperation], _ table: LocalTable) throws -> [Value]? {
        guard let state = try state(server, pending, table), !state.isDeleted else { return nil }
        return table.columns(of: state)
    }

    /// What an operation of this device makes of a record.
    /// - Parameter place: where the server put it; `nil` before it has: above all then.
    /// - Throws: `Refusal` where it does not apply.
    func apply(
        _ pending: PendingOperation,
        to state: RecordState?,
        _ table: LocalTable,
        at place: Place? = nil
    ) throws -> RecordState {
        let home = state?.stream ?? place?.stream ?? table.stream(in: pending.operation.scope)
        let moved = place.flatMap { $0.stream == home ? nil : $0 }
        let author = Author(
            device: try replicaState.needIdentity().device,
            edit: pending.edit,
            stamp: pending.stamp,
            role: replicaState.standing?.role ?? "",
            level: level,
            bases: pending.bases
        )
        // Where in the stream that it left a record was changed last is not told; no base of ours reaches there.
        let here = Place(stream: home, position: moved == nil ? place?.position ?? Position(.max) : Position(.max))
        var merged = try Merge.apply(pending.operation, to: state, in: table.collection, by: author, at: here).state
        // A tombstone without data counts as nothing there, but its moves go on.
        if let state { merged.moves = state.moves }
        return moved.map { Merge.move(merged, to: $0) } ?? merged
    }
}
