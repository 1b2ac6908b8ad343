public import SyncModel

/// Who this device is to its server.
public struct Identity: Hashable, Sendable {
    /// The name under which the keys were registered.
    public var device: DeviceID
    /// For people.
    public var name: String
    /// The server's address.
    public var server: String
    /// The private keys (`ReplicaKeys.rawRepresentation`).
    public var keys: [UInt8]
    /// The server's public keys, as enrolment gave them.
    public var serverKeys: [UInt8]

    /// An identity from its parts.
    public init(device: DeviceID, name: String, server: String, keys: [UInt8], serverKeys: [UInt8]) {
        self.device = device
        self.name = name
        self.server = server
        self.keys = keys
        self.serverKeys = serverKeys
    }
}
