package import Replica
public import SyncModel

/// A record as a screen shows it: what the server holds, with what was typed here laid over it.
public struct Record: Hashable, Identifiable, Sendable {
    /// The name of the collection.
    public let collection: String
    /// The record's name for ever.
    public let id: RecordID
    /// Whose record it is.
    public let scope: Scope
    /// An edit of it has no answer of the server yet.
    public let isPending: Bool
    /// Somebody must decide between values of it.
    public let hasConflict: Bool
    /// The store's own form.
    package let stored: ReplicaRecord
    /// What it shows, by field number.
    package var values: [Value] { stored.values }
    private let names: [String]

    init(_ stored: ReplicaRecord, of collection: Programme.Collection, names: [String], hasConflict: Bool) {
        self.collection = collection.name
        (id, scope, isPending) = (stored.id, stored.scope, stored.isPending)
        self.hasConflict = hasConflict
        self.stored = stored
        self.names = names
    }

    /// A record as a server holds it.
    package init(atServer id: RecordID, _ scope: Scope, _ values: [Value], of collection: Programme.Collection) {
        let stored = ReplicaRecord(
            collection: collection.number,
            id: id,
            scope: scope,
            values: values,
            isPending: false
        )
        self.init(stored, of: collection, names: collection.fields.map(\.name), hasConflict: false)
    }

    /// The value of a field; `nil` if there is no such field, `.null` if nothing was entered.
    public subscript(field: String) -> Value? {
        guard let index = names.firstIndex(of: field), stored.values.indices.contains(index) else { return nil }
        return stored.values[index]
    }

    /// The fields by name as a value of the app's own; its `id` is the record's.
    /// - Throws: ``DuikouError`` `validation` with the field that does not fit.
    public func decoded<T: Decodable>(as type: T.Type = T.self) throws(DuikouError) -> T {
        var cells: [String: SQLValue] = ["id": id.sqlValue]
        for (name, value) in zip(names, stored.values) { cells[name] = value.sqlValue }
        do {
            return try CellDecoder.decode(type, from: cells)
        } catch {
            throw error.of(collection, id)
        }
    }
}
