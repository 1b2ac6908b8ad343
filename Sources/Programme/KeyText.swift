public import SyncModel
import SyncWire

/// Natural keys as text: the parts of a key joined by `/`, as people write them in reference columns and in `field=value`.
///
/// A part that is itself a reference stands as the key of the record that it names, so `hospital/H001` is one part of a pair's key.
public struct KeyText {
    private let programme: Programme
    private let isHere: (Programme.Collection, RecordID) throws -> Bool

    /// A reader of keys.
    /// - Parameter isHere: whether a record is known where the text is read; asked only where the text may mean two records.
    public init(_ programme: Programme, isHere: @escaping (Programme.Collection, RecordID) throws -> Bool) {
        self.programme = programme
        self.isHere = isHere
    }

    /// Reads an id or a natural key of a collection's record.
    ///
    /// A code may look like an id. It is taken for the code where a record with that code is known and none with that id is.
    /// - Throws: ``ValueTextError`` if the text is neither, or both; else what `isHere` throws.
    public func record(_ text: String, of collection: Programme.Collection) throws -> RecordID {
        let text = text.trimmedBlanks
        guard let id = RecordID(text) else { return try keyed(text, of: collection) }
        guard collection.key.count == 1, collection.field(named: collection.key[0])?.type == .text else { return id }
        let keyed: RecordID
        do {
            keyed = try self.keyed(text, of: collection)
        } catch is ValueTextError {
            return id
        }
        guard keyed != id, try isHere(collection, keyed) else { return id }
        guard try !isHere(collection, id) else {
            throw ValueTextError(
                "`\(text)` is the id of one record of \(collection.name) and the key of another: write the key of the one or the id of the other."
            )
        }
        return keyed
    }

    /// Reads typed text as a value of a collection's field; a reference may be an id or a natural key, a part of a key gets its one spelling.
    /// - Throws: ``ValueTextError``; else what `isHere` throws.
    public func value(_ text: String, of field: Programme.Field, in collection: Programme.Collection) throws -> Value {
        guard field.type == .ref, !text.trimmedBlanks.isEmpty, let target = field.to.flatMap({ programme.collection(named: $0) }) else {
            return try ValueText.parse(text, as: field, zone: programme.timeZone, isKey: collection.key.contains(field.name))
        }
        return .text(try record(text, of: target).text)
    }

    /// The id of the record with these key values, in the key's order: the same on every device.
    func id(in collection: Programme.Collection, keyed values: [Value]) -> RecordID {
        NaturalKey.id(
            programme: programme.name,
            collection: collection.name,
            scope: Self.scope(of: collection, keyed: values),
            parts: values
        )
    }

    private func keyed(_ text: String, of collection: Programme.Collection) throws -> RecordID {
        guard !collection.key.isEmpty else { throw ValueTextError("`\(text)` is not the id of a record of \(collection.name).") }
        let counts = collection.key.map { leaves(of: $0, in: collection) }
        let isSingle = counts.reduce(0, +) == 1
        let parts = isSingle ? [text] : text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == counts.reduce(0, +), parts.allSatisfy({ !$0.trimmedBlanks.isEmpty }) else {
            throw ValueTextError("`\(text)` is neither an id nor a key of \(collection.name), which is written \(form(of: collection)).")
        }
        var values: [Value] = []
        var start = 0
        for (name, count) in zip(collection.key, counts) {
            guard let field = collection.field(named: name) else { continue }
            values.append(try value(parts[start..<start + count].joined(separator: "/"), of: field, in: collection))
            start += count
        }
        return id(in: collection, keyed: values)
    }

    /// The scope that takes part in a natural key: that of the record which a key field names; `nil` for constant scopes and `self`.
    private static func scope(of collection: Programme.Collection, keyed values: [Value]) -> Scope? {
        guard case .reference(let kind, let field) = collection.home, let index = collection.key.firstIndex(of: field) else { return nil }
        guard index < values.count, let text = values[index].text, let record = RecordID(text) else { return nil }
        return Scope(kind, record)
    }

    /// How a key of the collection is written, for messages: `level/code`.
    private func form(of collection: Programme.Collection) -> String {
        collection.key.map { name in target(of: name, in: collection).map(form) ?? name }.joined(separator: "/")
    }

    /// How many parts a key field takes. The pack's check excludes keys that lead back to themselves.
    private func leaves(of name: String, in collection: Programme.Collection) -> Int {
        guard let target = target(of: name, in: collection) else { return 1 }
        return target.key.reduce(0) { $0 + leaves(of: $1, in: target) }
    }

    private func target(of name: String, in collection: Programme.Collection) -> Programme.Collection? {
        guard let to = collection.field(named: name)?.to, let target = programme.collection(named: to), !target.key.isEmpty else {
            return nil
        }
        return target
    }
}
