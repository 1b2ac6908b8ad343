import CSQLite
import Foundation
import SQLiteTables
import Testing

/// A database in a folder of its own, until this is gone.
final class Scratch {
    let folder: String
    let connection: OpaquePointer
    private var made: [String]

    var path: String { folder + "/store" }

    /// - Parameter other: whose file is opened once more.
    init(beside other: Scratch? = nil, flags: Int32 = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) throws {
        if let other {
            (folder, made) = (other.folder, [])
        } else {
            folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            made = [folder]
        }
        var opened: OpaquePointer?
        #expect(sqlite3_open_v2(folder + "/store", &opened, flags, nil) == SQLITE_OK)
        connection = try #require(opened)
    }

    deinit {
        sqlite3_close_v2(connection)
        for folder in made { try? FileManager.default.removeItem(atPath: folder) }
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
        let copy = folder + "-copy"
        try FileManager.default.copyItem(atPath: folder, toPath: copy)
        made.append(copy)
        return copy
    }

    static func bytes(in folder: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            found[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
        }
        return found
    }
}
