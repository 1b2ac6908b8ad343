import SQLiteTables
import SyncMerge
import SyncModel

/// One collection with what the hot loops need of it: statements by column index, and how values stand in columns.
///
/// Columns of all statements: ``LocalColumn``, then the fields by number.
final class LocalTable {
    let collection: Programme.Collection
    /// The table's name as it stands in statements.
    let quotedName: String
    private let connection: StoreConnection
    let kinds: [ColumnKind]
    /// Numbers of the fields that hold references and have a part in the record's id or scope.
    let keyReferences: [Int]
    /// Numbers of the key fields in the key's order.
    let key: [Int]
    /// By the number of each field that holds references: the collection that they lead to.
    let targets: [Int: Int]
    /// The number of the field that gives the scope, if one does.
    let homeField: Int?
    /// Whether a creation must write each field: required ones, and the key.
    let mustStand: [Bool]

    enum ColumnKind {
        case plain
        case counter(Int64)
        case state(Value)
        case set
    }

    init(_ collection: Programme.Collection, in programme: Programme, connection: StoreConnection) {
        self.collection = collection
        quotedName = ColumnDDL.quoted(collection.name)
        self.connection = connection
        kinds = collection.fields.map { field in
            if field.rule.isSum { return .counter(field.initial.integer ?? 0) }
            if field.type == .set { return .set }
            return field.rule.hasMoves && !field.initial.isNull ? .state(field.initial) : .plain
        }
        let nothing = [Value](repeating: .null, count: collection.fields.count)
        fills = collection.filled(nothing) != nothing
        key = collection.key.compactMap { name in collection.fields.first { $0.name == name }?.number }
        targets = Dictionary(
            uniqueKeysWithValues: collection.fields.compactMap { field in
                guard field.type == .ref, let target = field.to.flatMap({ programme.collection(named: $0) }) else {
                    return nil
                }
                return (field.number, target.number)
            }
        )
        mustStand = collection.fields.map { $0.required || collection.key.contains($0.name) }
        if case .reference(_, let field) = collection.home {
            homeField = collection.field(named: field)?.number
        } else {
            homeField = nil
        }
        keyReferences = Set(key + [homeField].compactMap { $0 }).sorted().filter { collection.fields[$0].type == .ref }
    }

    var number: Int { collection.number }
    var fieldCount: Int { collection.fields.count }

    /// Whether any field has an initial value that a creation writes: most collections have none.
    private let fills: Bool

    /// The values of a new record, with initial values where nothing is given.
    func filled(_ values: [Value]) -> [Value] { fills ? collection.filled(values) : values }

    /// In the order of ``LocalColumn``, in quotes where they need them.
    var columnNames: [String] { ["id"] + StoreSchema.meta + collection.fields.map { ColumnDDL.quoted($0.name) } }
    /// The columns of a whole row.
    var columns: String { columnNames.joined(separator: ", ") }
    private var replacements: String {
        columnNames.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    }
    private var placeholders: String {
        [String](repeating: "?", count: LocalColumn.allCases.count + fieldCount).joined(separator: ", ")
    }

    // MARK: - Statements, prepared when first used

    private func prepared(_ statement: inout RawStatement?, _ sql: @autoclosure () -> String) throws -> RawStatement {
        if let statement { return statement }
        let made = try connection.prepare(sql())
        statement = made
        return made
    }

    private var insertStatement: RawStatement?

    /// Puts a row into an empty place; changes nothing where one stands.
    func insertOrIgnore() throws -> RawStatement {
        try prepared(
            &insertStatement,
            "INSERT OR IGNORE INTO \(quotedName)(\(columns)) VALUES (\(placeholders))"
        )
    }

    private var acknowledgeStatement: RawStatement?

    /// Gives a created record, to which nothing else happened, its place.
    func acknowledge() throws -> RawStatement {
        try prepared(
            &acknowledgeStatement,
            """
            UPDATE \(quotedName) SET _stream = ?, _pos = ?, _device = ?, _level = ? WHERE id = ? AND _edit = ? AND \
            _pos IS NULL AND _state IS NULL
            """
        )
    }

    private var takeOverStatement: RawStatement?

    /// Gives a row that another tool inserted the id and the marks of a creation; changes nothing where another row has
    /// the id.
    func takeOver() throws -> RawStatement {
        try prepared(
            &takeOverStatement,
            """
            UPDATE OR IGNORE \(quotedName) SET id = ?, _stream = ?, _pos = NULL, _device = NULL, _edit = ?, \
            _stamp = ?, _level = NULL, \
            _state = NULL WHERE id = ?
            """
        )
    }

    private var replaceStatement: RawStatement?

    /// Puts a row in its place. The row itself stays: what other programs hung on it, columns and references of their
    /// own, stays with it.
    func replace() throws -> RawStatement {
        try prepared(
            &replaceStatement,
            """
            INSERT INTO \(quotedName)(\(columns)) VALUES (\(placeholders)) ON CONFLICT(id) DO UPDATE SET \
            \(replacements)
            """
        )
    }

    private var selectStatement: RawStatement?

    func select() throws -> RawStatement {
        try prepared(
            &selectStatement,
            "SELECT \(columns) FROM \(quotedName) WHERE id = ?"
        )
    }

    private var deleteStatement: RawStatement?

    func delete() throws -> RawStatement {
        try prepared(
            &deleteStatement,
            "DELETE FROM \(quotedName) WHERE id = ?"
        )
    }

    func selectAll() -> String { "SELECT \(columns) FROM \(quotedName)" }

    /// The columns of ``LocalColumn`` alone.
    var marks: String { columnNames.prefix(LocalColumn.allCases.count).joined(separator: ", ") }

    // MARK: - Values in columns

    /// How a shown value stands in its column.
    func column(_ field: Int, _ value: Value) -> Value {
        guard value.isNull else { return value }
        switch kinds[field] {
        case .plain: return .null
        case .counter(let initial): return .integer(initial)
        case .state(let initial): return initial
        case .set: return .text("[]")
        }
    }

    /// The columns of a row that shows a state.
    func columns(of state: RecordState) -> [Value] {
        Merge.shown(state, in: collection).enumerated().map { column($0.offset, $0.element) }
    }

    /// How a written value of a uniform record stands in its column: a counter as its sum.
    func column(_ field: Int, written value: Value) -> Value {
        if case .counter(let initial) = kinds[field], let addend = value.integer {
            let (sum, isOutside) = initial.addingReportingOverflow(addend)
            return .integer(isOutside ? (addend < 0 ? .min : .max) : sum)
        }
        return column(field, value)
    }

    /// The written value of a uniform record, from its column.
    func written(_ field: Int, column value: Value) -> Value {
        switch kinds[field] {
        case .plain: return value
        case .counter(let initial):
            return value == .integer(initial) ? .null : .integer((value.integer ?? 0) &- initial)
        case .state(let initial): return value == initial ? .null : value
        case .set: return value == .text("[]") ? .null : value
        }
    }

    /// The values of a row that nothing was written into.
    var emptyRow: [Value] { (0..<fieldCount).map { column($0, .null) } }

    // MARK: - Where records live

    /// The scope read last: most records that follow each other live in one.
    private var lastScope: (text: String, scope: Scope)?

    /// The scope of a record with these shown values; `nil` where the field that gives it holds no id.
    func scope(of id: RecordID, _ values: [Value]) -> Scope? {
        switch collection.home {
        case .constant(let kind): return Scope(kind)
        case .itself(let kind): return Scope(kind, id)
        case .reference(let kind, _):
            guard let homeField, let text = values[homeField].text else { return nil }
            if let lastScope, lastScope.text == text { return lastScope.scope }
            guard let record = RecordID(text) else { return nil }
            lastScope = (text, Scope(kind, record))
            return lastScope?.scope
        }
    }

    func stream(in scope: Scope) -> Stream { Stream(scope: scope, lane: collection.lane) }
}
