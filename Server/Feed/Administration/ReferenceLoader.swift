import SyncMerge
package import SyncModel
import SyncWire

extension FeedService {
    private static let serverEditKey = "server-edit"

    /// Puts a programme in force, new or a later version, and writes its reference records: only cells that differ from
    /// the pack before.
    /// - Throws: ``FeedFailure`` if the version does not grow or a row has no key.
    package func load(programme: Programme, rows: [ReferenceRows]) throws -> LoadSummary {
        let summary = try store.write { transaction in
            if let current = try transaction.programmes().current {
                guard programme.name == current.name else {
                    throw FeedFailure.otherProgramme(programme.name, runs: current.name)
                }
                guard programme.version >= current.version, programme.version > current.version || programme == current
                else {
                    throw FeedFailure.versionInForce(current.version, of: programme.name)
                }
            }
            if try transaction.programmes().current != programme { try transaction.add(programme) }
            let index = index(of: programme)
            var loader = try ReferenceLoader(
                transaction: transaction,
                index: index,
                edit: serverEdit(transaction),
                stamp: Stamp(sure: true, milliseconds: host.wallClock())
            )
            for table in rows {
                guard let number = index.number(of: table.collection) else {
                    throw FeedFailure.noCollection(table.collection, has: [])
                }
                for row in table.rows { try loader.load(row, into: number) }
            }
            var writer = ByteWriter()
            writer.varint(loader.edit.number)
            try transaction.set(Self.serverEditKey, writer.bytes)
            // Roles may have changed with the version, and deciding records with the rows.
            try raiseRights(transaction)
            return LoadSummary(version: programme.version, created: loader.created, updated: loader.updated)
        }
        noticeOthers()
        return summary
    }

    private func serverEdit(_ transaction: any FeedTransaction) throws -> EditNumber {
        var reader = ByteReader(try transaction.value(Self.serverEditKey) ?? [0])
        return EditNumber(try reader.varint())
    }
}

/// Writes reference records as the server, at level 0, having seen everything (clause F40).
struct ReferenceLoader {
    let transaction: any FeedTransaction
    let index: ProgrammeIndex
    private(set) var edit: EditNumber
    let stamp: Stamp
    private(set) var created = 0
    private(set) var updated = 0

    init(transaction: any FeedTransaction, index: ProgrammeIndex, edit: EditNumber, stamp: Stamp) {
        self.transaction = transaction
        self.index = index
        self.edit = edit
        self.stamp = stamp
    }

    mutating func load(_ row: [Int: Value], into number: Int) throws {
        let collection = index.programme.collections[number]
        let cells = row.filter { collection.fields.indices.contains($0.key) && !$0.value.isNull }
        guard let key = index.keys[number] else {
            throw FeedFailure.noKey(collection.name)
        }
        let id = key.id { cells[$0] ?? .null }
        let scope = try scope(of: id, cells, collection)
        let bytes = Self.encode(cells)
        let before = try transaction.referenceCells(id, in: number)
        if before == bytes { return }
        let old = try before.map(Self.decode) ?? [:]
        let stored = try transaction.record(id, in: number)
        let stream = stored?.stream ?? Stream(scope: scope, lane: collection.lane)
        let changes = changes(
            to: stored == nil ? Self.filled(cells, collection) : cells,
            from: old,
            isNew: stored == nil,
            collection
        )
        try transaction.setReferenceCells(id, in: number, bytes)
        if stored != nil, changes.isEmpty { return }
        edit = edit.next
        let head = try transaction.head(of: stream)
        let operation = Operation(
            collection: number,
            record: id,
            kind: stored == nil ? .create : .update,
            scope: stream.scope,
            changes: changes
        )
        try apply(operation, to: stored, in: collection, at: Place(stream: stream, position: head.next), base: head)
        if stored == nil { created += 1 } else { updated += 1 }
    }

    /// The cells of a new record (clause R37).
    private static func filled(_ cells: [Int: Value], _ collection: Programme.Collection) -> [Int: Value] {
        let values = collection.filled(collection.fields.map { cells[$0.number] ?? .null })
        return Dictionary(
            uniqueKeysWithValues: values.enumerated().filter { !$0.element.isNull }.map { ($0.offset, $0.element) }
        )
    }

    private func apply(
        _ operation: Operation,
        to stored: StoredRecord?,
        in collection: Programme.Collection,
        at place: Place,
        base: Position
    ) throws {
        let author = Author(device: .server, edit: edit, stamp: stamp, role: "", level: 0, bases: [place.stream: base])
        let before = stored?.state(in: collection)
        let merged: Merged
        do throws(Refusal) {
            try Validation.check(operation, in: collection, isServer: true)
            merged = try Merge.apply(operation, to: before, in: collection, by: author, at: place)
        } catch {
            throw FeedFailure.referenceRefused(error, collection: collection.name)
        }
        try transaction.put(
            RecordChange(
                state: merged.state,
                replaced: stored,
                movedAt: nil,
                authorship: Authorship(device: .server, edit: edit, since: stored?.position ?? .zero),
                openConflicts: Merge.conflicts(merged.state, in: collection).count
            )
        )
    }

    /// Only cells that the pack changed are written: what people wrote in others stays.
    private func changes(
        to cells: [Int: Value],
        from old: [Int: Value],
        isNew: Bool,
        _ collection: Programme.Collection
    ) -> [FieldChange] {
        var changes: [FieldChange] = []
        for field in collection.fields {
            let value = cells[field.number] ?? .null
            let earlier = isNew ? .null : old[field.number] ?? .null
            guard value != earlier else { continue }
            switch field.rule {
            case .set:
                let now = value.text.flatMap(SetText.read) ?? []
                let then = earlier.text.flatMap(SetText.read) ?? []
                let action = FieldAction.elements(
                    add: now.filter { !then.contains($0) },
                    remove: then.filter { !now.contains($0) }
                )
                changes.append(FieldChange(field: field.number, action: action))
            case .counter:
                let difference = (value.integer ?? 0).subtractingReportingOverflow(earlier.integer ?? 0)
                if !difference.overflow {
                    changes.append(FieldChange(field: field.number, action: .add(difference.partialValue)))
                }
            case .keepBoth, .lastWriter, .appendOnly, .authority, .state, .computed, .min, .max:
                changes.append(FieldChange(field: field.number, action: .write([value])))
            }
        }
        return changes
    }

    private func scope(of record: RecordID, _ cells: [Int: Value], _ collection: Programme.Collection) throws -> Scope {
        guard let owning = index.owningScopes[collection.number] else {
            throw FeedFailure.noHome(collection.name)
        }
        if let scope = owning.scope(of: record, { cells[$0] ?? .null }) { return scope }
        let field = owning.field.map { collection.fields[$0].name } ?? ""
        throw FeedFailure.referenceHomeless(collection.name, field: field)
    }

    private static func encode(_ cells: [Int: Value]) -> [UInt8] {
        var writer = ByteWriter()
        for (number, value) in cells.sorted(by: { $0.key < $1.key }) {
            writer.varint(UInt64(number))
            writer.cell(value)
        }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws(DamagedBytes) -> [Int: Value] {
        var reader = ByteReader(bytes)
        var cells: [Int: Value] = [:]
        while !reader.isAtEnd { cells[Int(truncatingIfNeeded: try reader.varint())] = try reader.cell() }
        return cells
    }
}

/// Cells of reference records, in which an integer is the varint of its bits.
extension ByteWriter {
    fileprivate mutating func cell(_ value: Value) {
        guard let integer = value.integer else { return self.value(value) }
        byte(1)
        varint(UInt64(bitPattern: integer))
    }
}

extension ByteReader {
    fileprivate mutating func cell() throws(DamagedBytes) -> Value {
        guard index < bytes.count, bytes[index] == 1 else { return try value() }
        index += 1
        return .integer(Int64(bitPattern: try varint()))
    }
}
