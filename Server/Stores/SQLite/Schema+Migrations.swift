import ChangeFeed
import SQLiteTables

extension Schema {
    /// How a server's store came to its tables. Whoever changes a table or an index, the collections' included, adds a
    /// step and keeps a store as `Tests/UpgradeTests/README.md` says.
    static let migrations = Migrations(.head(besides: "_meta"), [.init(1, sql: first)])

    /// The feed's own tables. Positions, numbers and counters are the bits of unsigned integers.
    private static let first = """
        CREATE TABLE _meta(key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE _programme(version INTEGER PRIMARY KEY, json BLOB NOT NULL) STRICT;
        CREATE TABLE _stream(number INTEGER PRIMARY KEY, scope TEXT NOT NULL, lane INTEGER NOT NULL, \
        head INTEGER NOT NULL,
          root BLOB NOT NULL, UNIQUE(scope, lane)) STRICT;
        CREATE TABLE _stream_part(stream INTEGER NOT NULL, collection INTEGER NOT NULL, last INTEGER NOT NULL, \
        count INTEGER NOT NULL,
          ranges BLOB NOT NULL, PRIMARY KEY(stream, collection)) STRICT, WITHOUT ROWID;
        CREATE TABLE _gone(stream INTEGER NOT NULL, pos INTEGER NOT NULL, collection INTEGER NOT NULL, id TEXT NOT NULL,
          moves INTEGER NOT NULL, moved INTEGER NOT NULL, device INTEGER, edit INTEGER, since INTEGER, state BLOB,
          PRIMARY KEY(stream, pos)) STRICT, WITHOUT ROWID;
        CREATE INDEX _gone_id ON _gone(id, collection);
        CREATE TABLE _device(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, \
        signing BLOB NOT NULL,
          sealing BLOB NOT NULL, org TEXT NOT NULL, role TEXT NOT NULL, enrolled_at INTEGER NOT NULL, \
        programme INTEGER NOT NULL,
          counter INTEGER NOT NULL, request_hash BLOB NOT NULL, last_seen INTEGER, last_complete INTEGER,
          revoked INTEGER NOT NULL) STRICT;
        CREATE TABLE _lane(device INTEGER NOT NULL, lane INTEGER NOT NULL, applied INTEGER NOT NULL, \
        chain BLOB NOT NULL,
          PRIMARY KEY(device, lane)) STRICT, WITHOUT ROWID;
        CREATE TABLE _cursor(device INTEGER NOT NULL, hash INTEGER NOT NULL, generation INTEGER NOT NULL, \
        vector BLOB NOT NULL,
          PRIMARY KEY(device, hash)) STRICT, WITHOUT ROWID;
        CREATE TABLE _parcel(sequence INTEGER PRIMARY KEY, device INTEGER NOT NULL, lane INTEGER NOT NULL, \
        first INTEGER NOT NULL,
          last INTEGER NOT NULL, hash BLOB NOT NULL, received_at INTEGER NOT NULL, receipts BLOB NOT NULL, \
        previous BLOB NOT NULL,
          link BLOB NOT NULL, signature BLOB NOT NULL, bytes BLOB NOT NULL, UNIQUE(device, lane, first)) STRICT;
        CREATE TABLE _refused_creation(device INTEGER NOT NULL, collection INTEGER NOT NULL, id TEXT NOT NULL, \
        lane INTEGER NOT NULL,
          send INTEGER NOT NULL, PRIMARY KEY(device, collection, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE _failure(device INTEGER NOT NULL, lane INTEGER NOT NULL, send INTEGER NOT NULL, \
        count INTEGER NOT NULL,
          PRIMARY KEY(device, lane, send)) STRICT, WITHOUT ROWID;
        CREATE TABLE _code(lookup TEXT NOT NULL PRIMARY KEY, salt BLOB NOT NULL, key BLOB NOT NULL, org TEXT NOT NULL,
          role TEXT NOT NULL, expires INTEGER NOT NULL, tries INTEGER NOT NULL, used_by TEXT) STRICT, WITHOUT ROWID;
        CREATE TABLE _reference(collection INTEGER NOT NULL, id TEXT NOT NULL, cells BLOB NOT NULL,
          PRIMARY KEY(collection, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE _quarantine(number INTEGER PRIMARY KEY, device INTEGER NOT NULL, received_at INTEGER NOT NULL,
          hash BLOB NOT NULL, signature BLOB NOT NULL, bytes BLOB NOT NULL, UNIQUE(device, hash)) STRICT;
        """
}

extension FeedStoreSQLite {
    /// The number of the stores that this program makes and reads.
    package static var newestStore: Int { Schema.migrations.newest }

    /// The number that the store of a folder bears, found without a trace there; `nil` if it cannot be told.
    package static func storeNumber(in folder: String) -> Int? {
        do {
            return try Schema.migrations.look(at: path(in: folder))
        } catch {
            return error.number
        }
    }
}

extension Connection {
    /// A newer program may have brought the store up to date since it was opened here (clause F8).
    /// - Throws: `StoreMismatch` if the store has another number by now.
    func checkNumber() throws {
        try Schema.migrations.check(statement(Schema.migrations.question), on: handle)
    }
}

extension StoreFailure {
    /// Why a file is not opened as a store.
    init(_ mismatch: StoreMismatch) {
        let code: Code =
            switch mismatch.kind {
            case .newer: .storeTooNew
            case .older: .storeTooOld
            case .foreign: .notAStore
            }
        self.init(code, .format(mismatch.problem))
    }
}
