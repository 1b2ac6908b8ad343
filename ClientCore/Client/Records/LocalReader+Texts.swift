package import Records
import Replica
public import SyncModel

/// Values as people type and read them.
extension LocalReader {
    /// What somebody typed for a field, as a value: an option by its key or title, a record by its id, natural key or
    /// unique name, numbers and dates in the forms that people write, times in the programme's zone.
    /// - Returns: null for what is empty or blank.
    /// - Throws: ``DuikouError`` `validation` with what is wrong, `unknownName`, `noProgramme`, `storage`.
    public func value(_ text: String, for field: String, of collection: String) throws(DuikouError) -> Value {
        try told(collection) {
            let shape = try shape(collection)
            let declared = shape.collection.fields[try shape.number(of: field)]
            do {
                return try keys().value(text, of: declared, in: shape.collection)
            } catch let problem as ValueProblem {
                throw DuikouError(.validation, .typed(problem, at: field), collection: collection, field: field)
            }
        }
    }

    /// A field's value as people read it: a record by its name, an option by its title, times in the programme's zone.
    /// - Returns: an empty text for null.
    /// - Throws: ``DuikouError`` `unknownName`, `noProgramme`, `storage`.
    public func text(
        _ value: Value,
        of field: String,
        of collection: String,
        _ language: DuikouError.Language = .english
    ) throws(DuikouError) -> String {
        try told(collection) {
            let shape = try shape(collection)
            let declared = shape.collection.fields[try shape.number(of: field)]
            return try Self.word(value, of: declared, language) ?? names().text(value, of: declared)
        }
    }

    /// What a value is called that has a word in each language; `nil` for any other.
    private static func word(_ value: Value, of field: Programme.Field, _ language: DuikouError.Language) -> String? {
        switch field.type {
        case .option:
            guard let title = field.options.first(where: { value.text == $0.key })?.title else { return nil }
            let word = language == .chinese ? title.zh : title.en
            return word.isEmpty ? nil : word
        case .boolean:
            guard let truth = value.boolean else { return nil }
            return language == .chinese ? (truth ? "是" : "否") : (truth ? "yes" : "no")
        case .text, .integer, .decimal, .date, .datetime, .set, .ref, .blob: return nil
        }
    }

    /// Records on this device that may tell of the same thing, as the programme says; nothing is merged by itself.
    /// - Parameter collection: `nil` for all that have a rule.
    /// - Throws: ``DuikouError`` `unknownName`, `noProgramme`, `storage`.
    public func duplicates(_ collection: String? = nil) throws(DuikouError) -> [DuplicateGroup] {
        try possibleDuplicates(collection).found.map { DuplicateGroup($0) }
    }

    /// The same with what the records show.
    package func possibleDuplicates(_ collection: String? = nil) throws(DuikouError) -> Duplicates {
        try told(collection) {
            if let collection { _ = try shape(collection) }
            var found = Duplicates(try store.programme())
            for each in found.collections where collection == nil || each.name == collection {
                var records: [(id: RecordID, scope: Scope, values: [Value])] = []
                try store.list(each.name, where: [], after: nil, limit: nil) {
                    records.append(($0.id, $0.scope, $0.values))
                }
                found.look(at: records, of: each)
            }
            return found
        }
    }

    /// Natural keys and names, looked up among the records of this moment.
    package func keys() throws -> KeyText { KeyText(try store.programme(), known: StoredRecords(store: store)) }

    /// What the records of this moment are called.
    package func names() throws -> ReferenceNames {
        ReferenceNames(try store.programme()) { [store] in try store.record($0.name, $1)?.values }
    }

    /// The record that has the natural key of these values, by field number; `nil` also where a part of it is missing.
    package func twin(of values: [Value], in collection: String) throws(DuikouError) -> Record? {
        let id = try told(collection) { try store.keyedID(collection, values) }
        guard let id else { return nil }
        return try record(collection, id)
    }

    /// The records that meet all conditions, of which a field may have several; one at a time, by id.
    package func forEach(
        _ collection: String,
        meeting conditions: [(field: String, value: Value)],
        limit: Int? = nil,
        _ body: (Record) throws -> Void
    ) throws {
        let shape = try shape(collection)
        try store.list(collection, where: conditions, after: nil, limit: limit) { try body(shape.record($0, in: [])) }
    }
}

/// Records that may tell of the same thing: they agree in some fields, and lie close together in time where the
/// programme says so.
public struct DuplicateGroup: Hashable, Sendable {
    /// The name of the collection.
    public let collection: String
    /// The fields in which they agree.
    public let fields: [String]
    /// Two or more, in the order of their times or ids.
    public let records: [RecordID]
    /// The programme takes them for one fact that was written down more than once: a report counts it once.
    public let isCountedOnce: Bool

    init(_ group: Duplicates.Group) {
        (collection, fields) = (group.collection.name, group.rule.fields)
        records = group.records.map(\.id)
        isCountedOnce = group.rule.action == .match
    }
}

extension Device {
    /// What somebody typed for a field, as a value.
    /// - Throws: as ``LocalReader/value(_:for:of:)``.
    public func value(_ text: String, for field: String, of collection: String) async throws(DuikouError) -> Value {
        try await told { try $0.value(text, for: field, of: collection) }
    }

    /// A field's value as people read it.
    /// - Throws: as ``LocalReader/text(_:of:of:_:)``.
    public func text(
        _ value: Value,
        of field: String,
        of collection: String,
        _ language: DuikouError.Language = .english
    ) async throws(DuikouError) -> String {
        try await told { try $0.text(value, of: field, of: collection, language) }
    }

    /// Records on this device that may tell of the same thing.
    /// - Throws: as ``LocalReader/duplicates(_:)``.
    public func duplicates(_ collection: String? = nil) async throws(DuikouError) -> [DuplicateGroup] {
        try await told { try $0.duplicates(collection) }
    }

    /// Gives the rows that other programs wrote their records, where anything can be written: the ids of their keys.
    package func takeOthersWrites() async throws {
        try await withReplica { if !$0.isReadOnly { try $0.drain() } }
    }
}

/// The records of one moment, among which typed texts are looked up.
private struct StoredRecords: KnownRecords {
    let store: StoreReader

    func isHere(_ id: RecordID, in collection: Programme.Collection) throws -> Bool {
        try values(of: id, in: collection) != nil
    }

    func values(of id: RecordID, in collection: Programme.Collection) throws -> [Value]? {
        try store.record(collection.name, id)?.values
    }

    func records(named name: String, in collection: Programme.Collection) throws -> [RecordID] {
        var found: [RecordID] = []
        try store.list(collection.name, where: [], after: nil, limit: nil) {
            if collection.spelledName($0.values) == name { found.append($0.id) }
        }
        return found
    }

    func example(of collection: Programme.Collection) throws -> RecordID? {
        var first: RecordID?
        try store.list(collection.name, where: [], after: nil, limit: 1) { first = $0.id }
        return first
    }
}
