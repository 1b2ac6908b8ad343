package import SyncModel

/// Who this device is to its server.
package struct Identity: Hashable, Sendable {
    /// The name under which the keys were registered.
    package var device: DeviceID
    /// For people.
    package var name: String
    /// The server's address.
    package var server: String
    /// The private keys (`ReplicaKeys.rawRepresentation`).
    package var keys: [UInt8]
    /// The server's public keys, as enrolment gave them.
    package var serverKeys: [UInt8]

    /// An identity from its parts.
    package init(device: DeviceID, name: String, server: String, keys: [UInt8], serverKeys: [UInt8]) {
        self.device = device
        self.name = name
        self.server = server
        self.keys = keys
        self.serverKeys = serverKeys
    }
}
