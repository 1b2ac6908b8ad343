import ChangeFeed
import SyncModel
import SyncWire

/// What came back for one request.
struct Answer {
    var head: ReplyHead
    var pages: [Page] = []
    var tail: ReplyTail?

    var entries: [PageEntry] { pages.flatMap(\.entries) }
    var records: [RecordID] { entries.map(\.record) }
    var receipts: [Receipt] { head.lanes.flatMap(\.receipts) }

    var refusals: [Refusal] {
        receipts.flatMap { $0.exceptions.sorted { $0.key < $1.key } }.compactMap { exception in
            if case .refused(let refusal) = exception.value { refusal } else { nil }
        }
    }

    /// The live writes of a field as the pages give them; `nil` if no page has the field.
    func field(_ record: RecordID, _ number: Int) -> [Value]? {
        for entry in entries.reversed() where entry.record == record {
            switch entry {
            case .uniform(let uniform): return uniform.values[number].isNull ? [] : [uniform.values[number]]
            case .record(let delta):
                if let field = delta.fields.first(where: { $0.number == number }) {
                    return field.state.writes.map(\.value)
                }
                if delta.isWhole { return [] }
            case .gone: return nil
            }
        }
        return nil
    }
}

/// A device made by hand: it numbers, chains and sends sets, and keeps the cursor that it is given.
final class HandmadeDevice {
    let row: DeviceRow
    let service: FeedService
    var counter: UInt64 = 0
    var edit: EditNumber = 0
    var epoch: Epoch?
    var cursor: [Stream: StreamCursor] = [:]
    var lanes: [Lane: LaneMark] = [:]
    var chains: [Lane: [UInt8]] = [:]
    var unsent: [Sent] = []
    let keys: ReplicaKeys

    /// A parcel with what the desk remembers of it.
    struct Sent {
        var lane: Lane
        var last: SendNumber
        var signed: SignedParcel
    }

    var ownFrom: EditNumber = 1
    var replyBytesMax = 16 << 20
    var pageBytesMax = 256 << 10
    var programme = 1

    init(row: DeviceRow, keys: ReplicaKeys, service: FeedService) {
        self.row = row
        self.keys = keys
        self.service = service
    }

    /// The same device once more, as a copied folder is.
    func copy() -> HandmadeDevice {
        let twin = HandmadeDevice(row: row, keys: keys, service: service)
        (twin.counter, twin.edit, twin.epoch, twin.cursor) = (counter, edit, epoch, cursor)
        (twin.lanes, twin.chains, twin.ownFrom) = (lanes, chains, ownFrom)
        return twin
    }

    // MARK: - Edits

    func create(
        _ collection: Int,
        _ site: String,
        id: RecordID = FeedServer.host.newRecordID(),
        _ values: [Int: Value] = [:]
    ) -> Operation {
        var changes = [FieldChange(field: 0, action: .write([.text(ThreeSites.siteID(site).text)]))]
        for (field, value) in values.sorted(by: { $0.key < $1.key }) {
            let rule = ThreeSites.programme.collections[collection].fields[field].rule
            switch (rule, value) {
            case (.counter, .integer(let addend)): changes.append(FieldChange(field: field, action: .add(addend)))
            case (.set, .text(let element)):
                changes.append(FieldChange(field: field, action: .elements(add: [element], remove: [])))
            default: changes.append(FieldChange(field: field, action: .write([value])))
            }
        }
        return Operation(
            collection: collection,
            record: id,
            kind: .create,
            scope: Scope("site", ThreeSites.siteID(site)),
            changes: changes
        )
    }

    func edit(_ collection: Int, _ site: String, _ record: RecordID, _ changes: [FieldChange]) -> Operation {
        Operation(
            collection: collection,
            record: record,
            kind: .update,
            scope: Scope("site", ThreeSites.siteID(site)),
            changes: changes
        )
    }

    func delete(_ collection: Int, _ site: String, _ record: RecordID) -> Operation {
        Operation(collection: collection, record: record, kind: .delete, scope: Scope("site", ThreeSites.siteID(site)))
    }

    /// Makes one set of each operation and numbers them as one parcel.
    func write(_ operations: [Operation], lane: Lane = .normal) throws {
        try writeSets(operations.map { [$0] }, lane: lane)
    }

    func writeSets(_ sets: [[Operation]], lane: Lane = .normal) throws {
        let bases = cursor.mapValues(\.complete)
        let sealed = sets.map { operations -> ChangeSet in
            edit = edit.next
            let stamp = Stamp(sure: true, milliseconds: FeedServer.host.wallClock())
            return ChangeSet(edit: edit, stamp: stamp, bases: bases, operations: operations)
        }
        let first = (lanes[lane]?.last ?? 0).next
        let previous = chains[lane] ?? [UInt8](repeating: 0, count: 32)
        let parcel = Parcel(
            device: row.id,
            lane: lane,
            programme: programme,
            first: first,
            previous: previous,
            sets: sealed
        )
        let signed = try parcel.signed(by: keys.signing)
        chains[lane] = signed.hash
        lanes[lane] = LaneMark(
            lane: lane,
            last: parcel.last,
            chain: signed.hash,
            settledThrough: lanes[lane]?.settledThrough ?? 0
        )
        unsent.append(Sent(lane: lane, last: parcel.last, signed: signed))
    }

    // MARK: - Requests

    func request(whole: Bool = false) -> SyncRequest {
        counter += 1
        return SyncRequest(
            device: row.id,
            counter: counter,
            programme: programme,
            epoch: epoch,
            cursor: whole ? .whole(cursor) : .known(CursorVector.hash(of: cursor)),
            lanes: lanes.values.sorted { $0.lane < $1.lane },
            ownFrom: ownFrom,
            replyBytesMax: replyBytesMax,
            pageBytesMax: pageBytesMax
        )
    }

    /// One round trip without keeping anything of the answer.
    func ask(_ request: SyncRequest, _ parcels: [Sent]) throws -> Answer {
        var request = request
        request.parcels = parcels.map(\.signed)
        return try ask(SignedRequest.sign(request, by: keys.signing).encoded())
    }

    func ask(_ body: [UInt8]) throws -> Answer {
        var reader = FrameReader()
        service.sync(body) { reader.append($0) }
        var answer: Answer?
        while let frame = try reader.next() {
            switch frame {
            case .head(let head): answer = Answer(head: head)
            case .page(let page): answer?.pages.append(page)
            case .tail(let tail): answer?.tail = tail
            case .failure(let failure): throw failure
            }
        }
        guard let answer else { throw WireFailure(.internalError, .failed) }
        return answer
    }

    /// Sends what is unsent, takes the answer in.
    @discardableResult func sync(whole: Bool = false) throws -> Answer {
        let answer = try ask(request(whole: whole), unsent)
        take(answer)
        return answer
    }

    func take(_ answer: Answer) {
        epoch = answer.head.epoch
        for stream in answer.head.lost { cursor[stream] = nil }
        for (stream, place) in answer.tail?.cursor ?? [:] { cursor[stream] = place }
        for lane in answer.head.lanes {
            // What has no receipt yet is asked for again (clause F19).
            let settled = max(lanes[lane.lane]?.settledThrough ?? 0, lane.receipts.last?.last ?? 0)
            lanes[lane.lane]?.settledThrough = settled
            unsent.removeAll { $0.lane == lane.lane && $0.last <= settled }
        }
    }

    /// Round trips until nothing more comes.
    func syncAll() throws -> [Answer] {
        var answers = [try sync()]
        while answers.last?.tail?.more == true, answers.count < 1_000 { answers.append(try sync()) }
        return answers
    }
}
