import struct SimulationKit.SeededRandom
import SyncModel
import SyncWire
import Testing

/// Signatures, chains, codes and names.
struct TrustTests {
    private static func keys(_ seed: UInt64) throws -> ReplicaKeys {
        var dice = SeededRandom(seed: seed)
        return try ReplicaKeys(rawRepresentation: dice.bytes(64))
    }

    @Test func aRequestOpensOnlyWithTheKeyThatSignedIt() throws {
        var dice = SeededRandom(seed: 1)
        let request = dice.request()
        let mine = try Self.keys(1)
        let signed = try SignedRequest.sign(request, by: mine.signing)
        let received = try SignedRequest(decoding: signed.encoded())
        #expect(try received.device == request.device)
        #expect(try received.open(verifying: mine.signing.publicKey) == request)
        let strange = try Self.keys(2).signing.publicKey
        #expect { try received.open(verifying: strange) } throws: { ($0 as? WireFailure)?.code == .badSignature }
        #expect { try received.open(verifying: [1, 2, 3]) } throws: { ($0 as? WireFailure)?.code == .badSignature }
    }

    @Test func anAlteredRequestIsRefused() throws {
        var dice = SeededRandom(seed: 2)
        let keys = try Self.keys(1)
        var bytes = try SignedRequest.sign(dice.request(), by: keys.signing).encoded()
        bytes[bytes.count - 1] ^= 1
        let received = try SignedRequest(decoding: bytes)
        #expect { try received.open(verifying: keys.signing.publicKey) } throws: {
            ($0 as? WireFailure)?.code == .badSignature
        }
    }

    @Test func aSignedHistoryRequestNeverServesAsASync() throws {
        let keys = try Self.keys(1)
        let asked = HistoryRequest(device: DeviceID(bits: 4), counter: 5, collection: 1, record: RecordID(bits: 9))
        let signed = try SignedRequest.sign(asked, by: keys.signing)
        #expect(try signed.openHistory(verifying: keys.signing.publicKey) == asked)
        #expect { try signed.open(verifying: keys.signing.publicKey) } throws: {
            ($0 as? WireFailure)?.code == .badRequest
        }
    }

    @Test func aParcelNamesTheOneBeforeIt() throws {
        let keys = try Self.keys(3)
        var dice = SeededRandom(seed: 3)
        let first = try dice.parcel(sets: 1...2).signed(by: keys.signing)
        var next = dice.parcel(sets: 1...2)
        next.previous = first.hash
        let second = try next.signed(by: keys.signing)
        #expect(try second.open(verifying: keys.signing.publicKey).previous == SHA.hash256(first.bytes))
        #expect(LaneMark(lane: .bulk, last: 3, chain: first.hash, settledThrough: 0).names(parcelHash: first.hash))
        #expect(!LaneMark(lane: .bulk, last: 3, chain: first.hash, settledThrough: 0).names(parcelHash: second.hash))
        var altered = second
        altered.bytes[altered.bytes.count - 1] ^= 1
        #expect(throws: WireFailure.self) { try altered.open(verifying: keys.signing.publicKey) }
    }

    @Test func aParcelAboveTheLimitIsNotSigned() throws {
        let parcel = Workload.parcel(records: 1_000)
        let keys = try Self.keys(1)
        #expect { try parcel.signed(by: keys.signing) } throws: { ($0 as? WireFailure)?.code == .tooLarge }
    }

    @Test func keysComeBackFromTheirBytes() throws {
        let host = Host(wallClock: { 0 }, bootClock: { 0 }, random: { 0x0123_4567_89ab_cdef })
        let keys = try ReplicaKeys.generate(on: host)
        let again = try ReplicaKeys(rawRepresentation: keys.rawRepresentation)
        #expect(again.signing.publicKey == keys.signing.publicKey && again.sealing.publicKey == keys.sealing.publicKey)
        #expect(keys.signing.publicKey.count == 32 && keys.sealing.publicKey != keys.signing.publicKey)
        #expect(throws: WireFailure.self) { try ReplicaKeys(rawRepresentation: [1]) }
    }

    @Test func aCodeIsReadAsPeopleTypeIt() throws {
        var dice = SeededRandom(seed: 9)
        let code = EnrolmentCode { dice.next() }
        #expect(code.text.count == 11 && code.lookup.count == 2 && code.secret.count == 8)
        #expect(code.text.allSatisfy { $0 == "-" || EnrolmentCode.alphabet.contains($0) })
        let typed = code.text.lowercased().replacing("-", with: " – ").map { "\($0) " }.joined()
        #expect(EnrolmentCode(typed) == code)
        let wide = String(
            typed.unicodeScalars.map {
                0x21...0x7e ~= $0.value ? Character(Unicode.Scalar($0.value + 0xfee0) ?? $0) : Character($0)
            }
        )
        #expect(EnrolmentCode(wide) == code, "as a Chinese keyboard writes it")
        for wrong in ["", "AAAAA-BBBB", "AAAAA-BBBBBB", "AAAAA-BBBB0", "AAAAA-BBBBI", "ÄAAAA-BBBBB"] {
            #expect(EnrolmentCode(wrong) == nil)
        }
    }

    @Test func theKeyOfACodeIsScryptOfItsSecret() throws {
        let code = try #require(EnrolmentCode("ab234-56789"))
        let key = try code.key(salt: Array("salt of a code".utf8))
        #expect(code.secret == "23456789")
        #expect(
            key.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
                == "d862cd42c40a43519d6accc5463ee94f886b91fe98c78d78948ea72c756587f7"
        )
    }

    @Test func aProofHoldsForOneDirectionAndOneSetOfKeys() {
        var dice = SeededRandom(seed: 5)
        let key = dice.bytes(32)
        let begin = EnrollBegin(
            lookup: "AB",
            nonce: dice.bytes(32),
            signingKey: dice.bytes(32),
            sealingKey: dice.bytes(32),
            name: "内科"
        )
        let challenge = EnrollChallenge(
            nonce: dice.bytes(32),
            salt: dice.bytes(16),
            signingKey: dice.bytes(32),
            sealingKey: dice.bytes(32)
        )
        let proof = EnrolmentProof.make(.device, key: key, begin: begin, challenge: challenge)
        #expect(EnrolmentProof.isValid(proof, .device, key: key, begin: begin, challenge: challenge))
        #expect(!EnrolmentProof.isValid(proof, .server, key: key, begin: begin, challenge: challenge))
        #expect(!EnrolmentProof.isValid(proof, .device, key: dice.bytes(32), begin: begin, challenge: challenge))
        var swapped = challenge
        swapped.signingKey = begin.signingKey
        #expect(!EnrolmentProof.isValid(proof, .device, key: key, begin: begin, challenge: swapped))
    }

    @Test func aNaturalKeyGivesTheSameNameEverywhere() {
        let site = Scope("site", RecordID(bits: 0x8421_0000_0000_8abc_8def_0000_0000_0001))
        func name(_ programme: String, _ collection: String, _ scope: Scope?, _ parts: Value...) -> String {
            NaturalKey.id(programme: programme, collection: collection, scope: scope, parts: parts).text
        }
        #expect(name("hubei-2022", "county", nil, .text("420100")) == "cf0a2ed4-a39a-877a-98d8-12e18a592549")
        #expect(
            name("consultations", "consultation", site, .text("  Cafe\u{301} "), .integer(-5), .null)
                == "dde3da79-c2ec-8adb-be7e-7e6ce19e8031"
        )
        #expect(
            name("p", "c", nil, .text("\u{1100}\u{1161}\u{11a8} \u{ac00}")) == "e8654a53-6fe0-87bb-aed3-f8ea16e1d27d"
        )
        #expect(name("p", "c", nil, .text("ab"), .text("c")) != name("p", "c", nil, .text("a"), .text("bc")))
        #expect(name("p", "c", nil, .null) != name("p", "c", nil, .text("")))
        for padded in ["A1 ", "\tA1", "\u{3000}A1\u{a0}", "\u{feff}A1\u{200b}", "\u{2060}A1\r\n"] {
            #expect(
                name("p", "c", nil, .text(padded)) == name("p", "c", nil, .text("A1")),
                "\(padded.debugDescription)"
            )
            #expect(KeySpelling.of(padded) == "A1")
        }
        #expect(KeySpelling.of("e\u{301}").unicodeScalars.count == 1)
    }

    /// The same key at two sites stays two records.
    @Test func theSameKeyAtTwoSitesNamesTwoRecords() {
        let names = (1...2).map { number in
            let site = Scope("site", RecordID(bits: UInt128(number)))
            return NaturalKey.id(programme: "p", collection: "c", scope: site, parts: [.text("2024-01-01")])
        }
        #expect(names[0] != names[1])
    }
}
