import Replica
public import SyncModel

extension LocalReader {
    /// The open conflicts, in the order of collections, records, fields; all, those of a collection, or those of a
    /// record.
    /// - Throws: ``DuikouError`` `unknownName`, `storage`.
    public func conflicts(_ collection: String? = nil, _ id: RecordID? = nil) throws(DuikouError) -> [Conflict] {
        try told(collection, id) {
            if let collection { _ = try shape(collection) }
            return try store.conflicts().compactMap { try Conflict($0, in: store) }.filter {
                (collection == nil || $0.collection == collection) && (id == nil || $0.record == id)
            }
        }
    }

    /// The refused edits with everything that was typed, oldest first.
    /// - Throws: ``DuikouError`` `noProgramme`, `storage`.
    public func refused() throws(DuikouError) -> [RefusedChange] {
        try told {
            let programme = try store.programme()
            return try store.refused().map { RefusedChange($0, in: programme) }
        }
    }

    /// The edits that the server has not answered, oldest first. What other programs wrote is among them after the next
    /// writing or sync.
    /// - Throws: ``DuikouError`` `noProgramme`, `storage`.
    public func unsent() throws(DuikouError) -> [UnsentChange] {
        try told {
            let (programme, numbered) = (try store.programme(), try store.numbered())
            return try store.unanswered().map {
                UnsentChange($0, isOnTheLine: numbered.contains($0.edit), in: programme)
            }
        }
    }
}

extension Device {
    // MARK: - Conflicts

    /// The open conflicts.
    /// - Throws: as ``LocalReader/conflicts(_:_:)``.
    public func conflicts(_ collection: String? = nil, _ id: RecordID? = nil) async throws(DuikouError) -> [Conflict] {
        try await told { try $0.conflicts(collection, id) }
    }

    /// Settles a conflict as a person saw it: it closes just the candidates of this list.
    /// - Throws: ``DuikouError`` `changed` (with the new one) if other candidates live now, `noSuchEntry`, `notYours`,
    ///   `validation`.
    public func resolve(_ conflict: Conflict, _ decision: Decision, reason: String = "") async throws(DuikouError) {
        try await resolve(conflict.stored.id, decision, seen: conflict.stored.seen, reason: reason)
    }

    /// Settles a conflict by its id.
    /// - Parameter seen: stands for the candidates that the person saw.
    /// - Throws: as ``resolve(_:_:reason:)``.
    package func resolve(
        _ conflict: String,
        _ decision: Decision,
        seen: String,
        reason: String
    ) async throws(DuikouError) {
        do {
            try await writing { try $0.resolve(conflict, decision.stored, seen: seen, reason: reason) }
        } catch {
            let failure = DuikouError(error)
            guard failure.code == .changed else { throw failure }
            let now = try await conflicts().first { $0.id.description == conflict }
            throw DuikouError(.changed, failure.words, record: now?.record, conflict: now, cause: failure.cause)
        }
    }

    /// Takes back the last decision about a conflict: all its candidates live again.
    /// - Throws: ``DuikouError`` `noSuchEntry` where none was made on this device, `validation` where it stands.
    public func undoDecision(_ conflict: ConflictID) async throws(DuikouError) {
        try await changing { try $0.undo(conflict.description) }
    }

    /// The decisions made on this device about a record, oldest first.
    /// - Throws: ``DuikouError`` `unknownName`, `storage`.
    public func decisions(_ collection: String, _ id: RecordID) async throws(DuikouError) -> [DecisionRecord] {
        try await told { _ = try $0.shape(collection) }
        do {
            let replica = replica
            return try await readings.run {
                try replica.decisions(about: id).map {
                    DecisionRecord(
                        conflict: ConflictID(stored: $0.conflict),
                        reason: $0.reason,
                        at: Moments.date($0.at),
                        isUndone: $0.isUndone
                    )
                }
            }
        } catch {
            throw DuikouError(error)
        }
    }

    // MARK: - Refused edits

    /// The refused edits with everything that was typed, oldest first.
    /// - Throws: as ``LocalReader/refused()``.
    public func refused() async throws(DuikouError) -> [RefusedChange] { try await told { try $0.refused() } }

    /// The edits that the server has not answered, oldest first.
    /// - Throws: as ``LocalReader/unsent()``.
    public func unsent() async throws(DuikouError) -> [UnsentChange] { try await told { try $0.unsent() } }

    /// Offers a refused edit again as an edit of now, and with it those that were refused because of it.
    /// - Parameters:
    ///   - refused: the id in the list of refused edits.
    ///   - edits: what is to be otherwise in the record that the refusal blames, by field name. Those that depend on it
    ///     stay refused then and can be offered after it.
    /// - Throws: ``DuikouError`` `noSuchEntry`, `validation`, `unknownName`; it stays refused then.
    public func retry(
        _ refused: RefusedChange.ID,
        correcting edits: [String: FieldEdit] = [:]
    ) async throws(DuikouError) {
        guard !edits.isEmpty else { return try await retry(refused, byRecord: false) }
        guard let change = try await self.refused().first(where: { $0.id == refused }) else {
            throw DuikouError(.noSuchEntry, .noRefused(refused))
        }
        do {
            try await write { writer in
                let blamed = change.stored.operation?.record
                for part in change.changes {
                    let corrected =
                        part.record == blamed ? part.edits.merging(edits) { _, mended in mended } : part.edits
                    try writer.redo(part, corrected)
                }
                try writer.stored.discard(refused)
            }
        } catch {
            throw DuikouError(error)
        }
    }

    /// Offers a refused edit again.
    /// - Parameter byRecord: of an edit of several records each as an edit of its own, so that none falls with another.
    package func retry(_ refused: Int64, byRecord: Bool) async throws(DuikouError) {
        try await changing { try $0.retry(refused, byRecord: byRecord) }
    }

    /// Gives a refused edit up.
    /// - Throws: ``DuikouError`` `noSuchEntry`.
    public func discard(_ refused: RefusedChange.ID) async throws(DuikouError) {
        try await changing { try $0.discard(refused) }
    }

    private func changing(_ body: @escaping @Sendable (Replica) throws -> Void) async throws(DuikouError) {
        do {
            try await writing(body)
        } catch {
            throw DuikouError(error)
        }
    }
}

extension LocalWriter {
    /// Does again what a refused change did, with other values.
    fileprivate func redo(_ change: Change, _ edits: [String: FieldEdit]) throws(DuikouError) {
        switch change.kind {
        case .delete: try delete(change.collection, change.record)
        case .update: try update(change.collection, change.record, edits)
        case .create:
            guard try record(change.collection, change.record) == nil else {
                try update(change.collection, change.record, edits)
                return
            }
            var values: [String: Value] = [:]
            var additions: [String: FieldEdit] = [:]
            for (field, edit) in edits {
                switch edit {
                case .set(let value): values[field] = value
                case .add, .elements: additions[field] = edit
                }
            }
            let id = try create(change.collection, values, id: change.record)
            if !additions.isEmpty { try update(change.collection, id, additions) }
        }
    }
}
