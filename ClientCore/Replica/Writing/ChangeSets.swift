import SyncModel

/// Begins change sets: what is typed and what was captured become operations, rows and stored sets on one way.
///
/// A class: what is captured makes a set of every record, and a builder must cost nothing.
final class ChangeSets {
    let clock: StampClock
    let replicaState: ReplicaState
    let streams: StreamTable
    let programme: InstalledProgramme
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let storedSets: StoredSets
    let materializer: Materializer
    let preview: Preview

    init(
        clock: StampClock,
        replicaState: ReplicaState,
        streams: StreamTable,
        programme: InstalledProgramme,
        records: LocalRecords,
        pendingEdits: PendingEdits,
        storedSets: StoredSets,
        materializer: Materializer,
        preview: Preview
    ) {
        self.clock = clock
        self.replicaState = replicaState
        self.streams = streams
        self.programme = programme
        self.records = records
        self.pendingEdits = pendingEdits
        self.storedSets = storedSets
        self.materializer = materializer
        self.preview = preview
    }

    /// - Parameters:
    ///   - baseline: what had been seen when the form was opened; `nil` means now.
    ///   - stamp: when the edits were made, if not now.
    ///   - writableOnly: a clear error at once is better than a refusal next week.
    ///   - splits: records that do not fit go into another set.
    func begin(
        asOf baseline: ReadBaseline? = nil,
        stamp: Stamp? = nil,
        writableOnly: Bool = true,
        splits: Bool = false
    ) -> ChangeSetBuilder {
        ChangeSetBuilder(self, asOf: baseline, stamp: stamp, writableOnly: writableOnly, splits: splits)
    }
}

/// A record with what waits of it, read once for everything that one edit asks.
struct OpenRecord {
    let local: LocalRecord
    /// The unanswered operations on it, those of the open set left out.
    let pending: [PendingOperation]
    /// What they make of the server's state.
    let state: RecordState?
    /// What the open set does to it already.
    let drafted: PendingOperation?

    var table: LocalTable { local.table }
}
