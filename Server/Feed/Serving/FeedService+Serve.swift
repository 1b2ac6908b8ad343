package import SyncModel
import SyncWire

extension FeedService {
    /// Something lies in a stream that the device may read above what it was last sent, or its streams changed.
    package func hasNews(for device: DeviceID) throws -> Bool {
        try store.read { snapshot in
            guard let row = try snapshot.device(device), !row.revoked, let index = try index(snapshot) else {
                return false
            }
            guard let bytes = try snapshot.lastCursor(of: row) else { return true }
            let cursor = try StoredCursor(decoding: bytes)
            let rights = try rights(of: row, index: index, in: snapshot)
            if cursor.standing != rights.standingHash || index.programme.version > row.programme { return true }
            let heads = Dictionary(
                try snapshot.streams().map { ($0.stream, $0.head) },
                uniquingKeysWith: { first, _ in first }
            )
            return rights.streams.contains {
                (cursor.streams[$0.stream]?.complete ?? .zero) < heads[$0.stream] ?? .zero
            }
        }
    }

    /// Answers from one snapshot (clause F4): head, pages of the most urgent lane first, tail.
    /// - Returns: how many entries were sent.
    func serve(
        _ request: SyncRequest,
        _ result: IngestResult,
        arrived: Int64,
        send: @escaping (ReplyFrame) throws -> Void
    ) throws -> UInt64 {
        let reply = try store.read { snapshot in
            let builder = ReplyBuilder(service: self, snapshot: snapshot, request: request, result: result, send: send)
            return try builder.sendPages(arrived: arrived)
        }
        if let cursor = reply.cursorToKeep {
            // Kept before it is named: the device may name it in its next request (clause F24).
            try store.write { transaction in
                try transaction.keep(
                    cursor: cursor.encoded(),
                    hash: reply.tail.cursorHash,
                    beside: request.knownHash,
                    of: result.device
                )
            }
        }
        try send(.tail(reply.tail))
        return reply.entriesSent
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
