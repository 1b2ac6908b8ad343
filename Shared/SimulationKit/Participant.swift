import Replica
import SyncEngine
import SyncModel
import SyncWire

/// One device of a simulated province: the production replica and engine on a machine that can die at any moment.
final class Participant {
    let index: Int
    let name: String
    let placement: WorldSetup.Placement
    let machine: Machine
    private(set) var replica: Replica
    /// The synchronisation that is under way.
    var exchange: Exchange?
    /// The server said that two holders use this device's keys.
    var isSplit = false
    /// What was read when a form was opened that is still open.
    var baseline: ReadBaseline?
    /// All names that this device has had.
    private(set) var devices: [DeviceID] = []
    /// Values that another program typed since the log was last drained, which the next such edit may overwrite unseen
    /// by anybody.
    var undrained: [FieldKey: Int] = [:]

    /// Another program wrote unseen, and nothing was compared with the server since: what the rows show is in nobody's
    /// books.
    var isUnsure = false
    /// What it wrote so into fields, which whoever sees it may overwrite before anybody else knows.
    var unseen: [FieldKey: [Int]] = [:]

    private let folders: String
    private var lives = 0

    /// A new device with its first identity.
    init(index: Int, placement: WorldSetup.Placement, identity: Identity, folders: String, machine: Machine) throws {
        self.index = index
        self.placement = placement
        self.machine = machine
        self.folders = folders
        name = "desk \(index)"
        replica = try Replica(folder: "\(folders)/device-\(index)-0", host: machine.host)
        try replica.adopt(identity)
        devices = [identity.device]
    }

    /// A copy of a device's folder, started on another machine.
    init(index: Int, copying original: Participant, machine: Machine) throws {
        self.index = index
        placement = original.placement
        self.machine = machine
        folders = original.folders
        name = "desk \(index)"
        devices = original.devices
        isUnsure = original.isUnsure
        unseen = original.unseen
        try Files.copy(original.folder, to: "\(folders)/device-\(index)-0")
        replica = try Replica(folder: "\(folders)/device-\(index)-0", host: machine.host)
    }

    /// Where the database is now.
    var folder: String { "\(folders)/device-\(index)-\(lives)" }

    /// The device dies between two steps and starts again with what is on disk.
    func crash() throws {
        exchange = nil
        baseline = nil
        let old = folder
        lives += 1
        try Files.copy(old, to: folder)
        replica = try Replica(folder: folder, host: machine.host)
        Files.remove(old)
    }

    /// Enrols again after a split.
    func adopt(_ identity: Identity) throws {
        try replica.adopt(identity)
        devices.append(identity.device)
        isSplit = false
        exchange = nil
    }

    /// The private keys of its present identity.
    func keys() throws -> ReplicaKeys {
        guard let identity = try replica.identity() else { throw SimulationError("\(name) is not enrolled.") }
        return try ReplicaKeys(rawRepresentation: identity.keys)
    }

    /// Whether the first synchronisations have brought the programme and the sites.
    func isReady() throws -> Bool { try replica.programme() != nil && !replica.list("site").isEmpty }
}

/// One field of one record.
struct FieldKey: Hashable, Comparable {
    var record: RecordID
    /// `nil` is the record's existence.
    var field: Int?

    static func < (left: Self, right: Self) -> Bool {
        left.record != right.record ? left.record < right.record : (left.field ?? -1) < (right.field ?? -1)
    }
}
