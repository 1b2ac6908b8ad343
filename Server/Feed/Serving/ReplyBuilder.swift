import SyncModel
import SyncWire

/// Builds the reply to one request out of one snapshot, and sends all of it but the tail.
struct ReplyBuilder {
    /// What is left to be done when the pages are sent.
    struct Reply {
        var tail: ReplyTail
        /// What the tail names, if the device may not have been given it before.
        var cursorToKeep: StoredCursor?
        var entriesSent: UInt64 = 0
    }

    let service: FeedService
    let snapshot: any FeedSnapshot
    let request: SyncRequest
    let result: IngestResult
    let send: (ReplyFrame) throws -> Void

    /// Sends the head, then pages of the most urgent lane first.
    /// - Parameter arrived: when the request came, by the clock that only goes forward.
    func sendPages(arrived: Int64) throws -> Reply {
        let programmes = try snapshot.programmes()
        guard let programme = programmes.current else {
            throw WireFailure(.busy, .noProgramme)
        }
        var head = ReplyHead(
            epoch: try service.epoch(snapshot),
            counter: request.counter,
            lastCounter: result.lastCounter,
            serverTime: service.host.wallClock(),
            serverTook: max(0, service.host.bootClock() - arrived),
            lanes: result.lanes
        )
        // A request that was overtaken by now lacks receipts of what may be left out of its pages.
        let isLatest = try snapshot.device(result.device.id)?.counter == request.counter
        guard result.givesPages, request.wantsPages, isLatest else {
            try send(.head(head))
            // The server did not look at what the device holds: the device must not take this for the end of the feed,
            // nor think that the server knows the cursor which it named.
            return Reply(tail: ReplyTail(cursor: [:], cursorHash: 0, more: true, digest: nil))
        }
        let readable = try Readable(of: result.device, service.index(of: programme), in: snapshot, service)
        var cursor = try service.storedCursor(request, of: result.device, in: snapshot)
        let claimed = cursor.streams
        readable.gainAndLose(&cursor, &head)
        if request.programme < programme.version { head.programme = programmes.json }
        // Sent when it is news: another one than went with the cursor that the request names (clause F32).
        if cursor.standing != readable.rights.standingHash || request.epoch == nil {
            head.standing = readable.rights.standing
            cursor.standing = readable.rights.standingHash
        }
        head.ahead = readable.ahead(of: cursor)
        try send(.head(head))
        var pager = Pager(snapshot: snapshot, request: request, device: result.device.id, cursor: cursor, send: send)
        let isAtHeads = try pager.run(readable.rights.streams, readable.infos)
        let hash = CursorVector.hash(of: pager.cursor.streams)
        let isNew = hash != request.knownHash || request.namesWholeCursor || head.standing != nil
        let tail = ReplyTail(
            // Who holds everything gets a head and a tail that name nothing (clause P10).
            cursor: pager.cursor.streams.filter { claimed[$0.key] != $0.value },
            cursorHash: hash,
            more: !isAtHeads,
            digest: isAtHeads ? try readable.digest(in: snapshot) : nil
        )
        return Reply(tail: tail, cursorToKeep: isNew ? pager.cursor : nil, entriesSent: pager.entryCount)
    }
}

/// The streams that a device may read, at one moment.
private struct Readable {
    let rights: Rights
    let infos: [Stream: StreamInfo]

    init(of device: DeviceRow, _ index: ProgrammeIndex, in snapshot: any FeedSnapshot, _ service: FeedService) throws {
        rights = try service.rights(of: device, index: index, in: snapshot)
        infos = Dictionary(try snapshot.streams().map { ($0.stream, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func head(of stream: Stream) -> Position { infos[stream]?.head ?? .zero }

    /// Streams gained start at nothing, streams lost go.
    func gainAndLose(_ cursor: inout StoredCursor, _ head: inout ReplyHead) {
        let readable = Set(rights.streams.map(\.stream))
        head.lost = cursor.streams.keys.filter { !readable.contains($0) }.sorted()
        for stream in head.lost {
            cursor.streams[stream] = nil
            cursor.joinedEmpty.remove(stream)
        }
        for stream in rights.streams.map(\.stream) where cursor.streams[stream] == nil {
            head.gained.append(stream)
            cursor.streams[stream] = .start
            cursor.joinedEmpty.remove(stream)
            if self.head(of: stream) == .zero { cursor.joinedEmpty.insert(stream) }
        }
    }

    /// Positions between a cursor and the heads.
    func ahead(of cursor: StoredCursor) -> UInt64 {
        rights.streams.reduce(0) { sum, readable in
            let (head, upto) = (head(of: readable.stream), cursor.streams[readable.stream]?.upto ?? .zero)
            return head > upto ? sum &+ (head.number - upto.number) : sum
        }
    }

    /// One number over everything that the device may read.
    func digest(in snapshot: any FeedSnapshot) throws -> UInt128 {
        StreamDigest.root(
            of: try rights.streams.compactMap { readable -> (stream: Stream, digest: UInt128)? in
                guard let info = infos[readable.stream] else { return nil }
                // Of a stream that is read in part the digest is over that part alone (clause F31).
                if readable.collections.isAll { return (readable.stream, info.root) }
                return (
                    readable.stream,
                    try snapshot.digest(of: readable.stream, collections: readable.collections.numbers).root
                )
            }
        )
    }
}
