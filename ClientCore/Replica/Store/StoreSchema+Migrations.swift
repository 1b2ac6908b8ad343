import SQLiteTables

extension StoreSchema {
    /// How a device's store came to its tables. Whoever changes a table, an index or a trigger, the collections'
    /// included, adds a step and keeps a store as `Tests/UpgradeTests/README.md` says.
    static let migrations = Migrations(
        .column("schema", of: "_replica"),
        [.init(1, sql: first), .init(2, sql: "ALTER TABLE _refused ADD COLUMN problem BLOB")]
    )

    private static let first = """
        CREATE TABLE _replica(
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
        CREATE TABLE _identity(
          one INTEGER PRIMARY KEY CHECK (one = 1),
          device BLOB NOT NULL, name TEXT NOT NULL, server TEXT NOT NULL, keys BLOB NOT NULL, server_keys BLOB NOT NULL
        ) STRICT;
        CREATE TABLE _programme(version INTEGER PRIMARY KEY, json BLOB NOT NULL) STRICT;
        CREATE TABLE _stream(
          number INTEGER PRIMARY KEY, scope TEXT NOT NULL, lane INTEGER NOT NULL,
          subscribed INTEGER NOT NULL, complete INTEGER NOT NULL, upto INTEGER NOT NULL, base INTEGER NOT NULL,
          digest BLOB, UNIQUE (scope, lane)
        ) STRICT;
        CREATE TABLE _device(number INTEGER PRIMARY KEY, device BLOB NOT NULL UNIQUE) STRICT;
        CREATE TABLE _capture(
          seq INTEGER PRIMARY KEY, at REAL NOT NULL, collection INTEGER NOT NULL, id TEXT NOT NULL, op TEXT NOT NULL, \
        old TEXT
        ) STRICT;
        CREATE TABLE _set(edit INTEGER PRIMARY KEY, lane INTEGER NOT NULL, send INTEGER, bytes BLOB NOT NULL) STRICT;
        CREATE INDEX _set_send ON _set(lane, send) WHERE send IS NOT NULL;
        CREATE TABLE _pending(
          collection INTEGER NOT NULL, id TEXT NOT NULL, edit INTEGER NOT NULL, PRIMARY KEY (collection, id, edit)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE _rowless(
          collection INTEGER NOT NULL, id TEXT NOT NULL, stream INTEGER, pos INTEGER, moves INTEGER NOT NULL, \
        live INTEGER NOT NULL, state BLOB,
          PRIMARY KEY (collection, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX _rowless_stream ON _rowless(stream);
        CREATE TABLE _lane(
          lane INTEGER PRIMARY KEY, last INTEGER NOT NULL, chain BLOB NOT NULL, settled INTEGER NOT NULL, \
        backed_up INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE _sent_through(
          counter INTEGER NOT NULL, lane INTEGER NOT NULL, through INTEGER NOT NULL, PRIMARY KEY (counter, lane)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE _parcel(
          device INTEGER NOT NULL, lane INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, \
        records INTEGER NOT NULL,
          bytes BLOB NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (device, lane, first)
        ) STRICT;
        CREATE TABLE _refused(
          number INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL, message TEXT NOT NULL,
          collection INTEGER, id TEXT, field INTEGER, bytes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE _staged(number INTEGER PRIMARY KEY, stream INTEGER NOT NULL, lane INTEGER NOT NULL, \
        bytes BLOB NOT NULL) STRICT;
        CREATE TABLE _conflict(
          conflict TEXT PRIMARY KEY, collection INTEGER NOT NULL, id TEXT NOT NULL, field INTEGER
        ) STRICT;
        CREATE INDEX _conflict_record ON _conflict(collection, id);
        CREATE TABLE _decision(
          number INTEGER PRIMARY KEY AUTOINCREMENT, conflict TEXT NOT NULL, collection INTEGER NOT NULL, \
        id TEXT NOT NULL, field INTEGER,
          device BLOB NOT NULL, edit INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, \
        candidates BLOB NOT NULL, undone INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE _card(device BLOB PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, at TEXT NOT NULL) STRICT;
        CREATE TABLE _listed(conflict TEXT PRIMARY KEY, seen TEXT NOT NULL) STRICT;
        INSERT INTO _replica(one, schema) VALUES (1, 1);
        \(createLastTrigger)
        """
}

extension Replica {
    /// The number of the stores that this program makes and reads.
    package static var newestStore: Int { StoreSchema.migrations.newest }

    /// The number that the store of a folder bears, found without a trace there; `nil` if it cannot be told.
    package static func storeNumber(in folder: String) -> Int? {
        do {
            return try StoreSchema.migrations.look(at: Store.path(in: folder))
        } catch {
            return error.number
        }
    }
}

extension ReplicaError {
    /// Why a file is not opened as a store.
    init(_ mismatch: StoreMismatch) {
        let code: Code =
            switch mismatch.kind {
            case .newer: .storeTooNew
            case .older: .storeTooOld
            case .foreign: .notAStore
            }
        self.init(code, .store(.format(mismatch.problem)))
    }
}
