import Synchronization
import SyncModel
import SyncWire

/// What a service remembers between requests; everything can be had again from the store.
struct ServiceState: Sendable {
    var indexes: [Int: ProgrammeIndex] = [:]
    var rights: [RightsKey: (generation: [UInt8], rights: Rights)] = [:]
    var observers: [Int: @Sendable (UInt64) -> Void] = [:]
    var nextObserver = 1
    var version: UInt64 = 0
    var positions: UInt64 = 0
    var metrics = FeedMetrics()
    var challenges: [[UInt8]: PendingEnrolment] = [:]
    var challengeOrder: [[UInt8]] = []

    struct RightsKey: Hashable, Sendable {
        var role: String
        var org: RecordID
        var programme: Int
    }

    struct PendingEnrolment: Sendable {
        var begin: EnrollBegin
        var challenge: EnrollChallenge
    }
}

extension FeedService {
    /// The name under which the count of changes to deciding records is kept.
    static let rightsKey = "rights"

    /// The index of the programme in force; `nil` before one is loaded.
    func index(_ snapshot: any FeedSnapshot) throws -> ProgrammeIndex? {
        try snapshot.programmes().current.map(index(of:))
    }

    func index(of programme: Programme) -> ProgrammeIndex {
        if let found = state.withLock({ $0.indexes[programme.version] }) { return found }
        let index = ProgrammeIndex(programme)
        state.withLock { $0.indexes[programme.version] = index }
        return index
    }

    /// A device's rights as of a snapshot, resolved anew only when a deciding record changed.
    func rights(of device: DeviceRow, index: ProgrammeIndex, in snapshot: any FeedSnapshot) throws -> Rights {
        let generation = try snapshot.value(Self.rightsKey) ?? []
        let key = ServiceState.RightsKey(role: device.role, org: device.org, programme: index.programme.version)
        if let known = state.withLock({ $0.rights[key] }), known.generation == generation { return known.rights }
        let rights = try Rights(
            role: index.programme.role(named: device.role),
            at: device.org,
            index: index,
            in: snapshot
        )
        // What a transaction sees may yet be undone, and its generation be given again to something else.
        if snapshot is any FeedTransaction { return rights }
        state.withLock {
            if $0.rights.count > 4_096 { $0.rights = [:] }
            $0.rights[key] = (generation, rights)
        }
        return rights
    }
}
