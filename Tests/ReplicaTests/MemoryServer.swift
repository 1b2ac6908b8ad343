import Replica
import SyncMerge
import SyncModel
import SyncWire

/// A server for tests: one table in memory, the same merging, replies as frames. It trusts everybody and keeps nothing
/// on a disk.
final class MemoryServer {
    struct Receiver {
        var counter: UInt64 = 0
        var settled: [Lane: SendNumber] = [:]
        var receipts: [Lane: [Receipt]] = [:]
        var role = "recorder"
        var hasMet = false
        /// As the last reply gave it.
        var cursor: [Stream: StreamCursor] = [:]
    }

    var programme = OneSite.programme()
    var records: [RecordID: RecordState] = [:]
    var gone: [Stream: [GoneRecord]] = [:]
    var heads: [Stream: Position] = [:]
    var devices: [DeviceID: Receiver] = [:]
    /// The scopes that every device reads.
    var scopes = [Scope("province"), OneSite.hillScope]
    /// Sets that are refused whatever they say.
    var refuses: (ChangeSet) -> Refusal? = { _ in nil }
    /// At most so many entries in one page, and so many pages in one reply.
    var pageEntriesMax = 1_000
    var pagesMax = 1_000

    /// Answers a request.
    func answer(_ request: SyncRequest, role: String = "recorder") throws -> [ReplyFrame] {
        var receiver = devices[request.device] ?? Receiver()
        receiver.role = role
        receiver.counter = request.counter
        for parcel in request.parcels { try take(parcel.open(verifying: nil), from: &receiver) }
        var cursor: [Stream: StreamCursor] = [:]
        switch request.cursor {
        case .known(let hash):
            guard CursorVector.hash(of: receiver.cursor) == hash else {
                throw WireFailure(.unknownCursor, .unknownCursor)
            }
            cursor = receiver.cursor
        case .whole(let streams): cursor = streams
        }
        let readable = scopes.flatMap { scope in Lane.allCases.map { Stream(scope: scope, lane: $0) } }
        let gained = readable.filter { cursor[$0] == nil }.sorted()
        let lost = cursor.keys.filter { !readable.contains($0) }.sorted()
        for stream in gained { cursor[stream] = .start }
        for stream in lost { cursor[stream] = nil }
        let lanes = request.lanes.map { mark in
            LaneReply(
                lane: mark.lane,
                settledThrough: mark.settledThrough,
                appliedThrough: receiver.settled[mark.lane] ?? 0,
                receipts: (receiver.receipts[mark.lane] ?? []).filter { $0.last > mark.settledThrough }
            )
        }
        var head = ReplyHead(
            epoch: Epoch(bits: 7),
            counter: request.counter,
            serverTime: 1_700_000_500_000,
            serverTook: 0,
            lanes: lanes,
            gained: gained,
            lost: lost
        )
        if !receiver.hasMet {
            var writable: [Scope: [Int]] = [:]
            for scope in scopes where role == "overseer" || scope != Scope("province") { writable[scope] = [] }
            head.standing = Standing(at: OneSite.hill, role: role, writable: writable)
        }
        if programme.version > request.programme { head.programme = try programmeJSON(programme) }
        receiver.hasMet = true
        let pages = pages(for: cursor)
        if case .tail(let tail)? = pages.last { receiver.cursor = tail.cursor }
        devices[request.device] = receiver
        return [.head(head)] + pages
    }

    private func take(_ parcel: Parcel, from receiver: inout Receiver) throws {
        var receipt: Receipt?
        for (index, set) in parcel.sets.enumerated() {
            let send = parcel.first.advanced(by: index)
            guard send == (receiver.settled[parcel.lane] ?? 0).next else { continue }
            var current = receipt ?? Receipt(lane: parcel.lane, first: send, last: send)
            current.last = send
            do {
                try apply(set, parcel.device, receiver.role, &current)
            } catch let refusal as Refusal {
                current.exceptions[send] = .refused(refusal)
            }
            receipt = current
            receiver.settled[parcel.lane] = send
        }
        if let receipt { receiver.receipts[parcel.lane, default: []].append(receipt) }
    }

    private func apply(_ set: ChangeSet, _ device: DeviceID, _ role: String, _ receipt: inout Receipt) throws {
        if let refusal = refuses(set) { throw refusal }
        let level = programme.role(named: role)?.level ?? 0
        let writer = Author(
            device: device,
            edit: set.edit,
            stamp: set.stamp,
            role: role,
            level: level,
            bases: set.bases
        )
        var (records, heads, starts) = (records, heads, receipt.starts)
        for operation in set.operations {
            let collection = programme.collections[operation.collection]
            try Validation.check(operation, in: collection)
            let stream = records[operation.record]?.stream ?? Stream(scope: operation.scope, lane: collection.lane)
            let position = (heads[stream] ?? .zero).next
            let place = Place(stream: stream, position: position)
            records[operation.record] = try Merge.apply(
                operation,
                to: records[operation.record],
                in: collection,
                by: writer,
                at: place
            )
            .state
            heads[stream] = position
            if starts[stream] == nil { starts[stream] = position }
        }
        (self.records, self.heads, receipt.starts) = (records, heads, starts)
    }

    private func pages(for cursor: [Stream: StreamCursor]) -> [ReplyFrame] {
        var after = cursor
        var frames: [ReplyFrame] = []
        var more = false
        for (stream, held) in cursor.sorted(by: { $0.key < $1.key }) {
            var here = held
            let all = entries(of: stream, held)
            let head = heads[stream] ?? .zero
            var rest = all[...]
            var isAtHead = here.upto == head && here.complete == here.upto
            while !isAtHead, frames.count < pagesMax {
                let cut = Array(rest.prefix(pageEntriesMax))
                rest = rest.dropFirst(cut.count)
                let through = rest.isEmpty ? head : cut.last?.position ?? head
                let page = Page(
                    stream: stream,
                    after: here.upto,
                    complete: here.complete,
                    through: through,
                    atHead: through == head,
                    entries: cut
                )
                frames.append(.page(page))
                here.upto = through
                isAtHead = through == head
                // Pages of a first fill are written as they come; others when all heads are reached (clause C4).
                if isAtHead, held.complete == .zero { here.complete = through }
            }
            after[stream] = here
            more = more || !isAtHead
        }
        if !more { after = after.mapValues { StreamCursor(complete: $0.upto, upto: $0.upto) } }
        var digests: [(stream: Stream, digest: UInt128)] = []
        for stream in after.keys {
            var digest = StreamDigest()
            for state in records.values where state.stream == stream && !state.isDeleted {
                digest.insert(state.record, at: state.position)
            }
            digests.append((stream, digest.root))
        }
        let tail = ReplyTail(
            cursor: after,
            cursorHash: CursorVector.hash(of: after),
            more: more,
            digest: more ? nil : StreamDigest.root(of: digests)
        )
        return frames + [.tail(tail)]
    }

    private func entries(of stream: Stream, _ cursor: StreamCursor) -> [PageEntry] {
        let found = records.values.filter { $0.stream == stream && $0.position > cursor.upto }.sorted {
            $0.position < $1.position
        }
        return found.map { state in
            let collection = programme.collections[state.collection]
            if state.isDeleted {
                return .gone(
                    GoneRecord(
                        collection: state.collection,
                        record: state.record,
                        position: state.position,
                        moves: state.moves,
                        moved: false
                    )
                )
            }
            if let uniform = Merge.uniform(of: state, in: collection) { return .uniform(uniform) }
            let isWhole = state.wholeFrom > cursor.complete
            let fields = state.fields.enumerated().filter { isWhole || $0.element.changedAt > cursor.complete }
            return .record(
                RecordDelta(
                    collection: state.collection,
                    record: state.record,
                    position: state.position,
                    wholeFrom: state.wholeFrom,
                    moves: state.moves,
                    isWhole: isWhole,
                    existence: isWhole || state.existence.changedAt > cursor.complete ? state.existence : nil,
                    fields: fields.map { NumberedField(number: $0.offset, state: $0.element) }
                )
            )
        }
    }
}

extension ReplicaDevice {
    /// Takes a reply, or a part of one.
    func take(_ frames: [ReplyFrame]) throws -> TakeResult {
        var total = TakeResult()
        for frame in frames {
            switch frame {
            case .head(let head): total += try replica.take(head)
            case .page(let page): total += try replica.take(page)
            case .tail(let tail): total += try replica.take(tail)
            case .failure(let failure): throw failure
            }
        }
        return total
    }

    /// One whole sync, in as many round trips as it takes.
    @discardableResult
    func sync(_ centre: MemoryServer, limits: RequestLimits = RequestLimits()) throws -> TakeResult {
        var total = TakeResult()
        for _ in 0..<100 {
            let outgoing = try replica.makeRequest(limits)
            let frames: [ReplyFrame]
            do {
                frames = try centre.answer(outgoing.request, role: role)
            } catch let failure as WireFailure where failure.code == .unknownCursor {
                try replica.forgetCursorHash()
                continue
            }
            total += try take(frames)
            guard case .tail(let tail)? = frames.last else { continue }
            if !tail.more, try replica.status().pending == 0 { return total }
        }
        throw ReplicaError(.damaged, .reply(.unasked))
    }
}
