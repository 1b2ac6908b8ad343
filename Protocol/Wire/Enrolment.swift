internal import Crypto
package import SyncModel

/// The device's first message: which code, and its public keys.
package struct EnrollBegin: Hashable, Sendable {
    /// The two open characters of the code.
    package var lookup: String
    /// 32 random bytes, new for every attempt.
    package var nonce: [UInt8]
    /// The device's Ed25519 key; 32 bytes.
    package var signingKey: [UInt8]
    /// The device's X25519 key; 32 bytes.
    package var sealingKey: [UInt8]
    /// What people call the device.
    package var name: String

    /// A beginning from its parts.
    package init(lookup: String, nonce: [UInt8], signingKey: [UInt8], sealingKey: [UInt8], name: String) {
        self.lookup = lookup
        self.nonce = nonce
        self.signingKey = signingKey
        self.sealingKey = sealingKey
        self.name = name
    }
}

/// The server's answer: its public keys and what the proofs need. An unknown code gets one too, so that none can be
/// guessed in halves.
package struct EnrollChallenge: Hashable, Sendable {
    /// 32 random bytes, new for every attempt.
    package var nonce: [UInt8]
    /// The salt of the code.
    package var salt: [UInt8]
    /// The server's Ed25519 key; 32 bytes.
    package var signingKey: [UInt8]
    /// The server's X25519 key; 32 bytes.
    package var sealingKey: [UInt8]

    /// A challenge from its parts.
    package init(nonce: [UInt8], salt: [UInt8], signingKey: [UInt8], sealingKey: [UInt8]) {
        self.nonce = nonce
        self.salt = salt
        self.signingKey = signingKey
        self.sealingKey = sealingKey
    }
}

/// The device's proof that it knows the secret; repeats the beginning, so that the server need keep nothing but its
/// nonce.
package struct EnrollProve: Hashable, Sendable {
    /// As it was sent.
    package var begin: EnrollBegin
    /// Of the challenge that this answers.
    package var challengeNonce: [UInt8]
    /// ``EnrolmentProof`` from device to server; 32 bytes.
    package var proof: [UInt8]

    /// A proof's message from its parts.
    package init(begin: EnrollBegin, challengeNonce: [UInt8], proof: [UInt8]) {
        self.begin = begin
        self.challengeNonce = challengeNonce
        self.proof = proof
    }
}

/// The server's last word: the device is known from now on.
package struct EnrollResult: Hashable, Sendable {
    /// The name that the server gave the device.
    package var device: DeviceID
    /// The history that the server writes.
    package var epoch: Epoch
    /// What the device may do.
    package var standing: Standing
    /// Unit: milliseconds since 1970, UTC.
    package var serverTime: Int64
    /// ``EnrolmentProof`` from server to device; 32 bytes.
    package var proof: [UInt8]

    /// A result from its parts.
    package init(device: DeviceID, epoch: Epoch, standing: Standing, serverTime: Int64, proof: [UInt8]) {
        self.device = device
        self.epoch = epoch
        self.standing = standing
        self.serverTime = serverTime
        self.proof = proof
    }
}

/// The proof that a side knows the code and saw the same keys and nonces as the other: HMAC-SHA256 (clause W51).
package enum EnrolmentProof {
    /// Which of the two sides proves that it knows the code.
    package enum Direction: String, Hashable, Sendable {
        case device = "device to server"
        case server = "server to device"
    }

    /// The 32 bytes that a side sends.
    package static func make(
        _ direction: Direction,
        key: [UInt8],
        begin: EnrollBegin,
        challenge: EnrollChallenge
    ) -> [UInt8] {
        Array(
            HMAC<SHA256>.authenticationCode(
                for: transcript(direction, begin, challenge),
                using: SymmetricKey(data: key)
            )
        )
    }

    /// Whether the other side knows the code; takes the same time for every wrong proof.
    package static func isValid(
        _ proof: [UInt8],
        _ direction: Direction,
        key: [UInt8],
        begin: EnrollBegin,
        challenge: EnrollChallenge
    ) -> Bool {
        let transcript = transcript(direction, begin, challenge)
        return HMAC<SHA256>.isValidAuthenticationCode(proof, authenticating: transcript, using: SymmetricKey(data: key))
    }

    private static func transcript(
        _ direction: Direction,
        _ begin: EnrollBegin,
        _ challenge: EnrollChallenge
    ) -> [UInt8] {
        let parts = [
            Array("duikou enrolment 1".utf8), Array(direction.rawValue.utf8), Array(begin.lookup.utf8),
            Array(begin.name.utf8),
            begin.nonce, begin.signingKey, begin.sealingKey,
            challenge.nonce, challenge.salt, challenge.signingKey, challenge.sealingKey,
        ]
        return parts.flatMap { Bytes.bigEndian(UInt32(truncatingIfNeeded: $0.count)) + $0 }
    }
}
