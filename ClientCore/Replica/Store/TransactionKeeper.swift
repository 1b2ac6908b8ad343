import GRDB
import SyncModel

/// Holds what the writing connection knows from one transaction to the next, as long as that is what the database says.
///
/// @unchecked: it is only used inside `pool.write`, which runs one block at a time; a transaction ends before the next
/// begins.
final class TransactionKeeper: @unchecked Sendable {
    private var transaction: StoreTransaction?
    /// A transaction began and did not commit: what is in memory may be of it.
    private var isSpoilt = false

    /// What a write transaction works with. Whatever it does not commit is read again by the next.
    func transaction(_ db: Database, _ host: Host, _ programmes: ProgrammeCache) throws -> StoreTransaction {
        let kept =
            try transaction
            ?? StoreTransaction(StoreConnection(Self.connection(db)), host: host, programmes: programmes)
        if isSpoilt { kept.discard() }
        isSpoilt = true
        db.afterNextTransaction { [self] _ in isSpoilt = false }
        transaction = kept
        return kept
    }

    /// Nothing more is written.
    func forget() { transaction = nil }

    static func connection(_ db: Database) throws -> OpaquePointer {
        guard let connection = db.sqliteConnection else { throw ReplicaError(.storage, .store(.closed)) }
        return connection
    }
}
