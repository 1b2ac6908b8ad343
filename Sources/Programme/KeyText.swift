public import SyncModel

/// Natural keys as text: the parts of a key joined by `/`, as people write them in reference columns and in `field=value`.
///
/// A part that is itself a reference stands as the key of the record that it names, so `hospital/H001` is one part of a pair's key.
public enum KeyText {
    /// Reads an id or a natural key of a collection's record.
    /// - Parameter derive: derives the record's id from its scope (`nil` where the key alone counts) and its key values.
    /// - Throws: ``ValueTextError`` if the text is neither.
    public static func record(
        _ text: String,
        of collection: Programme.Collection,
        in programme: Programme,
        derive: (Programme.Collection, Scope?, [Value]) -> RecordID
    ) throws(ValueTextError) -> RecordID {
        let text = text.trimmedBlanks
        if let record = RecordID(text) { return record }
        guard !collection.key.isEmpty else { throw ValueTextError("`\(text)` is not the id of a record of \(collection.name).") }
        let counts = collection.key.map { leaves(of: $0, in: collection, of: programme) }
        let isSingle = counts.reduce(0, +) == 1
        let parts = isSingle ? [text] : text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == counts.reduce(0, +), !parts.contains("") else {
            let form = form(of: collection, in: programme)
            throw ValueTextError("`\(text)` is neither an id nor a key of \(collection.name), which is written \(form).")
        }
        var values: [Value] = []
        var start = 0
        for (name, count) in zip(collection.key, counts) {
            guard let field = collection.field(named: name) else { continue }
            let part = parts[start..<start + count].joined(separator: "/")
            values.append(try value(part, of: field, in: programme, derive: derive))
            start += count
        }
        return derive(collection, scope(of: collection, keyed: values), values)
    }

    /// Reads typed text as a value; a reference may be an id or a natural key.
    public static func value(
        _ text: String,
        of field: Programme.Field,
        in programme: Programme,
        derive: (Programme.Collection, Scope?, [Value]) -> RecordID
    ) throws(ValueTextError) -> Value {
        guard field.type == .ref, !text.trimmedBlanks.isEmpty, let target = field.to.flatMap({ programme.collection(named: $0) }) else {
            return try ValueText.parse(text, as: field, zone: programme.timeZone)
        }
        return .text(try record(text, of: target, in: programme, derive: derive).text)
    }

    /// The scope that takes part in a natural key: that of the record which a key field names; `nil` for constant scopes and `self`.
    public static func scope(of collection: Programme.Collection, keyed values: [Value]) -> Scope? {
        guard case .reference(let kind, let field) = collection.home, let index = collection.key.firstIndex(of: field) else { return nil }
        guard index < values.count, let text = values[index].text, let record = RecordID(text) else { return nil }
        return Scope(kind, record)
    }

    /// How a key of the collection is written, for messages: `level/code`.
    public static func form(of collection: Programme.Collection, in programme: Programme) -> String {
        collection.key.map { name in
            guard let target = target(of: name, in: collection, of: programme) else { return name }
            return form(of: target, in: programme)
        }.joined(separator: "/")
    }

    /// How many parts a key field takes. The pack's check excludes keys that lead back to themselves.
    private static func leaves(of name: String, in collection: Programme.Collection, of programme: Programme) -> Int {
        guard let target = target(of: name, in: collection, of: programme) else { return 1 }
        return target.key.reduce(0) { $0 + leaves(of: $1, in: target, of: programme) }
    }

    private static func target(of name: String, in collection: Programme.Collection, of programme: Programme) -> Programme.Collection? {
        guard let to = collection.field(named: name)?.to, let target = programme.collection(named: to), !target.key.isEmpty else {
            return nil
        }
        return target
    }
}
