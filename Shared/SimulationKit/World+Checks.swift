import ChangeFeed
import Replica
import SyncMerge
import SyncModel

/// Gathers what the checkers need from server and devices.
extension World {
    /// Cheap checks, after every step, of the device that acted.
    func checkStep(_ device: Participant) throws {
        guard !device.isUnsure else { return }
        try require("replica invariants", device.replica.checkInvariants().map { "\(device.name): \($0)" })
        guard device.exchange != nil || dice.chance(0.2) else { return }
        try checkCursor(device)
        if dice.chance(0.2) { try checkNothingLost() }
        if dice.chance(0.1) { try checkServer() }
    }

    func require(_ checker: String, _ findings: [String]) throws {
        if !findings.isEmpty { throw CheckFailure(checker: checker, findings: findings) }
    }

    /// What stands in each stream of the server.
    private func serverEntries(_ stream: Stream) throws -> (head: Position, entries: [StoredEntry]) {
        try server.store.read { snapshot in
            var entries: [StoredEntry] = []
            try snapshot.entries(of: stream, after: .zero, besides: nil) { entry in
                entries.append(entry)
                return true
            }
            return (try snapshot.head(of: stream), entries)
        }
    }

    /// Where the positions on a device differ from those on the server.
    func differences(_ device: Participant) throws -> [String] {
        try device.replica.status().streams.flatMap { status in
            let held = Dictionary(
                try device.replica.positions(in: status.stream).map { ($0.record, $0.position.number) }
            ) { one, _ in one }
            var stored: [RecordID: UInt64] = [:]
            for case .record(let record) in try serverEntries(status.stream).entries {
                switch record.body {
                case .uniform(let uniform): stored[uniform.record] = record.position.number
                case .state(let state): stored[state.record] = record.position.number
                }
            }
            return Set(held.keys).union(stored.keys).sorted().filter { held[$0] != stored[$0] }.map { record in
                let (here, there) = (
                    held[record].map { "\($0)" } ?? "nothing", stored[record].map { "\($0)" } ?? "nothing"
                )
                return "\(status.stream.text), \(record.text): \(here) here, \(there) there"
            }
        }
    }

    func checkServer() throws {
        let streams = try server.store.read { try $0.streams() }
        for info in streams.sorted(by: { $0.stream < $1.stream }) {
            let (head, entries) = try serverEntries(info.stream)
            try require(
                "positions gapless",
                Checkers.positions(of: info.stream, head: head, taken: entries.map(\.position))
            )
        }
    }

    private func checkCursor(_ device: Participant) throws {
        let applied = try device.replica.baseline().bases
        for status in try device.replica.status().streams {
            let (head, entries) = try serverEntries(status.stream)
            let rows = try device.replica.positions(in: status.stream)
            // Pages that wait for the rest of their lane count as held in requests, but are no rows yet.
            let complete = status.isFilling ? .zero : min(status.cursor.complete, applied[status.stream] ?? .zero)
            let findings = Checkers.cursor(
                StreamCursor(complete: complete, upto: status.cursor.upto),
                of: status.stream,
                head: head,
                held: Dictionary(rows.map { ($0.record, $0.position) }) { one, _ in one },
                server: entries.compactMap { entry in
                    switch entry {
                    case .record(let record): (record.position, record.record, true)
                    case .gone(let gone): (gone.position, gone.record, false)
                    case .own: nil
                    }
                }
            )
            try require("cursor never ahead of data", findings.map { "\(device.name): \($0)" })
            if let digest = try device.replica.digests()[status.stream] {
                let findings = Checkers.digest(of: status.stream, stored: digest, records: rows)
                try require("digests", findings.map { "\(device.name): \($0)" })
            }
        }
    }

    /// Law 3: every value is in the audit log, or on a device: typed and unsent, sent and unanswered, or refused.
    func checkNothingLost() throws {
        guard !participants.contains(where: \.isUnsure) else { return }
        var found: Set<String> = []
        for record in oracle.knownRecords {
            let audit = try audit(of: record)
            let known = audit.applied.union(audit.refused)
            found.formUnion(known.map { "\(record.text) \($0)" })
        }
        for device in participants {
            for operation in try device.replica.unanswered().flatMap(\.operations)
                + device.replica.refused().flatMap(\.changes.operations)
            {
                guard let identity = device.devices.last else { continue }
                found.formUnion(traces(of: operation, by: identity).map { "\(operation.record.text) \($0)" })
            }
        }
        let values = oracle.typed.filter { one in
            guard !oracle.excused.contains(one.id) else { return false }
            switch one.act {
            case .write(let value): return !value.isNull
            case .element, .deleted: return true
            // Additions of one set are added up, and what a removal takes away may be gone already.
            case .add, .removal, .cleared: return false
            }
        }
        let missing = Checkers.lost(
            values.map { ("\($0.record.text) \($0.trace)", participants[$0.device].name) },
            found: found
        )
        try require("nothing lost", missing)
    }

    // MARK: - At the end

    /// Everything known of the records of a device's streams, as the server has it.
    func serverHolding(_ streams: [Stream], programme: Programme) throws -> Checkers.Holding {
        var holding: Checkers.Holding = [:]
        for stream in streams {
            var records: [RecordID: String] = [:]
            for entry in try serverEntries(stream).entries {
                guard case .record(let stored) = entry else { continue }
                let state =
                    switch stored.body {
                    case .state(let state): state
                    case .uniform(let uniform):
                        Merge.expand(uniform, in: programme.collections[uniform.collection], stream: stream)
                    }
                records[state.record] = Self.text(of: state, in: programme)
            }
            holding[stream] = records
        }
        return holding
    }

    /// The same as the device has it.
    func holding(of device: Participant, _ streams: [Stream], programme: Programme) throws -> Checkers.Holding {
        var holding: Checkers.Holding = [:]
        for stream in streams { holding[stream] = [:] }
        for collection in programme.collections {
            for record in try device.replica.list(collection.name) {
                guard let detail = try device.replica.detail(collection.name, record.id) else { continue }
                var text = Self.text(of: detail.state, in: programme)
                let shown = Merge.shown(detail.state, in: collection)
                for (field, (value, due)) in zip(collection.fields, zip(detail.record.values, shown))
                where value != due && !(due.isNull && value == .text("[]")) {
                    text +=
                        "; but shows \(field.name) \(Typed.describe(.write(value))), not \(Typed.describe(.write(due)))"
                }
                holding[Stream(scope: record.scope, lane: collection.lane), default: [:]][record.id] = text
            }
        }
        return holding
    }

    /// A record's live writes as text.
    static func text(of state: RecordState, in programme: Programme) -> String {
        func text(_ field: FieldState) -> String {
            field.writes.map { write in
                let stamp = "\(write.stamp.sure ? "" : "~")\(write.stamp.milliseconds)"
                return "\(Typed.describe(.write(write.value)))@\(write.dot.text)/\(stamp)/\(write.level)"
            }.joined(separator: " | ")
        }
        let collection = programme.collections[state.collection]
        var parts = [
            "\(collection.name) at \(state.position.number), moves \(state.moves)",
            "existence: \(text(state.existence))",
        ]
        for field in collection.fields where !state.field(field.number).writes.isEmpty {
            parts.append("\(field.name): \(text(state.field(field.number)))")
        }
        return parts.joined(separator: "; ")
    }
}
