import SQLiteTables
import SyncMerge
package import SyncModel
import SyncWire

extension Replica {
    /// What is on this device, in numbers. Seals first, so that other tools' writes count.
    package func status() throws -> ReplicaStatus {
        try sealWaiting()
        return try read { try $0.status() }
    }

    /// Seals what other programs wrote, if anything waits for that.
    func sealWaiting() throws {
        let waiting = try read { session in
            let any = try session.statement("SELECT 1 FROM _outbox LIMIT 1")
            defer { any.reset() }
            return try any.step() || !session.look().isWhole
        }
        if waiting, !isReadOnly { try seal() }
    }

    /// The digests of the streams held.
    package func digests() throws -> [Stream: StreamDigest] {
        try read { session in
            var found: [Stream: StreamDigest] = [:]
            for row in session.streams where row.isHeld {
                try session.loadDigest(row.number)
                found[row.stream] = session.streams[row.number].digest ?? StreamDigest()
            }
            return found
        }
    }

    /// The server records of a stream with their positions, by id.
    package func positions(in stream: Stream) throws -> [(record: RecordID, position: Position)] {
        try read { session in
            try session.serverStates(in: stream).map { (record: $0.record, position: $0.position) }.sorted { $0.record < $1.record }
        }
    }

    /// SHA-256 over the server's values of a stream's records, by id; pending edits are left out.
    package func contentHash(of stream: Stream) throws -> [UInt8] {
        try read { session in
            var text = ""
            for state in try session.serverStates(in: stream).sorted(by: { $0.record < $1.record }) {
                let plan = try session.plan(state.collection)
                let values = Merge.shown(state, in: plan.collection).enumerated().map { plan.column($0.offset, $0.element) }
                text += "\(plan.collection.name) \(state.record.text) \(state.position.number) \(Text.line(values))\n"
            }
            return SHA.hash256(Array(text.utf8))
        }
    }

    /// Asks for these streams again from their beginning; pending edits stay.
    package func refetch(_ streams: [Stream]) throws { try transact { try $0.refetch(streams) } }

    /// The change sets that the server has not answered, in the order of edits; what other tools wrote is sealed first.
    package func unanswered() throws -> [ChangeSet] {
        try seal()
        return try read { try $0.unansweredSets() }
    }

    /// Everything as text, for tests and support: same content, same text.
    package func dump() throws -> String { try read { try $0.dump() } }

    /// Checks the invariants of device.md, after sealing what other tools wrote.
    package func checkInvariants() throws -> [Breach] {
        try captureUnseen()
        return try read { try $0.breaches() }
    }
}

/// Something in the store that is not as device.md wants it.
package struct Breach: Hashable, Sendable, CustomStringConvertible {
    /// The clause, such as `R-I5`.
    package var clause: String
    /// Where the records of one collection are concerned, its name; else the store's own books are.
    package var collection: String?
    /// Which of them.
    package var record: RecordID?
    /// What exactly, for support: no sentence for people.
    package var detail: String

    /// A breach from its parts.
    package init(_ clause: String, _ detail: String, of collection: String? = nil, _ record: RecordID? = nil) {
        (self.clause, self.detail, self.collection, self.record) = (clause, detail, collection, record)
    }

    /// The clause and what is wrong.
    package var description: String { "\(clause): \(detail)" }
}

/// Values as text, for dumps and hashes.
private enum Text {
    static func line(_ values: [Value]) -> String {
        values.map { value in
            switch value {
            case .null: "-"
            case .integer(let integer): String(integer)
            case .text(let text): ColumnDDL.quoted(text)
            }
        }.joined(separator: " ")
    }
}

extension Session {
    func status() throws -> ReplicaStatus {
        var status = ReplicaStatus()
        status.pending = try unsettledSets()
        // A row that waits for the server's word may be new.
        status.pendingRecords = try unsettledOperations() + unknownRows()
        status.refused = try count("_refused")
        status.conflicts = try count("_conflict")
        let wasComplete = ledger.lastSync != nil
        for row in streams where row.isHeld {
            try loadDigest(row.number)
            let records = streams[row.number].digest?.count ?? 0
            // A stream in which nothing ever was has no position to reach.
            let isFilling = row.isFilling && (row.cursor.upto != .zero || !wasComplete)
            status.streams.append(StreamStatus(stream: row.stream, cursor: row.cursor, isFilling: isFilling, records: records))
        }
        status.streams.sort { $0.stream < $1.stream }
        status.lastSync = ledger.lastSync.map { $0 &+ (ledger.offset ?? 0) }
        status.clockOffset = ledger.offset
        status.differs = ledger.differs
        status.isUncompared = ledger.isUncompared
        status.programme = ledger.programme
        status.standing = ledger.standing
        status.rejected = ledger.rejected
        return status
    }

    func count(_ table: String) throws -> Int {
        let read = try statement("SELECT count(*) FROM \(table)")
        defer { read.reset() }
        return try read.step() ? Int(read.integer(0)) : 0
    }

    /// What the server is known to hold in a stream, tombstones left out.
    func serverStates(in stream: Stream) throws -> [RecordState] {
        guard let row = knownStream(stream) else { return [] }
        var found: [RecordState] = []
        for plan in plans where plan.collection.lane == stream.lane {
            for id in try records(of: plan, in: row.number, "AND _pos IS NOT NULL") {
                if let state = try load(plan, id).server, !state.isDeleted { found.append(state) }
            }
        }
        for (plan, id) in try hiddenRecords(in: row.number) {
            if let state = try load(plan, id).server, !state.isDeleted { found.append(state) }
        }
        return found
    }

    func dump() throws -> String {
        var lines: [String] = []
        for row in streams.filter(\.isHeld).sorted(by: { $0.stream < $1.stream }) {
            let numbers = "complete \(row.cursor.complete.number) upto \(row.cursor.upto.number) base \(row.base.number)"
            lines.append("stream \(row.stream.text) \(numbers)")
        }
        for plan in plans {
            let read = try statement(plan.selectAll() + " ORDER BY id")
            while try read.step() {
                let meta = RowMeta(read)
                let values = (0..<plan.fieldCount).map { read.value(CollectionPlan.firstField + Int32($0)) }
                let place = meta.position.map { "at \($0.number)" } ?? "local"
                lines.append("\(plan.collection.name) \(read.string(0)) \(place)\(meta.state == nil ? "" : " mixed") \(Text.line(values))")
            }
        }
        for hidden in try rows("SELECT collection, id, pos, live FROM _hidden ORDER BY collection, id") { lines.append("hidden \(hidden)") }
        for touch in try rows("SELECT collection, id, edit FROM _touch ORDER BY collection, id, edit") { lines.append("touch \(touch)") }
        for set in try rows("SELECT edit, lane, send FROM _set ORDER BY edit") { lines.append("set \(set)") }
        for refused in try rows("SELECT n, code, message FROM _refused ORDER BY n") { lines.append("refused \(refused)") }
        for conflict in try rows("SELECT collection, id, field FROM _conflict ORDER BY 1, 2, 3") { lines.append("conflict \(conflict)") }
        return lines.joined(separator: "\n")
    }

    private func rows(_ sql: String) throws -> [String] {
        let read = try statement(sql)
        var found: [String] = []
        while try read.step() { found.append(Text.line((0..<read.columnCount).map { read.value(Int32($0)) })) }
        return found
    }

    /// R-I1…R-I7 of device.md, read off the tables.
    func breaches() throws -> [Breach] {
        var found: [Breach] = []
        for row in streams where row.isHeld && row.cursor.complete > row.cursor.upto {
            found.append(Breach("I4", "\(row.stream.text) claims more as complete than it has."))
        }
        for row in streams where row.base > row.cursor.complete {
            found.append(Breach("R-I1", "\(row.stream.text) uses a base that is not complete."))
        }
        for row in streams where row.isHeld {
            var digest = StreamDigest()
            for state in try serverStates(in: row.stream) { digest.insert(state.record, at: state.position) }
            try loadDigest(row.number)
            if digest != streams[row.number].digest {
                found.append(Breach("R-I2", "the digest of \(row.stream.text) is not that of its rows."))
            }
        }
        for touch in try rows("SELECT t.id, t.edit FROM _touch t LEFT JOIN _set s ON s.edit = t.edit WHERE s.edit IS NULL") {
            found.append(Breach("R-I3", "a mark names a change set that is not there: \(touch)"))
        }
        let sets = try statement("SELECT bytes FROM _set ORDER BY edit")
        while try sets.step() { found += try misplaced(ChangeSetBlob.decodeKept(sets.blob(0) ?? [])) }
        for lane in Lane.allCases {
            guard let row = try self.lane(lane) else { continue }
            if row.settled > row.last { found.append(Breach("R-I4", "lane \(lane.name) is settled beyond what it sent.")) }
            let unsettled = try rows("SELECT send FROM _set WHERE send IS NOT NULL AND lane = \(lane.rawValue) ORDER BY send")
            let wanted = row.settled < row.last ? ((row.settled + 1)...row.last).map { String($0) } : []
            if unsettled != wanted { found.append(Breach("R-I4", "lane \(lane.name) has lost a numbered set.")) }
        }
        for plan in plans { found += try breaches(plan) }
        return found
    }

    private func misplaced(_ kept: KeptSet) throws -> [Breach] {
        try kept.operations.filter(\.isInRow).compactMap { operation in
            let shadow = try load(plan(operation.head.collection), operation.head.record)
            guard !shadow.meta.isPlainCreation || shadow.meta.edit != kept.edit || shadow.meta.state != nil else { return nil }
            let (name, id) = (shadow.plan.collection.name, shadow.id)
            return Breach("R-I7", "\(name) \(id.text) does not hold what change set \(kept.edit) created.", of: name, id)
        }
    }

    private func breaches(_ plan: CollectionPlan) throws -> [Breach] {
        var found: [Breach] = []
        let name = plan.collection.name
        let all = try statement("SELECT id FROM \(plan.table) ORDER BY id")
        var ids: [RecordID] = []
        while try all.step() { if let id = all.record(0) { ids.append(id) } }
        for id in ids {
            let shadow = try load(plan, id)
            let waiting = try pending(shadow)
            if shadow.server == nil, waiting.isEmpty { found.append(Breach("R-I5", "\(name) \(id.text) is nobody's.", of: name, id)) }
            guard let state = try preview(shadow.server, waiting, plan), !state.isDeleted else {
                found.append(Breach("R-I6", "\(name) \(id.text) has a row that should not show.", of: name, id))
                continue
            }
            let values = Merge.shown(state, in: plan.collection).enumerated().map { plan.column($0.offset, $0.element) }
            if values != shadow.shown {
                found.append(Breach("R-I6", "\(name) \(id.text) shows another value than its state.", of: name, id))
            }
        }
        return found
    }
}
