internal import SwiftProtobuf
internal import SyncModel

/// A small message that travels alone.
package protocol WireMessage: Sendable {
    /// The message's bytes.
    /// - Throws: ``WireFailure`` `too-large` above a limit.
    func encoded() throws(WireFailure) -> [UInt8]

    /// Reads the message's bytes.
    /// - Throws: ``WireFailure`` `bad-request` or `too-large`.
    init(decoding bytes: [UInt8]) throws(WireFailure)
}

extension EnrollBegin: WireMessage {
    /// The bytes of the message.
    package func encoded() throws(WireFailure) -> [UInt8] { try Proto.bytes(message) }

    /// Reads the bytes of a message.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        try self.init(Proto.readSmall(ProtoEnrollBegin.self, bytes))
    }

    fileprivate var message: ProtoEnrollBegin {
        var message = ProtoEnrollBegin()
        message.lookup = lookup
        message.nonce = Proto.data(nonce)
        message.signingKey = Proto.data(signingKey)
        message.sealingKey = Proto.data(sealingKey)
        message.name = name
        return message
    }

    fileprivate init(_ message: ProtoEnrollBegin) throws(WireFailure) {
        self.init(
            lookup: message.lookup,
            nonce: try Proto.bytes32(message.nonce),
            signingKey: try Proto.bytes32(message.signingKey),
            sealingKey: try Proto.bytes32(message.sealingKey),
            name: message.name
        )
    }
}

extension EnrollChallenge: WireMessage {
    /// The bytes of the message.
    package func encoded() throws(WireFailure) -> [UInt8] {
        var message = ProtoEnrollChallenge()
        message.nonce = Proto.data(nonce)
        message.salt = Proto.data(salt)
        message.signingKey = Proto.data(signingKey)
        message.sealingKey = Proto.data(sealingKey)
        return try Proto.bytes(message)
    }

    /// Reads the bytes of a message.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        let message = try Proto.readSmall(ProtoEnrollChallenge.self, bytes)
        self.init(
            nonce: try Proto.bytes32(message.nonce),
            salt: Array(message.salt),
            signingKey: try Proto.bytes32(message.signingKey),
            sealingKey: try Proto.bytes32(message.sealingKey)
        )
    }
}

extension EnrollProve: WireMessage {
    /// The bytes of the message.
    package func encoded() throws(WireFailure) -> [UInt8] {
        var message = ProtoEnrollProve()
        message.begin = begin.message
        message.challengeNonce = Proto.data(challengeNonce)
        message.proof = Proto.data(proof)
        return try Proto.bytes(message)
    }

    /// Reads the bytes of a message.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        let message = try Proto.readSmall(ProtoEnrollProve.self, bytes)
        self.init(
            begin: try EnrollBegin(message.begin),
            challengeNonce: try Proto.bytes32(message.challengeNonce),
            proof: try Proto.bytes32(message.proof)
        )
    }
}

extension EnrollResult: WireMessage {
    /// The bytes of the message.
    package func encoded() throws(WireFailure) -> [UInt8] {
        var message = ProtoEnrollResult()
        message.device = Proto.data(device.bits)
        message.epoch = Proto.data(epoch.bits)
        message.standing = standing.message
        message.serverTime = serverTime
        message.proof = Proto.data(proof)
        return try Proto.bytes(message)
    }

    /// Reads the bytes of a message.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        let message = try Proto.readSmall(ProtoEnrollResult.self, bytes)
        self.init(
            device: DeviceID(bits: try Proto.bits(message.device)),
            epoch: Epoch(bits: try Proto.bits(message.epoch)),
            standing: try Standing(message.standing),
            serverTime: message.serverTime,
            proof: try Proto.bytes32(message.proof)
        )
    }
}

extension Hello: WireMessage {
    /// The bytes of the message.
    package func encoded() throws(WireFailure) -> [UInt8] {
        var message = ProtoHello()
        message.versionMin = UInt64(versions.lowerBound)
        message.versionMax = UInt64(versions.upperBound)
        message.epoch = Proto.data(epoch.bits)
        message.programme = programme
        message.programmeVersion = Int64(programmeVersion)
        message.signingKey = Proto.data(signingKey)
        message.sealingKey = Proto.data(sealingKey)
        message.serverTime = serverTime
        return try Proto.bytes(message)
    }

    /// Reads the bytes of a message.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        let message = try Proto.readSmall(ProtoHello.self, bytes)
        guard message.versionMin <= message.versionMax, message.versionMax <= UInt64(Int32.max) else {
            throw WireFailure(.badRequest, .damaged(.versions))
        }
        self.init(
            versions: Int(message.versionMin)...Int(message.versionMax),
            epoch: Epoch(bits: try Proto.bits(message.epoch)),
            programme: message.programme,
            programmeVersion: Int(message.programmeVersion),
            signingKey: try Proto.bytes32(message.signingKey),
            sealingKey: try Proto.bytes32(message.sealingKey),
            serverTime: message.serverTime
        )
    }
}

extension WaitReply: WireMessage {
    /// The bytes of the message.
    package func encoded() throws(WireFailure) -> [UInt8] {
        var message = ProtoWaitReply()
        message.version = version
        message.moved = moved
        return try Proto.bytes(message)
    }

    /// Reads the bytes of a message.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        let message = try Proto.readSmall(ProtoWaitReply.self, bytes)
        self.init(version: message.version, moved: message.moved)
    }
}

extension HistoryReply: WireMessage {
    /// The bytes of the message.
    package func encoded() throws(WireFailure) -> [UInt8] {
        var message = ProtoHistoryReply()
        for entry in entries {
            var line = ProtoHistoryEntry()
            line.device = Proto.data(entry.device.bits)
            line.writer = entry.writer
            line.received = entry.received
            if let refusal = entry.refusal { line.refusal = refusal.proto }
            message.entries.append(line)
        }
        var writer = ColumnWriter()
        let sets = entries.map {
            ChangeSet(edit: $0.edit, stamp: $0.stamp, bases: [:], operations: [$0.operation], reason: $0.reason)
        }
        try ChangeSetColumns.write(sets, to: &writer)
        let (columns, raw) = try writer.packed()
        message.columns = Proto.data(columns)
        message.raw = Proto.data(raw)
        return try Proto.bytes(message)
    }

    /// Reads the bytes of a message.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        let message = try Proto.readSmall(ProtoHistoryReply.self, bytes)
        guard message.entries.count <= Limits.setsPerParcelMax else {
            throw WireFailure(.tooLarge, .tooMuch(.entries, max: Limits.setsPerParcelMax, in: .history))
        }
        var reader = try ColumnReader(columns: message.columns, raw: message.raw)
        let sets = try ChangeSetColumns.read(message.entries.count, from: &reader)
        try reader.finish()
        self.init(entries: [])
        for (line, set) in zip(message.entries, sets) {
            guard set.operations.count == 1 else { throw ColumnReader.damaged }
            entries.append(
                HistoryEntry(
                    device: DeviceID(bits: try Proto.bits(line.device)),
                    writer: line.writer,
                    edit: set.edit,
                    stamp: set.stamp,
                    received: line.received,
                    refusal: line.hasRefusal ? try Refusal(line.refusal) : nil,
                    operation: set.operations[0],
                    reason: set.reason
                )
            )
        }
    }
}
