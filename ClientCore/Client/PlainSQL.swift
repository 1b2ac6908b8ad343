import GRDB
import Replica
import SyncModel

/// SQL that writes, run as any other tool would run it: on a connection of its own, with capture and guards.
enum PlainSQL {
    static func run(_ sql: String, _ arguments: [Value], at path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.label = "duikou-plain-sql"
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            try queue.write { try $0.execute(sql: sql, arguments: StatementArguments(arguments.map(databaseValue))) }
        } catch let error as DatabaseError {
            // RAISE(ABORT, …) of a guard arrives as a constraint failure with the guard's sentence.
            throw ReplicaError(error.resultCode == .SQLITE_CONSTRAINT ? .validation : .storage, error.message ?? "SQLite failed.")
        }
    }

    private static func databaseValue(_ value: Value) -> (any DatabaseValueConvertible)? {
        switch value {
        case .null: nil
        case .integer(let integer): integer
        case .text(let text): text
        }
    }
}
