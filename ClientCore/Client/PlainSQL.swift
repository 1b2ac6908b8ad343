import Foundation
import GRDB
import Replica

/// SQL that writes, run as any other tool would run it: on a connection of its own, with capture and guards.
enum PlainSQL {
    /// - Returns: how many rows the statements wrote, those of triggers left out.
    static func run(_ statements: [SQL], at path: String) throws -> Int {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.label = "duikou-plain-sql"
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.write { database in
                var count = 0
                for statement in statements {
                    try database.execute(
                        sql: statement.text,
                        arguments: StatementArguments(statement.arguments.map(argument))
                    )
                    count += database.changesCount
                }
                return count
            }
        } catch let error as DatabaseError {
            let message = error.message ?? "\(error.resultCode)"
            // RAISE(ABORT, …) of a guard arrives as a constraint failure with the guard's sentence.
            if error.resultCode == .SQLITE_CONSTRAINT { throw ReplicaError(.validation, .sql(.guarded(message))) }
            if error.resultCode == .SQLITE_ERROR {
                throw DuikouError(.badSQL, .store(.sql(.init(sqlite: message)), at: nil))
            }
            throw ReplicaError(.storage, .store(.refused(error.resultCode.rawValue, message)))
        }
    }

    private static func argument(_ value: SQLValue) -> (any DatabaseValueConvertible)? {
        switch value {
        case .null: nil
        case .integer(let integer): integer
        case .real(let number): number
        case .text(let text): text
        case .blob(let bytes): Data(bytes)
        }
    }
}
