import Replica
public import SyncModel

/// Reads as often as wanted, all of one moment of the store. It lives in the body of ``Device/read(_:)``; afterwards it
/// throws `closed`.
public class LocalReader {
    let store: StoreReader
    private var isOver = false
    /// What SQLite said last: the store knows a remedy for some of it, and has to see it as it was.
    private(set) var failure: (any Error)?

    init(_ store: StoreReader) {
        self.store = store
    }

    /// The body is over.
    func end() { isOver = true }

    /// One record; `nil` if it is not on this device.
    /// - Throws: ``DuikouError`` `unknownName`, `noProgramme`, `storage`.
    public func record(_ collection: String, _ id: RecordID) throws(DuikouError) -> Record? {
        try told(collection, id) {
            let shape = try shape(collection)
            return try store.record(collection, id).map { try shape.record($0, in: conflicted(collection)) }
        }
    }

    /// The record with these values of its natural key; `nil` if it is not on this device.
    /// - Throws: ``DuikouError`` `unknownName`, `validation` if these are not the fields of the key, `noProgramme`,
    ///   `storage`.
    public func record(_ collection: String, key: [String: Value]) throws(DuikouError) -> Record? {
        let id = try told(collection) { () throws -> RecordID? in
            let shape = try shape(collection)
            var row = [Value](repeating: .null, count: shape.names.count)
            for (name, value) in key { row[try shape.number(of: name)] = value }
            guard Set(key.keys) == Set(shape.collection.key), !key.isEmpty else {
                let fields = shape.collection.key
                throw DuikouError(
                    .validation,
                    fields.isEmpty ? .noKey(collection) : .keyFields(collection, fields: fields)
                )
            }
            return try store.keyedID(collection, row)
        }
        guard let id else { return nil }
        return try record(collection, id)
    }

    /// The records of a collection whose fields have these values, by id.
    ///
    /// - Parameters:
    ///   - collection: as the programme names it.
    ///   - fields: by name; a field that holds a set is met by a text that is one of its elements, or by the whole set.
    ///   - after: only records behind this one: where the last reading stopped.
    ///   - limit: how many at most; `nil` for all.
    /// - Throws: ``DuikouError`` `unknownName`, `noProgramme`, `storage`.
    public func records(
        _ collection: String,
        where fields: [String: Value] = [:],
        after: RecordID? = nil,
        limit: Int? = nil
    ) throws(DuikouError) -> [Record] {
        var found: [Record] = []
        try told(collection) { try each(collection, fields, after: after, limit: limit) { found.append($0) } }
        return found
    }

    /// The same records as values of the app's own.
    /// - Throws: ``DuikouError`` `validation` if the type does not fit, and what ``records(_:where:after:limit:)``
    ///   throws.
    public func records<T: Decodable & Sendable>(
        _ collection: String,
        as type: T.Type,
        where fields: [String: Value] = [:],
        after: RecordID? = nil,
        limit: Int? = nil
    ) throws(DuikouError) -> [T] {
        var found: [T] = []
        try told(collection) {
            try each(collection, fields, after: after, limit: limit) { found.append(try $0.decoded(as: type)) }
        }
        return found
    }

    /// The same records one at a time: a collection of any size needs little memory.
    /// - Throws: what `body` throws, and ``DuikouError`` `unknownName`, `noProgramme`, `storage`.
    public func forEach(
        _ collection: String,
        where fields: [String: Value] = [:],
        _ body: (Record) throws -> Void
    ) throws {
        var theirs: (any Error)?
        do throws(DuikouError) {
            try told(collection) {
                try each(collection, fields) { record in
                    do {
                        try body(record)
                    } catch {
                        theirs = error
                        throw error
                    }
                }
            }
        } catch {
            throw theirs ?? error
        }
    }

    /// How many records of a collection have these values.
    /// - Throws: ``DuikouError`` `unknownName`, `noProgramme`, `storage`.
    public func count(_ collection: String, where fields: [String: Value] = [:]) throws(DuikouError) -> Int {
        try told(collection) { try store.count(collection, where: shape(collection).conditions(fields)) }
    }

    /// Runs one statement that only reads; every collection is a table with a column for each field. Columns that begin
    /// with `_` are the store's own and are left out.
    /// - Throws: ``DuikouError`` `badSQL`, `storage`.
    public func query(_ sql: SQL) throws(DuikouError) -> QueryResult {
        do {
            return try told { () throws -> QueryResult in
                let (columns, rows) = try store.query(sql.text, sql.arguments.map(\.stored))
                let shown = columns.indices.filter { !columns[$0].hasPrefix("_") }
                return QueryResult(
                    columns: shown.map { columns[$0] },
                    rows: rows.map { row in shown.map { SQLValue(row[$0]) } }
                )
            }
        } catch {
            throw error.code == .validation ? DuikouError(.badSQL, error.words, cause: error.cause) : error
        }
    }

    /// The rows as values of the app's own: columns by name, a single one as the value itself.
    /// - Throws: ``DuikouError`` `validation` if the type does not fit, and what ``query(_:)`` throws.
    public func query<T: Decodable & Sendable>(_ sql: SQL, as type: T.Type) throws(DuikouError) -> [T] {
        let result = try query(sql)
        do {
            return try result.rows.map { row throws(CellError) -> T in
                let cells = Dictionary(zip(result.columns, row)) { first, _ in first }
                return try CellDecoder.decode(type, from: cells, alone: row.count == 1 ? row[0] : nil)
            }
        } catch {
            throw error.of(nil, nil)
        }
    }
}

extension LocalReader {
    /// Does something with the store; its errors leave as ours.
    func told<T>(
        _ collection: String? = nil,
        _ record: RecordID? = nil,
        _ body: () throws -> T
    ) throws(DuikouError) -> T {
        guard !isOver else { throw .closed }
        failure = nil
        do {
            return try body()
        } catch {
            if let known = DuikouError(ours: error, collection: collection, record: record) { throw known }
            failure = error
            throw DuikouError(StoreReader.inWords(error), collection: collection, record: record)
        }
    }

    private func each(
        _ collection: String,
        _ fields: [String: Value],
        after: RecordID? = nil,
        limit: Int? = nil,
        _ body: (Record) throws -> Void
    ) throws {
        let shape = try shape(collection)
        let conflicted = try conflicted(collection)
        try store.list(collection, where: shape.conditions(fields), after: after, limit: limit) {
            try body(shape.record($0, in: conflicted))
        }
    }

    private func conflicted(_ collection: String) throws -> Set<RecordID> { try store.conflicted(collection) }

    func shape(_ name: String) throws -> RecordShape { try RecordShape(name, store.programme()) }
}

/// What the records of a collection look like.
struct RecordShape {
    let collection: Programme.Collection
    let names: [String]

    init(_ name: String, _ programme: Programme) throws(DuikouError) {
        guard let collection = programme.collection(named: name) else {
            let nearest = NearestName.of(name, among: programme.collections.map(\.name))
            throw DuikouError(
                .unknownName,
                .store(.name(.noCollection(name)), at: nil),
                problem: .noName(name, nearest: nearest),
                collection: name
            )
        }
        self.collection = collection
        names = collection.fields.map(\.name)
    }

    func number(of field: String) throws(DuikouError) -> Int {
        guard let number = names.firstIndex(of: field) else {
            throw DuikouError(
                .unknownName,
                .store(.name(.noField(field, of: collection.name)), at: nil),
                problem: .noName(field, nearest: NearestName.of(field, among: names)),
                collection: collection.name,
                field: field
            )
        }
        return number
    }

    func record(_ stored: ReplicaRecord, in conflicted: Set<RecordID>) -> Record {
        Record(stored, of: collection, names: names, hasConflict: conflicted.contains(stored.id))
    }

    /// Conditions in one order, so that one statement serves them all.
    func conditions(_ fields: [String: Value]) throws(DuikouError) -> [(field: String, value: Value)] {
        for name in fields.keys.sorted() where name != "id" { _ = try number(of: name) }
        return fields.sorted { $0.key < $1.key }.map { (field: $0.key, value: $0.value) }
    }
}

extension SQLValue {
    init(_ cell: StoredCell) {
        self =
            switch cell {
            case .null: .null
            case .integer(let integer): .integer(integer)
            case .real(let number): .real(number)
            case .text(let text): .text(text)
            case .blob(let bytes): .blob(bytes)
            }
    }

    var stored: StoredCell {
        switch self {
        case .null: .null
        case .integer(let integer): .integer(integer)
        case .real(let number): .real(number)
        case .text(let text): .text(text)
        case .blob(let bytes): .blob(bytes)
        }
    }
}
