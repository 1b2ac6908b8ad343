import Replica
public import SyncModel

extension Device {
    /// Runs typed writes as one edit: all of them are sent, applied or refused together.
    ///
    /// - Parameters:
    ///   - baseline: what had been seen when a form was opened (``baseline(of:)``); fields that come back unchanged
    ///     against it are no edits, and what others changed since counts as not seen.
    ///   - splitting: cuts the writes into as many edits as they need, in one transaction: for imports.
    ///   - body: writes and reads; it must not wait for anything, and runs on the device's writing thread.
    /// - Throws: what the body throws, and ``DuikouError``; nothing is changed then.
    @discardableResult
    public func write<Result: Sendable>(
        asOf baseline: Baseline? = nil,
        splitting: Bool = false,
        _ body: @escaping @Sendable (LocalWriter) throws -> Result
    ) async throws -> Result {
        do {
            return try await writing { replica in
                try replica.write(asOf: baseline?.stored, splitting: splitting) { stored in
                    let writer = LocalWriter(stored)
                    defer { writer.end() }
                    return try body(writer)
                }
            }
        } catch {
            throw DuikouError(ours: error) ?? error
        }
    }

    /// Runs SQL that writes, in one transaction, as any other tool could; each changed record becomes an edit.
    /// - Returns: how many records were written, each counted as often as a statement wrote it.
    /// - Throws: ``DuikouError`` `validation` with the guard's own sentence, `badSQL`, `storage`; nothing is changed
    ///   then.
    @discardableResult
    public func execute(_ statements: SQL...) async throws(DuikouError) -> Int {
        do {
            return try await writing { replica in
                try replica.checkWritable()
                let count = try PlainSQL.run(statements, at: replica.databasePath)
                try replica.drain()
                return count
            }
        } catch {
            throw DuikouError(error)
        }
    }

    /// What has been seen by now, with these records as they are shown: take it when a form is opened.
    /// - Throws: ``DuikouError`` `storage`.
    public func baseline(of records: [Record] = []) async throws(DuikouError) -> Baseline {
        let stored = records.map(\.stored)
        return try await told { Baseline(stored: $0.store.baseline(of: stored)) }
    }

    /// Opens a form over a record.
    /// - Throws: ``DuikouError`` `noSuchRecord`, `unknownName`, `validation` if the type does not fit.
    public func draft<T: Codable & Sendable>(
        _ collection: String,
        _ id: RecordID,
        as type: T.Type
    ) async throws(DuikouError) -> Draft<T> {
        try await told { try $0.draft(collection, id, as: type) }
    }

    /// Writes what differs from what the form was opened with, as of then.
    /// - Returns: the form to go on with, as the record is shown by now.
    /// - Throws: as ``LocalWriter/update(_:_:_:)``; nothing is changed then, and the form keeps what was typed.
    @discardableResult
    public func save<T: Codable & Sendable>(_ draft: Draft<T>) async throws(DuikouError) -> Draft<T> {
        let fields = try Fields.of(draft.value, draft.collection)
        do {
            return try await write(asOf: draft.baseline) { writer in
                let id: RecordID
                if let known = draft.id {
                    let changed = fields.fields.filter { draft.read[$0.key] != $0.value }
                    try writer.update(draft.collection, known, changed.mapValues { .set($0) })
                    id = known
                } else {
                    id = try writer.create(draft.collection, fields.fields, id: fields.id)
                }
                return try writer.draft(draft.collection, id, as: T.self)
            }
        } catch {
            throw DuikouError(error, collection: draft.collection, record: draft.id)
        }
    }

    /// Does something with the store on the writing thread, and tells those who watch.
    ///
    /// A writing that has not begun when its task is cancelled does not begin; one that has is finished.
    func writing<Result: Sendable>(_ body: @escaping @Sendable (Replica) throws -> Result) async throws -> Result {
        let stop = StopFlag()
        let replica = replica
        let result = try await withTaskCancellationHandler {
            try await thread.run {
                guard !stop.isSet else { throw CancellationError() }
                return try body(replica)
            }
        } onCancel: {
            stop.set()
        }
        changes.happened()
        return result
    }
}
