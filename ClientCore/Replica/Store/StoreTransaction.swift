import SyncModel

/// A connection to the store with the owners of what stands in it, and the verbs that change it.
///
/// Each owner is the only one that writes its part, in the tables and in memory; each verb is given the owners that it
/// needs, so what is written here says who may change what. What an owner keeps is read again when another connection
/// wrote, and thrown away when a transaction failed.
final class StoreTransaction {
    // MARK: - Owners

    let connection: StoreConnection
    let replicaState: ReplicaState
    let programme: InstalledProgramme
    let streams: StreamTable
    let devices: DeviceNumbers
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let outbox: Outbox
    let refusedSets: RefusedSets
    let decisions: Decisions
    let listedConflicts: ListedConflicts
    let captureLog: CaptureLog

    private let host: Host
    private let conflictIndex: ConflictIndex
    private let stagedPages: StagedPages
    private let cards: DeviceCards
    private var dataVersion: Int64 = -1

    init(_ connection: StoreConnection, host: Host, programmes: ProgrammeCache) throws {
        self.connection = connection
        self.host = host
        replicaState = try ReplicaState(connection, host: host)
        programme = InstalledProgramme(connection, cache: programmes)
        streams = StreamTable(connection)
        devices = DeviceNumbers(connection)
        records = LocalRecords(connection, programme: programme, streams: streams, devices: devices)
        pendingEdits = PendingEdits(connection)
        outbox = Outbox(connection)
        refusedSets = RefusedSets(connection: connection)
        decisions = Decisions(connection: connection)
        listedConflicts = ListedConflicts(connection: connection)
        captureLog = CaptureLog(connection: connection)
        conflictIndex = ConflictIndex(connection: connection, programme: programme)
        stagedPages = StagedPages(connection: connection)
        cards = DeviceCards(connection: connection, replicaState: replicaState)
    }

    // MARK: - Beginning and ending

    /// Makes sure that what is kept is still true.
    /// - Returns: whether another connection wrote, or nothing was known yet.
    @discardableResult
    func begin() throws -> Bool {
        let current = try connection.dataVersion()
        guard current != dataVersion else { return false }
        pendingEdits.discard()
        try connection.checkStore()
        try replicaState.load()
        try streams.load()
        try devices.load()
        try programme.load(version: replicaState.programme)
        records.discard()
        dataVersion = current
        return true
    }

    /// At the beginning of a write transaction: everything that other tools wrote is drained into change sets first
    /// (clause R4).
    func beginWriting() throws {
        if try begin() { try watcher.watch() }
        if programme.programme != nil, replicaState.identity != nil { try captureDrain.drain() }
    }

    /// At the end of a write transaction, before its commit.
    func endWriting() throws {
        try streams.save()
        try replicaState.save()
        // I6.
        guard try replicaState.identity == nil || programme.programme == nil || captureLog.isEmpty() else {
            throw ReplicaError(.storage, .store(.capturedItself))
        }
    }

    /// A transaction failed: nothing that is kept can be trusted.
    func discard() {
        dataVersion = -1
        replicaState.discard()
        pendingEdits.discard()
        watcher.discard()
        programme.discard()
        connection.discard()
    }

    // MARK: - Verbs that others use

    private lazy var clock = StampClock(host: host, replicaState: replicaState)
    private(set) lazy var preview = Preview(replicaState: replicaState, programme: programme)
    private(set) lazy var storedSets = StoredSets(
        replicaState: replicaState,
        devices: devices,
        programme: programme,
        records: records,
        pendingEdits: pendingEdits,
        outbox: outbox,
        refusedSets: refusedSets
    )
    private lazy var materializer = Materializer(
        streams: streams,
        devices: devices,
        programme: programme,
        records: records,
        pendingEdits: pendingEdits,
        storedSets: storedSets,
        conflictIndex: conflictIndex,
        preview: preview
    )
    private(set) lazy var changeSets = ChangeSets(
        clock: clock,
        replicaState: replicaState,
        streams: streams,
        programme: programme,
        records: records,
        pendingEdits: pendingEdits,
        storedSets: storedSets,
        materializer: materializer,
        preview: preview
    )
    private(set) lazy var renumbering = Renumbering(
        replicaState: replicaState,
        programme: programme,
        records: records,
        pendingEdits: pendingEdits,
        storedSets: storedSets,
        decisions: decisions
    )
    private(set) lazy var conflicts = ConflictReader(
        records: records,
        pendingEdits: pendingEdits,
        conflictIndex: conflictIndex,
        preview: preview,
        cards: cards
    )
    private(set) lazy var recordReader = RecordReader(
        connection: connection,
        programme: programme,
        streams: streams,
        records: records,
        pendingEdits: pendingEdits,
        preview: preview,
        conflicts: conflicts
    )
    private(set) lazy var heldRecords = HeldRecords(
        connection: connection,
        programme: programme,
        streams: streams,
        records: records,
        pendingEdits: pendingEdits,
        preview: preview
    )
    private lazy var replacedValues = ReplacedValues(clock: clock, records: records, refusedSets: refusedSets)
    private lazy var otherPrograms = OtherPrograms(connection: connection, host: host)
    private(set) lazy var triggers = Triggers(connection: connection, replicaState: replicaState, programme: programme)
    private lazy var naturalKeys = NaturalKeys(programme: programme)
    private lazy var naming = RowNaming(
        connection: connection,
        host: host,
        programme: programme,
        records: records,
        naturalKeys: naturalKeys
    )
    private(set) lazy var unseenRows = UnseenRows(
        connection: connection,
        host: host,
        replicaState: replicaState,
        streams: streams,
        programme: programme,
        records: records,
        pendingEdits: pendingEdits,
        preview: preview,
        materializer: materializer,
        captureLog: captureLog,
        naming: naming,
        heldRecords: heldRecords,
        replacedValues: replacedValues
    )
    private(set) lazy var captureDrain = CaptureDrain(
        clock: clock,
        replicaState: replicaState,
        programme: programme,
        streams: streams,
        records: records,
        storedSets: storedSets,
        refusedSets: refusedSets,
        captureLog: captureLog,
        capturedRows: CapturedRows(connection: connection, programme: programme, captureLog: captureLog),
        naturalKeys: naturalKeys,
        preview: preview,
        materializer: materializer,
        changeSets: changeSets
    )
    private lazy var watcher = Watcher(
        connection: connection,
        replicaState: replicaState,
        programme: programme,
        triggers: triggers,
        tableMaker: TableMaker(connection: connection, host: host, programme: programme),
        naming: naming,
        unseenRows: unseenRows,
        captureDrain: captureDrain
    )

    // MARK: - Verbs that begin something

    var decisionMaker: DecisionMaker {
        DecisionMaker(
            host: host,
            clock: clock,
            replicaState: replicaState,
            programme: programme,
            records: records,
            pendingEdits: pendingEdits,
            preview: preview,
            conflicts: conflicts,
            decisions: decisions,
            changeSets: changeSets
        )
    }

    var refusedRetry: RefusedSetRetry {
        RefusedSetRetry(
            programme: programme,
            records: records,
            preview: preview,
            refusedSets: refusedSets,
            changeSets: changeSets
        )
    }

    var identityTakeover: IdentityTakeover {
        IdentityTakeover(
            replicaState: replicaState,
            streams: streams,
            programme: programme,
            records: records,
            pendingEdits: pendingEdits,
            storedSets: storedSets,
            outbox: outbox,
            materializer: materializer
        )
    }

    var programmeInstaller: ProgrammeInstaller {
        ProgrammeInstaller(
            connection: connection,
            replicaState: replicaState,
            programme: programme,
            storedSets: storedSets,
            otherPrograms: otherPrograms,
            triggers: triggers
        )
    }

    var requestMaker: RequestMaker {
        let laneSorter = LaneSorter(programme: programme, pendingEdits: pendingEdits, storedSets: storedSets)
        let parcelMaker = ParcelMaker(
            replicaState: replicaState,
            devices: devices,
            pendingEdits: pendingEdits,
            storedSets: storedSets,
            outbox: outbox,
            laneSorter: laneSorter
        )
        return RequestMaker(
            replicaState: replicaState,
            streams: streams,
            devices: devices,
            pendingEdits: pendingEdits,
            outbox: outbox,
            parcelMaker: parcelMaker
        )
    }

    var headReceiver: HeadReceiver {
        let receipts = ReceiptReceiver(
            replicaState: replicaState,
            streams: streams,
            devices: devices,
            programme: programme,
            records: records,
            pendingEdits: pendingEdits,
            storedSets: storedSets,
            outbox: outbox,
            refusedSets: refusedSets,
            materializer: materializer,
            preview: preview
        )
        return HeadReceiver(
            replicaState: replicaState,
            clock: clock,
            streams: streams,
            outbox: outbox,
            receipts: receipts,
            streamRemoval: streamRemoval,
            programmeInstaller: programmeInstaller
        )
    }

    var streamRemoval: StreamRemoval {
        StreamRemoval(
            connection: connection,
            replicaState: replicaState,
            streams: streams,
            programme: programme,
            records: records,
            pendingEdits: pendingEdits,
            storedSets: storedSets,
            refusedSets: refusedSets,
            materializer: materializer,
            stagedPages: stagedPages
        )
    }

    var pageReceiver: PageReceiver {
        let pageApplier = PageApplier(
            replicaState: replicaState,
            streams: streams,
            programme: programme,
            records: records,
            pendingEdits: pendingEdits,
            materializer: materializer,
            cards: cards,
            replacedValues: replacedValues
        )
        return PageReceiver(
            host: host,
            replicaState: replicaState,
            streams: streams,
            records: records,
            stagedPages: stagedPages,
            pageApplier: pageApplier
        )
    }

    var recordMending: RecordMending {
        RecordMending(
            connection: connection,
            replicaState: replicaState,
            streams: streams,
            programme: programme,
            records: records,
            pendingEdits: pendingEdits,
            storedSets: storedSets,
            materializer: materializer,
            replacedValues: replacedValues
        )
    }
}
