import SQLiteTables
import SyncModel
import SyncWire

/// One operation that the server has not answered, with what its change set says of it.
struct PendingOperation {
    var edit: EditNumber
    var stamp: Stamp
    var bases: [Stream: Position]
    var operation: Operation

    /// What the device had seen of the record's stream.
    func base(in stream: Stream) -> Position { operation.base ?? bases[stream] ?? .zero }
}

/// A record's name with its collection.
struct RecordKey: Hashable {
    let collection: Int
    let record: RecordID
}

/// A change set as it stands in the store, with where it goes.
struct StoredSet {
    let set: StoredChangeSet
    /// The lane's number, or that of no lane (``LanePlan/waiting``).
    let lane: Int
    let isNumbered: Bool

    /// The lane in which it was numbered.
    var fixed: Lane? { isNumbered ? Lane(rawValue: UInt8(truncatingIfNeeded: lane)) : nil }
}

/// What the server has not answered: the change sets, and an index of them by record. Nobody else writes `_set` and
/// `_pending`.
///
/// A creation of which nothing else waits has no entry: its row names it.
final class PendingEdits {
    private let connection: StoreConnection
    /// The set read last, since several questions about one set come together.
    private var lastSet: (edit: EditNumber, bytes: [UInt8])?
    /// The entry read last: a record is read before it is written.
    private var lastIndexed: (key: RecordKey, edits: [EditNumber])?

    init(_ connection: StoreConnection) {
        self.connection = connection
    }

    /// Another connection wrote, or a transaction failed.
    func discard() {
        lastSet = nil
        lastIndexed = nil
    }

    // MARK: - Operations of a record

    /// The unanswered operations on a record, in the order of their edits.
    /// - Parameter draft: the number of the set that is still open, which is none of these.
    func operations(on local: LocalRecord, besides draft: EditNumber? = nil) throws -> [PendingOperation] {
        var edits: [EditNumber] = []
        if local.meta.isPlainCreation, let edit = local.meta.edit { edits.append(edit) }
        edits += try indexed(of: RecordKey(collection: local.table.number, record: local.id))
        return try edits.compactMap { edit in
            guard edit != draft else { return nil }
            guard let bytes = try bytes(of: edit) else { throw ReplicaError(.damaged, .store(.damaged(.changeSet))) }
            let set = try ChangeSetBlob.decode(bytes, only: local.table.number, local.id)
            guard let operation = try set.operations.first.map(local.operation) else { return nil }
            return PendingOperation(edit: edit, stamp: set.stamp, bases: set.bases, operation: operation)
        }
    }

    /// The operations on a record that was created here and of which nothing can have reached the server; `nil` for any
    /// other.
    func unsent(_ local: LocalRecord) throws -> [PendingOperation]? {
        guard local.server == nil, local.shown != nil else { return nil }
        let pending = try operations(on: local)
        guard pending.first?.operation.kind == .create, !pending.contains(where: { $0.operation.kind == .delete })
        else { return nil }
        // A number is bound to bytes that may be on the way (clause R13).
        return try pending.allSatisfy { try isUnnumbered($0.edit) } ? pending : nil
    }

    // MARK: - The index by record

    /// Sees to it that just these edits are indexed as those of a record.
    func index(_ key: RecordKey, _ edits: [EditNumber]) throws {
        let old = try indexed(of: key)
        guard old != edits else { return }
        for edit in old where !edits.contains(edit) {
            try connection.run(
                "DELETE FROM _pending WHERE collection = ? AND id = ? AND edit = ?",
                key.collection,
                key.record,
                edit
            )
        }
        for edit in edits where !old.contains(edit) {
            try connection.run(
                "INSERT INTO _pending(collection, id, edit) VALUES (?, ?, ?)",
                key.collection,
                key.record,
                edit
            )
        }
        lastIndexed = nil
    }

    private func indexed(of key: RecordKey) throws -> [EditNumber] {
        if let lastIndexed, lastIndexed.key == key { return lastIndexed.edits }
        let edits = try connection.all(
            "SELECT edit FROM _pending WHERE collection = ? AND id = ? ORDER BY edit",
            key.collection,
            key.record
        ) { EditNumber($0.unsigned(0)) }
        lastIndexed = (key, edits)
        return edits
    }

    /// Records of a collection with unanswered edits, those left out that were only created.
    func indexed(in table: LocalTable) throws -> Set<RecordID> {
        Set(try connection.all("SELECT DISTINCT id FROM _pending WHERE collection = ?", table.number) { $0.record(0) })
    }

    /// A record has unanswered edits beside its creation.
    func isIndexed(_ id: RecordID, in table: LocalTable) throws -> Bool {
        try connection.exists("SELECT 1 FROM _pending WHERE collection = ? AND id = ? LIMIT 1", table.number, id)
    }

    // MARK: - Change sets

    /// Stores a set that nobody has numbered.
    func add(_ set: StoredChangeSet, lane: Lane) throws {
        let insert = try connection.statement("INSERT INTO _set(edit, lane, send, bytes) VALUES (?, ?, NULL, ?)")
        insert.bind(1, set.edit)
        insert.bind(2, Int(lane.rawValue))
        insert.bind(3, ChangeSetBlob.encode(set))
        try insert.run()
    }

    /// The bytes of a set; `nil` if there is none of this number.
    func bytes(of edit: EditNumber) throws -> [UInt8]? {
        if let lastSet, lastSet.edit == edit { return lastSet.bytes }
        let bytes = try connection.first("SELECT bytes FROM _set WHERE edit = ?", edit) { $0.blob(0) }
        if let bytes { lastSet = (edit, bytes) }
        return bytes
    }

    /// The set that bears a send number.
    func set(in lane: Lane, numbered send: SendNumber) throws -> (edit: EditNumber, bytes: [UInt8])? {
        let found = try connection.first("SELECT edit, bytes FROM _set WHERE lane = ? AND send = ?", lane, send) {
            row in
            (edit: EditNumber(row.unsigned(0)), bytes: row.blob(1) ?? [])
        }
        if let found { lastSet = found }
        return found
    }

    /// Puts a set in the place of the one with its number; an empty one goes.
    func replace(_ set: StoredChangeSet) throws {
        guard !set.operations.isEmpty else { return try remove(set.edit) }
        try replace(set.edit, ChangeSetBlob.encode(set))
    }

    /// Puts other bytes in the place of a set's.
    func replace(_ edit: EditNumber, _ bytes: [UInt8]) throws {
        try connection.run("UPDATE _set SET bytes = ? WHERE edit = ?", bytes, edit)
        lastSet = (edit, bytes)
    }

    /// A set was answered, or is given up.
    func remove(_ edit: EditNumber) throws {
        try connection.run("DELETE FROM _set WHERE edit = ?", edit)
        if lastSet?.edit == edit { lastSet = nil }
    }

    /// A set and its entries have another number now.
    func renumber(_ old: EditNumber, as set: StoredChangeSet) throws {
        try connection.run("UPDATE _pending SET edit = ? WHERE edit = ?", set.edit, old)
        try connection.run(
            "UPDATE _set SET edit = ?, bytes = ? WHERE edit = ?",
            set.edit,
            ChangeSetBlob.encode(set),
            old
        )
        discard()
    }

    // MARK: - Lanes and send numbers

    /// Binds a set to its send number.
    func number(_ edit: EditNumber, as send: SendNumber) throws {
        try connection.run("UPDATE _set SET send = ? WHERE edit = ?", send, edit)
    }

    /// A set goes in another lane.
    /// - Parameter lane: its number, or that of no lane.
    func move(_ edit: EditNumber, to lane: Int) throws {
        try connection.run("UPDATE _set SET lane = ? WHERE edit = ?", lane, edit)
    }

    /// A set goes again under another device's name: as if it had never been numbered.
    func offerAgain(_ set: ChangeSet, lane: Lane) throws {
        try connection.run(
            "UPDATE _set SET send = NULL, lane = ?, bytes = ? WHERE edit = ?",
            lane,
            ChangeSetBlob.encode(set),
            set.edit
        )
        lastSet = nil
    }

    func isUnnumbered(_ edit: EditNumber) throws -> Bool {
        try connection.exists("SELECT 1 FROM _set WHERE edit = ? AND send IS NULL", edit)
    }

    /// Sets stand in several lanes, or wait for an answer in none.
    func isMixed() throws -> Bool {
        try connection.first("SELECT count(DISTINCT lane), max(lane) FROM _set") { row in
            row.integer(0) > 1 || row.integer(1) == Int64(LanePlan.waiting)
        } ?? false
    }

    // MARK: - All sets, in the order of edits

    func edits() throws -> [EditNumber] {
        try connection.all("SELECT edit FROM _set ORDER BY edit") { EditNumber($0.unsigned(0)) }
    }

    func all() throws -> [StoredSet] {
        try connection.all("SELECT lane, send, bytes FROM _set ORDER BY edit") { row in
            StoredSet(
                set: try ChangeSetBlob.decodeStored(row.blob(2) ?? []),
                lane: Int(row.integer(0)),
                isNumbered: !row.isNull(1)
            )
        }
    }

    /// The numbers of those that were put on the line.
    func numbered() throws -> Set<EditNumber> {
        Set(try connection.all("SELECT edit FROM _set WHERE send IS NOT NULL") { EditNumber($0.unsigned(0)) })
    }

    func unnumbered() throws -> [StoredChangeSet] {
        try connection.all("SELECT bytes FROM _set WHERE send IS NULL ORDER BY edit") {
            try ChangeSetBlob.decodeStored($0.blob(0) ?? [])
        }
    }

    /// The next sets of a lane without a number, as many as fit.
    /// - Parameter bytesMax: of all of them; the first one always fits.
    func next(in lane: Lane, bytesMax: Int) throws -> [(set: StoredChangeSet, bytes: Int)] {
        let read = try connection.statement("SELECT bytes FROM _set WHERE send IS NULL AND lane = ? ORDER BY edit")
        read.bindAll(lane)
        defer { read.reset() }
        var found: [(set: StoredChangeSet, bytes: Int)] = []
        var total = 0
        while found.count < Limits.setsPerParcelMax, try read.step() {
            let bytes = read.blob(0) ?? []
            let set = try ChangeSetBlob.decodeStored(bytes)
            let size = set.operations.reduce(bytes.count) { $0 + $1.bytesInRow }
            guard found.isEmpty || total + size <= bytesMax else { break }
            total += size
            found.append((set, size))
        }
        return found
    }

    // MARK: - How many

    /// Change sets without an answer.
    func count() throws -> Int { try connection.count("_set") }

    /// Change sets of a lane up to a send number.
    func count(in lane: Lane, through send: SendNumber) throws -> Int {
        Int(try connection.integer("SELECT count(*) FROM _set WHERE lane = ? AND send <= ?", lane, send))
    }

    /// Changes of records in the change sets without an answer.
    func operationCount() throws -> Int {
        try connection.all("SELECT bytes FROM _set") { try ChangeSetBlob.operationCount($0.blob(0) ?? []) }.reduce(0, +)
    }
}
