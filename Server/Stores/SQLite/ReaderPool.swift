import Foundation

/// Connections that only read, each used by one caller at a time.
///
/// Unchecked: everything is guarded by `condition`; a connection that was taken belongs to its taker.
final class ReaderPool: @unchecked Sendable {
    private let condition = NSCondition()
    private let path: String
    private var idle: [Connection] = []
    private var taken = 0
    private var isClosed = false

    /// Slow peers hold a connection while they read; each costs well below a megabyte.
    static let connectionsMax = 64
    static let idleMax = 4

    init(path: String) {
        self.path = path
    }

    func take() throws -> Connection {
        condition.lock()
        defer { condition.unlock() }
        while taken >= Self.connectionsMax, !isClosed { condition.wait() }
        if let connection = idle.popLast() {
            taken += 1
            return connection
        }
        let connection = try Connection(path: path, creating: false, cacheKibibytes: 4_096)
        taken += 1
        return connection
    }

    func giveBack(_ connection: Connection) {
        condition.lock()
        defer { condition.unlock() }
        taken -= 1
        if idle.count < Self.idleMax, !isClosed { idle.append(connection) }
        condition.signal()
    }

    func close() {
        condition.lock()
        defer { condition.unlock() }
        isClosed = true
        idle = []
    }
}
