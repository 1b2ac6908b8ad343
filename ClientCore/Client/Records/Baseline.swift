import Replica
public import SyncModel

/// What had been seen when a form was opened: ``Device/baseline(of:)``.
///
/// Fields that come back as they were shown are no edits then, and what others wrote meanwhile counts as not seen.
public struct Baseline: Hashable, Sendable {
    let stored: ReadBaseline
}

/// A form: what a person changes, and what had been seen when it was opened.
///
/// ``Device/draft(_:_:as:)`` opens one over a record, ``init(new:_:)`` one for a new record; ``Device/save(_:)`` writes
/// what was changed.
public struct Draft<T: Codable & Sendable>: Sendable {
    /// The name of the collection.
    public let collection: String
    /// The record; `nil` for one that is not saved yet.
    public let id: RecordID?
    /// What the person changes.
    public var value: T
    let baseline: Baseline?
    /// The fields as the form was opened with them.
    let read: [String: Value]

    /// A form for a new record.
    public init(new collection: String, _ value: T) {
        self.init(collection, nil, value, baseline: nil, read: [:])
    }

    init(_ collection: String, _ id: RecordID?, _ value: T, baseline: Baseline?, read: [String: Value]) {
        (self.collection, self.id, self.value, self.baseline, self.read) = (collection, id, value, baseline, read)
    }
}

extension LocalReader {
    /// A record as a form: what is read and what had been seen are of one moment.
    func draft<T: Codable & Sendable>(
        _ collection: String,
        _ id: RecordID,
        as type: T.Type
    ) throws(DuikouError) -> Draft<T> {
        guard let record = try record(collection, id) else { throw .missing(collection, id) }
        let value = try record.decoded(as: type)
        let baseline = try told(collection, id) { Baseline(stored: store.baseline(of: [record.stored])) }
        return Draft(collection, id, value, baseline: baseline, read: try Fields.of(value, collection).fields)
    }
}
