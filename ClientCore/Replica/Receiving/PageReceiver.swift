import SyncModel
import SyncWire

/// What came of the reply that is being read, and waits for its tail.
struct Inbox {
    /// Its pages may be used: its head was not older than one taken before, and every receipt in it was taken.
    var isOpen = false
    /// A page did not fit: the server's word about the cursor does not hold for us.
    var hasMissed = false
    /// Pages of streams that are filled.
    var pages: [Page] = []
    var entries = 0

    /// Beyond this pages go to the disk until the tail comes.
    static let entriesMax = 6_000
}

/// Pages of a reply: each is written if its stream is being filled, and waits for the tail otherwise.
struct PageReceiver {
    let host: Host
    let replicaState: ReplicaState
    let streams: StreamTable
    let records: LocalRecords
    let stagedPages: StagedPages
    let pageApplier: PageApplier

    /// Writes a page of a stream in its first fill, keeps another for the tail.
    func receive(_ page: Page, _ inbox: inout Inbox) throws -> TakeResult {
        var result = TakeResult()
        guard inbox.isOpen, continues(page, inbox) else {
            inbox.hasMissed = inbox.hasMissed || !repeats(page, inbox)
            result.ignored = true
            return result
        }
        try check(page)
        if streams.known(page.stream)?.isFilling == true { return try fill(page) }
        inbox.pages.append(page)
        inbox.entries += page.entries.count
        guard inbox.entries > Inbox.entriesMax else { return result }
        try stage(inbox.pages)
        inbox.pages = []
        inbox.entries = 0
        return result
    }

    /// A page that came before, all of which is held: no loss if it is dropped.
    private func repeats(_ page: Page, _ inbox: Inbox) -> Bool {
        guard let row = streams.known(page.stream), row.isSubscribed else { return false }
        return page.through <= inbox.pages.last { $0.stream == page.stream }?.through ?? row.cursor.upto
    }

    /// A page that does not continue what is here is dropped, never guessed (clauses C7 and R21).
    private func continues(_ page: Page, _ inbox: Inbox) -> Bool {
        guard let row = streams.known(page.stream), row.isSubscribed, page.through >= page.after else { return false }
        let kept = inbox.pages.last { $0.stream == page.stream }
        let upto = kept?.through ?? row.cursor.upto
        let complete = kept.map { $0.atHead ? $0.through : $0.complete } ?? row.cursor.complete
        return page.after == upto && page.complete == complete
    }

    /// Positions strictly increase and lie in the page's range.
    private func check(_ page: Page) throws {
        var last = page.after
        for entry in page.entries {
            guard entry.position > last, entry.position <= page.through, entry.position.number < UInt64(Int64.max)
            else {
                throw ReplicaError(.badAnswer, .reply(.pageOutOfOrder))
            }
            last = entry.position
        }
    }

    /// Writes a page of a stream in its first fill.
    private func fill(_ page: Page) throws -> TakeResult {
        var result = TakeResult()
        result.recordsReceived = try pageApplier.apply(page)
        let number = try streams.number(of: page.stream)
        streams.receive(number, through: page.through)
        if page.atHead { streams.finishFill(number, at: page.through) }
        return result
    }

    /// Keeps pages on the disk until their lane is complete.
    func stage(_ pages: [Page]) throws {
        for page in pages {
            let number = try streams.number(of: page.stream)
            try stagedPages.add(page, of: number)
            streams.receive(number, through: page.through)
        }
    }

    /// Applies everything kept of one lane: all its streams at the heads of one snapshot, with the cursor (clause C5,
    /// invariant I5).
    func applyLane(_ lane: Lane, _ pages: [Page]) throws -> TakeResult {
        var result = TakeResult()
        func apply(_ page: Page) throws {
            result.recordsReceived += try pageApplier.apply(page)
            let number = try streams.number(of: page.stream)
            streams.receive(number, through: page.through)
            if page.atHead { streams.complete(number, at: page.through) }
        }
        try stagedPages.drain(lane, apply)
        for page in pages where page.stream.lane == lane { try apply(page) }
        streams.advanceBases(of: lane)
        return result
    }

    /// The end of a reply. The cursor has moved with its pages alone (clause F23): the server's word about it is what
    /// that is compared with.
    func finish(_ tail: ReplyTail, isWhole: Bool) throws -> TakeResult {
        var result = TakeResult()
        // Another hash vouches for nothing; one that was vouched for before holds as long as the cursor has it.
        if CursorVector.hash(of: streams.cursor) == tail.cursorHash { replicaState.vouched(tail.cursorHash) }
        guard isWhole, !tail.more else { return result }
        replicaState.synced(at: host.wallClock())
        try records.forgetDeleted()
        // A difference is told to people, never hidden (clause R27).
        if let digest = tail.digest {
            result.differs = try streams.root() != digest
            replicaState.note(differs: result.differs)
        }
        return result
    }
}
