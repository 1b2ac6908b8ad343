public import SyncModel
import SyncWire

extension FeedService {
    /// Something lies in a stream that the device may read above what it was last sent, or its streams changed.
    public func hasNews(for device: DeviceID) throws -> Bool {
        try store.read { snapshot in
            guard let row = try snapshot.device(device), !row.revoked, let index = try index(snapshot) else { return false }
            guard let bytes = try snapshot.lastCursor(of: row) else { return true }
            let cursor = try StoredCursor(decoding: bytes)
            let rights = try rights(of: row, index: index, in: snapshot)
            if cursor.standing != rights.standingHash || index.programme.version > row.programme { return true }
            let heads = Dictionary(try snapshot.streams().map { ($0.stream, $0.head) }, uniquingKeysWith: { first, _ in first })
            return rights.streams.contains { (cursor.streams[$0.stream]?.complete ?? .zero) < heads[$0.stream] ?? .zero }
        }
    }

    /// Answers from one snapshot: head, pages of the most urgent lane first, tail.
    /// - Returns: how many entries were sent.
    func serve(_ request: SyncRequest, _ result: IngestResult, arrived: Int64, send: @escaping (ReplyFrame) throws -> Void) throws -> UInt64
    {
        try store.read { snapshot in
            let programmes = try snapshot.programmes()
            guard let programme = programmes.current else {
                throw WireFailure(.busy, "This server has no programme yet; try again when it is set up.")
            }
            var head = ReplyHead(
                epoch: try epoch(snapshot),
                counter: request.counter,
                lastCounter: result.lastCounter,
                serverTime: host.wallClock(),
                serverTook: max(0, host.bootClock() - arrived),
                lanes: result.lanes
            )
            // A request that was overtaken by now lacks receipts of what may be left out of its pages.
            let isLatest = try snapshot.device(result.device.id)?.counter == request.counter
            guard result.givesPages, request.wantsPages, isLatest else {
                try send(.head(head))
                // What it holds of the feed was not looked at: the device must not take this for the end of it, nor think that a cursor
                // which it named is known here.
                try send(.tail(ReplyTail(cursor: [:], cursorHash: 0, more: true, digest: nil)))
                return 0
            }
            let rights = try rights(of: result.device, index: index(of: programme), in: snapshot)
            var cursor = try storedCursor(request, of: result.device, in: snapshot)
            let claimed = cursor.streams
            let infos = Dictionary(try snapshot.streams().map { ($0.stream, $0) }, uniquingKeysWith: { first, _ in first })
            settle(&cursor, with: rights, infos, &head)
            if request.programme < programme.version { head.programme = programmes.json }
            // Sent when it is news: another one than went with the cursor that the request names (clause F32).
            if cursor.standing != rights.standingHash || request.epoch == nil {
                head.standing = rights.standing
                cursor.standing = rights.standingHash
            }
            head.ahead = rights.streams.reduce(0) { sum, readable in
                let (head, upto) = (infos[readable.stream]?.head ?? .zero, cursor.streams[readable.stream]?.upto ?? .zero)
                return head > upto ? sum &+ (head.number - upto.number) : sum
            }
            try send(.head(head))
            var pager = Pager(snapshot: snapshot, request: request, device: result.device.id, cursor: cursor, send: send)
            let isWhole = try pager.run(rights.streams, infos)
            let tail = try tail(
                pager.cursor,
                claimed: claimed,
                request,
                result,
                rights: rights,
                infos: infos,
                isWhole: isWhole,
                isNewStanding: head.standing != nil,
                in: snapshot
            )
            try send(.tail(tail))
            return pager.entryCount
        }
    }

    /// Streams gained start at nothing, streams lost go.
    private func settle(_ cursor: inout StoredCursor, with rights: Rights, _ infos: [Stream: StreamInfo], _ head: inout ReplyHead) {
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
            if (infos[stream]?.head ?? .zero) == .zero { cursor.joinedEmpty.insert(stream) }
        }
    }

    private func tail(
        _ cursor: StoredCursor,
        claimed: [Stream: StreamCursor],
        _ request: SyncRequest,
        _ result: IngestResult,
        rights: Rights,
        infos: [Stream: StreamInfo],
        isWhole: Bool,
        isNewStanding: Bool,
        in snapshot: any FeedSnapshot
    ) throws -> ReplyTail {
        let hash = CursorVector.hash(of: cursor.streams)
        if hash != request.knownHash || request.namesWholeCursor || isNewStanding {
            // Kept before it is named: the device may name it in its next request (clause F24).
            let device = result.device
            try store.write { try $0.keep(cursor: cursor.encoded(), hash: hash, beside: request.knownHash, of: device) }
        }
        var digest: UInt128?
        if isWhole {
            digest = StreamDigest.root(
                of: try rights.streams.compactMap { readable -> (stream: Stream, digest: UInt128)? in
                    guard let info = infos[readable.stream] else { return nil }
                    // Of a stream that is read in part the digest is over that part alone (clause F31).
                    if readable.collections.isAll { return (readable.stream, info.root) }
                    return (readable.stream, try snapshot.digest(of: readable.stream, collections: readable.collections.numbers).root)
                }
            )
        }
        return ReplyTail(
            cursor: cursor.streams.filter { claimed[$0.key] != $0.value },
            cursorHash: hash,
            more: !isWhole,
            digest: digest
        )
    }
}

extension SyncRequest {
    /// The cursor is given in full, perhaps since its hash was not known here.
    var namesWholeCursor: Bool {
        switch cursor {
        case .known: false
        case .whole: true
        }
    }

    /// The hash of the cursor that this request names.
    var knownHash: UInt64 {
        switch cursor {
        case .known(let hash): hash
        case .whole(let streams): CursorVector.hash(of: streams)
        }
    }
}
