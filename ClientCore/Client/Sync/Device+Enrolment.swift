import HostFiles
package import Replica
import SyncEngine
import SyncModel
package import SyncWire

extension Device {
    /// Enrolls this device with a code from the server's administrator, or enrolls it again: what is recorded here is
    /// kept and sent under the new identity.
    ///
    /// Both sides prove that they know the code, so that neither a stranger's device nor a stranger's server gets in.
    ///
    /// - Parameters:
    ///   - address: where the server answers, such as `https://sync.example.org`.
    ///   - code: what the administrator told; it serves one device, once.
    ///   - name: what people call this device.
    ///   - authority: a PEM file with the certificate of whoever issued the server's, copied into the folder; `nil` for
    ///     what the system and the folder trust.
    /// - Returns: the new identity; ``DeviceStatus/access`` says what it may do.
    /// - Throws: ``DuikouError`` `badInput`, `badCode`, `noConnection`, `untrustedServer`, `rejected`, `readOnly`;
    ///   nothing is changed then.
    @discardableResult
    public func enroll(
        at address: String,
        code: String,
        name: String,
        authority: String? = nil
    ) async throws(DuikouError) -> Identity {
        do {
            try replica.checkWritable()
            let pem = try authority.map(Self.certificates)
            let enrolment = try Enrolment(host: host, thread: thread, address: address, code: code, name: name)
            let history = try await withReplica { try $0.history() }
            let transport = options.transport(address, authority ?? Self.authority(in: folder))
            let outcome = try await enrolment.run(over: transport, continuing: history)
            if let pem { try keep(authorities: pem) }
            try await withReplica { try $0.adopt(outcome.identity, standing: outcome.standing) }
            changes.happened()
            guard let identity = Identity(outcome.identity) else { throw DuikouError(.damaged, .keys) }
            return identity
        } catch {
            throw DuikouError(error)
        }
    }

    /// Enrolls a folder that need not be there yet: nothing in it is made or changed before the server has agreed, and
    /// nothing is ever taken away again, so that a try that fails late harms nobody who enrolled there meanwhile.
    ///
    /// - Returns: the new identity and what it may do.
    /// - Throws: as ``enroll(at:code:name:authority:)``; `storage` if the folder cannot be used.
    package static func enroll(
        folder: String,
        at address: String,
        code: String,
        name: String,
        trusting authority: String? = nil
    ) async throws -> (identity: ReplicaIdentity, standing: Standing) {
        let pem = try authority.map(Self.certificates)
        let thread = DatabaseThread(name: "duikou-enrolment")
        defer { thread.close() }
        let enrolment = try Enrolment(host: .system, thread: thread, address: address, code: code, name: name)
        let made: [String]
        do {
            made = try OwnerOnly.makeFolder(folder)
            try OwnerOnly.checkWritable(folder)
        } catch {
            if error.isLackOfRoom { throw ReplicaError(.storage, .store(.noRoomToEnrol)) }
            throw ReplicaError(.storage, .store(.folder(folder)))
        }
        do {
            let transport = HTTPTransport(address: address, authority: authority ?? Self.authority(in: folder))
            let history = try await thread.run {
                Replica.isThere(folder) ? try Replica(folder: folder, host: .system).history() : nil
            }
            let outcome = try await enrolment.run(over: transport, continuing: history)
            let device = try await Device.open(folder)
            do {
                if let pem { try device.keep(authorities: pem) }
                try await device.withReplica { try $0.adopt(outcome.identity, standing: outcome.standing) }
            } catch {
                await device.close()
                throw error
            }
            await device.close()
            return outcome
        } catch {
            OwnerOnly.removeEmptyFolders(made)
            throw error
        }
    }
}

/// One exchange with a server that knows a code: what comes of it is nobody's yet.
private struct Enrolment {
    let host: Host
    let thread: DatabaseThread
    let address: String
    let code: EnrolmentCode
    let name: String

    init(host: Host, thread: DatabaseThread, address: String, code text: String, name: String) throws {
        guard let code = EnrolmentCode(text) else {
            throw DuikouError(.badInput, .noCode(text))
        }
        guard name.utf8.count <= Limits.deviceNameBytesMax else {
            throw DuikouError(.badInput, .nameTooLong(max: Limits.deviceNameBytesMax))
        }
        (self.host, self.thread, self.address, self.code, self.name) = (host, thread, address, code, name)
    }

    /// Both sides prove that they know the code.
    /// - Parameter history: of the server whose records are here already: those of two are never mixed, and another's
    ///   are never sent to one.
    func run(
        over transport: any Transport,
        continuing history: Epoch?
    ) async throws -> (identity: ReplicaIdentity, standing: Standing) {
        let keys = try ReplicaKeys.generate(on: host)
        let begin = EnrollBegin(
            lookup: code.lookup,
            nonce: (0..<4).flatMap { _ in host.randomBytes() },
            signingKey: keys.signing.publicKey,
            sealingKey: keys.sealing.publicKey,
            name: name
        )
        do {
            // Asked first, so that the code is not used up; what the proof covers is what counts.
            if let history { try Self.check(try await transport.message(Hello.self, to: .hello).epoch, history) }
            let outcome = try await prove(begin, over: transport)
            if let history { try Self.check(outcome.result.epoch, history) }
            await transport.close()
            let identity = ReplicaIdentity(
                device: outcome.result.device,
                name: name,
                server: address,
                keys: keys.rawRepresentation,
                serverKeys: outcome.challenge.signingKey + outcome.challenge.sealingKey
            )
            return (identity, outcome.result.standing)
        } catch {
            await transport.close()
            throw DuikouError(error)
        }
    }

    private static func check(_ epoch: Epoch, _ history: Epoch) throws(DuikouError) {
        guard epoch != history else { return }
        throw DuikouError(.rejected, .otherRecords)
    }

    private func prove(
        _ begin: EnrollBegin,
        over transport: any Transport
    ) async throws -> (challenge: EnrollChallenge, result: EnrollResult) {
        let challenge = try await transport.message(EnrollChallenge.self, to: .enrollBegin(begin.encoded()))
        // scrypt takes a while on purpose; Swift's pool is not made for that.
        let key = try await thread.run { [code] in try code.key(salt: challenge.salt) }
        let proof = EnrolmentProof.make(.device, key: key, begin: begin, challenge: challenge)
        let prove = EnrollProve(begin: begin, challengeNonce: challenge.nonce, proof: proof)
        let result = try await transport.message(EnrollResult.self, to: .enrollProve(prove.encoded()))
        guard EnrolmentProof.isValid(result.proof, .server, key: key, begin: begin, challenge: challenge) else {
            throw DuikouError(.untrustedServer, .codeOfOther)
        }
        return (challenge, result)
    }
}

extension Transport {
    /// A call whose reply is one small message, or a failure's frame.
    func message<Message: WireMessage>(_ type: Message.Type, to call: Call) async throws -> Message {
        let bytes = try await reply(to: call)
        var reader = FrameReader()
        reader.append(bytes)
        if case .failure(let failure)? = try? reader.next(), reader.isAtBoundary { throw failure }
        do {
            return try Message(decoding: bytes)
        } catch {
            throw TransportError(failure: LineFailure(unreadable: error.problem))
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
