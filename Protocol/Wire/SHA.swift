internal import Crypto

/// SHA-256, the only hash of the protocol that must resist an enemy.
package enum SHA {
    /// The 32 bytes of SHA-256.
    package static func hash256(_ bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: bytes))
    }
}
