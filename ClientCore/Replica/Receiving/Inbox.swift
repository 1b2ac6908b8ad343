import SQLiteTables
import SyncModel
import SyncWire

/// What came of the reply that is being read, and waits for its tail.
struct Inbox {
    /// Its pages may be used: its head was not older than one taken before, and every receipt in it was taken.
    var isOpen = false
    /// A page did not fit: the server's word about the cursor does not hold for us.
    var hasMissed = false
    /// Pages of streams that are held.
    var pages: [Page] = []
    var entries = 0

    /// Beyond this pages go to the disk until the tail comes.
    static let entriesMax = 6_000
}

extension Session {
    /// A page that came before, all of which is held: no loss if it is dropped.
    func repeats(_ page: Page, _ inbox: Inbox) -> Bool {
        guard let row = knownStream(page.stream), row.isHeld else { return false }
        return page.through <= inbox.pages.last { $0.stream == page.stream }?.through ?? row.cursor.upto
    }

    /// A page that does not continue what is held is dropped, never guessed (clause C7).
    func continues(_ page: Page, _ inbox: Inbox) -> Bool {
        guard let row = knownStream(page.stream), row.isHeld, page.through >= page.after else { return false }
        let kept = inbox.pages.last { $0.stream == page.stream }
        let upto = kept?.through ?? row.cursor.upto
        let complete = kept.map { $0.atHead ? $0.through : $0.complete } ?? row.cursor.complete
        return page.after == upto && page.complete == complete
    }

    /// Positions strictly increase and lie in the page's range.
    func check(_ page: Page) throws {
        var last = page.after
        for entry in page.entries {
            guard entry.position > last, entry.position <= page.through, entry.position.number < UInt64(Int64.max) else {
                throw ReplicaError(.damaged, "A page of the server is out of order; nothing of it was used. Sync again.")
            }
            last = entry.position
        }
    }

    /// Writes a page of a stream in its first fill, keeps another for the tail.
    func take(_ page: Page, _ inbox: inout Inbox) throws -> TakeResult {
        var result = TakeResult()
        guard inbox.isOpen, continues(page, inbox) else {
            inbox.hasMissed = inbox.hasMissed || !repeats(page, inbox)
            result.ignored = true
            return result
        }
        try check(page)
        if knownStream(page.stream)?.isFilling == true { return try fill(page) }
        inbox.pages.append(page)
        inbox.entries += page.entries.count
        guard inbox.entries > Inbox.entriesMax else { return result }
        try stage(inbox.pages)
        inbox.pages = []
        inbox.entries = 0
        return result
    }

    /// Writes a page of a stream in its first fill.
    func fill(_ page: Page) throws -> TakeResult {
        var result = TakeResult()
        result.recordsReceived = try apply(page)
        let number = try stream(page.stream)
        streams[number].cursor.upto = page.through
        if page.atHead {
            streams[number].cursor.complete = page.through
            streams[number].base = page.through
        }
        return result
    }

    /// Keeps pages on the disk until their lane is complete.
    func stage(_ pages: [Page]) throws {
        for page in pages {
            let number = try stream(page.stream)
            let insert = try statement("INSERT INTO _staged(stream, lane, bytes) VALUES (?, ?, ?)")
            insert.bind(1, number)
            insert.bind(2, Int(page.stream.lane.rawValue))
            insert.bind(3, try page.encoded())
            try insert.run()
            streams[number].cursor.upto = page.through
        }
    }

    /// Applies everything kept of one lane: all its streams at the heads of one snapshot, with the cursor (clause C5, invariant I5).
    func applyLane(_ lane: Lane, _ pages: [Page]) throws -> TakeResult {
        var result = TakeResult()
        let staged = try statement("SELECT n, bytes FROM _staged WHERE lane = ? ORDER BY n")
        staged.bind(1, Int(lane.rawValue))
        while try staged.step() { result.recordsReceived += try apply(try Page(decoding: staged.blob(1) ?? [])) }
        let delete = try statement("DELETE FROM _staged WHERE lane = ?")
        delete.bind(1, Int(lane.rawValue))
        try delete.run()
        for page in pages where page.stream.lane == lane {
            result.recordsReceived += try apply(page)
            let number = try stream(page.stream)
            streams[number].cursor.upto = page.through
            if page.atHead { streams[number].cursor.complete = page.through }
        }
        for index in streams.indices where streams[index].stream.lane == lane && streams[index].isHeld {
            if streams[index].base != streams[index].cursor.complete { streams[index].base = streams[index].cursor.complete }
        }
        return result
    }

    /// The server's word about the cursor: streams of which only our own changes came move without a page.
    func follow(_ tail: ReplyTail, isWhole: Bool) throws -> TakeResult {
        var result = TakeResult()
        if isWhole {
            for (stream, cursor) in tail.cursor {
                guard let row = knownStream(stream), row.isHeld, cursor.complete <= cursor.upto, cursor.upto >= row.cursor.upto,
                    cursor.complete >= row.cursor.complete
                else { continue }
                if row.cursor != cursor { streams[row.number].cursor = cursor }
            }
            for index in streams.indices where streams[index].isHeld && !tail.more {
                if streams[index].base != streams[index].cursor.complete { streams[index].base = streams[index].cursor.complete }
            }
        }
        // Another hash vouches for nothing; one that was vouched for before holds as long as the cursor has it.
        if CursorVector.hash(of: cursor) == tail.cursorHash { ledger.cursorHash = tail.cursorHash }
        guard isWhole, !tail.more else { return result }
        ledger.lastSync = host.wallClock()
        // Our own deletions kept their last values until now, in case an edit elsewhere had outlived them.
        try execute(
            """
            UPDATE _hidden SET state = NULL WHERE state IS NOT NULL AND live = 0 AND pos <= (SELECT base FROM _stream WHERE n = stream) \
            AND NOT EXISTS (SELECT 1 FROM _touch t WHERE t.collection = _hidden.collection AND t.id = _hidden.id)
            """
        )
        // A difference is told to people, never hidden (clause R27).
        if let digest = tail.digest {
            result.differs = try root() != digest
            ledger.differs = result.differs
        }
        return result
    }

    /// One number over everything that the server is known to hold in the streams held (clause D2).
    func root() throws -> UInt128 {
        var roots: [(stream: Stream, digest: UInt128)] = []
        for index in streams.indices where streams[index].isHeld {
            try loadDigest(index)
            roots.append((streams[index].stream, streams[index].digest?.root ?? 0))
        }
        return StreamDigest.root(of: roots)
    }
}
