import SQLiteTables
import SyncMerge
import SyncModel

/// What stands in a row beside its fields.
struct RowMeta: Hashable {
    var stream: Int?
    var position: Position?
    var device: Int64?
    var edit: EditNumber?
    /// Milliseconds doubled, plus one if sure.
    var stamp: Int64?
    var level: Int?
    var state: [UInt8]?

    init() {}

    /// Reads the columns after the id.
    init(_ row: RawStatement) {
        stream = row.isNull(1) ? nil : Int(row.integer(1))
        position = row.isNull(2) ? nil : Position(row.unsigned(2))
        device = row.isNull(3) ? nil : row.integer(3)
        edit = row.isNull(4) ? nil : row.unsigned(4)
        stamp = row.isNull(5) ? nil : row.integer(5)
        level = row.isNull(6) ? nil : Int(row.integer(6))
        state = row.blob(7)
    }

    func bind(to row: RawStatement) {
        if let stream { row.bind(2, stream) } else { row.bindNull(2) }
        if let position { row.bind(3, position.number) } else { row.bindNull(3) }
        if let device { row.bind(4, device) } else { row.bindNull(4) }
        if let edit { row.bind(5, edit) } else { row.bindNull(5) }
        if let stamp { row.bind(6, stamp) } else { row.bindNull(6) }
        if let level { row.bind(7, level) } else { row.bindNull(7) }
        row.bind(8, state)
    }

    /// As triggers log it: a row's columns before its fields.
    var logged: [Value] {
        let numbers = [
            stream.map(Int64.init), position.map { Int64(bitPattern: $0.number) }, device, edit.map { Int64(bitPattern: $0) }, stamp,
            level.map(Int64.init),
        ]
        return numbers.map { $0.map(Value.integer) ?? .null } + [state.map { .text(Hex.text($0)) } ?? .null]
    }

    /// Reads what triggers log.
    init(logged values: some Sequence<Value>) {
        let values = Array(values)
        stream = values[0].integer.map { Int($0) }
        position = values[1].integer.map { Position(UInt64(bitPattern: $0)) }
        device = values[2].integer
        edit = values[3].integer.map { UInt64(bitPattern: $0) }
        stamp = values[4].integer
        level = values[5].integer.map { Int($0) }
        state = values[6].text.flatMap { Hex.bytes($0) }
    }

    /// Typed here, known to nobody else, and created by one edit whose values the row still shows.
    var isPlainCreation: Bool { position == nil && edit != nil }
}

extension Stamp {
    /// As one number, where it has room; a stamp out of all reason has none and goes into a BLOB.
    var number: Int64? {
        let (doubled, isOutside) = milliseconds.multipliedReportingOverflow(by: 2)
        return isOutside ? nil : doubled | (sure ? 1 : 0)
    }

    init(number: Int64) {
        self.init(sure: number & 1 == 1, milliseconds: number >> 1)
    }
}

/// One record as it stands in the store: what the server holds, and what the row shows.
struct Shadow {
    let plan: CollectionPlan
    let id: RecordID
    /// The row's columns; `nil` without a row.
    var shown: [Value]?
    var meta = RowMeta()
    /// What the server is known to hold, tombstones included.
    var server: RecordState?
    /// A row of `_hidden` stands for it.
    var isHidden = false

    init(_ plan: CollectionPlan, _ id: RecordID) {
        self.plan = plan
        self.id = id
    }

    /// A row of which nothing is known: another program put it there unseen, or took our marks from it.
    var isUnknown: Bool { shown != nil && meta.stream == nil }

    /// It is on the server, as far as is known.
    var isLive: Bool { server.map { !$0.isDeleted } ?? false }
}

extension Session {
    /// Reads a record with its server state.
    func load(_ plan: CollectionPlan, _ id: RecordID) throws -> Shadow {
        var shadow = Shadow(plan, id)
        let row = try plan.select()
        row.bind(1, id)
        if try row.step() {
            shadow.meta = RowMeta(row)
            shadow.shown = (0..<plan.fieldCount).map { row.value(CollectionPlan.firstField + Int32($0)) }
            row.reset()
            shadow.server = try serverState(plan, id, shadow.meta, shadow.shown ?? [])
            return shadow
        }
        try loadHidden(&shadow)
        return shadow
    }

    /// What the server holds of a row with this meta and these columns.
    func serverState(_ plan: CollectionPlan, _ id: RecordID, _ meta: RowMeta, _ columns: [Value]) throws -> RecordState? {
        guard let position = meta.position, let number = meta.stream, streams.indices.contains(number) else { return nil }
        let stream = streams[number].stream
        if let bytes = meta.state { return try StateBlob.decode(bytes, collection: plan.number, record: id, stream: stream) }
        let record = UniformRecord(
            collection: plan.number,
            record: id,
            position: position,
            dot: Dot(device: try device(numbered: meta.device ?? 0), edit: meta.edit ?? 0),
            stamp: Stamp(number: meta.stamp ?? 0),
            level: meta.level ?? 0,
            values: columns.enumerated().map { plan.written($0.offset, column: $0.element) }
        )
        return Merge.expand(record, in: plan.collection, stream: stream)
    }

    func loadHidden(_ shadow: inout Shadow) throws {
        let hidden = try statement("SELECT stream, pos, moves, live, state FROM _hidden WHERE collection = ? AND id = ?")
        hidden.bind(1, shadow.plan.number)
        hidden.bind(2, shadow.id)
        defer { hidden.reset() }
        guard try hidden.step() else { return }
        shadow.isHidden = true
        guard !hidden.isNull(0), streams.indices.contains(Int(hidden.integer(0))) else { return }
        let stream = streams[Int(hidden.integer(0))].stream
        if let bytes = hidden.blob(4) {
            shadow.server = try StateBlob.decode(bytes, collection: shadow.plan.number, record: shadow.id, stream: stream)
        } else {
            var state = RecordState(collection: shadow.plan.number, record: shadow.id, stream: stream)
            state.position = Position(hidden.unsigned(1))
            state.moves = UInt32(truncatingIfNeeded: hidden.integer(2))
            shadow.server = state
        }
    }
}
