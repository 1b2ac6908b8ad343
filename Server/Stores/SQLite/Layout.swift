import ChangeFeed
import SQLiteTables
import SyncMerge
import SyncModel

/// The programme in force with a table for each of its collections, on one connection.
final class Layout {
    let programmes: ProgrammeVersions
    let version: Int
    let tables: [CollectionTable]

    init(programmes: ProgrammeVersions, version: Int, connection: Connection) {
        self.programmes = programmes
        self.version = version
        tables = (programmes.current?.collections ?? []).map { CollectionTable($0, connection: connection) }
    }

    func table(_ number: Int) throws -> CollectionTable {
        guard tables.indices.contains(number) else { throw StoreFailure(.noCollection(number)) }
        return tables[number]
    }
}

/// A collection's table (clause F6): its statements, each prepared when first needed, and how a row is written and
/// read.
final class CollectionTable {
    let collection: Programme.Collection
    private unowned let connection: Connection
    /// Fields whose column is not NULL when nothing was written: number and value.
    private let empties: [(field: Int, value: Value)]
    /// Field numbers of counters with their initial values.
    private let counters: [(field: Int, initial: Int64)]
    private let name: String
    private let fieldNames: String

    private static let ownColumns = "id, _stream, _pos, _device, _edit, _since, _stamp, _level, _open, _state"
    private static let firstField = Int32(RowColumn.allCases.count)

    init(_ collection: Programme.Collection, connection: Connection) {
        self.collection = collection
        self.connection = connection
        name = ColumnDDL.quoted(collection.name)
        fieldNames = collection.fields.map { ", " + ColumnDDL.quoted($0.name) }.joined()
        empties = collection.fields.compactMap {
            let empty = ColumnDDL.empty($0)
            return empty.isNull ? nil : ($0.number, empty)
        }
        counters = collection.fields.compactMap { $0.rule.isSum ? ($0.number, $0.initial.integer ?? 0) : nil }
    }

    private lazy var columns = Self.ownColumns + fieldNames
    private lazy var placeholders = [String](repeating: "?", count: RowColumn.allCases.count + collection.fields.count)
        .joined(
            separator: ", "
        )

    private(set) lazy var insert = Result {
        try RawStatement(
            connection.handle,
            "INSERT INTO \(name)(\(columns)) VALUES(\(placeholders)) ON CONFLICT(id) DO NOTHING"
        )
    }
    private(set) lazy var replace = Result {
        try RawStatement(
            connection.handle,
            "INSERT OR REPLACE INTO \(name)(\(columns)) VALUES(\(placeholders))"
        )
    }
    private(set) lazy var byID = Result {
        try RawStatement(connection.handle, "SELECT \(columns) FROM \(name) WHERE id = ?")
    }
    private(set) lazy var streamByID = Result {
        try RawStatement(connection.handle, "SELECT _stream FROM \(name) WHERE id = ?")
    }
    private(set) lazy var byPosition = Result {
        try RawStatement(
            connection.handle,
            "SELECT \(columns) FROM \(name) WHERE _stream = ? AND _pos > ? ORDER BY _pos"
        )
    }
    private(set) lazy var delete = Result { try RawStatement(connection.handle, "DELETE FROM \(name) WHERE id = ?") }
    private(set) lazy var open = Result {
        try RawStatement(
            connection.handle,
            "SELECT \(columns) FROM \(name) WHERE _open IS NOT NULL ORDER BY id"
        )
    }
    private(set) lazy var counts = Result {
        try RawStatement(
            connection.handle,
            "SELECT (SELECT count(*) FROM \(name)), (SELECT count(*) FROM \(name) WHERE _open IS NOT NULL)"
        )
    }

    /// All rows, or those whose columns show these values, by id.
    func scan(_ conditions: [Condition]) throws -> RawStatement {
        var sql = "SELECT \(columns) FROM \(name)"
        for (index, condition) in conditions.enumerated() {
            guard collection.fields.indices.contains(condition.field) else {
                throw FeedFailure.noField(condition.field, of: collection.name)
            }
            let field = collection.fields[condition.field]
            sql += index == 0 ? " WHERE " : " AND "
            sql += ColumnDDL.condition(on: field, condition.value)
        }
        let statement = try RawStatement(connection.handle, sql + " ORDER BY id")
        for (index, condition) in conditions.enumerated() { statement.bind(Int32(index + 1), condition.value) }
        return statement
    }

    // MARK: - Rows

    /// Binds a uniform record to ``insert`` or ``replace``.
    /// - Returns: false if its columns alone would not give it back; nothing is bound then.
    func bind(_ record: UniformRecord, stream: Int64, device: Int64, to statement: RawStatement) -> Bool {
        // A value that looks like nothing written, and a time beyond 2^61 ms, need the long form.
        for (field, empty) in empties where field < record.values.count && !record.values[field].isNull {
            if shown(record.values[field], counter: field, empty: empty) == empty { return false }
        }
        guard record.stamp.milliseconds.magnitude < 1 << 61, record.dot.index == 0 else { return false }
        statement.bind(RowColumn.id.parameter, record.record)
        statement.bind(RowColumn.stream.parameter, stream)
        statement.bind(RowColumn.position.parameter, record.position)
        statement.bind(RowColumn.device.parameter, device)
        statement.bind(RowColumn.edit.parameter, record.dot.edit)
        statement.bindNull(RowColumn.since.parameter)
        statement.bind(RowColumn.stamp.parameter, record.stamp.milliseconds << 1 | (record.stamp.sure ? 1 : 0))
        statement.bind(RowColumn.level.parameter, record.level)
        statement.bindNull(RowColumn.open.parameter)
        statement.bindNull(RowColumn.state.parameter)
        for index in collection.fields.indices {
            let parameter = Self.firstField + Int32(index) + 1
            if index < record.values.count {
                statement.bind(parameter, record.values[index])
            } else {
                statement.bindNull(parameter)
            }
        }
        for (field, empty) in empties {
            let value = field < record.values.count ? record.values[field] : .null
            statement.bind(Self.firstField + Int32(field) + 1, shown(value, counter: field, empty: empty))
        }
        return true
    }

    /// Binds a record in its long form.
    func bind(
        _ state: RecordState,
        stream: Int64,
        authorship: Authorship?,
        device: Int64?,
        open: Int,
        to statement: RawStatement
    ) {
        statement.bind(RowColumn.id.parameter, state.record)
        statement.bind(RowColumn.stream.parameter, stream)
        statement.bind(RowColumn.position.parameter, state.position)
        if let authorship, let device {
            statement.bind(RowColumn.device.parameter, device)
            statement.bind(RowColumn.edit.parameter, authorship.edit)
            statement.bind(RowColumn.since.parameter, authorship.since)
        } else {
            for column in [RowColumn.device, .edit, .since] { statement.bindNull(column.parameter) }
        }
        statement.bindNull(RowColumn.stamp.parameter)
        statement.bindNull(RowColumn.level.parameter)
        if open > 0 {
            statement.bind(RowColumn.open.parameter, open)
        } else {
            statement.bindNull(RowColumn.open.parameter)
        }
        statement.bind(RowColumn.state.parameter, StateBlob.encode(state))
        for (index, value) in Merge.shown(state, in: collection).enumerated() where index < collection.fields.count {
            let empty = ColumnDDL.empty(collection.fields[index])
            statement.bind(Self.firstField + Int32(index) + 1, value.isNull ? empty : value)
        }
    }

    /// Reads the row on which a statement stands.
    func row(
        _ statement: RawStatement,
        streams: (Int64) throws -> Stream,
        devices: (Int64) throws -> DeviceID
    ) throws -> StoredRecord {
        guard let record = statement.record(RowColumn.id) else { throw StoreFailure.damaged }
        let stream = try streams(statement.integer(RowColumn.stream))
        var authorship: Authorship?
        if !statement.isNull(RowColumn.device) {
            let (device, since) = (
                try devices(statement.integer(RowColumn.device)), statement.position(RowColumn.since)
            )
            authorship = Authorship(device: device, edit: statement.edit(RowColumn.edit), since: since)
        }
        if let blob = statement.blob(RowColumn.state) {
            let state = try StateBlob.decode(blob, collection: collection.number, record: record, stream: stream)
            return StoredRecord(stream: stream, body: .state(state), authorship: authorship)
        }
        guard let authorship else { throw StoreFailure.damaged }
        let stamp = statement.integer(RowColumn.stamp)
        var values: [Value] = []
        values.reserveCapacity(collection.fields.count)
        for index in collection.fields.indices { values.append(statement.value(Self.firstField + Int32(index))) }
        for (field, empty) in empties where values[field] == empty { values[field] = .null }
        for (field, initial) in counters {
            if let shown = values[field].integer { values[field] = .integer(shown &- initial) }
        }
        let uniform = UniformRecord(
            collection: collection.number,
            record: record,
            position: statement.position(RowColumn.position),
            dot: Dot(device: authorship.device, edit: authorship.edit),
            stamp: Stamp(sure: stamp & 1 == 1, milliseconds: stamp >> 1),
            level: Int(statement.integer(RowColumn.level)),
            values: values
        )
        return StoredRecord(stream: stream, body: .uniform(uniform), authorship: authorship)
    }

    private func shown(_ value: Value, counter field: Int, empty: Value) -> Value {
        if value.isNull { return empty }
        guard let counter = counters.first(where: { $0.field == field }), let addend = value.integer else {
            return value
        }
        return .integer(counter.initial &+ addend)
    }
}
