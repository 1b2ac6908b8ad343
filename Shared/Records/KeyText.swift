package import SyncModel
import SyncWire

/// Natural keys as text: the parts of a key joined by `/`, as people write them in reference columns and in
/// `field=value`.
///
/// A part that is itself a reference stands as the key of the record that it names, so `hospital/H001` is one part of a
/// pair's key. What lists show in the place of an id, a name, is read where a single record has it.
package struct KeyText {
    private let programme: Programme
    private let known: any KnownRecords

    /// A reader of keys and names.
    /// - Parameter known: the records among which the text is read.
    package init(_ programme: Programme, known: any KnownRecords) {
        self.programme = programme
        self.known = known
    }

    /// A reader of keys.
    /// - Parameter isHere: whether a record is known where the text is read.
    package init(_ programme: Programme, isHere: @escaping (Programme.Collection, RecordID) throws -> Bool) {
        self.init(programme, known: KnownIDs(isKnown: isHere))
    }

    /// Reads an id, a natural key or a name of a collection's record.
    ///
    /// A code may look like an id. It is taken for the code where a record with that code is known and none with that
    /// id is.
    /// - Throws: ``ValueProblem`` if the text is none of them, or could mean several; else what `known` throws.
    package func record(_ text: String, of collection: Programme.Collection) throws -> RecordID {
        let text = text.trimmedBlanks
        guard let id = RecordID(text) else { return try keyedOrNamed(text, of: collection) }
        guard collection.key.count == 1, collection.field(named: collection.key[0])?.type == .text else { return id }
        let keyed: RecordID
        do {
            keyed = try self.keyed(text, of: collection)
        } catch is ValueProblem {
            return id
        }
        guard keyed != id, try known.isHere(keyed, in: collection) else { return id }
        guard try !known.isHere(id, in: collection) else {
            throw ValueProblem.idAndKey(text, of: collection.name)
        }
        return keyed
    }

    /// Reads typed text as a value of a collection's field; a reference may be an id, a natural key or a name, a part
    /// of a key gets its one spelling.
    /// - Throws: ``ValueProblem``; else what `known` throws.
    package func value(_ text: String, of field: Programme.Field, in collection: Programme.Collection) throws -> Value {
        guard field.type == .ref, !text.trimmedBlanks.isEmpty,
            let target = field.to.flatMap({ programme.collection(named: $0) })
        else {
            return try ValueText.parse(
                text,
                as: field,
                zone: programme.timeZone,
                isKey: collection.key.contains(field.name)
            )
        }
        return .text(try record(text, of: target).text)
    }

    /// A key of a record that is here, for people who have to write one; `nil` if there is none.
    package func example(of collection: Programme.Collection) throws -> String? {
        try known.example(of: collection).flatMap { try key(of: $0, in: collection) }
    }

    /// The record with this key, or else the one that people call so, or whose key was typed in wide letters.
    private func keyedOrNamed(_ text: String, of collection: Programme.Collection) throws -> RecordID {
        let typed = try read(text, of: collection)
        if let id = try here(typed, in: collection) ?? named(text, of: collection) { return id }
        let narrow = HalfWidth.of(text)
        if narrow != text, let id = try here(read(narrow, of: collection), in: collection) { return id }
        return try typed.get()
    }

    /// What a text is as a key, or why it is none.
    private func read(_ text: String, of collection: Programme.Collection) throws -> Result<RecordID, ValueProblem> {
        do {
            return .success(try keyed(text, of: collection))
        } catch let error as ValueProblem {
            return .failure(error)
        }
    }

    private func here(_ key: Result<RecordID, ValueProblem>, in collection: Programme.Collection) throws -> RecordID? {
        guard case .success(let id) = key, try known.isHere(id, in: collection) else { return nil }
        return id
    }

    /// - Throws: ``ValueProblem`` if several records have the name.
    private func named(_ text: String, of collection: Programme.Collection) throws -> RecordID? {
        guard collection.nameField != nil else { return nil }
        let ids = try known.records(named: KeySpelling.of(text), in: collection)
        guard let id = ids.first, ids.count > 1 else { return ids.first }
        let example = try key(of: id, in: collection) ?? id.text
        throw ValueProblem.severalNamed(text, count: ids.count, of: collection.name, example: example)
    }

    private func keyed(_ text: String, of collection: Programme.Collection) throws -> RecordID {
        guard let key = NaturalKey(of: collection, in: programme) else {
            throw collection.nameField == nil
                ? ValueProblem.notID(text, of: collection.name) : .notNamed(text, of: collection.name)
        }
        let counts = collection.key.map { leaves(of: $0, in: collection) }
        let isSingle = counts.reduce(0, +) == 1
        let parts = isSingle ? [text] : text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == counts.reduce(0, +), parts.allSatisfy({ !$0.trimmedBlanks.isEmpty }) else {
            throw try noKey(text, of: collection)
        }
        var values: [Int: Value] = [:]
        var start = 0
        for (number, count) in zip(key.fields, counts) {
            let text = parts[start..<start + count].joined(separator: "/")
            values[number] = try value(text, of: collection.fields[number], in: collection)
            start += count
        }
        return key.id { values[$0] ?? .null }
    }

    private func noKey(_ text: String, of collection: Programme.Collection) throws -> ValueProblem {
        let (name, form) = (collection.name, form(of: collection))
        guard let example = try example(of: collection) else {
            return .noneHere(text, of: name, form: form)
        }
        return collection.nameField == nil
            ? .notKey(text, of: name, form: form, example: example)
            : .notKeyOrName(text, of: name, form: form, example: example)
    }

    /// The key of a record as it is read; `nil` if it has none, is not known, or has a part that would be read as two.
    private func key(of id: RecordID, in collection: Programme.Collection) throws -> String? {
        guard let parts = try parts(of: id, in: collection) else { return nil }
        return parts.count == 1 || !parts.contains { $0.contains("/") } ? parts.joined(separator: "/") : nil
    }

    private func parts(of id: RecordID, in collection: Programme.Collection) throws -> [String]? {
        guard !collection.key.isEmpty, let values = try known.values(of: id, in: collection) else { return nil }
        var parts: [String] = []
        for field in collection.key.compactMap({ collection.field(named: $0) }) {
            let value = values[field.number]
            guard let target = target(of: field.name, in: collection), let record = value.text.flatMap({ RecordID($0) })
            else {
                parts.append(ValueText.write(value, of: field, zone: programme.timeZone))
                continue
            }
            guard let more = try self.parts(of: record, in: target) else { return nil }
            parts += more
        }
        return parts
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
        guard let to = collection.field(named: name)?.to, let target = programme.collection(named: to),
            !target.key.isEmpty
        else {
            return nil
        }
        return target
    }
}
