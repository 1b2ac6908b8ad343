import Foundation
import SyncModel

/// Makes values of an app's types from named cells.
struct CellDecoder: Decoder {
    let cells: [String: SQLValue]
    /// Of a value that stands alone.
    var alone: SQLValue?
    var codingPath: [any CodingKey] = []
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// - Parameter alone: the cell of a row that has but one: it is the value itself, unless the type has fields.
    static func decode<T: Decodable>(
        _ type: T.Type,
        from cells: [String: SQLValue],
        alone: SQLValue? = nil
    ) throws(CellError) -> T {
        do {
            if let alone, let made = try Cell(alone, nil).special(type) as? T { return made }
            if let alone, let integer = type as? any FixedWidthInteger.Type {
                return try Cell(alone, nil).whole(integer, as: type)
            }
            return try T(from: CellDecoder(cells: cells, alone: alone))
        } catch let error as CellError {
            throw error
        } catch let error as DecodingError {
            throw CellError(error)
        } catch {
            throw CellError(field: nil, .told(String(describing: error)))
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Keyed(cells: cells, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let alone else { throw CellError(field: nil, .shape(.list)) }
        return try Cell(alone, nil).elements()
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        guard let alone else { throw CellError(field: nil, .shape(.single)) }
        return Cell(alone, nil)
    }

    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let cells: [String: SQLValue]
        let codingPath: [any CodingKey]
        var allKeys: [Key] { cells.keys.compactMap { Key(stringValue: $0) } }

        func contains(_ key: Key) -> Bool { cells[key.stringValue] != nil }

        func decodeNil(forKey key: Key) throws -> Bool { try cell(key).value == .null }

        func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try cell(key).decode(type) }

        private func cell(_ key: Key) throws -> Cell {
            guard let cell = cells[key.stringValue] else { throw CellError(field: key.stringValue, .noField) }
            return Cell(cell, key.stringValue)
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type,
            forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> {
            throw CellError(field: key.stringValue, .shape(.nested))
        }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try cell(key).elements() }

        func superDecoder() throws -> any Decoder { throw CellError(field: nil, .shape(.above)) }

        func superDecoder(forKey key: Key) throws -> any Decoder { try superDecoder() }
    }

    /// One cell as a value of some type.
    private struct Cell: SingleValueDecodingContainer {
        let value: SQLValue
        let field: String?
        var codingPath: [any CodingKey] { [] }

        init(_ value: SQLValue, _ field: String?) {
            (self.value, self.field) = (value, field)
        }

        func decodeNil() -> Bool { value == .null }

        func decode(_ type: Bool.Type) throws -> Bool {
            guard case .integer(let integer) = value, 0...1 ~= integer else { throw mismatch(.truth) }
            return integer == 1
        }

        func decode(_ type: String.Type) throws -> String {
            guard case .text(let text) = value else { throw mismatch(.text) }
            return text
        }

        func decode(_ type: Double.Type) throws -> Double {
            switch value {
            case .real(let number): return number
            case .integer(let integer): return Double(integer)
            case .text(let text):
                if let number = Double(text) { return number }
            case .null, .blob: break
            }
            throw mismatch(.number)
        }

        func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }

        func decode<T: Decodable>(_ type: T.Type) throws -> T {
            if let made = try special(type) as? T { return made }
            if let integer = type as? any FixedWidthInteger.Type { return try whole(integer, as: type) }
            return try T(from: CellParts(cell: self))
        }

        /// Types that are stored otherwise than they code themselves.
        func special(_ type: any Decodable.Type) throws -> Any? {
            if type == Value.self { return try plain() }
            if type == Date.self { return try moment() }
            if type == Decimal.self { return try plain().decimal ?? { throw mismatch(.number) }() }
            if type == Bool.self { return try decode(Bool.self) }
            if type == String.self { return try decode(String.self) }
            if type == Double.self { return try decode(Double.self) }
            return nil
        }

        func whole<T>(_ integer: any FixedWidthInteger.Type, as type: T.Type) throws -> T {
            guard case .integer(let number) = value, let made = integer.init(exactly: number) as? T else {
                throw mismatch(.wholeNumber)
            }
            return made
        }

        private func plain() throws -> Value {
            switch value {
            case .null: .null
            case .integer(let integer): .integer(integer)
            case .text(let text): .text(text)
            case .real, .blob: throw mismatch(.value)
            }
        }

        private func moment() throws -> Date {
            guard let moment = try plain().datetime else { throw mismatch(.moment) }
            return moment
        }

        func elements() throws -> Elements {
            if value == .null { return Elements(texts: []) }
            guard case .text(let text) = value, let elements = SetText.read(text) else { throw mismatch(.set) }
            return Elements(texts: elements)
        }

        func mismatch(_ wanted: CellFault.Wanted) -> CellError { CellError(field: field, .isNot(wanted)) }
    }

    /// A cell for types that decode themselves: enumerations of texts, ids, sets.
    private struct CellParts: Decoder {
        let cell: Cell
        var codingPath: [any CodingKey] { [] }
        var userInfo: [CodingUserInfoKey: Any] { [:] }

        func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
            throw cell.mismatch(.fields)
        }

        func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try cell.elements() }

        func singleValueContainer() -> any SingleValueDecodingContainer { cell }
    }

    /// The elements of a set, one after the other.
    private struct Elements: UnkeyedDecodingContainer {
        let texts: [String]
        var currentIndex = 0
        var codingPath: [any CodingKey] { [] }
        var count: Int? { texts.count }
        var isAtEnd: Bool { currentIndex >= texts.count }

        mutating func decodeNil() -> Bool { false }

        mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
            guard !isAtEnd else { throw CellError(field: nil, .shape(.moreElements)) }
            defer { currentIndex += 1 }
            return try Cell(.text(texts[currentIndex]), nil).decode(type)
        }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> {
            throw CellError(field: nil, .shape(.fieldsInElement))
        }

        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
            throw CellError(field: nil, .shape(.elementsInElement))
        }

        mutating func superDecoder() throws -> any Decoder { throw CellError(field: nil, .shape(.above)) }
    }
}

/// A field that does not fit the type of an app.
struct CellError: Error {
    var field: String?
    var fault: CellFault

    init(field: String?, _ fault: CellFault) {
        (self.field, self.fault) = (field, fault)
    }

    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, _): self.init(field: key.stringValue, .noField)
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            self.init(
                field: context.codingPath.last?.stringValue,
                context.underlyingError as? CellFault ?? .told(context.debugDescription)
            )
        @unknown default: self.init(field: nil, .told(String(describing: error)))
        }
    }

    /// The error as it leaves by the door.
    func of(_ collection: String?, _ record: RecordID?) -> DuikouError {
        let place = [collection, field].compactMap(\.self).joined(separator: ".")
        return DuikouError(
            .validation,
            .mismatch(fault, at: place.isEmpty ? nil : place),
            collection: collection,
            field: field,
            record: record
        )
    }
}
