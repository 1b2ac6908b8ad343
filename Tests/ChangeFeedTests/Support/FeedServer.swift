import ChangeFeed
import FeedStoreSQLite
import SyncModel
import SyncWire
import TestSupport

/// The stores that every conformance test runs on.
enum StoreKind: String, CaseIterable, Sendable {
    case sqlite
}

/// A server with the programme of three sites, in a folder of its own.
final class FeedServer: Sendable {
    private let server: InProcessServer
    /// Everybody's, and time passes whenever somebody looks at it.
    static let clock = TestHost(seed: 0, tick: 1)

    static var host: SyncModel.Host { clock.host }
    var folder: String { server.folder + "/server" }
    var store: FeedStoreSQLite { server.store }
    var service: FeedService { server.service }

    init(_ kind: StoreKind = .sqlite) throws {
        switch kind {
        case .sqlite: server = try InProcessServer(ThreeSites.programme, sites: ["A", "B", "C"], host: Self.host)
        }
    }

    /// A device that is enrolled already.
    func device(_ site: String, _ role: String = "recorder") throws -> HandmadeDevice {
        let keys = try ReplicaKeys.generate(on: Self.host)
        let row = try store.write { transaction in
            try transaction.add(
                DeviceRow(
                    id: DeviceID(bits: Self.host.newRecordID().bits),
                    label: "desk of \(site)",
                    signingKey: keys.signing.publicKey,
                    sealingKey: keys.sealing.publicKey,
                    org: ThreeSites.siteID(site),
                    role: role,
                    enrolledAt: 1
                )
            )
        }
        return HandmadeDevice(row: row, keys: keys, service: service)
    }

    /// What a record shows, by field number; `nil` if there is none.
    func values(_ collection: Int, _ record: RecordID) throws -> [Value]? {
        try service.show(ThreeSites.programme.collections[collection].name, record)?.values
    }
}
