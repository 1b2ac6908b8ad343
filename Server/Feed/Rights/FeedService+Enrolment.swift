import Synchronization
import SyncModel
import SyncWire

extension FeedService {
    /// Beginnings that are remembered at once; each is forgotten with its answer.
    private static let challengesMax = 1_000
    /// Wrong proofs that burn a code (clause W52).
    private static let triesMax = 5
    /// A code is good for a year at most. Unit: hours.
    private static let hoursMax = 8_760

    /// A code with which one device can enrol within the given hours. `org` is an id, a natural key or a unique name.
    /// - Throws: ``FeedFailure`` if the role or the organisation is not found, or is not the only one of its name.
    package func makeCode(org: String, role: String, hours: Int) throws -> NewCode {
        guard (1...Self.hoursMax).contains(hours) else { throw FeedFailure.badHours(hours, max: Self.hoursMax) }
        let now = host.wallClock()
        let expires = now + Int64(hours) * 3_600_000
        let salt = (0..<2).flatMap { _ in Bytes.bigEndian(host.random()) }
        return try store.write { transaction in
            guard let programme = try transaction.programmes().current else { throw FeedFailure.noProgramme }
            guard let declared = programme.role(named: role) else {
                throw FeedFailure.noRole(role, programme: programme.name, has: programme.roles.map(\.name))
            }
            let index = index(of: programme)
            let record = try holder(of: declared, org, index, transaction)
            let rights = try Rights(role: declared, at: record, index: index, in: transaction)
            try transaction.forgetCodes(before: now)
            var code = EnrolmentCode(random: host.random)
            // Two open characters make 961 names: another is taken while one is in use.
            var tries = 0
            while try transaction.code(code.lookup) != nil {
                tries += 1
                guard tries < 10_000 else { throw FeedFailure.tooManyCodes }
                code = EnrolmentCode(random: host.random)
            }
            let key = try code.key(salt: salt)
            try transaction.set(
                CodeRow(lookup: code.lookup, salt: salt, key: key, org: record, role: role, expires: expires)
            )
            let (reached, wanted) = (
                rights.standing.writable.keys.map(\.kind), declared.grants.filter { $0.write != [] }.map(\.scope)
            )
            return NewCode(
                code: code.text,
                expires: expires,
                canWrite: !reached.isEmpty,
                unreached: Set(wanted).subtracting(reached).sorted()
            )
        }
    }

    /// The record at which a role is to be held; where it is one of another collection, the failure says so.
    private func holder(
        of role: Programme.Role,
        _ text: String,
        _ index: ProgrammeIndex,
        _ snapshot: any FeedSnapshot
    ) throws -> RecordID {
        do {
            return try find(text, in: role.at, index: index, snapshot)
        } catch let failure as FeedFailure {
            for other in index.programme.collections where other.name != role.at {
                guard (try? find(text, in: other.name, index: index, snapshot)) != nil else { continue }
                throw FeedFailure.heldElsewhere(role: role.name, at: role.at, named: text, of: other.name)
            }
            throw failure
        }
    }

    /// The first step of an enrolment; gives a challenge, or a failure frame.
    package func enrollBegin(_ body: [UInt8]) -> [UInt8] {
        do {
            let begin = try EnrollBegin(decoding: body)
            guard begin.nonce.count == 32, begin.signingKey.count == 32, begin.sealingKey.count == 32,
                begin.lookup.utf8.count <= 8,
                begin.name.utf8.count <= Limits.deviceNameBytesMax
            else { throw WireFailure(.badRequest, .damaged(.enrolment)) }
            guard begin.name.isReadableName else {
                throw WireFailure(.badRequest, .badName)
            }
            let code = try store.read { try $0.code(begin.lookup) }
            let challenge = EnrollChallenge(
                nonce: (0..<4).flatMap { _ in Bytes.bigEndian(host.random()) },
                // An unknown code gets a salt too, the same at every try, so that nobody can guess codes in halves.
                salt: code?.salt ?? Array(SHA.hash256(keys.rawRepresentation + Array(begin.lookup.utf8)).prefix(16)),
                signingKey: keys.signing.publicKey,
                sealingKey: keys.sealing.publicKey
            )
            state.withLock { state in
                state.challenges[challenge.nonce] = ServiceState.PendingEnrolment(begin: begin, challenge: challenge)
                state.challengeOrder.append(challenge.nonce)
                if state.challengeOrder.count > Self.challengesMax {
                    state.challenges[state.challengeOrder.removeFirst()] = nil
                }
            }
            return try challenge.encoded()
        } catch {
            return encodedFailure(error)
        }
    }

    /// The second step of an enrolment; gives the result, or a failure frame.
    package func enrollProve(_ body: [UInt8]) -> [UInt8] {
        do {
            return try prove(try EnrollProve(decoding: body)).encoded()
        } catch {
            return encodedFailure(error)
        }
    }

    private func prove(_ message: EnrollProve) throws -> EnrollResult {
        let bad = WireFailure(.badCode, .badCode)
        guard let pending = state.withLock({ $0.challenges[message.challengeNonce] }), pending.begin == message.begin
        else { throw bad }
        let now = host.wallClock()
        let made = try store.write { transaction -> (DeviceRow, Rights, Epoch, CodeRow)? in
            guard var code = try transaction.code(message.begin.lookup), code.expires > now, code.tries < Self.triesMax
            else { return nil }
            let challenge = pending.challenge
            guard code.salt == challenge.salt,
                EnrolmentProof.isValid(
                    message.proof,
                    .device,
                    key: code.key,
                    begin: message.begin,
                    challenge: challenge
                )
            else {
                code.tries += 1
                try transaction.set(code)
                return nil
            }
            guard let index = try index(transaction) else { return nil }
            let device: DeviceRow
            if let used = code.usedBy {
                // The answer was lost: the same device asks again. Anybody else comes too late.
                guard let row = try transaction.device(used), row.signingKey == message.begin.signingKey, !row.revoked
                else { return nil }
                device = row
            } else {
                device = try addDevice(message.begin, code, at: now, transaction)
                code.usedBy = device.id
                try transaction.set(code)
            }
            return (device, try rights(of: device, index: index, in: transaction), try epoch(transaction), code)
        }
        guard let (device, rights, epoch, code) = made else { throw bad }
        let proof = EnrolmentProof.make(.server, key: code.key, begin: message.begin, challenge: pending.challenge)
        return EnrollResult(device: device.id, epoch: epoch, standing: rights.standing, serverTime: now, proof: proof)
    }

    private func addDevice(
        _ begin: EnrollBegin,
        _ code: CodeRow,
        at now: Int64,
        _ transaction: any FeedTransaction
    ) throws -> DeviceRow {
        try transaction.add(
            DeviceRow(
                id: DeviceID(bits: host.newRecordID().bits),
                label: begin.name,
                signingKey: begin.signingKey,
                sealingKey: begin.sealingKey,
                org: code.org,
                role: code.role,
                enrolledAt: now
            )
        )
    }

    /// The record that people mean by an id, a natural key (parts joined by `/`) or a name.
    func find(
        _ text: String,
        in collection: String,
        index: ProgrammeIndex,
        _ snapshot: any FeedSnapshot
    ) throws -> RecordID {
        guard let number = index.number(of: collection) else { throw FeedFailure.noCollection(collection, has: []) }
        let text = KeySpelling.of(text)
        let declared = index.programme.collections[number]
        var found: [RecordID] = []
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let key = index.keys[number]?.fields ?? []
        if key.count == parts.count {
            let conditions = zip(key, parts).map {
                Condition(field: $0, value: Self.value($1, of: declared.fields[$0]))
            }
            try snapshot.scan(number, where: conditions) {
                found.append($0.record); return true
            }
        }
        if let record = RecordID(text), let stored = try snapshot.record(record, in: number), !stored.isDeleted {
            // A code may look like an id.
            guard found.allSatisfy({ $0 == record }) else {
                throw FeedFailure.idAndKey(text, of: collection)
            }
            return record
        }
        // The code alone names a record where no other has it, though the key has a level before it.
        if found.isEmpty, parts.count == 1, let code = key.last, key.count > 1 {
            try snapshot.scan(
                number,
                where: [Condition(field: code, value: Self.value(text, of: declared.fields[code]))]
            ) {
                found.append($0.record); return true
            }
        }
        if found.isEmpty, let name = declared.nameField.flatMap({ declared.field(named: $0) }) {
            try snapshot.scan(number, where: [Condition(field: name.number, value: .text(text))]) {
                found.append($0.record); return true
            }
        }
        guard let only = found.first else { throw FeedFailure.noRecord(text, of: collection) }
        guard found.count == 1 else {
            throw try Self.ambiguous(text, found, in: declared, key: key, snapshot)
        }
        return only
    }

    /// Names what would be clear.
    private static func ambiguous(
        _ text: String,
        _ found: [RecordID],
        in collection: Programme.Collection,
        key: [Int],
        _ snapshot: any FeedSnapshot
    ) throws -> FeedFailure {
        let names = try found.map { record -> String in
            guard !key.isEmpty, let stored = try snapshot.record(record, in: collection.number) else {
                return record.text
            }
            let values = stored.values(in: collection)
            return key.map { values[$0].text ?? values[$0].integer.map(String.init) ?? "" }.joined(separator: "/")
        }
        return .severalNamed(text, of: collection.name, written: names.sorted())
    }

    /// A typed part of a key as the field stores it.
    static func value(_ text: String, of field: Programme.Field) -> Value {
        switch field.type {
        case .integer, .boolean, .datetime: Int64(text).map(Value.integer) ?? .text(text)
        case .text, .decimal, .date, .option, .set, .ref, .blob: .text(text)
        }
    }
}
