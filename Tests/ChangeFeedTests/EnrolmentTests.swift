import ChangeFeed
import Foundation
import Synchronization
import SyncModel
import SyncWire
import TestSupport
import Testing

/// A device comes in with a code, and only with it.
@Suite struct EnrolmentTests {
    private struct Newcomer {
        let keys: ReplicaKeys
        let begin: EnrollBegin
        let challenge: EnrollChallenge
        let service: FeedService

        init(_ code: EnrolmentCode, _ service: FeedService, name: String = "desk") throws {
            keys = try ReplicaKeys.generate(on: FeedServer.host)
            begin = EnrollBegin(
                lookup: code.lookup,
                nonce: (0..<32).map { _ in UInt8.random(in: .min ... .max) },
                signingKey: keys.signing.publicKey,
                sealingKey: keys.sealing.publicKey,
                name: name
            )
            if case .failure(let failure)? = Self.frame(service.enrollBegin(try begin.encoded())) { throw failure }
            challenge = try EnrollChallenge(decoding: service.enrollBegin(begin.encoded()))
            self.service = service
        }

        private static func frame(_ bytes: [UInt8]) -> ReplyFrame? {
            var reader = FrameReader()
            reader.append(bytes)
            return (try? reader.next()) ?? nil
        }

        func prove(_ code: EnrolmentCode) throws -> EnrollResult {
            let key = try code.key(salt: challenge.salt)
            let proof = EnrolmentProof.make(.device, key: key, begin: begin, challenge: challenge)
            let reply = try service.enrollProve(
                EnrollProve(begin: begin, challengeNonce: challenge.nonce, proof: proof).encoded()
            )
            if case .failure(let failure)? = Self.frame(reply) { throw failure }
            let result = try EnrollResult(decoding: reply)
            #expect(EnrolmentProof.isValid(result.proof, .server, key: key, begin: begin, challenge: challenge))
            return result
        }
    }

    @Test func aCodeLetsOneDeviceIn() throws {
        let centre = try FeedServer()
        let code = try #require(EnrolmentCode(centre.service.makeCode(org: "A", role: "recorder", hours: 24).code))
        let newcomer = try Newcomer(code, centre.service)
        let result = try newcomer.prove(code)
        #expect(result.standing.at == ThreeSites.siteID("A") && result.standing.role == "recorder")
        #expect(try newcomer.prove(code).device == result.device, "a lost answer is given again")
        #expect(try centre.service.devices().map(\.id) == [result.device])
        let late = try Newcomer(code, centre.service)
        #expect { try late.prove(code) } throws: { ($0 as? WireFailure)?.code == .badCode }
    }

    @Test(arguments: ["", " ", "\u{3000}", "\n", "a\nb", "a\u{1b}[2J", "a\u{202e}b", "\u{200b}", "a\u{200b}b"])
    func aNameThatNobodyCanReadIsRefused(_ name: String) throws {
        let centre = try FeedServer()
        let code = try #require(EnrolmentCode(centre.service.makeCode(org: "A", role: "recorder", hours: 24).code))
        #expect { try Newcomer(code, centre.service, name: name) } throws: {
            ($0 as? WireFailure)?.code == .badRequest && ($0 as? WireFailure)?.problem == .known(.badName)
        }
        #expect(throws: Never.self) { try Newcomer(code, centre.service, name: "护士站 1 (ward)") }
    }

    @Test func fiveWrongTriesBurnACode() throws {
        let centre = try FeedServer()
        let code = try #require(
            EnrolmentCode(centre.service.makeCode(org: "Hospital A", role: "recorder", hours: 24).code)
        )
        let wrong = try #require(EnrolmentCode(code.lookup + (code.secret == "22222222" ? "33333333" : "22222222")))
        let newcomer = try Newcomer(code, centre.service)
        for _ in 0..<5 { #expect(throws: WireFailure.self) { try newcomer.prove(wrong) } }
        #expect { try newcomer.prove(code) } throws: { ($0 as? WireFailure)?.code == .badCode }
        #expect(try centre.service.devices() == [])
    }

    @Test func anExpiredCodeIsOfNoUse() throws {
        let centre = try FeedServer()
        let code = try #require(EnrolmentCode(centre.service.makeCode(org: "A", role: "recorder", hours: 1).code))
        // The clock is everybody's: the other tests' codes are valid for a day.
        FeedServer.clock.advance(3_600_001)
        #expect { try Newcomer(code, centre.service).prove(code) } throws: { ($0 as? WireFailure)?.code == .badCode }
    }

    @Test func organisationsAndRolesThatAreNotThereAreNamed() throws {
        let centre = try FeedServer()
        #expect(throws: FeedFailure.noRecord("nowhere", of: "site")) {
            try centre.service.makeCode(org: "nowhere", role: "recorder", hours: 1)
        }
        #expect(throws: FeedFailure.self) { try centre.service.makeCode(org: "A", role: "cook", hours: 1) }
    }

    @Test func bytesThatAreNoRequestGetAFailureFrame() throws {
        let centre = try FeedServer()
        for body in [[], [1, 2, 3], [UInt8](repeating: 255, count: 500)] {
            var reader = FrameReader()
            centre.service.sync(body) { reader.append($0) }
            guard case .failure? = try reader.next() else {
                Issue.record("no failure for \(body.count) bytes")
                return
            }
            #expect(!centre.service.enrollBegin(body).isEmpty && !centre.service.enrollProve(body).isEmpty)
        }
    }

    // F50: the audit log shows what was changed afterwards.
    @Test func theAuditLogIsWholeAndTellsTheHistory() throws {
        let centre = try FeedServer()
        let (desk, far) = (try centre.device("A"), try centre.device("B"))
        try desk.sync()
        let note = desk.create(ThreeSites.note, "A", [1: .text("first")])
        try desk.write([note, desk.create(ThreeSites.note, "B")])
        try desk.write([
            desk.edit(ThreeSites.note, "A", note.record, [FieldChange(field: 1, action: .write([.text("second")]))])
        ])
        try desk.sync()
        let report = try centre.service.verifyAudit()
        #expect(report.parcels == 2 && report.problems == [])
        let history = try centre.service.history("note", note.record, for: desk.row.id)
        #expect(history.map(\.operation.kind) == [.create, .update])
        #expect(try centre.service.history("note", note.record, for: far.row.id) == [])
    }
}
