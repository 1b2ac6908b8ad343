internal import Crypto
package import SyncModel

/// The two key pairs of a replica or server, registered together.
package struct ReplicaKeys: Sendable {
    /// Signs requests and parcels.
    package let signing: SigningKey
    /// Opens what was sealed for this replica.
    package let sealing: SealingKey

    /// Keys from their parts.
    package init(signing: SigningKey, sealing: SealingKey) {
        self.signing = signing
        self.sealing = sealing
    }

    /// New keys from a host's random bits.
    /// - Throws: ``WireFailure`` `internal` if the crypto library refuses the bits.
    package static func generate(on host: Host) throws(WireFailure) -> Self {
        let bytes = (0..<8).flatMap { _ in Bytes.bigEndian(host.random()) }
        return try Self(rawRepresentation: bytes)
    }

    /// Keys read back from their 64 bytes.
    /// - Throws: ``WireFailure`` `internal` unless there are 64 bytes.
    package init(rawRepresentation bytes: [UInt8]) throws(WireFailure) {
        guard bytes.count == 64 else { throw WireFailure(.internalError, .unmade(.key)) }
        signing = try SigningKey(rawRepresentation: Array(bytes[..<32]))
        sealing = try SealingKey(rawRepresentation: Array(bytes[32...]))
    }

    /// 64 secret bytes: the signing key, then the sealing key.
    package var rawRepresentation: [UInt8] { signing.rawRepresentation + sealing.rawRepresentation }
}

/// An Ed25519 private key; a device is known by the public one (clause V1).
package struct SigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// A key read back from its 32 bytes.
    /// - Throws: ``WireFailure`` `internal` for any other number of bytes.
    package init(rawRepresentation bytes: [UInt8]) throws(WireFailure) {
        do {
            key = try Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        } catch {
            throw WireFailure(.internalError, .unmade(.key))
        }
    }

    /// The key as 32 secret bytes.
    package var rawRepresentation: [UInt8] { Array(key.rawRepresentation) }

    /// The 32 bytes by which others verify.
    package var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    /// The signature of these bytes; 64 bytes.
    /// - Throws: ``WireFailure`` `internal` if the crypto library fails.
    package func signature(for bytes: [UInt8]) throws(WireFailure) -> [UInt8] {
        do {
            return Array(try key.signature(for: bytes))
        } catch {
            throw WireFailure(.internalError, .unmade(.signature))
        }
    }

    /// Whether this is the key holder's signature of these bytes; never for a malformed key.
    package static func isValid(_ signature: [UInt8], for bytes: [UInt8], publicKey: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: bytes)
    }
}

/// An X25519 private key.
package struct SealingKey: Sendable {
    private let key: Curve25519.KeyAgreement.PrivateKey

    /// A key read back from its 32 bytes.
    /// - Throws: ``WireFailure`` `internal` for any other number of bytes.
    package init(rawRepresentation bytes: [UInt8]) throws(WireFailure) {
        do {
            key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
        } catch {
            throw WireFailure(.internalError, .unmade(.key))
        }
    }

    /// The key as 32 secret bytes.
    package var rawRepresentation: [UInt8] { Array(key.rawRepresentation) }

    /// The 32 bytes for which others seal.
    package var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }
}
