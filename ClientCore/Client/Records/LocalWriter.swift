package import Replica
public import SyncModel

/// Writes records, and reads what was written so far. It lives in the body of ``Device/write(asOf:splitting:_:)``.
///
/// What one body writes is one edit: the server applies all of it or refuses all of it.
public final class LocalWriter: LocalReader {
    /// The store's own writer.
    package let stored: ReplicaWriter

    init(_ writer: ReplicaWriter) {
        stored = writer
        super.init(writer.reader)
    }

    /// Creates a record; a twin with the same natural key is edited instead.
    ///
    /// - Parameters:
    ///   - collection: as the programme names it.
    ///   - values: by field name; fields left out get their initial value.
    ///   - id: for collections without a natural key; `nil` makes a new one.
    /// - Returns: the record's id.
    /// - Throws: ``DuikouError`` `unknownName`, `validation`, `notYours`, `tooLarge`; nothing is changed then.
    @discardableResult
    public func create(
        _ collection: String,
        _ values: [String: Value],
        id: RecordID? = nil
    ) throws(DuikouError) -> RecordID {
        try told(collection, id) {
            let shape = try shape(collection)
            for name in values.keys.sorted() { _ = try shape.number(of: name) }
            return try stored.create(collection, values, id: id)
        }
    }

    /// Creates a record from a value of the app's own: its fields by name, its `id` as the record's.
    /// - Throws: as ``create(_:_:id:)``.
    @discardableResult
    public func create(_ collection: String, from value: some Encodable) throws(DuikouError) -> RecordID {
        let (fields, id) = try Fields.of(value, collection)
        return try create(collection, fields, id: id)
    }

    /// Edits fields of a record, by name.
    /// - Returns: whether anything changed.
    /// - Throws: ``DuikouError`` `noSuchRecord`, `unknownName`, `validation`, `notYours`, `tooLarge`; nothing is
    ///   changed then.
    @discardableResult
    public func update(_ collection: String, _ id: RecordID, _ edits: [String: FieldEdit]) throws(DuikouError) -> Bool {
        try told(collection, id) {
            let shape = try shape(collection)
            for name in edits.keys.sorted() { _ = try shape.number(of: name) }
            return try stored.update(collection, id, edits.mapValues(\.stored))
        }
    }

    /// Deletes a record.
    /// - Throws: ``DuikouError`` `noSuchRecord`, `validation` where deleting is forbidden, `notYours`.
    public func delete(_ collection: String, _ id: RecordID) throws(DuikouError) {
        try delete(collection, id, takingBack: false)
    }

    /// Deletes a record; where that is forbidden, one that was not sent yet may be taken back.
    package func delete(_ collection: String, _ id: RecordID, takingBack: Bool) throws(DuikouError) {
        try told(collection, id) { try stored.delete(collection, id, takingBack: takingBack) }
    }
}

/// The fields of an app's value, and the record that it names.
enum Fields {
    static func of(
        _ value: some Encodable,
        _ collection: String
    ) throws(DuikouError) -> (fields: [String: Value], id: RecordID?) {
        do {
            var fields = try FieldEncoder.fields(of: value)
            let id = fields.removeValue(forKey: "id")
            return (fields, id?.record)
        } catch {
            throw error.of(collection, nil)
        }
    }
}
