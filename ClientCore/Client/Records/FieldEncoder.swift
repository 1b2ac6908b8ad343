import Foundation
import SyncModel

/// Makes named values from a value of an app's type. What is `nil` writes null: a field could never be emptied
/// otherwise.
final class FieldEncoder: Encoder {
    private(set) var values: [String: Value] = [:]
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// The fields of a value, by name.
    static func fields(of value: some Encodable) throws(CellError) -> [String: Value] {
        let encoder = FieldEncoder()
        do {
            try value.encode(to: encoder)
        } catch let error as CellError {
            throw error
        } catch {
            throw CellError(field: nil, .told(String(describing: error)))
        }
        return encoder.values
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(Keyed(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { ElementEncoder() }

    func singleValueContainer() -> any SingleValueEncodingContainer { OneEncoder() }

    private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let encoder: FieldEncoder
        var codingPath: [any CodingKey] { [] }

        mutating func encodeNil(forKey key: Key) { encoder.values[key.stringValue] = .null }

        mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
            do {
                encoder.values[key.stringValue] = try OneEncoder.value(of: value)
            } catch let error as CellError {
                throw CellError(field: key.stringValue, error.fault)
            }
        }

        mutating func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
            if let value { try encode(value, forKey: key) } else { encodeNil(forKey: key) }
        }

        // The compiler's own code asks for these by type.
        mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try orNull(value, key) }
        mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws { try orNull(value, key) }
        mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try orNull(value, key) }
        mutating func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try orNull(value, key) }
        mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try orNull(value, key) }
        mutating func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try orNull(value, key) }
        mutating func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try orNull(value, key) }
        mutating func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try orNull(value, key) }
        mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try orNull(value, key) }
        mutating func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try orNull(value, key) }
        mutating func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try orNull(value, key) }
        mutating func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try orNull(value, key) }
        mutating func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try orNull(value, key) }
        mutating func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try orNull(value, key) }

        private mutating func orNull<T: Encodable>(_ value: T?, _ key: Key) throws {
            if let value { try encode(value, forKey: key) } else { encodeNil(forKey: key) }
        }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type,
            forKey key: Key
        ) -> KeyedEncodingContainer<Nested> {
            KeyedEncodingContainer(FieldEncoder.Keyed<Nested>(encoder: FieldEncoder()))
        }

        mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { ElementEncoder() }

        mutating func superEncoder() -> any Encoder { FieldEncoder() }

        mutating func superEncoder(forKey key: Key) -> any Encoder { FieldEncoder() }
    }
}

/// One value, or the elements of a set.
private final class OneEncoder: Encoder, SingleValueEncodingContainer {
    private var value: Value?
    private var elements: ElementEncoder?
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    static func value(of any: some Encodable) throws -> Value {
        if let special = try special(any) { return special }
        let encoder = OneEncoder()
        try any.encode(to: encoder)
        if let elements = encoder.elements { return .set(elements.texts) }
        guard let value = encoder.value else { throw CellError(field: nil, .notOneValue) }
        return value
    }

    /// Types that are stored otherwise than they code themselves.
    private static func special(_ any: some Encodable) throws -> Value? {
        switch any {
        case let value as Value: value
        case let moment as Date: .datetime(moment)
        case let number as Decimal: .decimal(number)
        case let truth as Bool: .boolean(truth)
        case let text as String: .text(text)
        case is Double, is Float: throw CellError(field: nil, .floating)
        case let integer as any BinaryInteger:
            try Int64(exactly: integer).map { .integer($0) } ?? { throw CellError(field: nil, .tooLarge) }()
        default: nil
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        FieldEncoder().container(keyedBy: type)
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        let encoder = ElementEncoder()
        elements = encoder
        return encoder
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { value = .null }

    func encode<T: Encodable>(_ value: T) throws { self.value = try Self.value(of: value) }
}

/// The elements of a set, which are texts.
private final class ElementEncoder: UnkeyedEncodingContainer {
    private(set) var texts: [String] = []
    var codingPath: [any CodingKey] { [] }
    var count: Int { texts.count }

    func encodeNil() throws { throw CellError(field: nil, .elementNotText) }

    func encode<T: Encodable>(_ value: T) throws {
        guard case .text(let text) = try OneEncoder.value(of: value) else {
            throw CellError(field: nil, .elementNotText)
        }
        texts.append(text)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        FieldEncoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { ElementEncoder() }

    func superEncoder() -> any Encoder { FieldEncoder() }
}
