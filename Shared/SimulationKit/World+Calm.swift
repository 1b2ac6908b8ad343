import ChangeFeed
import Replica
import SyncMerge
import SyncModel
import SyncWire

/// After the faults: everybody sends, then one synchronisation each, and everything must agree (invariant I9).
extension World {
    /// Rounds in which everybody may still send.
    private static let sendingRoundsMax = 4
    /// Pieces of one synchronisation without faults.
    private static let piecesMax = 20_000

    func calm() throws {
        log("the faults stop")
        isStormy = false
        for late in lateRequests { server.service.sync(late.body) { _ in } }
        lateRequests = []
        for device in participants { device.exchange = nil }
        var rounds = 0
        repeat {
            for device in participants { try syncFully(device) }
            rounds += 1
            guard rounds <= Self.sendingRoundsMax else {
                throw CheckFailure(checker: "no wedge", findings: ["split identities are found again and again"])
            }
            if participants.contains(where: \.isSplit) { continue }
            // Law 4: after everybody has sent, one synchronisation each is enough.
            for device in participants {
                let pending = try device.replica.status().pending
                try require("no wedge", Checkers.wedge(of: device.name, pending: pending, ending: "done", isDone: true))
            }
            for device in participants { try syncFully(device) }
        } while participants.contains(where: \.isSplit)
        try checkEnd()
    }

    private func syncFully(_ device: Participant) throws {
        let isCompared = try device.isUnsure || device.replica.isUnwatched
        try syncOnce(device)
        // What the server knew nothing of is new, and goes now.
        if isCompared, try device.replica.status().pending > 0 { try syncOnce(device) }
    }

    private func syncOnce(_ device: Participant) throws {
        try begin(device)
        var pieces = 0
        while device.exchange != nil {
            pieces += 1
            guard pieces < Self.piecesMax else {
                throw CheckFailure(checker: "no wedge", findings: ["\(device.name) syncs without end"])
            }
            try advance(device)
        }
    }

    private func checkEnd() throws {
        guard let programme = try server.service.programme() else { return }
        for device in participants {
            try require("replica invariants", device.replica.checkInvariants().map { "\(device.name): \($0)" })
            let status = try device.replica.status()
            if status.differs { try require("digests", ["\(device.name) says that it differs from the server"]) }
            let statements = try server.service.digests(for: device.devices.last ?? .server)
            let streams = statements.map(\.stream).sorted()
            let mine = try holding(of: device, streams, programme: programme)
            let theirs = try serverHolding(streams, programme: programme)
            try require("convergence", Checkers.convergence(of: device.name, holds: mine, server: theirs))
            try checkDigests(device, statements)
        }
        try checkHashes()
        try checkServer()
        try require("server store", server.service.verify().problems.map(\.inEnglish))
        try require("audit log", server.service.verifyAudit().problems.map(\.inEnglish))
        try checkNothingLost()
        for record in oracle.knownRecords { try checkRecord(record, programme) }
        figures.conflicts = try server.service.conflicts().count
    }

    private func checkDigests(_ device: Participant, _ statements: [StreamDigestInfo]) throws {
        let digests = try device.replica.digests()
        for statement in statements where digests[statement.stream] ?? StreamDigest() != statement.digest {
            try require("digests", ["\(device.name), \(statement.stream.text): the digest is not the server's"])
        }
        let theirs = try server.service.holdings(for: device.devices.last ?? .server)
        for own in try device.replica.streamStatements() {
            let other = theirs[own.stream] ?? (records: 0, digest: 0)
            if own.digest != other.digest || own.records != other.records || !own.isSound {
                try require("digests", ["\(device.name), \(own.stream.text): the values are not the server's"])
            }
        }
        for status in try device.replica.status().streams {
            let rows = try device.replica.positions(in: status.stream)
            let digest = digests[status.stream] ?? StreamDigest()
            try require("digests", Checkers.digest(of: status.stream, stored: digest, records: rows))
        }
    }

    /// All devices that hold a stream hash it alike.
    private func checkHashes() throws {
        var hashes: [Stream: (device: String, hash: [UInt8])] = [:]
        for device in participants {
            for status in try device.replica.status().streams {
                let hash = try device.replica.contentHash(of: status.stream)
                let known = hashes[status.stream]
                if let known, known.hash != hash {
                    try require(
                        "convergence",
                        ["\(status.stream.text): \(known.device) and \(device.name) hash it differently"]
                    )
                }
                hashes[status.stream] = (device.name, hash)
            }
        }
    }

    /// Nothing that was accepted and that nobody replaced is gone.
    private func checkRecord(_ record: RecordID, _ programme: Programme) throws {
        guard let form = oracle.records[record], oracle.unclear[record] == nil else { return }
        guard let collection = programme.collection(named: form.rawValue) else { return }
        let audit = try audit(of: record)
        let typed = oracle.typed(into: record)
        let accepted = Set(typed.filter { audit.applied.contains($0.trace) }.map(\.id))
        guard !accepted.isEmpty else { return }
        let shown = try server.service.show(form.rawValue, record)
        let name = "\(form.rawValue) \(record.text)"
        if collection.delete == .editWins {
            let findings = Checkers.existence(typed, accepted: accepted, isDeleted: shown == nil)
            try require("nothing lost", findings.map { "\(name): \($0)" })
        }
        guard let shown else { return }
        let whole = typed.filter { $0.field == nil }
        for field in collection.fields {
            let here = typed.filter { $0.field == field.number } + whole
            let live = Set(shown.state.field(field.number).writes.map(\.value))
            let findings =
                switch field.rule {
                case .keepBoth, .lastWriter, .min, .max, .appendOnly:
                    field.type == .ref || field.type == .boolean || field.type == .option
                        ? [] : Checkers.liveness(here, accepted: accepted, live: live, doubled: oracle.doubled)
                case .set: Checkers.elements(here, accepted: accepted, live: live, doubled: oracle.doubled)
                case .counter: counter(field, shown, audit, whole: whole, name: name)
                case .authority, .state, .computed: []
                }
            try require(
                field.rule.isSum ? "counters" : "nothing lost",
                findings.map {
                    "\(name), \(field.name): \($0); the server has \(Self.text(of: shown.state, in: programme))"
                }
            )
        }
    }

    private func counter(
        _ field: Programme.Field,
        _ shown: ShownRecord,
        _ audit: RecordAudit,
        whole: [Typed],
        name: String
    ) -> [String] {
        // A record that was deleted and came back starts from what its deleters had not seen; a copied folder offers
        // twice.
        guard whole.isEmpty, !hasCopy else { return [] }
        let value = shown.values[field.number].integer ?? 0
        let initial = field.initial.integer ?? 0
        return Checkers.counter(name, initial: initial, accepted: audit.additions[field.number] ?? [], shown: value)
    }
}
