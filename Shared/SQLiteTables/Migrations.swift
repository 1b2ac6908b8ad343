import CSQLite
package import SyncModel

/// The numbered steps that bring a store's tables from nothing to those of this program.
///
/// A store bears the number of the last step that was taken in it. Each step is a transaction of its own that writes
/// the number with it: who is stopped between two steps, or in one, goes on there the next time, and of two programs
/// that begin at once one waits and finds it done. A step that was once released never changes: what comes later is a
/// step of its own.
package struct Migrations: Sendable {
    /// One step, from the number before it to its own.
    package struct Step: Sendable {
        let number: Int
        let body: @Sendable (OpaquePointer) throws -> Void

        /// A step with its number; the body works on the connection and ends no transaction.
        package init(_ number: Int, _ body: @escaping @Sendable (OpaquePointer) throws -> Void) {
            (self.number, self.body) = (number, body)
        }

        /// A step of statements alone.
        package init(_ number: Int, sql: String) {
            self.init(number) { try Migrations.run(sql, $0) }
        }
    }

    /// Where a store bears its number, and the table by which it is known as one of this program's. Neither ever
    /// changes.
    package struct NumberPlace: Sendable {
        let table: String
        let read: String
        let write: @Sendable (Int) -> String

        /// The number that SQLite keeps for programs in the file's head.
        package static func head(besides table: String) -> NumberPlace {
            NumberPlace(table: table, read: "PRAGMA user_version") { "PRAGMA user_version = \($0)" }
        }

        /// A column of a table with one row.
        package static func column(_ column: String, of table: String) -> NumberPlace {
            NumberPlace(table: table, read: "SELECT \(column) FROM \(table)") {
                "UPDATE \(table) SET \(column) = \($0)"
            }
        }
    }

    let place: NumberPlace
    let steps: [Step]

    /// Steps from 1 on, none left out.
    package init(_ place: NumberPlace, _ steps: [Step]) {
        precondition(
            !steps.isEmpty && steps.map(\.number) == Array(1...steps.count),
            "steps have the numbers 1, 2, 3 and so on"
        )
        (self.place, self.steps) = (place, steps)
    }

    /// The number of a store of this program.
    package var newest: Int { steps.count }

    /// Takes the steps that a store still lacks; an empty file lacks all.
    /// - Throws: ``StoreMismatch`` with nothing changed, or what a step threw: the steps before it stay, nothing of it
    ///   does.
    package func migrate(_ connection: OpaquePointer) throws {
        while try number(connection) < newest { try takeNext(connection) }
    }

    /// What asks a store of this program for its number, for those who keep statements.
    package var question: String { place.read }

    /// - Throws: ``StoreMismatch`` if a store that is open here has another number by now: a newer program has brought
    ///   it up to date.
    package func check(_ question: RawStatement, on connection: OpaquePointer) throws {
        defer { question.reset() }
        guard try question.step() else { return }
        try check(Int(question.integer(0)), at: Self.path(connection))
    }

    /// - Throws: ``StoreMismatch`` if a store has another number than this program's.
    func check(_ connection: OpaquePointer) throws {
        let number = try number(connection)
        try check(number, at: Self.path(connection))
    }

    /// - Throws: ``StoreMismatch`` if a number is not this program's.
    /// - Parameter path: whose number it is.
    package func check(_ number: Int, at path: @autoclosure () -> String) throws(StoreMismatch) {
        guard number != newest else { return }
        let kind: StoreMismatch.Kind = number > newest ? .newer(number) : number > 0 ? .older(number) : .foreign
        throw StoreMismatch(kind, path: path(), known: newest)
    }

    private func takeNext(_ connection: OpaquePointer) throws {
        do {
            try Self.run("BEGIN IMMEDIATE", connection)
            // Somebody else may have been here since it was looked at.
            let number = try number(connection)
            if number < newest {
                let step = steps[number]
                try step.body(connection)
                precondition(sqlite3_get_autocommit(connection) == 0, "step \(step.number) ended its transaction")
                try Self.run(place.write(step.number), connection)
                let written = try self.number(connection)
                precondition(written == step.number, "step \(step.number) left no place for its number")
            }
            try Self.run("COMMIT", connection)
        } catch {
            // SQLite may have ended it by itself; there is nothing to be done about a rollback that fails.
            if sqlite3_get_autocommit(connection) == 0 { sqlite3_exec(connection, "ROLLBACK", nil, nil, nil) }
            guard let failure = error as? SQLiteFailure, failure.code & 0xff == SQLITE_READONLY else { throw error }
            // It cannot be written where it is.
            try check(connection)
        }
    }

    /// The number that a store bears; 0 for an empty file.
    /// - Throws: ``StoreMismatch`` for a newer one, and for a file without this program's marks.
    func number(_ connection: OpaquePointer) throws -> Int {
        let foreign = StoreMismatch(.foreign, path: Self.path(connection), known: newest)
        guard try Self.integer("SELECT count(*) FROM sqlite_master", connection) != 0 else { return 0 }
        let own = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '\(place.table)'"
        guard try Self.integer(own, connection) == 1 else { throw foreign }
        let found: Int64?
        do {
            found = try Self.integer(place.read, connection)
        } catch let failure as SQLiteFailure where failure.code & 0xff == SQLITE_ERROR {
            // The table has no such column.
            throw foreign
        }
        guard let found, let number = Int(exactly: found), number > 0 else { throw foreign }
        if number > newest { try check(number, at: foreign.path) }
        return number
    }

    private static func integer(_ sql: String, _ connection: OpaquePointer) throws -> Int64? {
        let statement = try RawStatement(connection, sql)
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : nil
    }

    private static func run(_ sql: String, _ connection: OpaquePointer) throws {
        let code = sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteFailure(connection, code, doing: sql) }
    }

    static func path(_ connection: OpaquePointer) -> String {
        sqlite3_db_filename(connection, "main").map { String(cString: $0) } ?? ""
    }
}

/// Why a file is not opened as a store; nothing in it was changed.
package struct StoreMismatch: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    package enum Kind: Hashable, Sendable {
        /// A newer program wrote it, and this one would not know what it does to it.
        case newer(Int)
        /// It lacks steps that cannot be taken where it is.
        case older(Int)
        /// It bears no marks of this program.
        case foreign
    }

    /// What is wrong with it.
    package let kind: Kind
    /// Where the store's file is.
    package let path: String
    /// The newest number that this program knows.
    let known: Int

    init(_ kind: Kind, path: String, known: Int) {
        (self.kind, self.path, self.known) = (kind, path, known)
    }

    /// The number that the store bears; `nil` for what is none.
    package var number: Int? {
        switch kind {
        case .newer(let number), .older(let number): number
        case .foreign: nil
        }
    }

    /// What is wrong, and what to do.
    package var problem: FormatProblem {
        switch kind {
        case .newer(let found): .newer(path: path, found: found, known: known)
        case .older(let found): .older(path: path, found: found)
        case .foreign: .foreign(path: path)
        }
    }

    /// The sentence, for logs and tests.
    package var description: String { problem.inEnglish }
}
