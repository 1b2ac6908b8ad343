package import SyncModel

/// A change set as the bytes that a device keeps until it is signed into a parcel.
///
/// The operations' names stand before their contents, with lengths, so that a receipt can be worked through without
/// reading values.
package enum ChangeSetBlob {
    static let version: UInt8 = 1

    /// What an operation is about, without its values.
    package struct Head: Hashable, Sendable {
        /// The collection's number.
        package var collection: Int
        /// Which record.
        package var record: RecordID
        /// Create, edit or delete.
        package var kind: Operation.Kind
        /// Where.
        package var scope: Scope

        /// A head from its parts.
        package init(collection: Int, record: RecordID, kind: Operation.Kind, scope: Scope) {
            self.collection = collection
            self.record = record
            self.kind = kind
            self.scope = scope
        }
    }

    /// Set in the length of an operation whose values stand in its record's row; the rest of the length is what they
    /// take.
    private static let inRow: UInt32 = 1 << 31

    /// Writes a change set with all its values.
    package static func encode(_ set: ChangeSet) -> [UInt8] { encode(StoredChangeSet(set)) }

    /// Writes a change set as it is kept.
    package static func encode(_ set: StoredChangeSet) -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes.reserveCapacity(256 + set.operations.reduce(0) { $0 + ($1.isInRow ? 32 : 256) })
        writer.byte(version)
        writer.varint(set.edit.number)
        writer.byte(set.stamp.sure ? 1 : 0)
        writer.signed(set.stamp.milliseconds)
        writer.text(set.reason)
        let bases = set.bases.sorted { $0.key < $1.key }
        writer.varint(UInt64(bases.count))
        for (stream, position) in bases {
            writer.text(stream.scope.text)
            writer.byte(stream.lane.rawValue)
            writer.varint(position.number)
        }
        var scopes: [Scope] = []
        for operation in set.operations
        where scopes.last != operation.head.scope && !scopes.contains(operation.head.scope) {
            scopes.append(operation.head.scope)
        }
        writer.varint(UInt64(scopes.count))
        for scope in scopes { writer.text(scope.text) }
        writer.varint(UInt64(set.operations.count))
        var last = 0
        for operation in set.operations {
            let head = operation.head
            if scopes[last] != head.scope { last = scopes.firstIndex(of: head.scope) ?? 0 }
            writer.varint(UInt64(head.collection))
            writer.bits(head.record.bits)
            writer.byte(head.kind.rawValue)
            writer.varint(UInt64(last))
            switch operation {
            case .written(let operation): encodeBody(operation, to: &writer)
            case .inRow(_, let bytes): length(inRow | UInt32(clamping: min(bytes, Int(inRow) - 1)), to: &writer)
            }
        }
        return writer.bytes
    }

    /// Reads a change set with all its values.
    /// - Throws: ``StateBlob/Damaged`` for any other bytes.
    package static func decode(_ bytes: [UInt8]) throws(DamagedBytes) -> ChangeSet {
        guard let set = try decodeStored(bytes).whole else { throw DamagedBytes() }
        return set
    }

    /// Reads a change set as it is kept.
    /// - Throws: ``StateBlob/Damaged`` for other bytes than ``encode(_:)`` writes.
    package static func decodeStored(_ bytes: [UInt8]) throws(DamagedBytes) -> StoredChangeSet {
        var (reader, set, scopes) = try begin(bytes)
        for _ in 0..<(try reader.count()) {
            let (head, length) = try head(&reader, scopes)
            set.operations.append(try operation(&reader, head, length))
        }
        guard reader.isAtEnd else { throw DamagedBytes() }
        return set
    }

    /// How many operations a change set has; none of them is read.
    package static func operationCount(_ bytes: [UInt8]) throws(DamagedBytes) -> Int {
        var (reader, _, _) = try begin(bytes)
        return try reader.count()
    }

    /// What the operations of a change set are about, and whether the values of any stand in its record's row.
    package static func heads(_ bytes: [UInt8]) throws(DamagedBytes) -> (heads: [Head], isAnyInRow: Bool) {
        var (reader, _, scopes) = try begin(bytes)
        var heads: [Head] = []
        var isAnyInRow = false
        for _ in 0..<(try reader.count()) {
            let (head, length) = try head(&reader, scopes)
            heads.append(head)
            if length & inRow != 0 { isAnyInRow = true } else { reader.index += Int(length) }
        }
        return (heads, isAnyInRow)
    }

    /// A change set with only the operation on one record.
    package static func decode(
        _ bytes: [UInt8],
        only collection: Int,
        _ record: RecordID
    ) throws(DamagedBytes) -> StoredChangeSet {
        var (reader, set, scopes) = try begin(bytes)
        for _ in 0..<(try reader.count()) {
            let (head, length) = try head(&reader, scopes)
            if head.record == record && head.collection == collection {
                set.operations = [try operation(&reader, head, length)]
                return set
            }
            if length & inRow == 0 { reader.index += Int(length) }
        }
        return set
    }

    private static func begin(_ bytes: [UInt8]) throws(DamagedBytes) -> (ByteReader, StoredChangeSet, [Scope]) {
        var reader = ByteReader(bytes)
        guard try reader.byte() == version else { throw DamagedBytes() }
        let edit = EditNumber(try reader.varint())
        let sure = try reader.byte() == 1
        let stamp = Stamp(sure: sure, milliseconds: try reader.signed())
        let reason = try reader.text()
        var bases: [Stream: Position] = [:]
        for _ in 0..<(try reader.count()) {
            guard let scope = Scope(text: try reader.text()), let lane = Lane(rawValue: try reader.byte()) else {
                throw DamagedBytes()
            }
            bases[Stream(scope: scope, lane: lane)] = Position(try reader.varint())
        }
        var scopes: [Scope] = []
        for _ in 0..<(try reader.count()) {
            guard let scope = Scope(text: try reader.text()) else { throw DamagedBytes() }
            scopes.append(scope)
        }
        return (reader, StoredChangeSet(edit: edit, stamp: stamp, bases: bases, reason: reason), scopes)
    }

    private static func encodeBody(_ operation: Operation, to writer: inout ByteWriter) {
        // The length is known only afterwards.
        let start = writer.bytes.count
        length(0, to: &writer)
        position(operation.base, to: &writer)
        dots(operation.seen, to: &writer)
        writer.varint(UInt64(operation.changes.count))
        for change in operation.changes { encode(change, to: &writer) }
        let length = UInt32(truncatingIfNeeded: writer.bytes.count - start - 4)
        for offset in 0..<4 {
            writer.bytes[start + offset] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * offset))
        }
    }

    private static func length(_ length: UInt32, to writer: inout ByteWriter) {
        withUnsafeBytes(of: length.bigEndian) { writer.bytes.append(contentsOf: $0) }
    }

    private static func head(_ reader: inout ByteReader, _ scopes: [Scope]) throws(DamagedBytes) -> (Head, UInt32) {
        guard let collection = Int(exactly: try reader.varint()) else { throw DamagedBytes() }
        let record = RecordID(bits: try reader.bits())
        guard let kind = Operation.Kind(rawValue: try reader.byte()) else { throw DamagedBytes() }
        let scope = try reader.varint()
        guard scope < UInt64(scopes.count) else { throw DamagedBytes() }
        var length: UInt32 = 0
        for _ in 0..<4 { length = length << 8 | UInt32(try reader.byte()) }
        guard length & inRow != 0 || Int(length) <= reader.bytes.count - reader.index else { throw DamagedBytes() }
        return (Head(collection: collection, record: record, kind: kind, scope: scopes[Int(scope)]), length)
    }

    private static func operation(
        _ reader: inout ByteReader,
        _ head: Head,
        _ length: UInt32
    ) throws(DamagedBytes) -> StoredOperation {
        length & inRow == 0 ? .written(try body(&reader, head)) : .inRow(head, bytes: Int(length & ~inRow))
    }

    private static func body(_ reader: inout ByteReader, _ head: Head) throws(DamagedBytes) -> Operation {
        var operation = Operation(collection: head.collection, record: head.record, kind: head.kind, scope: head.scope)
        operation.base = try position(&reader)
        operation.seen = try dots(&reader)
        for _ in 0..<(try reader.count()) { operation.changes.append(try change(&reader)) }
        return operation
    }

    private static func encode(_ change: FieldChange, to writer: inout ByteWriter) {
        writer.varint(UInt64(change.field))
        switch change.action {
        case .write(let values):
            writer.byte(0)
            writer.varint(UInt64(values.count))
            for value in values { writer.value(value) }
        case .elements(let add, let remove):
            writer.byte(1)
            for list in [add, remove] {
                writer.varint(UInt64(list.count))
                for element in list { writer.text(element) }
            }
        case .add(let number):
            writer.byte(2)
            writer.signed(number)
        }
        writer.byte(change.replaces == nil ? 0 : 1)
        if let replaces = change.replaces { dots(replaces, to: &writer) }
        position(change.base, to: &writer)
        dots(change.seen, to: &writer)
    }

    private static func change(_ reader: inout ByteReader) throws(DamagedBytes) -> FieldChange {
        guard let field = Int(exactly: try reader.varint()) else { throw DamagedBytes() }
        let action: FieldAction
        switch try reader.byte() {
        case 0:
            var values: [Value] = []
            for _ in 0..<(try reader.count()) { values.append(try reader.value()) }
            action = .write(WrittenValues(values))
        case 1:
            var lists: [[String]] = [[], []]
            for list in 0..<2 {
                for _ in 0..<(try reader.count()) { lists[list].append(try reader.text()) }
            }
            action = .elements(add: lists[0], remove: lists[1])
        case 2: action = .add(try reader.signed())
        default: throw DamagedBytes()
        }
        let replaces = try reader.byte() == 1 ? try dots(&reader) : nil
        return FieldChange(
            field: field,
            action: action,
            replaces: replaces,
            base: try position(&reader),
            seen: try dots(&reader)
        )
    }

    private static func position(_ position: Position?, to writer: inout ByteWriter) {
        writer.byte(position == nil ? 0 : 1)
        if let position { writer.varint(position.number) }
    }

    private static func position(_ reader: inout ByteReader) throws(DamagedBytes) -> Position? {
        try reader.byte() == 1 ? Position(try reader.varint()) : nil
    }

    private static func dots(_ dots: [Dot], to writer: inout ByteWriter) {
        writer.varint(UInt64(dots.count))
        for dot in dots {
            writer.bits(dot.device.bits)
            writer.varint(dot.edit.number)
            writer.varint(UInt64(dot.index))
        }
    }

    private static func dots(_ reader: inout ByteReader) throws(DamagedBytes) -> [Dot] {
        var dots: [Dot] = []
        for _ in 0..<(try reader.count()) {
            let device = DeviceID(bits: try reader.bits())
            let edit = EditNumber(try reader.varint())
            guard let index = UInt32(exactly: try reader.varint()) else { throw DamagedBytes() }
            dots.append(Dot(device: device, edit: edit, index: index))
        }
        return dots
    }
}
