import Replica
public import SyncModel
import Synchronization

/// Reading: each of these is a reading of its own; ``read(_:)`` makes several of one moment.
extension Device {
    /// Reads as often as wanted, all of one moment. The body runs on the device's reading thread.
    /// - Throws: what `body` throws; ``DuikouError`` `cancelled` if the task was cancelled.
    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (LocalReader) throws -> Result
    ) async throws -> Result {
        do {
            return try await reading(body)
        } catch {
            throw DuikouError(ours: error) ?? error
        }
    }

    /// One record; `nil` if it is not on this device.
    /// - Throws: ``DuikouError`` `unknownName`, `noProgramme`, `storage`.
    public func record(_ collection: String, _ id: RecordID) async throws(DuikouError) -> Record? {
        try await told { try $0.record(collection, id) }
    }

    /// The record with these values of its natural key; `nil` if it is not on this device.
    /// - Throws: as ``LocalReader/record(_:key:)``.
    public func record(_ collection: String, key: [String: Value]) async throws(DuikouError) -> Record? {
        try await told { try $0.record(collection, key: key) }
    }

    /// The records of a collection whose fields have these values, by id.
    /// - Throws: as ``LocalReader/records(_:where:after:limit:)``.
    public func records(
        _ collection: String,
        where fields: [String: Value] = [:],
        after: RecordID? = nil,
        limit: Int? = nil
    ) async throws(DuikouError) -> [Record] {
        try await told { try $0.records(collection, where: fields, after: after, limit: limit) }
    }

    /// The same records as values of the app's own.
    /// - Throws: as ``LocalReader/records(_:as:where:after:limit:)``.
    public func records<T: Decodable & Sendable>(
        _ collection: String,
        as type: T.Type,
        where fields: [String: Value] = [:],
        after: RecordID? = nil,
        limit: Int? = nil
    ) async throws(DuikouError) -> [T] {
        try await told { try $0.records(collection, as: type, where: fields, after: after, limit: limit) }
    }

    /// How many records of a collection have these values.
    /// - Throws: as ``LocalReader/count(_:where:)``.
    public func count(_ collection: String, where fields: [String: Value] = [:]) async throws(DuikouError) -> Int {
        try await told { try $0.count(collection, where: fields) }
    }

    /// Runs one statement that only reads.
    /// - Throws: as ``LocalReader/query(_:)``.
    public func query(_ sql: SQL) async throws(DuikouError) -> QueryResult {
        try await told { try $0.query(sql) }
    }

    /// The rows of a statement as values of the app's own.
    /// - Throws: as ``LocalReader/query(_:as:)``.
    public func query<T: Decodable & Sendable>(_ sql: SQL, as type: T.Type) async throws(DuikouError) -> [T] {
        try await told { try $0.query(sql, as: type) }
    }

    /// A reading whose errors are all ours.
    func told<Result: Sendable>(
        _ body: @escaping @Sendable (LocalReader) throws -> Result
    ) async throws(DuikouError) -> Result {
        do {
            return try await reading(body)
        } catch {
            throw DuikouError(error)
        }
    }

    /// Runs a body on the reading thread; what SQLite is doing for it is broken off when the task is cancelled.
    private func reading<Result: Sendable>(
        _ body: @escaping @Sendable (LocalReader) throws -> Result
    ) async throws -> Result {
        let stop = StopFlag()
        return try await withTaskCancellationHandler {
            try await readings.run { [replica] in
                guard !stop.isSet else { throw CancellationError() }
                do {
                    return try replica.reading(until: { stop.isSet }) { store in
                        let reader = LocalReader(store)
                        defer { reader.end() }
                        do {
                            return try body(reader)
                        } catch let error as DuikouError {
                            throw reader.failure ?? error
                        }
                    }
                } catch {
                    throw stop.isSet ? CancellationError() : error
                }
            }
        } onCancel: {
            stop.set()
        }
    }
}

/// Says to another thread that nobody waits any more.
final class StopFlag: Sendable {
    private let mark = Atomic(false)

    var isSet: Bool { mark.load(ordering: .relaxed) }

    func set() { mark.store(true, ordering: .relaxed) }
}
