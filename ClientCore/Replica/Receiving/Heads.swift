import FoundationEssentials
import SQLiteTables
import SyncModel
import SyncWire

extension Session {
    /// Takes a head: receipts first, then what was lost, gained, and the newer programme, so that pages find everything in place
    /// (clause C6).
    /// - Returns: what changed, and whether the pages after this head may be used.
    func take(_ head: ReplyHead, _ times: RoundTripTimes?) throws -> (result: TakeResult, isUsable: Bool) {
        guard head.counter <= ledger.counter else { throw ReplicaError(.damaged, "A reply came to a request that was never made.") }
        // Another holder of this identity went further, such as a copy of the folder, if only by asking (clause P2).
        guard head.lastCounter <= ledger.counter else { throw WireFailure.identitySplit }
        if let epoch = ledger.epoch, epoch != head.epoch {
            throw ReplicaError(
                .damaged,
                "The server's history is another one than this device knows (it was restored or copied). Nothing was changed here; ask the province."
            )
        }
        ledger.epoch = head.epoch
        var result = TakeResult()
        let offers = try offers(of: head.counter)
        for lane in head.lanes { result += try take(lane, offered: offers[lane.lane] ?? 0) }
        let hasAllReceipts = !result.ignored
        guard head.counter > ledger.answered else {
            result.ignored = true
            return (result, false)
        }
        ledger.answered = head.counter
        for stream in head.lost { try lose(stream) }
        if let json = head.programme {
            let programme: Programme
            do {
                programme = try JSONDecoder().decode(Programme.self, from: Data(json))
            } catch {
                throw ReplicaError(.damaged, "The programme that the server sent cannot be read. Upgrade this program, then sync again.")
            }
            result.programmeInstalled = try migrate(to: programme)
        }
        for stream in head.gained {
            let number = try self.stream(stream)
            guard !streams[number].isHeld else { continue }
            streams[number].isHeld = true
            streams[number].cursor = .start
            streams[number].base = .zero
        }
        if let standing = head.standing { take(standing) }
        if let times { measure(serverTime: head.serverTime, serverTook: head.serverTook, times) }
        return (result, hasAllReceipts)
    }

    /// What this device may do from now on.
    func take(_ standing: Standing) {
        guard standing != ledger.standing else { return }
        ledger.standing = standing
        for index in streams.indices { streams[index].writable = [:] }
    }

    /// A stream may not be read any more: staged pages, rows and edits without a number go in one transaction (clause R26).
    private func lose(_ stream: Stream) throws {
        guard let row = knownStream(stream) else { return }
        try execute("PRAGMA secure_delete = ON")
        defer { _ = try? execute("PRAGMA secure_delete = FAST") }
        try refuseUnnumbered(in: stream)
        for plan in plans where plan.collection.lane == stream.lane {
            changedCollections.insert(plan.number)
            for id in try records(of: plan, in: row.number, "AND (_pos IS NULL OR _state IS NOT NULL)") { try forget(plan, id) }
            let delete = try statement("DELETE FROM \(plan.table) WHERE _stream = ? AND _pos IS NOT NULL")
            delete.bind(1, row.number)
            try delete.run()
        }
        for (plan, id) in try hiddenRecords(in: row.number) { try forget(plan, id) }
        let staged = try statement("DELETE FROM _staged WHERE stream = ?")
        staged.bind(1, row.number)
        try staged.run()
        streams[row.number].isHeld = false
        streams[row.number].cursor = .start
        streams[row.number].base = .zero
        streams[row.number].digest = StreamDigest()
        streams[row.number].isDigestDirty = true
    }

    /// What the server holds is forgotten; numbered edits wait for their answer.
    func forget(_ plan: CollectionPlan, _ id: RecordID) throws {
        let shadow = try load(plan, id)
        try paint(shadow, server: nil, pending: try pending(shadow))
    }

    private func refuseUnnumbered(in stream: Stream) throws {
        var found: [(edit: EditNumber, set: ChangeSet)] = []
        for kept in try keptSets("SELECT bytes FROM _set WHERE send IS NULL ORDER BY edit")
        where try kept.operations.contains(where: { try plan($0.head.collection).stream(in: $0.head.scope) == stream }) {
            found.append((kept.edit, try wholeOrRest(kept)))
        }
        for (edit, set) in found {
            try refuse(set, Refusal(.notYours, "The right to \(stream.scope.text) ended before this was sent."))
            try repaint(set.operations, without: edit)
            let delete = try statement("DELETE FROM _set WHERE edit = ?")
            delete.bind(1, edit)
            try delete.run()
        }
    }

    func records(of plan: CollectionPlan, in stream: Int, _ condition: String = "") throws -> [RecordID] {
        let read = try statement("SELECT id FROM \(plan.table) WHERE _stream = ? \(condition) ORDER BY id")
        read.bind(1, stream)
        var found: [RecordID] = []
        while try read.step() { if let id = read.record(0) { found.append(id) } }
        return found
    }

    func hiddenRecords(in stream: Int) throws -> [(CollectionPlan, RecordID)] {
        let read = try statement("SELECT collection, id FROM _hidden WHERE stream = ? ORDER BY collection, id")
        read.bind(1, stream)
        var found: [(CollectionPlan, RecordID)] = []
        while try read.step() {
            if let id = read.record(1), plans.indices.contains(Int(read.integer(0))) { found.append((plans[Int(read.integer(0))], id)) }
        }
        return found
    }

    /// Streams are asked for again from their beginning: what the server held is forgotten, what was typed stays (clause R28).
    func refetch(_ wanted: [Stream]) throws {
        for stream in wanted {
            guard let row = knownStream(stream), row.isHeld else { continue }
            for plan in plans where plan.collection.lane == stream.lane {
                for id in try records(of: plan, in: row.number) { try forget(plan, id) }
            }
            for (plan, id) in try hiddenRecords(in: row.number) { try forget(plan, id) }
            let staged = try statement("DELETE FROM _staged WHERE stream = ?")
            staged.bind(1, row.number)
            try staged.run()
            streams[row.number].cursor = .start
            streams[row.number].base = .zero
        }
        ledger.cursorHash = nil
        ledger.ownFrom = ledger.edit + 1
    }

    // MARK: - Programme

    /// Installs a programme: tables and columns are only ever added, triggers are made anew (clause V6).
    func migrate(to programme: Programme) throws -> Bool {
        guard programme.version > ledger.programme else { return false }
        let known = self.programme?.collections ?? []
        guard programme.collections.count >= known.count else { throw Self.notAdditive(programme) }
        try writeOutAll()
        for collection in programme.collections {
            let sql = CaptureSQL(programme: programme, collection: collection)
            try makeRoom(for: collection, beyond: collection.number < known.count ? known[collection.number].fields.count : 0)
            if collection.number < known.count {
                let old = known[collection.number]
                guard old.name == collection.name, collection.fields.count >= old.fields.count else { throw Self.notAdditive(programme) }
                for statement in sql.addColumns(beyond: old.fields.count) { try execute(statement) }
            } else {
                try execute(sql.createTable)
            }
            for statement in sql.dropTriggers + sql.createTriggers(uniques: try uniques(of: collection.name)) { try execute(statement) }
        }
        try endTriggers()
        try execute("DELETE FROM _programme")
        let save = try statement("INSERT INTO _programme(version, json) VALUES (?, ?)")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        save.bind(1, programme.version)
        save.bind(2, Array(try encoder.encode(programme)))
        try save.run()
        ledger.programme = programme.version
        install(programme)
        return true
    }

    private static func notAdditive(_ programme: Programme) -> ReplicaError {
        ReplicaError(
            .damaged,
            "Version \(programme.version) of the programme is no extension of the one installed here; nothing was changed."
        )
    }
}
