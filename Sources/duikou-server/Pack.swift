import ChangeFeed
import Programme
import SyncModel
import SyncWire

extension ProgrammePack {
    /// The reference records of the pack, their references resolved to ids.
    /// - Throws: ``ProgrammeError`` with file and line.
    func referenceRows() throws(ProgrammeError) -> [ReferenceRows] {
        var rows: [ReferenceRows] = []
        for table in data {
            let records = try table.records(in: programme) { NaturalKeys.derive($0, $1, $2, in: programme) }
            rows.append(
                ReferenceRows(
                    collection: table.collection,
                    rows: records.map { record in
                        Dictionary(
                            uniqueKeysWithValues: record.values.enumerated().filter { !$1.isNull }.map { ($0, $1) }
                        )
                    }
                )
            )
        }
        return rows
    }
}

/// Ids from natural keys.
enum NaturalKeys {
    /// The id of a record with this key.
    static func derive(_ collection: Programme.Collection, _ scope: Scope?, _ parts: [Value], in programme: Programme) -> RecordID {
        NaturalKey.id(programme: programme.name, collection: collection.name, scope: scope, parts: parts)
    }
}
