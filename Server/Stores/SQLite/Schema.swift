import ChangeFeed
import SQLiteTables
import SyncModel

/// The tables of a store: one per collection beside the feed's own.
enum Schema {
    /// Statements that bring a collection's table to this version: everything, or the columns that are new.
    static func migration(of collection: Programme.Collection, from old: Programme.Collection?) -> [String] {
        let table = ColumnDDL.quoted(collection.name)
        if let old {
            return collection.fields.dropFirst(old.fields.count).map {
                "ALTER TABLE \(table) ADD COLUMN \(ColumnDDL.declaration(of: $0))"
            }
        }
        let fields = collection.fields.map { ", " + ColumnDDL.declaration(of: $0) }.joined()
        return [
            """
            CREATE TABLE \(table)(id TEXT NOT NULL PRIMARY KEY\(fields), _stream INTEGER NOT NULL, \
            _pos INTEGER NOT NULL, \
            _device INTEGER, _edit INTEGER, _since INTEGER, _stamp INTEGER, _level INTEGER, _open INTEGER, \
            _state BLOB) STRICT
            """,
            "CREATE UNIQUE INDEX \(ColumnDDL.quoted("_feed_" + collection.name)) ON \(table)(_stream, _pos)",
            "CREATE INDEX \(ColumnDDL.quoted("_open_" + collection.name)) ON \(table)(id) WHERE _open IS NOT NULL",
        ]
    }
}
