import ChangeFeed
import Programme
import SyncModel

extension ProgrammePack {
    /// The reference records of the pack as the feed takes them.
    /// - Throws: ``ProgrammeError`` with file and line.
    func referenceRows() throws(ProgrammeError) -> [ReferenceRows] {
        zip(data, try records()).map { table, records in
            ReferenceRows(
                collection: table.collection,
                rows: records.map { record in
                    Dictionary(uniqueKeysWithValues: record.values.enumerated().filter { !$1.isNull }.map { ($0, $1) })
                }
            )
        }
    }
}
