import ChangeFeed
import SQLiteTables
import SyncModel

/// The tables of a store: the feed's own, and one per collection.
enum Schema {
    /// The feed's own tables. Positions, numbers and counters are the bits of unsigned integers.
    static let own = """
        CREATE TABLE _meta(key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE _programme(version INTEGER PRIMARY KEY, json BLOB NOT NULL) STRICT;
        CREATE TABLE _stream(number INTEGER PRIMARY KEY, scope TEXT NOT NULL, lane INTEGER NOT NULL, head INTEGER NOT NULL,
          root BLOB NOT NULL, UNIQUE(scope, lane)) STRICT;
        CREATE TABLE _stream_part(stream INTEGER NOT NULL, collection INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,
          ranges BLOB NOT NULL, PRIMARY KEY(stream, collection)) STRICT, WITHOUT ROWID;
        CREATE TABLE _gone(stream INTEGER NOT NULL, pos INTEGER NOT NULL, collection INTEGER NOT NULL, id TEXT NOT NULL,
          moves INTEGER NOT NULL, moved INTEGER NOT NULL, device INTEGER, edit INTEGER, since INTEGER, state BLOB,
          PRIMARY KEY(stream, pos)) STRICT, WITHOUT ROWID;
        CREATE INDEX _gone_id ON _gone(id, collection);
        CREATE TABLE _device(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, signing BLOB NOT NULL,
          sealing BLOB NOT NULL, org TEXT NOT NULL, role TEXT NOT NULL, enrolled_at INTEGER NOT NULL, programme INTEGER NOT NULL,
          counter INTEGER NOT NULL, request_hash BLOB NOT NULL, last_seen INTEGER, last_complete INTEGER,
          revoked INTEGER NOT NULL) STRICT;
        CREATE TABLE _lane(device INTEGER NOT NULL, lane INTEGER NOT NULL, applied INTEGER NOT NULL, chain BLOB NOT NULL,
          PRIMARY KEY(device, lane)) STRICT, WITHOUT ROWID;
        CREATE TABLE _cursor(device INTEGER NOT NULL, hash INTEGER NOT NULL, kept INTEGER NOT NULL, vector BLOB NOT NULL,
          PRIMARY KEY(device, hash)) STRICT, WITHOUT ROWID;
        CREATE TABLE _parcel(sequence INTEGER PRIMARY KEY, device INTEGER NOT NULL, lane INTEGER NOT NULL, first INTEGER NOT NULL,
          last INTEGER NOT NULL, hash BLOB NOT NULL, received_at INTEGER NOT NULL, receipts BLOB NOT NULL, previous BLOB NOT NULL,
          link BLOB NOT NULL, signature BLOB NOT NULL, bytes BLOB NOT NULL, UNIQUE(device, lane, first)) STRICT;
        CREATE TABLE _refused_creation(device INTEGER NOT NULL, collection INTEGER NOT NULL, id TEXT NOT NULL, lane INTEGER NOT NULL,
          send INTEGER NOT NULL, PRIMARY KEY(device, collection, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE _failure(device INTEGER NOT NULL, lane INTEGER NOT NULL, send INTEGER NOT NULL, count INTEGER NOT NULL,
          PRIMARY KEY(device, lane, send)) STRICT, WITHOUT ROWID;
        CREATE TABLE _code(lookup TEXT NOT NULL PRIMARY KEY, salt BLOB NOT NULL, key BLOB NOT NULL, org TEXT NOT NULL,
          role TEXT NOT NULL, expires INTEGER NOT NULL, tries INTEGER NOT NULL, used_by TEXT) STRICT, WITHOUT ROWID;
        CREATE TABLE _reference(collection INTEGER NOT NULL, id TEXT NOT NULL, cells BLOB NOT NULL,
          PRIMARY KEY(collection, id)) STRICT, WITHOUT ROWID;
        PRAGMA user_version = 1;
        """ + later

    /// What came after the first stores were made; run whenever one is opened.
    static let later = """
        CREATE TABLE IF NOT EXISTS _detained(n INTEGER PRIMARY KEY, device INTEGER NOT NULL, received_at INTEGER NOT NULL,
          hash BLOB NOT NULL, signature BLOB NOT NULL, bytes BLOB NOT NULL, UNIQUE(device, hash)) STRICT;
        """

    /// Statements that bring a collection's table to this version: everything, or the columns that are new.
    static func migration(of collection: Programme.Collection, from old: Programme.Collection?) -> [String] {
        let table = ColumnDDL.quoted(collection.name)
        if let old {
            return collection.fields.dropFirst(old.fields.count).map { "ALTER TABLE \(table) ADD COLUMN \(ColumnDDL.declaration(of: $0))" }
        }
        let fields = collection.fields.map { ", " + ColumnDDL.declaration(of: $0) }.joined()
        return [
            """
            CREATE TABLE \(table)(id TEXT NOT NULL PRIMARY KEY\(fields), _stream INTEGER NOT NULL, _pos INTEGER NOT NULL, \
            _device INTEGER, _edit INTEGER, _since INTEGER, _stamp INTEGER, _level INTEGER, _open INTEGER, _state BLOB) STRICT
            """,
            "CREATE UNIQUE INDEX \(ColumnDDL.quoted("_feed_" + collection.name)) ON \(table)(_stream, _pos)",
            "CREATE INDEX \(ColumnDDL.quoted("_open_" + collection.name)) ON \(table)(id) WHERE _open IS NOT NULL",
        ]
    }
}
