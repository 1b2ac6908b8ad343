public import SyncModel

/// Typed writes inside ``Replica/write(asOf:splitting:_:)``; of no use after it.
public final class LocalWriter {
    /// The installed programme.
    public let programme: Programme

    init(programme: Programme) {
        self.programme = programme
    }

    /// Creates a record; a twin with the same natural key is edited instead.
    ///
    /// - Parameters:
    ///   - values: by field name; fields left out get their initial value.
    ///   - id: for collections without a key; `nil` makes a new one.
    /// - Returns: the record's id.
    /// - Throws: ``ReplicaError`` `unknownName`, `validation`, `notYours`, `tooLarge`.
    @discardableResult
    public func create(_ collection: String, _ values: [String: Value], id: RecordID? = nil) throws -> RecordID {
        throw Replica.later
    }

    /// Creates a record from values by field number: the fast road.
    @discardableResult
    public func create(_ collection: Programme.Collection, _ values: [Value], id: RecordID? = nil) throws -> RecordID {
        throw Replica.later
    }

    /// Edits fields of a record, by field name.
    /// - Returns: whether anything changed.
    /// - Throws: ``ReplicaError`` `noSuchRecord`, `unknownName`, `validation`, `notYours`, `tooLarge`.
    @discardableResult
    public func update(_ collection: String, _ id: RecordID, _ edits: [String: FieldEdit]) throws -> Bool {
        throw Replica.later
    }

    /// Deletes a record.
    /// - Throws: ``ReplicaError`` `noSuchRecord`, `validation` where deleting is forbidden, `notYours`.
    public func delete(_ collection: String, _ id: RecordID) throws { throw Replica.later }

    /// One record with the writes made so far; `nil` if there is none.
    public func record(_ collection: String, _ id: RecordID) throws -> Record? { throw Replica.later }

    /// The id that a record with these key values has; `nil` if the collection has no key or a value is missing.
    public func keyedID(_ collection: Programme.Collection, _ values: [Value]) throws -> RecordID? { throw Replica.later }

    /// The first record whose fields have these values, for `import --key`.
    public func find(_ collection: String, where conditions: [(field: String, value: Value)]) throws -> RecordID? { throw Replica.later }
}
