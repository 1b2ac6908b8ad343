import Replica
import SyncEngine
import SyncModel
import SyncWire

extension Device {
    /// The server may change while it is compared; so often the comparison begins anew.
    private static let comparisonsMax = 4

    /// Compares what this device holds with what the server holds, down to the values of single records; unanswered
    /// edits are left out.
    ///
    /// What others changed meanwhile is taken first. Both sides read their records anew, so that what was changed in a
    /// file is found.
    ///
    /// - Parameter repairing: fetches the records that differ, and no others. It destroys nothing: what the server does
    ///   not know, or knows less of, stays here, as does one that the server finds damaged in its own store; replaced
    ///   values are kept as refused changes.
    /// - Throws: ``DuikouError`` `notEnrolled`, `noConnection`, `rejected`, `badAnswer`; how the exchange ended is in
    ///   the report.
    public func verify(repairing: Bool = false) async throws(DuikouError) -> Verification {
        do {
            return try await turns.inTurn { try await compareAndRepair(repairing: repairing) }
        } catch {
            throw DuikouError(error)
        }
    }

    func compareAndRepair(repairing: Bool) async throws -> Verification {
        for round in 1...Self.comparisonsMax {
            do {
                let verification = try await compareOnce(repairing: repairing)
                // What differs after a repair was written since.
                if !repairing || verification.isInOrder || round == Self.comparisonsMax { return verification }
            } catch is Replica.WrittenUnseen {
                continue
            }
        }
        throw Self.incomparable
    }

    private func compareOnce(repairing: Bool) async throws -> Verification {
        try await withReplica { try $0.captureUnseen() }
        var verification = try await compare()
        guard verification.report.outcome == .done else { return verification }
        // Before a repair, since what it replaces may refer to copies of records under new ids.
        try await takeUnseen(verification)
        if repairing, !verification.agrees {
            verification = try await repair(verification)
            guard verification.report.outcome == .done else { return verification }
            try await takeUnseen(verification)
        }
        let agrees = verification.agrees
        try await withReplica { try $0.note(agrees: agrees) }
        return verification
    }

    /// What is in nobody's books, and the server knows nothing of, was typed.
    private func takeUnseen(_ verification: Verification) async throws {
        let known = Set(verification.parts.flatMap(\.differing))
        guard let start = verification.start else { return }
        try await withReplica { try $0.captureUnseen(compared: known, since: start) }
    }

    private func repair(_ found: Verification) async throws -> Verification {
        guard let start = found.start else { return found }
        var repaired: [SyncModel.Stream: Repair] = [:]
        for part in found.parts where !part.differing.isEmpty {
            repaired[part.partition] = try await repair(part.differing, in: part.partition, since: start)
        }
        // Copies beside records that are here by now go first: of a row without marks the digest tells that its record
        // may be known.
        try await takeUnseen(found)
        try await withReplica { try $0.rebuildDigests(since: start) }
        var verification = try await compare()
        for index in verification.parts.indices {
            guard let repair = repaired[verification.parts[index].partition] else { continue }
            verification.parts[index].repaired = repair.mending.mended.sorted()
            verification.parts[index].kept = repair.mending.kept.sorted()
            verification.parts[index].damagedAtServer = repair.damaged.sorted()
        }
        return verification
    }

    private struct Repair {
        var mending = Mending()
        var damaged: [RecordID] = []
    }

    private func repair(
        _ records: [RecordID],
        in stream: SyncModel.Stream,
        since start: Replica.ComparisonStart
    ) async throws -> Repair {
        var repair = Repair()
        var rest = records[...]
        while !rest.isEmpty {
            let asked = Array(rest.prefix(Limits.wholeRecordsMax))
            guard case .whole(let whole) = try await ask(.whole(stream, asked)), 1...asked.count ~= whole.asked,
                whole.page.stream == stream
            else { throw Self.mismatch }
            let answered = Array(asked.prefix(whole.asked))
            repair.mending += try await withReplica { try $0.mend(answered, with: whole, since: start) }
            repair.damaged += whole.damaged
            rest = rest.dropFirst(answered.count)
        }
        return repair
    }

    // MARK: - Comparing

    /// The server went on: what was compared belongs to no one moment.
    private struct Moved: Error {}

    private func compare() async throws -> Verification {
        for _ in 0..<Self.comparisonsMax {
            let report = try await pull()
            guard report.outcome == .done else { return Verification(parts: [], report: report) }
            do {
                let start = try await withReplica { try $0.comparisonStart() }
                return Verification(parts: try await parts(), report: report, start: start)
            } catch is Moved {
                continue
            }
        }
        throw Self.incomparable
    }

    /// First all streams in short, then the ranges of those that differ, then the records of the ranges that differ
    /// (clause D4).
    private func parts() async throws -> [Verification.Part] {
        guard case .streams(let theirs) = try await ask(.streams) else { throw Self.mismatch }
        let known = Dictionary(theirs.map { ($0.stream, $0) }) { first, _ in first }
        let ours = try await withReplica { try $0.streamStatements() }
        let named = Set(ours.map(\.stream))
        guard theirs.allSatisfy({ named.contains($0.stream) }) else { throw Moved() }
        for own in ours {
            let head = known[own.stream]?.head ?? .zero
            guard head >= own.head else { throw Self.putBack }
            guard head == own.head else { throw Moved() }
        }
        let others = ours.filter { own in
            known[own.stream]?.digest ?? 0 != own.digest || known[own.stream]?.records ?? 0 != own.records
        }
        let found = try await differences(in: others)
        return ours.map { own in
            let isServerSound = known[own.stream]?.isSound ?? true
            let difference = found[own.stream]
            return Verification.Part(
                partition: own.stream,
                records: own.records,
                digest: Verification.Part.text(own.digest),
                agrees: difference == nil && own.isSound && isServerSound,
                isServerSound: isServerSound,
                differing: difference?.records ?? [],
                onlyHere: difference?.onlyHere ?? []
            )
        }
    }

    /// The records of a stream that are not the same on both sides, and which of them the server does not know; in the
    /// order of their ids.
    private typealias Difference = (records: [RecordID], onlyHere: [RecordID])

    private func differences(in streams: [StreamStatement]) async throws -> [SyncModel.Stream: Difference] {
        guard !streams.isEmpty else { return [:] }
        var ranges: [SyncModel.Stream: Set<Int>] = [:]
        for own in streams { ranges[own.stream] = try await differingRanges(of: own) }
        let wanted = ranges
        let held = try await withReplica { try $0.statements(in: wanted) }
        var found: [SyncModel.Stream: Difference] = [:]
        for own in streams {
            found[own.stream] = try await difference(in: own, wanted[own.stream] ?? [], held[own.stream] ?? [])
        }
        return found
    }

    private func differingRanges(of own: StreamStatement) async throws -> Set<Int> {
        guard case .streams(let answer) = try await ask(.ranges([own.stream])) else { throw Self.mismatch }
        let theirs = answer.first { $0.stream == own.stream }
        guard theirs?.head ?? .zero == own.head else { throw Moved() }
        let sums = theirs?.ranges ?? [UInt128](repeating: 0, count: 256)
        guard sums.count == 256 else { throw Self.mismatch }
        return Set((0..<256).filter { sums[$0] != own.ranges[$0] })
    }

    private func difference(
        in own: StreamStatement,
        _ ranges: Set<Int>,
        _ held: [RecordStatement]
    ) async throws -> Difference {
        var left = Dictionary(held.map { ($0.record, $0) }) { first, _ in first }
        var differing: [RecordID] = []
        var after = Position.zero
        while true {
            guard
                case .records(let head, let records, let more) = try await ask(
                    .records(own.stream, ranges: ranges, after: after)
                )
            else {
                throw Self.mismatch
            }
            guard head == own.head else { throw Moved() }
            for record in records where left.removeValue(forKey: record.record) != record {
                differing.append(record.record)
            }
            guard more else { break }
            guard let last = records.last?.position, last > after else { throw Self.mismatch }
            after = last
        }
        return ((differing + left.keys).sorted(), left.keys.sorted())
    }

    private func ask(_ question: ReconciliationQuestion) async throws -> ReconciliationReply {
        let counter = try await withReplica { try $0.raiseCounter() }
        return try await ask { device, key in
            let request = ReconciliationRequest(device: device, counter: counter, question: question)
            return .reconciliation(try SignedRequest.sign(request, by: key).encoded())
        }
    }

    static let incomparable = DuikouError(.rejected, .incomparable)
    /// Positions only grow in one history.
    private static let putBack = DuikouError(.badAnswer, .putBack)
    private static let mismatch = DuikouError(.badAnswer, .answer)
}
