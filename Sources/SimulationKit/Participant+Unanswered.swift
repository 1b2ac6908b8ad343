import GRDB
import Replica
import SQLiteTables
import SyncModel

extension Participant {
    /// What the device has sealed and no answer of the server has settled; other programs' edits are sealed first.
    func unansweredOperations() throws -> [Operation] {
        try replica.seal()
        let blobs = try replica.reader.read { database in
            try Row.fetchAll(database, sql: "SELECT bytes FROM _set ORDER BY edit").map { row -> [UInt8] in
                let data: DatabaseValue = row[0]
                guard case .blob(let bytes) = data.storage else { return [] }
                return Array(bytes)
            }
        }
        return try blobs.flatMap { try ChangeSetBlob.decode($0).operations }
    }
}
