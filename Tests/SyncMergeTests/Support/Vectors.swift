import Foundation
import SyncMerge
import SyncModel

/// Any JSON, as the vectors hold it.
enum JSON: Decodable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? container.decode(Int64.self) {
            self = .integer(integer)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSON].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    subscript(_ key: String) -> JSON? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
    var list: [JSON]? { if case .list(let list) = self { list } else { nil } }
    var object: [String: JSON]? { if case .object(let object) = self { object } else { nil } }

    var value: Value? {
        switch self {
        case .null: .null
        case .integer(let integer): .integer(integer)
        case .text(let text): .text(text)
        case .bool, .list, .object: nil
        }
    }
}

/// A vector is not as its README says.
struct BadVector: Error {
    let what: String
}

/// The vectors' words as the model's types.
enum Vectors {
    static func read(_ name: String) throws -> [JSON] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Protocol/Vectors")
            .standardized
        return try JSONDecoder().decode([JSON].self, from: Data(contentsOf: folder.appending(path: name)))
    }

    static func need<T>(_ value: T?, _ what: String) throws -> T {
        guard let value else { throw BadVector(what: what) }
        return value
    }

    static func field(_ json: JSON, number: Int) throws -> Programme.Field {
        let type = try need(json["type"]?.text.flatMap(Programme.FieldType.init), "type")
        var field = Programme.Field(
            number: number,
            name: json["name"]?.text ?? "field",
            type: type,
            rule: try need(Programme.Rule(rawValue: json["rule"]?.text ?? "keep-both"), "rule")
        )
        field.min = json["min"]?.integer
        field.max = json["max"]?.integer
        field.maxLength = json["max_length"]?.integer.map { Int($0) }
        field.digits = json["digits"]?.integer.map { Int($0) }
        field.options = json["options"]?.list?.compactMap(\.text).map { Programme.Option(key: $0) } ?? []
        field.initial = json["initial"]?.value ?? .null
        field.moves = try (json["moves"]?.list ?? []).map { move in
            Programme.Move(
                from: try need(move["from"]?.text, "from"),
                to: try need(move["to"]?.text, "to"),
                by: move["by"]?.list?.compactMap(\.text)
            )
        }
        return field
    }

    static func collection(_ json: JSON) throws -> Programme.Collection {
        Programme.Collection(
            number: 0,
            name: "form",
            home: .constant("province"),
            delete: try need(Programme.DeleteRule(rawValue: json["delete"]?.text ?? "edit-wins"), "delete"),
            seal: try json["seal"].map { seal in
                Programme.Seal(
                    field: try need(seal["field"]?.text, "seal"),
                    values: seal["values"]?.list?.compactMap(\.text) ?? []
                )
            },
            fields: try need(json["fields"]?.list, "fields").enumerated().map { try field($1, number: $0) }
        )
    }

    static func dot(_ text: String) throws -> Dot {
        let parts = try text.split(separator: "/").map { try need(UInt64($0), "dot") }
        guard 2...3 ~= parts.count else { throw BadVector(what: "dot") }
        return Dot(
            device: DeviceID(bits: UInt128(parts[0])),
            edit: EditNumber(parts[1]),
            index: parts.count == 3 ? UInt32(parts[2]) : 0
        )
    }

    static func text(_ dot: Dot) -> String {
        "\(dot.device.bits)/\(dot.edit.number)" + (dot.index == 0 ? "" : "/\(dot.index)")
    }

    static func change(_ json: JSON, of field: Programme.Field) throws -> FieldChange {
        if let addend = json["add"]?.integer { return FieldChange(field: field.number, action: .add(addend)) }
        if field.rule == .counter, let addend = json.integer {
            return FieldChange(field: field.number, action: .add(addend))
        }
        if let adds = json["add"]?.list {
            let removes = json["remove"]?.list ?? []
            return FieldChange(
                field: field.number,
                action: .elements(add: adds.compactMap(\.text), remove: removes.compactMap(\.text))
            )
        }
        if let written = json["write"]?.list {
            return FieldChange(
                field: field.number,
                action: .write(WrittenValues(written.compactMap(\.value))),
                replaces: try json["replaces"]?.list?.compactMap(\.text).map(dot),
                base: try json["base"].map { Position(UInt64(try need($0.integer, "base"))) },
                seen: try json["seen"]?.list?.compactMap(\.text).map(dot) ?? []
            )
        }
        return FieldChange(field: field.number, action: .write([try need(json.value, "value of \(field.name)")]))
    }
}
