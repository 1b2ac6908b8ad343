import Replica
import SyncModel

/// What people decide: about conflicts, and about what the server refused.
extension World {
    /// Settles a conflict or takes a decision back.
    func decide(_ device: Participant) throws {
        device.undrained = [:]
        do {
            if dice.chance(0.25), let decided = dice.pick(decidedConflicts) {
                try device.replica.undo(decided.id)
                figures.decisions += 1
                log("\(device.name) takes back the decision about \(decided.id)")
                // All candidates are written again: equal values, other writes.
                oracle.leaveOut(decided.record, because: "a decision was taken back")
                return
            }
            guard let conflict = dice.pick(try device.replica.conflicts()) else { return }
            // Somebody looked at the list, went for a walk, and decides about what stood there.
            let place = "\(device.name) \(conflict.id)"
            let seen = dice.chance(0.4) ? listedConflicts[place] ?? conflict : conflict
            listedConflicts[place] = conflict
            try decide(seen, device)
            try require(
                "decided as seen",
                seen.seen == conflict.seen ? [] : ["\(device.name) closed a list of \(conflict.id) that nobody saw"]
            )
        } catch let error as ReplicaError {
            switch error.code {
            case .validation, .notYours, .noSuchEntry, .noSuchRecord, .changed:
                log("\(device.name) may not decide: \(error.inEnglish)")
            case .notEnrolled, .noProgramme, .unknownName, .tooLarge, .damaged, .badAnswer,
                .storage, .storeTooNew, .storeTooOld, .notAStore:
                throw error
            }
        }
    }

    private func decide(_ conflict: Conflict, _ device: Participant) throws {
        guard let form = oracle.records[conflict.record], let candidate = dice.pick(conflict.candidates) else { return }
        guard let field = conflict.field else {
            try device.replica.resolve(conflict.id, .take(candidate.key), seen: conflict.seen, reason: "simulated")
            figures.decisions += 1
            log(
                """
                \(device.name) decides that \(conflict.record.text) is \
                \(candidate.value == .integer(0) ? "deleted" : "kept")
                """
            )
            if candidate.value == .integer(0) {
                let seen = try mayHaveSeen(conflict.record, device)
                oracle.note(.deleted, by: device.index, in: form, conflict.record, field: nil, seen: seen)
            }
            decidedConflicts.append(conflict)
            return
        }
        let programme = try device.replica.programme()
        let declaration = programme?.collections[conflict.collection].fields[field]
        let others = conflict.candidates.map(\.value)
        let fresh = dice.chance(0.4) ? declaration.flatMap { newValue(of: $0) } : nil
        try device.replica.resolve(
            conflict.id,
            fresh.map { .value($0) } ?? .take(candidate.key),
            seen: conflict.seen,
            reason: "simulated"
        )
        let chosen = fresh ?? candidate.value
        figures.decisions += 1
        log("\(device.name) decides \(conflict.id): \(Typed.describe(.write(chosen)))")
        let direct = oracle.tokens(conflict.record, field, others.filter { $0 != chosen })
        let seen = oracle.tokens(conflict.record, field, others)
        oracle.note(
            .write(chosen),
            by: device.index,
            in: form,
            conflict.record,
            field: field,
            direct: direct,
            seen: seen
        )
        decidedConflicts.append(conflict)
    }

    /// Tries a refused change set again, or gives it up.
    func settleRefusal(_ device: Participant) throws {
        device.undrained = [:]
        guard let refused = dice.pick(try device.replica.refused()) else { return }
        let retries = dice.chance(0.5)
        for operation in refused.changes.operations {
            oracle.leaveOut(operation.record, because: "a refused change set was tried again or given up")
            if !retries { excuse(operation, of: device) }
        }
        log(
            """
            \(device.name) \(retries ? "tries again" : "gives up") refused \(refused.id), \
            \(refused.refusal.code.rawValue)
            """
        )
        do {
            if retries { try device.replica.retry(refused.id) } else { try device.replica.discard(refused.id) }
        } catch let error as ReplicaError {
            switch error.code {
            case .validation, .notYours, .noSuchEntry, .noSuchRecord: log("\(device.name) may not: \(error.inEnglish)")
            case .notEnrolled, .noProgramme, .unknownName, .tooLarge, .changed, .damaged, .badAnswer,
                .storage, .storeTooNew, .storeTooOld, .notAStore:
                throw error
            }
        }
    }

    private func excuse(_ operation: Operation, of device: Participant) {
        guard let identity = device.devices.last else { return }
        let traces = traces(of: operation, by: identity)
        for one in oracle.typed(into: operation.record) where traces.contains(one.trace) { oracle.excuse(one.id) }
    }
}
