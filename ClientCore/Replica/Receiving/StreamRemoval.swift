import SQLiteTables
import SyncModel
import SyncWire

/// What the server holds of a stream goes from this device.
struct StreamRemoval {
    let connection: StoreConnection
    let replicaState: ReplicaState
    let streams: StreamTable
    let programme: InstalledProgramme
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let storedSets: StoredSets
    let refusedSets: RefusedSets
    let materializer: Materializer
    let stagedPages: StagedPages

    /// A stream may not be read any more: staged pages, rows and edits without a number go in one transaction (clause
    /// R26).
    func lose(_ stream: Stream) throws {
        guard let row = streams.known(stream) else { return }
        try connection.execute("PRAGMA secure_delete = ON")
        defer { _ = try? connection.execute("PRAGMA secure_delete = FAST") }
        try refuseUnnumbered(in: stream)
        for table in programme.tables where table.collection.lane == stream.lane {
            for id in try records.ids(of: table, in: row.number, "AND (_pos IS NULL OR _state IS NOT NULL)") {
                try materializer.forget(table, id)
            }
            try records.removePlaced(in: row.number, of: table)
        }
        for (table, id) in try records.rowless(in: row.number) { try materializer.forget(table, id) }
        try stagedPages.remove(stream: row.number)
        streams.lose(row.number)
    }

    private func refuseUnnumbered(in stream: Stream) throws {
        let found = try pendingEdits.unnumbered().filter { set in
            try set.operations.contains { try programme.table($0.head.collection).stream(in: $0.head.scope) == stream }
        }
        for (edit, set) in try found.map({ ($0.edit, try storedSets.wholeOrRest($0)) }) {
            try refusedSets.add(set, Refusal(.notYours, .record(.rightEnded(stream.scope.text))))
            try materializer.rematerialize(set.operations, without: edit)
            try pendingEdits.remove(edit)
        }
    }

    /// Streams are asked for again from their beginning: what the server held is forgotten, what was typed stays
    /// (clause R28).
    func refetch(_ wanted: [Stream]) throws {
        for stream in wanted {
            guard let row = streams.known(stream), row.isSubscribed else { continue }
            for table in programme.tables where table.collection.lane == stream.lane {
                for id in try records.ids(of: table, in: row.number) { try materializer.forget(table, id) }
            }
            for (table, id) in try records.rowless(in: row.number) { try materializer.forget(table, id) }
            try stagedPages.remove(stream: row.number)
            streams.reset(row.number)
        }
        replicaState.wantOwnAgain()
    }
}
