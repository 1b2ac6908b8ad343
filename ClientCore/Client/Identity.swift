public import Foundation
import Replica
public import SyncModel
import SyncWire

/// Who a device is. Its private keys never leave the store.
public struct Identity: Hashable, Sendable {
    /// The name under which its keys were registered.
    public let device: DeviceID
    /// What people call it.
    public let name: String
    /// The address of its server.
    public let server: String
    /// SHA-256 of the device's public keys, 64 hexadecimal digits.
    public let keyFingerprint: String
    /// SHA-256 of the server's public keys; empty where enrolment did not tell them.
    public let serverFingerprint: String

    /// - Returns: `nil` if its keys cannot be read.
    init?(_ stored: ReplicaIdentity) {
        guard let keys = try? ReplicaKeys(rawRepresentation: stored.keys) else { return nil }
        (device, name, server) = (stored.device, stored.name, stored.server)
        keyFingerprint = Self.fingerprint(keys.signing.publicKey + keys.sealing.publicKey)
        serverFingerprint = stored.serverKeys.isEmpty ? "" : Self.fingerprint(stored.serverKeys)
    }

    private static func fingerprint(_ bytes: [UInt8]) -> String {
        SHA.hash256(bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

/// A server that answered.
public struct ServerInfo: Hashable, Sendable {
    /// It is the one with which this device was enrolled.
    public let isEnrolledOne: Bool
    /// The programme's name; empty while none is loaded.
    public let programme: String
    /// The version of that programme.
    public let programmeVersion: Int
    /// What time it has.
    public let time: Date
}

/// What a device may do.
public struct Access: Hashable, Sendable {
    /// The name of its role.
    public let role: String
    /// The record at which the role is held.
    public let organisation: RecordID
    private let homes: [String: [Scope]]

    init(_ standing: Standing, _ programme: Programme?) {
        (role, organisation) = (standing.role, standing.at)
        var homes: [String: [Scope]] = [:]
        for collection in programme?.collections ?? [] {
            homes[collection.name] = standing.writable.filter { scope, numbers in
                scope.kind == collection.home.kind && (numbers.isEmpty || numbers.contains(collection.number))
            }.keys.sorted()
        }
        self.homes = homes
    }

    /// Where records of a collection may be written; empty where none may. A form takes the only one for granted.
    public func homes(of collection: String) -> [Scope] { homes[collection] ?? [] }
}

extension Programme.Home {
    /// The kind of scope in which the records live.
    var kind: String {
        switch self {
        case .constant(let kind), .reference(let kind, _), .itself(let kind): kind
        }
    }
}
