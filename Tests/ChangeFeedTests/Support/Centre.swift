import ChangeFeed
import FeedStoreSQLite
import Foundation
import Synchronization
import SyncModel
import SyncWire

/// The stores that every conformance test runs on.
enum StoreKind: String, CaseIterable, Sendable {
    case sqlite
}

/// A server with the lab's programme and three sites, in a folder of its own.
final class Centre: Sendable {
    let folder: String
    let store: FeedStoreSQLite
    let service: FeedService
    static let clock = Atomic<Int64>(1_700_000_000_000)

    static var host: SyncModel.Host {
        SyncModel.Host(
            wallClock: { clock.add(1, ordering: .relaxed).newValue },
            bootClock: { clock.add(1, ordering: .relaxed).newValue },
            random: { UInt64.random(in: .min ... .max) }
        )
    }

    init(_ kind: StoreKind = .sqlite) throws {
        folder = NSTemporaryDirectory() + "feed-" + UUID().uuidString
        switch kind {
        case .sqlite: store = try FeedStoreSQLite.create(folder: folder, host: Self.host)
        }
        service = try FeedService(store: store, host: Self.host)
        let rows = ["A", "B", "C"].map { [0: Value.text($0), 1: Value.text("Hospital \($0)")] }
        _ = try service.load(programme: Lab.programme, rows: [ReferenceRows(collection: "site", rows: rows)])
    }

    deinit {
        store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A device that is enrolled already.
    func device(_ site: String, _ role: String = "recorder") throws -> Desk {
        let keys = try ReplicaKeys.generate(on: Self.host)
        let row = try store.write { transaction in
            try transaction.add(
                DeviceRow(
                    id: DeviceID(bits: Self.host.newRecordID().bits),
                    label: "desk of \(site)",
                    signingKey: keys.signing.publicKey,
                    sealingKey: keys.sealing.publicKey,
                    org: Lab.siteID(site),
                    role: role,
                    enrolledAt: 1
                )
            )
        }
        return Desk(row: row, keys: keys, service: service)
    }

    /// What a record shows, by field number; `nil` if there is none.
    func values(_ collection: Int, _ record: RecordID) throws -> [Value]? {
        try service.show(Lab.programme.collections[collection].name, record)?.values
    }
}
