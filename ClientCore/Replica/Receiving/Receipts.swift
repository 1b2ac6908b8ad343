import SQLiteTables
import SyncMerge
import SyncModel
import SyncWire

/// Receipts: answered change sets become part of what the server holds, or go to the refused ones (clauses R18 to R20).
extension Session {
    /// - Parameter offered: the last number that went with the request.
    func take(_ reply: LaneReply, offered: SendNumber) throws -> TakeResult {
        var result = TakeResult()
        guard reply.appliedThrough > 0 else { return result }
        guard var row = try lane(reply.lane), reply.settledThrough <= row.settled, reply.appliedThrough <= row.last else {
            // Not a range that continues ours: kept for nobody, never guessed (clause P7).
            result.ignored = true
            return result
        }
        let before = row.settled
        // What did not go with the request was not compared with what the server has under its number: should another holder of this
        // identity have sent that, its receipt is not ours (clause R18).
        for receipt in reply.receipts where receipt.last > row.settled && receipt.last <= offered {
            guard receipt.lane == reply.lane, receipt.first == row.settled + 1, receipt.last >= receipt.first, receipt.last <= row.last
            else {
                result.ignored = true
                break
            }
            result += try take(receipt)
            row.settled = receipt.last
        }
        result.recordsSettled = try recordsSent(reply.lane, before, row.settled)
        // What has no receipt yet may be left out of this reply's pages all the same, being our own (clause R18).
        if reply.appliedThrough > row.settled { result.ignored = true }
        row.backedUp = max(row.backedUp, min(reply.backedUpThrough, row.settled))
        try save(row, reply.lane)
        let forget = try statement("DELETE FROM _parcel WHERE device = ? AND lane = ? AND last <= ?")
        forget.bind(1, try device(needIdentity().device))
        forget.bind(2, Int(reply.lane.rawValue))
        forget.bind(3, row.backedUp)
        try forget.run()
        return result
    }

    /// Records in the parcels that end within a range of numbers; one that several edits of a parcel changed counts once.
    private func recordsSent(_ lane: Lane, _ after: SendNumber, _ through: SendNumber) throws -> Int {
        let read = try statement("SELECT ifnull(sum(records), 0) FROM _parcel WHERE device = ? AND lane = ? AND last > ? AND last <= ?")
        read.bind(1, try device(needIdentity().device))
        read.bind(2, Int(lane.rawValue))
        read.bind(3, after)
        read.bind(4, through)
        defer { read.reset() }
        return try read.step() ? Int(read.integer(0)) : 0
    }

    private func take(_ receipt: Receipt) throws -> TakeResult {
        var result = TakeResult()
        var next = receipt.starts
        for send in receipt.first...receipt.last {
            let (edit, bytes) = try sentSet(receipt.lane, send)
            switch receipt.exceptions[send] {
            case .refused(let refusal):
                try settleRefused(edit, bytes, refusal)
                result.setsRefused += 1
            case .placed(let places):
                result.recordsApplied += try settle(edit, bytes) { index, _ in
                    guard places.indices.contains(index) else { throw Self.misfit }
                    return places[index]
                }
                result.setsApplied += 1
            case nil:
                result.recordsApplied += try settle(edit, bytes) { _, stream in
                    guard let position = next[stream], position.number < UInt64(Int64.max) else { throw Self.misfit }
                    next[stream] = position.next
                    return Place(stream: stream, position: position)
                }
                result.setsApplied += 1
            }
            let delete = try statement("DELETE FROM _set WHERE edit = ?")
            delete.bind(1, edit)
            try delete.run()
        }
        return result
    }

    private static var misfit: ReplicaError {
        ReplicaError(.damaged, "A receipt of the server does not fit what was sent; nothing was changed. Sync again.")
    }

    private func sentSet(_ lane: Lane, _ send: SendNumber) throws -> (EditNumber, [UInt8]) {
        let read = try statement("SELECT edit, bytes FROM _set WHERE lane = ? AND send = ?")
        read.bind(1, Int(lane.rawValue))
        read.bind(2, send)
        defer { read.reset() }
        guard try read.step() else { throw Self.misfit }
        let found = (read.unsigned(0), read.blob(1) ?? [])
        lastSet = (found.0, found.1)
        return found
    }

    /// The operations of a set take their places.
    private func settle(_ edit: EditNumber, _ bytes: [UInt8], place: (Int, Stream) throws -> Place) throws -> Int {
        let (heads, _) = try ChangeSetBlob.heads(bytes)
        let device = try device(try needIdentity().device)
        let level = level
        for (index, head) in heads.enumerated() {
            let plan = try plan(head.collection)
            let place = try place(index, plan.stream(in: head.scope))
            let stream = try stream(place.stream)
            changedCollections.insert(plan.number)
            if head.kind == .create {
                // The usual case: a record that was created here and nothing happened to since.
                let row = try plan.settle()
                row.bind(1, stream)
                row.bind(2, place.position.number)
                row.bind(3, device)
                row.bind(4, level)
                row.bind(5, head.record)
                row.bind(6, edit)
                try row.run()
                if changes == 1 {
                    try stand(head.record, at: place.position, in: stream)
                    continue
                }
            }
            let shadow = try load(plan, head.record)
            // The row lost its marks under way: what tells that the server has the record is the digest (clause R41).
            if shadow.isUnknown, head.kind == .create { try stand(head.record, at: place.position, in: stream) }
            try settle(shadow, edit, place)
        }
        return heads.count
    }

    private func settle(_ shadow: Shadow, _ edit: EditNumber, _ place: Place) throws {
        let all = try pending(shadow)
        let rest = all.filter { $0.edit != edit }
        guard let own = all.first(where: { $0.edit == edit }) else { return }
        if shadow.isUnknown { return try repaint(shadow, pending: rest) }
        var server = shadow.server
        do {
            server = try apply(own, to: server, shadow.plan, at: place.position, in: place.stream)
        } catch is Refusal {
            // The server, which knows more, applied it: what it made of the record comes with the pages, or is asked for.
            server?.position = place.position
            ledger.doubt = max(ledger.doubt, .possible)
        }
        try paint(shadow, server: server, pending: rest)
    }

    /// Keeps a refused set with its values; its records show what they would without it.
    private func settleRefused(_ edit: EditNumber, _ bytes: [UInt8], _ refusal: Refusal) throws {
        let set = try wholeOrRest(ChangeSetBlob.decodeKept(bytes))
        try refuse(set, refusal)
        try repaint(set.operations, without: edit)
    }

    /// Shows records without one of their edits; the next edits of each field inherit what it hid (clause R20).
    func repaint(_ operations: [Operation], without edit: EditNumber) throws {
        for operation in operations {
            let shadow = try load(try plan(operation.collection), operation.record)
            try repaint(shadow, pending: try pending(shadow).filter { $0.edit != edit })
        }
    }
}
