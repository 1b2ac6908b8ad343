import ClientCore
import Console
import Programme
import SyncModel

/// Writes records as JSON straight into bytes: a list of 100,000 records is no more than one pass over its texts.
struct RecordStream {
    private let schema: DeviceSchema
    private let collection: Programme.Collection
    /// `,"name":` for each field.
    private let heads: [[UInt8]]
    private var bytes: [UInt8] = Array("[".utf8)
    private var isFirst = true

    init(_ collection: Programme.Collection, schema: DeviceSchema) {
        self.collection = collection
        self.schema = schema
        heads = collection.fields.map { Array(("," + JSON.text($0.name).compact + ":").utf8) }
        bytes.reserveCapacity(1 << 17)
    }

    mutating func add(_ record: Record) {
        bytes += Array(isFirst ? "\n{\"id\":\"".utf8 : ",\n{\"id\":\"".utf8)
        isFirst = false
        bytes += record.id.text.utf8
        bytes += Array("\",\"scope\":".utf8)
        quote(record.scope.text)
        for field in collection.fields {
            bytes += heads[field.number]
            write(field.number < record.values.count ? record.values[field.number] : .null, of: field)
        }
        bytes.append(UInt8(ascii: "}"))
        if bytes.count > 1 << 16 { flush() }
    }

    mutating func finish() {
        bytes += Array(isFirst ? "]\n".utf8 : "\n]\n".utf8)
        flush()
    }

    private mutating func flush() {
        Output.bytes(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func write(_ value: Value, of field: Programme.Field) {
        switch (value, field.type) {
        case (.null, _): bytes += Array("null".utf8)
        case (.integer(let integer), .boolean): bytes += Array(integer == 0 ? "false".utf8 : "true".utf8)
        case (.integer(let integer), .integer): bytes += String(integer).utf8
        case (.integer, _): quote(schema.text(value, of: field))
        // A set is kept as a JSON array of texts, sorted: it is its own JSON, but for the empty one, which is no value.
        case (.text(let text), .set): bytes += text == "[]" ? Array("null".utf8) : Array(JSON.visible(text).utf8)
        case (.text(let text), _): quote(text)
        }
    }

    private mutating func quote(_ text: String) {
        guard Self.isPlain(text) else { return bytes += JSON.text(text).compact.utf8 }
        bytes.append(UInt8(ascii: "\""))
        bytes += text.utf8
        bytes.append(UInt8(ascii: "\""))
    }

    /// Stands in JSON as it is.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { 0x20..<0x7f ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }
}
