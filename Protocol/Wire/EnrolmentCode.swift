internal import Crypto
internal import CryptoExtras

/// What a person types to enrol a device: two characters that find the code and eight that are secret, written
/// `AAAAA-BBBBB`.
package struct EnrolmentCode: Hashable, Sendable {
    /// Two characters; they travel openly.
    package let lookup: String
    /// Eight characters; only what scrypt makes of them is ever used.
    package let secret: String

    /// Digits and capitals that nobody confuses: without 0, O, 1, I and L.
    package static let alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

    /// A new code from random bits.
    package init(random: () -> UInt64) {
        let alphabet = Array(Self.alphabet)
        var characters: [Character] = []
        while characters.count < 10 {
            let number = Int(truncatingIfNeeded: random() >> 59)
            if number < alphabet.count { characters.append(alphabet[number]) }
        }
        lookup = String(characters[..<2])
        secret = String(characters[2...])
    }

    /// Reads a code as people type it: in either case and width, with any spaces and hyphens.
    /// - Returns: `nil` unless ten characters of the alphabet are left.
    package init?(_ text: String) {
        let alphabet = Set(Self.alphabet)
        var characters: [Character] = []
        for character in HalfWidth.of(text).uppercased() where !character.isWhitespace && !"-‐‑–—_".contains(character)
        {
            guard alphabet.contains(character), characters.count < 10 else { return nil }
            characters.append(character)
        }
        guard characters.count == 10 else { return nil }
        lookup = String(characters[..<2])
        secret = String(characters[2...])
    }

    /// As people write it: `AAAAA-BBBBB`.
    package var text: String { "\(lookup)\(secret.prefix(3))-\(secret.suffix(5))" }

    /// What both sides prove to know: scrypt of the secret, 16 MiB of work; 32 bytes (clause W50).
    /// - Throws: ``WireFailure`` `internal` if the crypto library fails.
    package func key(salt: [UInt8]) throws(WireFailure) -> [UInt8] {
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: Array(secret.utf8),
                salt: salt,
                outputByteCount: 32,
                rounds: 16_384,
                blockSize: 8,
                parallelism: 1,
                maxMemory: 64 << 20
            )
            return key.withUnsafeBytes { Array($0) }
        } catch {
            throw WireFailure(.internalError, .unmade(.key))
        }
    }
}
