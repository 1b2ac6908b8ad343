/// The store's own tables; the collections' tables stand beside them. Names of our own begin with an underscore.
enum StoreSchema {
    /// Grows when these tables change.
    static let version = 1

    static let sql = """
        CREATE TABLE IF NOT EXISTS _replica(
          one INTEGER PRIMARY KEY CHECK (one = 1),
          schema INTEGER NOT NULL,
          programme INTEGER NOT NULL DEFAULT 0,
          edit INTEGER NOT NULL DEFAULT 0,
          counter INTEGER NOT NULL DEFAULT 0,
          answered INTEGER NOT NULL DEFAULT 0,
          own_from INTEGER NOT NULL DEFAULT 1,
          epoch BLOB,
          cursor_hash INTEGER,
          offset INTEGER,
          measured_wall INTEGER NOT NULL DEFAULT 0,
          measured_boot INTEGER NOT NULL DEFAULT 0,
          last_sync INTEGER,
          differs INTEGER NOT NULL DEFAULT 0,
          doubt INTEGER NOT NULL DEFAULT 0,
          uncompared INTEGER NOT NULL DEFAULT 0,
          schema_version INTEGER NOT NULL DEFAULT -1,
          standing TEXT,
          rejected TEXT
        ) STRICT;
        CREATE TABLE IF NOT EXISTS _identity(
          one INTEGER PRIMARY KEY CHECK (one = 1),
          device BLOB NOT NULL, name TEXT NOT NULL, server TEXT NOT NULL, keys BLOB NOT NULL, server_keys BLOB NOT NULL
        ) STRICT;
        CREATE TABLE IF NOT EXISTS _programme(version INTEGER PRIMARY KEY, json BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS _stream(
          n INTEGER PRIMARY KEY, scope TEXT NOT NULL, lane INTEGER NOT NULL,
          held INTEGER NOT NULL, complete INTEGER NOT NULL, upto INTEGER NOT NULL, base INTEGER NOT NULL,
          digest BLOB, UNIQUE (scope, lane)
        ) STRICT;
        CREATE TABLE IF NOT EXISTS _device(n INTEGER PRIMARY KEY, device BLOB NOT NULL UNIQUE) STRICT;
        CREATE TABLE IF NOT EXISTS _outbox(
          seq INTEGER PRIMARY KEY, at REAL NOT NULL, collection INTEGER NOT NULL, id TEXT NOT NULL, op TEXT NOT NULL, old TEXT
        ) STRICT;
        CREATE TABLE IF NOT EXISTS _set(edit INTEGER PRIMARY KEY, lane INTEGER NOT NULL, send INTEGER, bytes BLOB NOT NULL) STRICT;
        CREATE INDEX IF NOT EXISTS _set_send ON _set(lane, send) WHERE send IS NOT NULL;
        CREATE TABLE IF NOT EXISTS _touch(
          collection INTEGER NOT NULL, id TEXT NOT NULL, edit INTEGER NOT NULL, PRIMARY KEY (collection, id, edit)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS _hidden(
          collection INTEGER NOT NULL, id TEXT NOT NULL, stream INTEGER, pos INTEGER, moves INTEGER NOT NULL, live INTEGER NOT NULL, state BLOB,
          PRIMARY KEY (collection, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS _hidden_stream ON _hidden(stream);
        CREATE TABLE IF NOT EXISTS _lane(
          lane INTEGER PRIMARY KEY, last INTEGER NOT NULL, chain BLOB NOT NULL, settled INTEGER NOT NULL, backed_up INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE IF NOT EXISTS _offer(
          counter INTEGER NOT NULL, lane INTEGER NOT NULL, through INTEGER NOT NULL, PRIMARY KEY (counter, lane)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS _parcel(
          device INTEGER NOT NULL, lane INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, records INTEGER NOT NULL,
          bytes BLOB NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (device, lane, first)
        ) STRICT;
        CREATE TABLE IF NOT EXISTS _refused(
          n INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL, message TEXT NOT NULL,
          collection INTEGER, id TEXT, field INTEGER, bytes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE IF NOT EXISTS _staged(n INTEGER PRIMARY KEY, stream INTEGER NOT NULL, lane INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS _conflict(
          conflict TEXT PRIMARY KEY, collection INTEGER NOT NULL, id TEXT NOT NULL, field INTEGER
        ) STRICT;
        CREATE INDEX IF NOT EXISTS _conflict_record ON _conflict(collection, id);
        CREATE TABLE IF NOT EXISTS _decision(
          n INTEGER PRIMARY KEY AUTOINCREMENT, conflict TEXT NOT NULL, collection INTEGER NOT NULL, id TEXT NOT NULL, field INTEGER,
          device BLOB NOT NULL, edit INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, candidates BLOB NOT NULL, undone INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE IF NOT EXISTS _card(device BLOB PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, at TEXT NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS _listed(conflict TEXT PRIMARY KEY, seen TEXT NOT NULL) STRICT;
        INSERT OR IGNORE INTO _replica(one, schema) VALUES (1, \(version));
        \(createLastTrigger)
        """

    /// Made after all others, with one place left free before it.
    static let lastTrigger = "_replica_stays"
    static let createLastTrigger = """
        CREATE TRIGGER IF NOT EXISTS \(lastTrigger) BEFORE DELETE ON _replica BEGIN SELECT RAISE(ABORT, 'the row of the sync store stays'); END;
        """

    /// What stands in a collection's table beside the fields: who put the shown values there, if one creation put all of them, else NULL
    /// with `_state`. NULL in all is right for a row that another tool inserted.
    static let meta = ["_stream", "_pos", "_device", "_edit", "_stamp", "_level", "_state"]
}
