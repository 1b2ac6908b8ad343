import SQLiteTables
import SyncModel
import SyncWire

/// What people know devices by. Nobody else writes `_card`.
struct DeviceCards {
    let connection: StoreConnection
    let replicaState: ReplicaState

    /// Keeps what people know a device by, as the server told it last.
    func keep(_ card: DeviceCard) throws {
        try connection.run(
            "INSERT OR REPLACE INTO _card(device, name, role, at) VALUES (?, ?, ?, ?)",
            card.device,
            card.name,
            card.role,
            card.at
        )
    }

    /// What people know a device by; this device knows itself.
    func card(of device: DeviceID) throws -> DeviceCard? {
        if let identity = replicaState.identity, device == identity.device, let standing = replicaState.standing {
            return DeviceCard(device: device, name: identity.name, role: standing.role, at: standing.at)
        }
        return try connection.first("SELECT name, role, at FROM _card WHERE device = ?", device) { row in
            row.record(2).map { DeviceCard(device: device, name: row.string(0), role: row.string(1), at: $0) }
        }
    }
}
