import SQLiteTables
import SyncMerge
import SyncModel

/// Brings a record to what the server holds with the pending operations over it: row, rowless record, pending edits,
/// digest, conflicts.
///
/// The one way in which a record changes that is not the usual case. The usual cases are the fast ways of
/// ``LocalRecords``; they leave exactly what this would.
struct Materializer {
    let streams: StreamTable
    let devices: DeviceNumbers
    let programme: InstalledProgramme
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let storedSets: StoredSets
    let conflictIndex: ConflictIndex
    let preview: Preview

    /// Works out what the record shows, and shows it.
    /// - Parameter server: what the server holds.
    func materialize(_ local: LocalRecord, server: RecordState?, pending: [PendingOperation]) throws {
        try show(preview.state(server, pending, local.table), of: local, server: server, pending: pending)
    }

    /// Shows a record with these edits over what was known of it. A row of which nothing is known stays as it is until
    /// the comparison: from its edits alone no record comes (clause R41).
    func rematerialize(_ local: LocalRecord, pending: [PendingOperation]) throws {
        guard !local.isUnknown else { return try pendingEdits.index(local.key, pending.map(\.edit)) }
        try materialize(local, server: local.server, pending: pending)
    }

    /// Shows what was worked out already.
    ///
    /// - Parameters:
    ///   - shown: what the pending operations make of the server's state.
    ///   - local: the record as it stands.
    func show(_ shown: RecordState?, of local: LocalRecord, server: RecordState?, pending: [PendingOperation]) throws {
        let table = local.table
        try storedSets.writeOut(creationOf: local)
        try moveInDigests(local, to: server)
        let isPlain = server == nil && pending.count == 1 && pending[0].operation.kind == .create
        var isInRow = false
        if let shown, !shown.isDeleted {
            var meta = try self.meta(server: server, pending: pending, table)
            if isPlain {
                meta.edit = pending[0].edit
                meta.stamp = pending[0].stamp.number
            }
            meta.stream = try streams.number(of: server?.stream ?? shown.stream)
            try records.put(local.id, meta, table.columns(of: shown), in: table)
            try records.forgetRowless(local.id, in: table)
            isInRow = isPlain
        } else {
            try records.remove(local.id, in: table)
            if server != nil || !pending.isEmpty {
                try records.keepRowless(local.id, server, in: table)
            } else {
                try records.forgetRowless(local.id, in: table)
            }
        }
        try pendingEdits.index(local.key, isInRow ? [] : pending.map(\.edit))
        try conflictIndex.keep(shown.map { Merge.conflicts($0, in: table.collection) } ?? [], of: local)
    }

    private func moveInDigests(_ local: LocalRecord, to server: RecordState?) throws {
        let old = local.server.flatMap { $0.isDeleted ? nil : Place(stream: $0.stream, position: $0.position) }
        let new = server.flatMap { $0.isDeleted ? nil : Place(stream: $0.stream, position: $0.position) }
        // What is typed here moves nothing at the server.
        guard old != new else { return }
        if let old { try streams.removeFromDigest(local.id, at: old.position, in: streams.number(of: old.stream)) }
        if let new { try streams.addToDigest(local.id, at: new.position, in: streams.number(of: new.stream)) }
    }

    private func meta(server: RecordState?, pending: [PendingOperation], _ table: LocalTable) throws -> RowMeta {
        var meta = RowMeta()
        guard let server else { return meta }
        meta.position = server.position
        if pending.isEmpty, let uniform = Merge.uniform(of: server, in: table.collection),
            let stamp = uniform.stamp.number,
            uniform.values.count == table.fieldCount
        {
            meta.device = try devices.number(of: uniform.dot.device)
            meta.edit = uniform.dot.edit
            meta.stamp = stamp
            meta.level = uniform.level
        } else {
            meta.state = StateBlob.encode(server)
        }
        return meta
    }

    // MARK: - Without something

    /// Shows records without one of their edits; the next edits of each field inherit what it hid (clause R20).
    func rematerialize(_ operations: [Operation], without edit: EditNumber) throws {
        for operation in operations {
            let local = try records.load(try programme.table(operation.collection), operation.record)
            try rematerialize(local, pending: try pendingEdits.operations(on: local).filter { $0.edit != edit })
        }
    }

    /// What the server holds is forgotten; numbered edits wait for their answer.
    func forget(_ table: LocalTable, _ id: RecordID) throws {
        let local = try records.load(table, id)
        try materialize(local, server: nil, pending: try pendingEdits.operations(on: local))
    }
}
