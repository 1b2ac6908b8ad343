internal import Crypto
package import SyncModel

/// The natural key of a collection: its values give the record's id, equal on every device (clause W60).
package struct NaturalKey: Sendable {
    /// The numbers of the key's fields, in the key's order.
    package let fields: [Int]
    private let programme: String
    private let collection: String
    private let owning: OwningScope?

    /// - Returns: `nil` if the collection has no key.
    package init?(of collection: Programme.Collection, in programme: Programme) {
        fields = collection.key.compactMap { collection.field(named: $0)?.number }
        guard !fields.isEmpty else { return nil }
        self.programme = programme.name
        self.collection = collection.name
        owning = OwningScope(of: collection)
    }

    /// The id of the record whose fields hold these values.
    ///
    /// A scope that a field names is part of the name; the one scope of a kind and a record's own scope are not.
    /// - Parameter value: what a field holds, by the field's number.
    package func id(_ value: (_ field: Int) -> Value) -> RecordID {
        let scope = owning?.field == nil ? nil : owning?.scope(of: RecordID(bits: 0), value)
        return Self.id(programme: programme, collection: collection, scope: scope, parts: fields.map(value))
    }

    /// UUIDv8 of SHA-256 over the length-prefixed UTF-8 texts of programme, collection, scope and key values.
    ///
    /// Texts are taken in their ``KeySpelling``, integers in decimal, null as an absent part.
    package static func id(programme: String, collection: String, scope: Scope?, parts: [Value]) -> RecordID {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        add(programme, to: &bytes)
        add(collection, to: &bytes)
        add(scope, to: &bytes)
        for part in parts {
            switch part {
            case .null: bytes += Bytes.bigEndian(UInt32.max)
            case .integer(let number): add(String(number), to: &bytes)
            case .text(let text): add(KeySpelling.of(text), to: &bytes)
            }
        }
        var bits: UInt128 = 0
        SHA256.hash(data: bytes).withUnsafeBytes { hash in
            for byte in hash.prefix(16) { bits = bits << 8 | UInt128(byte) }
        }
        bits = bits & ~(UInt128(0xf) << 76) | UInt128(8) << 76
        bits = bits & ~(UInt128(0b11) << 62) | UInt128(0b10) << 62
        return RecordID(bits: bits)
    }

    private static func add(_ text: String, to bytes: inout [UInt8]) {
        add(count: text.utf8.count, to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    /// The scope's text; no scope is the empty text. Written without making the string, since every typed record comes
    /// by here.
    private static func add(_ scope: Scope?, to bytes: inout [UInt8]) {
        guard let scope, let record = scope.record else { return add(scope?.kind ?? "", to: &bytes) }
        add(count: scope.kind.utf8.count + 37, to: &bytes)
        bytes.append(contentsOf: scope.kind.utf8)
        bytes.append(UInt8(ascii: "/"))
        record.withText { bytes.append(contentsOf: $0) }
    }

    private static func add(count: Int, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: count).bigEndian) { bytes.append(contentsOf: $0) }
    }
}
