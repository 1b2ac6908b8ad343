import GRDB
import SyncModel
import Synchronization

/// Holds what the writing connection knows from one transaction to the next.
///
/// @unchecked: it is only touched inside `pool.write`, which runs one block at a time; the flag is behind a lock.
final class TransactionKeeper: @unchecked Sendable {
    private var transaction: StoreTransaction?
    private let isSpoilt = Mutex(false)

    func transaction(_ db: Database, _ host: Host, _ programmes: ProgrammeCache) throws -> StoreTransaction {
        if let transaction {
            isSpoilt.withLock { spoilt in
                if spoilt { transaction.discard() }
                spoilt = false
            }
            return transaction
        }
        isSpoilt.withLock { $0 = false }
        let made = try StoreTransaction(StoreConnection(Self.connection(db)), host: host, programmes: programmes)
        transaction = made
        return made
    }

    /// Nothing more is written.
    func forget() { transaction = nil }

    /// A transaction was rolled back: what is kept in memory has to be read again.
    func discard() {
        isSpoilt.withLock { $0 = true }
    }

    static func connection(_ db: Database) throws -> OpaquePointer {
        guard let connection = db.sqliteConnection else { throw ReplicaError(.storage, "The database is closed.") }
        return connection
    }
}
