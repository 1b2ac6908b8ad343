public import ChangeFeed
public import SyncModel

/// The embedded store: one SQLite file in a folder.
public final class FeedStoreSQLite: FeedStore {
    /// Makes a new store, parent folders included.
    /// - Throws: ``FeedFailure`` if the folder already has one.
    public static func create(folder: String, host: Host) throws -> FeedStoreSQLite { throw FeedFailure("not there yet") }

    /// Opens a store.
    /// - Throws: ``FeedFailure`` if the folder has none.
    public static func open(folder: String, host: Host) throws -> FeedStoreSQLite { throw FeedFailure("not there yet") }

    /// Waits for what was accepted and closes the file; nothing may be asked afterwards.
    public func close() {}

    private init() {}
}
