import CSQLite
import SQLiteTables
import SyncModel

/// A connection to the store with its statements, each prepared once: the only place that speaks to SQLite for all
/// others.
///
/// A statement kept here belongs to whoever steps it until it is reset; ``all(_:_:_:)`` and ``first(_:_:_:)`` leave
/// none open, whatever is done with the rows afterwards.
final class StoreConnection {
    private let handle: OpaquePointer
    private var statements: [String: RawStatement] = [:]

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    /// A statement prepared once per text.
    func statement(_ sql: String) throws -> RawStatement {
        if let known = statements[sql] { return known }
        let statement = try RawStatement(handle, sql)
        statements[sql] = statement
        return statement
    }

    /// A statement for its caller alone.
    func prepare(_ sql: String) throws -> RawStatement { try RawStatement(handle, sql) }

    /// Runs statements that give no rows and have no parameters.
    func execute(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteFailure(handle, code, doing: sql) }
    }

    /// Runs a statement that gives no rows with these parameters.
    func run<each Parameter: Bindable>(_ sql: String, _ parameters: repeat each Parameter) throws {
        try statement(sql).run(repeat each parameters)
    }

    /// What `body` makes of each row, without those of which it makes nothing.
    func all<each Parameter: Bindable, T>(
        _ sql: String,
        _ parameters: repeat each Parameter,
        body: (RawStatement) throws -> T?
    ) throws -> [T] {
        let rows = try statement(sql)
        rows.bindAll(repeat each parameters)
        defer { rows.reset() }
        var found: [T] = []
        while try rows.step() { if let row = try body(rows) { found.append(row) } }
        return found
    }

    /// What `body` makes of the first row; `nil` without one.
    func first<each Parameter: Bindable, T>(
        _ sql: String,
        _ parameters: repeat each Parameter,
        body: (RawStatement) throws -> T?
    ) throws -> T? {
        let row = try statement(sql)
        row.bindAll(repeat each parameters)
        defer { row.reset() }
        return try row.step() ? body(row) : nil
    }

    /// The integer that a statement gives; 0 without a row.
    func integer<each Parameter: Bindable>(_ sql: String, _ parameters: repeat each Parameter) throws -> Int64 {
        try first(sql, repeat each parameters) { $0.integer(0) } ?? 0
    }

    /// A statement gives a row.
    func exists<each Parameter: Bindable>(_ sql: String, _ parameters: repeat each Parameter) throws -> Bool {
        try first(sql, repeat each parameters) { _ in true } ?? false
    }

    /// - Parameter table: may bring a condition along.
    func count(_ table: String) throws -> Int { Int(try integer("SELECT count(*) FROM \(table)")) }

    /// How many rows the last statement changed.
    var changes: Int32 { sqlite3_changes(handle) }

    /// Another number whenever another connection wrote.
    func dataVersion() throws -> Int64 { try first("PRAGMA data_version") { $0.integer(0) } ?? -1 }

    /// Another number whenever somebody changed the schema.
    func schemaVersion() throws -> Int64 { try first("PRAGMA schema_version") { $0.integer(0) } ?? -1 }

    /// A newer program may have brought the store up to date since it was opened here (clause R43).
    func checkStore() throws {
        try StoreSchema.migrations.check(statement(StoreSchema.migrations.question), on: handle)
    }

    /// A loop that threw left its statement in the middle of a reading.
    func discard() { statements.removeAll() }

    /// For SQL of other people's making.
    var freeQuery: FreeQuery { FreeQuery(on: handle) }

    /// Runs a body whose work in SQLite is broken off once somebody wants no more of it.
    func breakingOff<T>(_ isStopped: () -> Bool, _ body: () throws -> T) throws -> T {
        try withoutActuallyEscaping(isStopped) { isStopped in
            let stop = Stop(isStopped)
            sqlite3_progress_handler(
                handle,
                10_000,
                { stop in stop.map { Unmanaged<Stop>.fromOpaque($0).takeUnretainedValue().isStopped() } == true ? 1 : 0
                },
                Unmanaged.passUnretained(stop).toOpaque()
            )
            defer { sqlite3_progress_handler(handle, 0, nil, nil) }
            return try withExtendedLifetime(stop) { try body() }
        }
    }

    private final class Stop {
        let isStopped: () -> Bool

        init(_ isStopped: @escaping () -> Bool) {
            self.isStopped = isStopped
        }
    }
}

/// What can stand for a parameter of a statement.
protocol Bindable {
    func bind(to statement: RawStatement, _ index: Int32)
}

extension RawStatement {
    /// Binds the parameters from the first one on.
    func bindAll<each Parameter: Bindable>(_ parameters: repeat each Parameter) {
        var index: Int32 = 0
        for parameter in repeat each parameters {
            index += 1
            parameter.bind(to: self, index)
        }
    }

    /// Runs a statement that gives no rows with these parameters.
    func run<each Parameter: Bindable>(_ parameters: repeat each Parameter) throws {
        bindAll(repeat each parameters)
        try run()
    }
}

extension Optional: Bindable where Wrapped: Bindable {
    func bind(to statement: RawStatement, _ index: Int32) {
        if let self { self.bind(to: statement, index) } else { statement.bindNull(index) }
    }
}

extension Bool: Bindable {
    func bind(to statement: RawStatement, _ index: Int32) { statement.bind(index, self ? 1 : 0) }
}

extension Int: Bindable {
    func bind(to statement: RawStatement, _ index: Int32) { statement.bind(index, self) }
}

extension Int64: Bindable {
    func bind(to statement: RawStatement, _ index: Int32) { statement.bind(index, self) }
}

extension UInt64: Bindable {
    func bind(to statement: RawStatement, _ index: Int32) { statement.bind(index, self) }
}

extension String: Bindable {
    func bind(to statement: RawStatement, _ index: Int32) { statement.bind(index, self) }
}

extension [UInt8]: Bindable {
    func bind(to statement: RawStatement, _ index: Int32) { statement.bind(index, self) }
}

extension Value: Bindable {
    func bind(to statement: RawStatement, _ index: Int32) { statement.bind(index, self) }
}

extension RecordID: Bindable {
    func bind(to statement: RawStatement, _ index: Int32) { statement.bind(index, self) }
}

extension Bindable where Self: SerialNumber {
    func bind(to statement: RawStatement, _ index: Int32) { statement.bind(index, number) }
}

extension Position: Bindable {}
extension EditNumber: Bindable {}
extension SendNumber: Bindable {}

extension Lane: Bindable {
    func bind(to statement: RawStatement, _ index: Int32) { statement.bind(index, Int(rawValue)) }
}

extension DeviceID: Bindable {
    func bind(to statement: RawStatement, _ index: Int32) { statement.bind(index, Bytes.bigEndian(bits)) }
}
