package import SyncModel
import SyncWire

/// What a record showed when its table was exported, in a few letters behind the row: by them an import knows what
/// changed since.
///
/// The letters a to p, which no spreadsheet takes for a number or a day.
package enum RowVersion {
    /// The heading of their column; no field has such a name.
    package static let heading = "_version"

    /// 48 bits: of a billion records that changed, hardly one would pass for unchanged.
    private static let lettersCount = 12

    /// The same for the same values on every device. Fields without a value say nothing, so that a programme may grow.
    package static func of(_ id: RecordID, _ values: [Value], in collection: Programme.Collection) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1 << 10)
        add(collection.name, to: &bytes)
        add(id.text, to: &bytes)
        for (number, value) in values.enumerated() {
            let text =
                switch value {
                case .null: ""
                case .integer(let integer): String(integer)
                // A set without elements is no value.
                case .text(let text): text == "[]" && collection.fields[number].type == .set ? "" : text
                }
            guard !text.isEmpty else { continue }
            add(collection.fields[number].name, to: &bytes)
            add(text, to: &bytes)
        }
        let halves = SHA.hash256(bytes).prefix(lettersCount / 2).flatMap { [$0 >> 4, $0 & 15] }
        return String(decoding: halves.map { UInt8(ascii: "a") + $0 }, as: UTF8.self)
    }

    /// A text behind its length, so that no two rows make the same bytes.
    private static func add(_ text: String, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: text.utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: text.utf8)
    }

    /// Whether an export may have written this.
    package static func isOne(_ text: String) -> Bool {
        text.utf8.count == lettersCount && text.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "p") ~= $0 }
    }
}
