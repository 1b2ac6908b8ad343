import ChangeFeed
import Replica
import SyncModel
import SyncWire

/// What a client does after another program may have written unseen (clause R41): it compares with the server down to
/// the record.
extension World {
    /// The server went on, or the device must prove itself first: the next synchronisation compares.
    private struct NotNow: Error {}

    func compare(_ device: Participant) throws {
        guard try device.replica.isUnwatched else { return }
        try device.replica.captureUnseen()
        do {
            let start = try device.replica.comparisonStart()
            try meanwhile(device)
            let found = try differing(device)
            try meanwhile(device)
            try device.replica.captureUnseen(compared: Set(found.values.joined()), since: start)
            var kept: Set<RecordID> = []
            for (stream, records) in found.sorted(by: { $0.key < $1.key }) {
                kept.formUnion(try mend(records, in: stream, device, since: start))
            }
            try meanwhile(device)
            try device.replica.captureUnseen(compared: Set(found.values.joined()), since: start)
            try device.replica.rebuildDigests(since: start)
            try meanwhile(device)
            let again = try device.replica.comparisonStart()
            let left = Set(try differing(device).values.joined())
            try device.replica.captureUnseen(compared: left, since: again)
            try meanwhile(device)
            // What differs after a repair was written since.
            guard left.isSubset(of: kept) else { throw Replica.WrittenUnseen() }
            try device.replica.endUnwatched(since: again)
            device.isUnsure = false
            device.unseen = [:]
            figures.count("comparison")
            log("\(device.name) has compared: \(found.values.joined().count) records differed")
        } catch is NotNow {
            log("\(device.name) cannot compare now")
        } catch is Replica.WrittenUnseen {
            figures.count("comparison overtaken")
            log("\(device.name) has to compare again")
        }
    }

    /// Other programs go on while a device compares.
    private func meanwhile(_ device: Participant) throws {
        guard isStormy, dice.chance(0.1) else { return }
        device.undrained = [:]
        try editWithSQL(device)
        device.undrained = [:]
    }

    private func differing(_ device: Participant) throws -> [SyncModel.Stream: [RecordID]] {
        var found: [SyncModel.Stream: [RecordID]] = [:]
        for own in try device.replica.streamStatements() { found[own.stream] = try differing(own, device) }
        return found
    }

    private func differing(_ own: StreamStatement, _ device: Participant) throws -> [RecordID] {
        let ranges = Set(0..<256)
        let held = try device.replica.statements(in: [own.stream: ranges])[own.stream] ?? []
        var left = Dictionary(held.map { ($0.record, $0) }) { first, _ in first }
        var differing: [RecordID] = []
        var after = Position.zero
        while true {
            guard
                case .records(own.head, let records, let more) = try ask(
                    .records(own.stream, ranges: ranges, after: after),
                    device
                )
            else { throw NotNow() }
            for record in records where left.removeValue(forKey: record.record) != record {
                differing.append(record.record)
            }
            guard more, let last = records.last?.position else { return (differing + left.keys).sorted() }
            after = last
        }
    }

    private func mend(
        _ records: [RecordID],
        in stream: Stream,
        _ device: Participant,
        since start: Replica.ComparisonStart
    ) throws -> [RecordID] {
        var kept: [RecordID] = []
        var rest = records[...]
        while !rest.isEmpty {
            let asked = Array(rest.prefix(Limits.wholeRecordsMax))
            guard case .whole(let whole) = try ask(.whole(stream, asked), device), whole.asked > 0 else {
                throw NotNow()
            }
            kept += try device.replica.mend(Array(rest.prefix(whole.asked)), with: whole, since: start).kept
            rest = rest.dropFirst(whole.asked)
        }
        return kept
    }

    private func ask(_ question: ReconciliationQuestion, _ device: Participant) throws -> ReconciliationReply {
        guard let identity = try device.replica.identity() else { throw NotNow() }
        let request = ReconciliationRequest(
            device: identity.device,
            counter: try device.replica.raiseCounter(),
            question: question
        )
        let body = try SignedRequest.sign(request, by: device.keys().signing).encoded()
        do {
            return try ReconciliationReply(decoding: server.service.reconciliation(body))
        } catch {
            throw NotNow()
        }
    }
}
