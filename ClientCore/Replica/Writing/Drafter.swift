import SQLiteTables
import SyncModel
import SyncWire

/// A change set while it grows.
struct SetDraft {
    let edit: EditNumber
    let stamp: Stamp
    var bases: [Stream: Position] = [:]
    /// The number of the stream whose base was asked for last.
    var lastNoted: Int?
    var operations: [KeptOperation] = []
    /// Where a record's operation stands.
    var index: [RecordKey: Int] = [:]
    /// Unit: bytes, never less than the set takes before compression.
    var bytes = 200
    /// Why, if it decides a conflict.
    var reason = ""

    var kept: KeptSet { KeptSet(edit: edit, stamp: stamp, bases: bases, operations: operations, reason: reason) }
}

/// A record's name with its collection.
struct RecordKey: Hashable {
    let collection: Int
    let record: RecordID
}

/// Makes operations out of edits, writes rows, and stores change sets: the one road for typed writes and for sealing.
final class Drafter {
    let session: Session
    /// What was seen when the form was opened.
    let checkpoint: Checkpoint?
    var draft: SetDraft?
    /// What the change sets that wait need of each other, once it was asked for.
    var unsentIndex: UnsentIndex?
    private let writableOnly: Bool
    /// Records that do not fit go into another set.
    private let splits: Bool
    /// When the edits were made, if not now.
    private let stamp: Stamp?

    init(_ session: Session, checkpoint: Checkpoint? = nil, stamp: Stamp? = nil, writableOnly: Bool, splits: Bool = false) {
        self.session = session
        self.checkpoint = checkpoint
        self.stamp = stamp
        self.writableOnly = writableOnly
        self.splits = splits
    }

    /// Names the open draft; one is begun if there is none.
    @discardableResult
    func open() -> (edit: EditNumber, stamp: Stamp) {
        if let draft { return (draft.edit, draft.stamp) }
        let opened = SetDraft(edit: session.nextEdit(), stamp: stamp ?? session.stamp())
        draft = opened
        return (opened.edit, opened.stamp)
    }

    /// What the open draft does to a record already.
    func drafted(_ shadow: Shadow) throws -> PendingOperation? {
        guard let draft, let place = draft.index[RecordKey(collection: shadow.plan.number, record: shadow.id)] else { return nil }
        let operation = try shadow.operation(draft.operations[place])
        return PendingOperation(edit: draft.edit, stamp: draft.stamp, bases: draft.bases, operation: operation)
    }

    /// Stores the draft as a change set, if anything is in it.
    /// - Returns: whether something was.
    @discardableResult
    func close() throws -> Bool {
        guard let finished = draft else { return false }
        draft = nil
        var kept = finished.kept
        // An operation whose record was created and deleted again inside the draft left an empty place.
        kept.operations.removeAll(where: \.isEmpty)
        guard !kept.operations.isEmpty else { return false }
        try Self.check(kept, finished.bytes, in: session)
        let lane = try kept.operations.reduce(Lane.bulk) { min($0, try session.plan($1.head.collection).collection.lane) }
        let insert = try session.statement("INSERT INTO _set(edit, lane, send, bytes) VALUES (?, ?, NULL, ?)")
        insert.bind(1, kept.edit)
        insert.bind(2, Int(lane.rawValue))
        insert.bind(3, ChangeSetBlob.encode(kept))
        try insert.run()
        if unsentIndex != nil { unsentIndex?.add(kept.edit, session.needs(try session.whole(kept))) }
        return true
    }

    /// - Parameter bytes: never less than the set takes before compression.
    static func check(_ set: KeptSet, _ bytes: Int, in session: Session) throws {
        guard set.operations.count <= Limits.operationsPerSetMax else {
            throw ReplicaError(
                .tooLarge,
                "One change names at most \(Limits.operationsPerSetMax) records, this one \(set.operations.count): make several of it."
            )
        }
        // What is small enough before compression need not be compressed to know it.
        guard bytes > Limits.parcelBytesMax - 512 else { return }
        let identity = try session.needIdentity()
        let parcel = Parcel(
            device: identity.device,
            lane: .bulk,
            programme: session.ledger.programme,
            first: 1,
            previous: Parcel.noPrevious,
            sets: [try session.whole(set)]
        )
        do {
            guard try parcel.encoded().count > Limits.parcelBytesMax - 512 else { return }
        } catch let failure where failure.code != .tooLarge {
            throw failure
        } catch {
            // Beyond what can be encoded at all.
        }
        throw ReplicaError(.tooLarge, "One change holds at most 64 KiB after compression: make several of it.")
    }

    /// What certainly fits into one change set beside its bases. Unit: bytes before compression.
    private static let bytesMax = Limits.parcelBytesMax - 1024

    /// Sees to it that an operation of this size fits, before anything of it is written: whoever leaves it out and goes on loses nothing.
    /// - Throws: ``ReplicaError`` `tooLarge`.
    func makeRoom(_ bytes: Int, for key: RecordKey, _ operation: @autoclosure () -> Operation) throws {
        if splits, let draft, draft.index[key] == nil,
            draft.operations.count >= Limits.operationsPerSetMax || draft.bytes + bytes > Self.bytesMax
        {
            try close()
        }
        // A set that may not be split is judged when it is whole, but a record too large by itself at once.
        let beside = splits ? draft : nil
        guard bytes + (beside?.bytes ?? 0) > Self.bytesMax else { return }
        var kept = beside?.kept ?? KeptSet(edit: 1, stamp: session.stamp(), bases: [:])
        if let place = beside?.index[key] {
            kept.operations[place] = .written(operation())
        } else {
            kept.operations.append(.written(operation()))
        }
        try Self.check(kept, bytes + (beside?.bytes ?? 0), in: session)
    }

    /// Whether the device may write there; a clear error at once is better than a refusal next week.
    func admit(_ plan: CollectionPlan, _ stream: Int) throws {
        guard writableOnly, let standing = session.ledger.standing else { return }
        let scope = session.streams[stream].stream.scope
        if let known = session.streams[stream].writable[plan.number] {
            if known { return }
        } else {
            let may = standing.mayWrite(plan.number, in: scope)
            session.streams[stream].writable[plan.number] = may
            if may { return }
        }
        throw ReplicaError(.notYours, "\(plan.collection.name): the role \(standing.role) may not write in \(scope.text).")
    }

    /// What the device has seen of a stream becomes the set's base there.
    func note(_ stream: Int, in draft: inout SetDraft) {
        guard draft.lastNoted != stream else { return }
        draft.lastNoted = stream
        let name = session.streams[stream].stream
        guard draft.bases[name] == nil else { return }
        draft.bases[name] = seen(name)
        draft.bytes += 2 * name.scope.kind.utf8.count + 100
    }

    func seen(_ stream: Stream) -> Position {
        let now = session.knownStream(stream)?.base ?? .zero
        guard let checkpoint else { return now }
        return min(now, checkpoint.bases[stream] ?? .zero)
    }
}
