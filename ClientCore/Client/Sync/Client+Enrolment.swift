public import Replica
import SyncEngine
import SyncModel
public import SyncWire

extension Client {
    /// Enrols this device with a code from the server's administrator, or enrols it again: what is recorded here is kept and sent under
    /// the new identity.
    ///
    /// Both sides prove that they know the code, so that neither a stranger's device nor a stranger's server gets in.
    ///
    /// - Returns: the new identity and what it may do.
    /// - Throws: ``ClientError`` `wrongInput`, `badCode`, `noConnection`, `untrustedServer`, `rejected`.
    @discardableResult
    public func enrol(at address: String, code text: String, name: String) async throws -> (identity: Identity, standing: Standing) {
        guard let code = EnrolmentCode(text) else {
            throw ClientError(.wrongInput, "“\(text)” is no enrolment code; a code has ten letters and digits, such as ABCDE-FGHJK.")
        }
        let keys = try ReplicaKeys.generate(on: host)
        let begin = EnrolBegin(
            lookup: code.lookup,
            nonce: (0..<4).flatMap { _ in host.randomBytes() },
            signingKey: keys.signing.publicKey,
            sealingKey: keys.sealing.publicKey,
            name: name
        )
        let transport = makeTransport(address)
        do {
            let outcome = try await enrol(begin, code, keys, over: transport)
            await transport.close()
            let identity = Identity(
                device: outcome.result.device,
                name: name,
                server: address,
                keys: keys.rawRepresentation,
                serverKeys: outcome.challenge.signingKey + outcome.challenge.sealingKey
            )
            try await withReplica { try $0.adopt(identity) }
            return (identity, outcome.result.standing)
        } catch {
            await transport.close()
            throw Self.enrolmentError(for: error)
        }
    }

    private func enrol(
        _ begin: EnrolBegin,
        _ code: EnrolmentCode,
        _ keys: ReplicaKeys,
        over transport: any Transport
    ) async throws -> (challenge: EnrolChallenge, result: EnrolResult) {
        let challenge = try await message(EnrolChallenge.self, to: .enrolBegin(begin.encoded()), over: transport)
        // scrypt takes a while on purpose; Swift's pool is not made for that.
        let key = try await thread.run { try code.key(salt: challenge.salt) }
        let proof = EnrolmentProof.make(.device, key: key, begin: begin, challenge: challenge)
        let prove = EnrolProve(begin: begin, challengeNonce: challenge.nonce, proof: proof)
        let result = try await message(EnrolResult.self, to: .enrolProve(prove.encoded()), over: transport)
        guard EnrolmentProof.isValid(result.proof, .server, key: key, begin: begin, challenge: challenge) else {
            throw ClientError(.untrustedServer, "The server at this address does not know the code: it is not the one that issued it.")
        }
        return (challenge, result)
    }

    /// A call whose reply is one small message, or a failure's frame.
    func message<Message: WireMessage>(_ type: Message.Type, to call: Call, over transport: any Transport) async throws -> Message {
        let bytes = try await transport.reply(to: call)
        var reader = FrameReader()
        reader.append(bytes)
        if case .failure(let failure)? = try? reader.next(), reader.isAtBoundary { throw failure }
        do {
            return try Message(decoding: bytes)
        } catch {
            throw LineError(.garbled(error.message))
        }
    }

    private static func enrolmentError(for error: any Error) -> any Error {
        switch error {
        case let error as LineError: ClientError(error.failure)
        case let failure as WireFailure: ClientError(failure.code == .badCode ? .badCode : .rejected, failure.message)
        default: error
        }
    }
}

extension Host {
    /// Eight random bytes.
    func randomBytes() -> [UInt8] {
        let bits = random()
        return stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt64($0)) }
    }
}
