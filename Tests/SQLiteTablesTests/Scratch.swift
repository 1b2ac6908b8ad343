import CSQLite
import Foundation
import SQLiteTables
import TestSupport
import Testing

/// A database in a folder of its own, until this is gone.
final class Scratch {
    let connection: OpaquePointer
    private let home: TemporaryFolder
    private var copies: [TemporaryFolder] = []

    var folder: String { home.path }

    var path: String { folder + "/store" }

    /// - Parameter other: whose file is opened once more.
    init(beside other: Scratch? = nil, flags: Int32 = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) throws {
        home = try other?.home ?? TemporaryFolder("store")
        var opened: OpaquePointer?
        #expect(sqlite3_open_v2(home.path + "/store", &opened, flags, nil) == SQLITE_OK)
        connection = try #require(opened)
    }

    deinit {
        sqlite3_close_v2(connection)
    }

    static func run(_ sql: String, _ connection: OpaquePointer) throws {
        let code = sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteFailure(connection, code, doing: sql) }
    }

    func run(_ sql: String) throws { try Self.run(sql, connection) }

    func text(_ sql: String) throws -> String {
        let statement = try RawStatement(connection, sql)
        defer { statement.reset() }
        return try statement.step() ? statement.string(0) : ""
    }

    /// Every change of the tables or of a row of them makes it another one.
    var version: String { (try? text("SELECT (SELECT * FROM pragma_schema_version) || '/' || total_changes()")) ?? "" }

    /// The files as they lie there, in a folder of their own.
    func copied() throws -> String {
        copies.append(try home.copy())
        return copies[copies.count - 1].path
    }

    static func bytes(in folder: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            found[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
        }
        return found
    }
}
