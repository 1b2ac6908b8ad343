import ChangeFeed
import FeedStoreSQLite
import SyncModel
import SyncWire

/// The server of a simulated province: the production service over the production store, which can die at any moment.
final class SimulatedServer {
    let machine: Machine
    private(set) var store: any FeedStore
    private(set) var service: FeedService

    private let folders: String
    private let hasBrokenMerge: Bool
    private var open: FeedStoreSQLite
    private var lives = 0

    /// Starts a server over a copy of what a setup left.
    init(setup: WorldSetup, folders: String, machine: Machine, hasBrokenMerge: Bool) throws {
        self.machine = machine
        self.folders = folders
        self.hasBrokenMerge = hasBrokenMerge
        try Files.copy(setup.folder, to: folders + "/server-0")
        (open, store, service) = try Self.start(folders + "/server-0", machine.host, hasBrokenMerge)
    }

    /// The power fails; the server starts again with what is on disk.
    func crash() throws {
        let old = "\(folders)/server-\(lives)"
        lives += 1
        let new = "\(folders)/server-\(lives)"
        try Files.copy(old, to: new)
        open.close()
        Files.remove(old)
        (open, store, service) = try Self.start(new, machine.host, hasBrokenMerge)
    }

    func close() {
        open.close()
    }

    private static func start(
        _ folder: String,
        _ host: Host,
        _ hasBrokenMerge: Bool
    ) throws -> (FeedStoreSQLite, any FeedStore, FeedService) {
        let open = try FeedStoreSQLite.open(folder: folder, host: host)
        let store: any FeedStore = hasBrokenMerge ? ForgetfulStore(open) : open
        return (open, store, try FeedService(store: store, host: host))
    }
}
