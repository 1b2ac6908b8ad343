public import SyncModel

/// A sealed change set as the bytes that a device keeps until it is signed into a parcel.
///
/// The operations' names stand before their contents, with lengths, so that a receipt can be worked through without reading values.
public enum ChangeSetBlob {
    static let version: UInt8 = 1

    /// What an operation is about, without its values.
    public struct Head: Hashable, Sendable {
        /// The collection's number.
        public var collection: Int
        /// Which record.
        public var record: RecordID
        /// Create, edit or delete.
        public var kind: Operation.Kind
        /// Where.
        public var scope: Scope
    }

    /// Writes a change set.
    public static func encode(_ set: ChangeSet) -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes.reserveCapacity(256 + set.operations.count * 256)
        writer.bytes.append(version)
        writer.varint(set.edit)
        writer.bytes.append(set.stamp.sure ? 1 : 0)
        writer.signed(set.stamp.milliseconds)
        let bases = set.bases.sorted { $0.key < $1.key }
        writer.varint(UInt64(bases.count))
        for (stream, position) in bases {
            writer.text(stream.scope.text)
            writer.bytes.append(stream.lane.rawValue)
            writer.varint(position.number)
        }
        var scopes: [Scope] = []
        for operation in set.operations where scopes.last != operation.scope && !scopes.contains(operation.scope) {
            scopes.append(operation.scope)
        }
        writer.varint(UInt64(scopes.count))
        for scope in scopes { writer.text(scope.text) }
        writer.varint(UInt64(set.operations.count))
        var last = 0
        for operation in set.operations {
            if scopes[last] != operation.scope { last = scopes.firstIndex(of: operation.scope) ?? 0 }
            encode(operation, scope: last, to: &writer)
        }
        return writer.bytes
    }

    /// Reads what ``encode(_:)`` wrote.
    /// - Throws: ``StateBlob/Damaged`` for any other bytes.
    public static func decode(_ bytes: [UInt8]) throws(StateBlob.Damaged) -> ChangeSet {
        var (reader, set, scopes) = try begin(bytes)
        for _ in 0..<(try reader.count()) {
            let (head, _) = try head(&reader, scopes)
            set.operations.append(try body(&reader, head))
        }
        guard reader.isAtEnd else { throw StateBlob.Damaged() }
        return set
    }

    /// Everything of a change set but its operations, and what they are about.
    public static func heads(_ bytes: [UInt8]) throws(StateBlob.Damaged) -> (set: ChangeSet, heads: [Head]) {
        var (reader, set, scopes) = try begin(bytes)
        var heads: [Head] = []
        for _ in 0..<(try reader.count()) {
            let (head, length) = try head(&reader, scopes)
            heads.append(head)
            reader.index += length
        }
        set.operations = []
        return (set, heads)
    }

    /// A change set with only the operation on one record.
    public static func decode(
        _ bytes: [UInt8],
        only collection: Int,
        _ record: RecordID
    ) throws(StateBlob.Damaged) -> ChangeSet {
        var (reader, set, scopes) = try begin(bytes)
        for _ in 0..<(try reader.count()) {
            let (head, length) = try head(&reader, scopes)
            if head.record == record && head.collection == collection {
                set.operations = [try body(&reader, head)]
                return set
            }
            reader.index += length
        }
        return set
    }

    private static func begin(_ bytes: [UInt8]) throws(StateBlob.Damaged) -> (ByteReader, ChangeSet, [Scope]) {
        var reader = ByteReader(bytes)
        guard try reader.byte() == version else { throw StateBlob.Damaged() }
        let edit = try reader.varint()
        let sure = try reader.byte() == 1
        let stamp = Stamp(sure: sure, milliseconds: try reader.signed())
        var bases: [Stream: Position] = [:]
        for _ in 0..<(try reader.count()) {
            guard let scope = Scope(text: try reader.text()), let lane = Lane(rawValue: try reader.byte()) else {
                throw StateBlob.Damaged()
            }
            bases[Stream(scope: scope, lane: lane)] = Position(try reader.varint())
        }
        var scopes: [Scope] = []
        for _ in 0..<(try reader.count()) {
            guard let scope = Scope(text: try reader.text()) else { throw StateBlob.Damaged() }
            scopes.append(scope)
        }
        return (reader, ChangeSet(edit: edit, stamp: stamp, bases: bases, operations: []), scopes)
    }

    private static func encode(_ operation: Operation, scope: Int, to writer: inout ByteWriter) {
        writer.varint(UInt64(operation.collection))
        writer.bits(operation.record.bits)
        writer.bytes.append(operation.kind.rawValue)
        writer.varint(UInt64(scope))
        // Four bytes kept for the length, which is known only afterwards.
        let start = writer.bytes.count
        writer.bytes.append(contentsOf: [0, 0, 0, 0])
        position(operation.base, to: &writer)
        dots(operation.seen, to: &writer)
        writer.varint(UInt64(operation.changes.count))
        for change in operation.changes { encode(change, to: &writer) }
        let length = UInt32(truncatingIfNeeded: writer.bytes.count - start - 4)
        for offset in 0..<4 { writer.bytes[start + offset] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * offset)) }
    }

    private static func head(_ reader: inout ByteReader, _ scopes: [Scope]) throws(StateBlob.Damaged) -> (Head, Int) {
        guard let collection = Int(exactly: try reader.varint()) else { throw StateBlob.Damaged() }
        let record = RecordID(bits: try reader.bits())
        guard let kind = Operation.Kind(rawValue: try reader.byte()) else { throw StateBlob.Damaged() }
        let scope = try reader.varint()
        guard scope < UInt64(scopes.count) else { throw StateBlob.Damaged() }
        var length = 0
        for _ in 0..<4 { length = length << 8 | Int(try reader.byte()) }
        guard length <= reader.bytes.count - reader.index else { throw StateBlob.Damaged() }
        return (Head(collection: collection, record: record, kind: kind, scope: scopes[Int(scope)]), length)
    }

    private static func body(_ reader: inout ByteReader, _ head: Head) throws(StateBlob.Damaged) -> Operation {
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
            writer.bytes.append(0)
            writer.varint(UInt64(values.count))
            for value in values { writer.value(value) }
        case .elements(let add, let remove):
            writer.bytes.append(1)
            for list in [add, remove] {
                writer.varint(UInt64(list.count))
                for element in list { writer.text(element) }
            }
        case .add(let number):
            writer.bytes.append(2)
            writer.signed(number)
        }
        writer.bytes.append(change.replaces == nil ? 0 : 1)
        if let replaces = change.replaces { dots(replaces, to: &writer) }
        position(change.base, to: &writer)
        dots(change.seen, to: &writer)
    }

    private static func change(_ reader: inout ByteReader) throws(StateBlob.Damaged) -> FieldChange {
        guard let field = Int(exactly: try reader.varint()) else { throw StateBlob.Damaged() }
        let action: FieldAction
        switch try reader.byte() {
        case 0:
            var values: [Value] = []
            for _ in 0..<(try reader.count()) { values.append(try reader.value()) }
            action = .write(values)
        case 1:
            var lists: [[String]] = [[], []]
            for list in 0..<2 {
                for _ in 0..<(try reader.count()) { lists[list].append(try reader.text()) }
            }
            action = .elements(add: lists[0], remove: lists[1])
        case 2: action = .add(try reader.signed())
        default: throw StateBlob.Damaged()
        }
        let replaces = try reader.byte() == 1 ? try dots(&reader) : nil
        return FieldChange(field: field, action: action, replaces: replaces, base: try position(&reader), seen: try dots(&reader))
    }

    private static func position(_ position: Position?, to writer: inout ByteWriter) {
        writer.bytes.append(position == nil ? 0 : 1)
        if let position { writer.varint(position.number) }
    }

    private static func position(_ reader: inout ByteReader) throws(StateBlob.Damaged) -> Position? {
        try reader.byte() == 1 ? Position(try reader.varint()) : nil
    }

    private static func dots(_ dots: [Dot], to writer: inout ByteWriter) {
        writer.varint(UInt64(dots.count))
        for dot in dots {
            writer.bits(dot.device.bits)
            writer.varint(dot.edit)
            writer.varint(UInt64(dot.index))
        }
    }

    private static func dots(_ reader: inout ByteReader) throws(StateBlob.Damaged) -> [Dot] {
        var dots: [Dot] = []
        for _ in 0..<(try reader.count()) {
            let device = DeviceID(bits: try reader.bits())
            let edit = try reader.varint()
            guard let index = UInt32(exactly: try reader.varint()) else { throw StateBlob.Damaged() }
            dots.append(Dot(device: device, edit: edit, index: index))
        }
        return dots
    }
}
