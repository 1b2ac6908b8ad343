import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// Receipts: answered change sets become part of what the server holds, or go to the refused ones (clauses R18 to R20).
struct ReceiptReceiver {
    let replicaState: ReplicaState
    let streams: StreamTable
    let devices: DeviceNumbers
    let programme: InstalledProgramme
    let records: LocalRecords
    let pendingEdits: PendingEdits
    let storedSets: StoredSets
    let outbox: Outbox
    let refusedSets: RefusedSets
    let materializer: Materializer
    let preview: Preview

    /// - Parameter sentThrough: the last number that went with the request.
    func receive(_ reply: LaneReply, sentThrough: SendNumber) throws -> TakeResult {
        var result = TakeResult()
        guard reply.appliedThrough > 0 else { return result }
        guard var row = try outbox.lane(reply.lane), reply.settledThrough <= row.settled,
            reply.appliedThrough <= row.last
        else {
            // Not a range that continues ours: kept for nobody, never guessed (clause P7).
            result.ignored = true
            return result
        }
        let before = row.settled
        // What did not go with the request was not compared with what the server has under its number: should another
        // holder of this identity have sent that, its receipt is not ours (clause R18).
        for receipt in reply.receipts where receipt.last > row.settled && receipt.last <= sentThrough {
            guard receipt.lane == reply.lane, receipt.first == row.settled.next, receipt.last >= receipt.first,
                receipt.last <= row.last
            else {
                result.ignored = true
                break
            }
            result += try settle(receipt)
            row.settled = receipt.last
        }
        let device = try devices.number(of: replicaState.needIdentity().device)
        result.recordsSettled = try outbox.records(of: device, in: reply.lane, after: before, through: row.settled)
        // What has no receipt yet may be left out of this reply's pages all the same, being our own (clause R18).
        if reply.appliedThrough > row.settled { result.ignored = true }
        row.backedUp = max(row.backedUp, min(reply.backedUpThrough, row.settled))
        try outbox.save(row, reply.lane)
        try outbox.forget(of: device, in: reply.lane, through: row.backedUp)
        return result
    }

    private func settle(_ receipt: Receipt) throws -> TakeResult {
        var result = TakeResult()
        var next = receipt.starts
        for send in receipt.first...receipt.last {
            guard let (edit, bytes) = try pendingEdits.set(in: receipt.lane, numbered: send) else {
                throw Self.mismatch
            }
            switch receipt.exceptions[send] {
            case .refused(let refusal):
                try settleRefused(edit, bytes, refusal)
                result.setsRefused += 1
            case .placed(let places):
                result.recordsApplied += try settle(edit, bytes) { index, _ in
                    guard places.indices.contains(index) else { throw Self.mismatch }
                    return places[index]
                }
                result.setsApplied += 1
            case nil:
                result.recordsApplied += try settle(edit, bytes) { _, stream in
                    guard let position = next[stream], position.number < UInt64(Int64.max) else { throw Self.mismatch }
                    next[stream] = position.next
                    return Place(stream: stream, position: position)
                }
                result.setsApplied += 1
            }
            try pendingEdits.remove(edit)
        }
        return result
    }

    private static var mismatch: ReplicaError {
        ReplicaError(.badAnswer, .reply(.receipt))
    }

    /// The operations of a set take their places.
    private func settle(_ edit: EditNumber, _ bytes: [UInt8], place: (Int, Stream) throws -> Place) throws -> Int {
        let (heads, _) = try ChangeSetBlob.heads(bytes)
        var meta = RowMeta()
        meta.device = try devices.number(of: try replicaState.needIdentity().device)
        meta.level = preview.level
        for (index, head) in heads.enumerated() {
            let table = try programme.table(head.collection)
            let place = try place(index, table.stream(in: head.scope))
            let stream = try streams.number(of: place.stream)
            meta.stream = stream
            meta.position = place.position
            // The usual case: a record that was created here and nothing happened to since.
            if head.kind == .create, try records.acknowledge(head.record, createdBy: edit, meta, in: table) {
                try streams.addToDigest(head.record, at: place.position, in: stream)
            } else {
                let local = try records.load(table, head.record)
                // The row lost its marks under way: what tells that the server has the record is the digest (clause
                // R41).
                if local.isUnknown, head.kind == .create {
                    try streams.addToDigest(head.record, at: place.position, in: stream)
                }
                try settle(local, edit, place)
            }
        }
        return heads.count
    }

    private func settle(_ local: LocalRecord, _ edit: EditNumber, _ place: Place) throws {
        let all = try pendingEdits.operations(on: local)
        let rest = all.filter { $0.edit != edit }
        guard let own = all.first(where: { $0.edit == edit }) else { return }
        if local.isUnknown { return try materializer.rematerialize(local, pending: rest) }
        var server = local.server
        do {
            server = try preview.apply(own, to: server, local.table, at: place)
        } catch is Refusal {
            // The server, which knows more, applied it: what it made of the record comes with the pages, or is asked
            // for.
            server?.position = place.position
            replicaState.raiseDoubt(to: .possible)
        }
        try materializer.materialize(local, server: server, pending: rest)
    }

    /// Keeps a refused set with its values; its records show what they would without it.
    private func settleRefused(_ edit: EditNumber, _ bytes: [UInt8], _ refusal: Refusal) throws {
        let set = try storedSets.wholeOrRest(ChangeSetBlob.decodeStored(bytes))
        try refusedSets.add(set, refusal)
        try materializer.rematerialize(set.operations, without: edit)
    }
}
