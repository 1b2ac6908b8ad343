package import SyncModel
import SyncWire

/// Typed text and values: what people write in `field=value`, in CSV cells and in packs.
package enum ValueText {
    /// Reads typed text as a value in its canonical form.
    ///
    /// Text that is empty or blank is null; other text stays as it was typed, but for a part of a key, which has one
    /// spelling. A reference must be an id here; ``KeyText`` reads natural keys.
    /// - Parameter isKey: the field is part of its collection's natural key.
    /// - Throws: ``ValueProblem`` with one sentence.
    package static func parse(
        _ text: String,
        as field: Programme.Field,
        zone: String,
        isKey: Bool = false
    ) throws(ValueProblem) -> Value {
        if text.isEmpty { return .null }
        let trimmed = text.trimmedBlanks
        if trimmed.isEmpty { return .null }
        if field.type == .text { return .text(try checkLength(isKey ? KeySpelling.of(text) : text, of: field)) }
        guard field.type == .set else { return try parse(trimmed: trimmed, as: field, zone: zone) }
        let elements = try SetElements.read(text, as: field)
        return elements.isEmpty ? .null : .text(SetText.write(elements))
    }

    private static func parse(
        trimmed text: String,
        as field: Programme.Field,
        zone: String
    ) throws(ValueProblem) -> Value {
        // Numbers and days are the same in wide digits; texts stay as they were typed.
        let plain = HalfWidth.of(text)
        switch field.type {
        case .text, .set, .blob: return .text(text)
        case .integer: return .integer(try checkRange(try integer(plain), of: field))
        case .decimal: return .text(try decimal(plain, as: field))
        case .boolean: return try boolean(plain)
        case .date: return .text(try DateText.parse(plain))
        case .datetime: return .integer(try TimeText.parse(plain, zone: zone))
        case .option: return .text(try option(text, as: field))
        case .ref: return .text(try reference(text))
        }
    }

    /// Writes a value as people read it, so that ``parse(_:as:zone:isKey:)`` gives the value again; null is the empty
    /// text.
    package static func write(_ value: Value, of field: Programme.Field, zone: String) -> String {
        switch (value, field.type) {
        case (.null, _): ""
        case (.integer(let integer), .boolean): integer == 0 ? "false" : "true"
        case (.integer(let integer), .datetime): TimeText.write(integer, zone: zone)
        case (.integer(let integer), _): String(integer)
        case (.text(let text), .set): SetText.read(text).map(SetElements.write) ?? text
        case (.text(let text), _): text
        }
    }

    private static func integer(_ text: String) throws(ValueProblem) -> Int64 {
        guard let integer = Int64(text) else { throw .notInteger(text) }
        return integer
    }

    private static func boolean(_ text: String) throws(ValueProblem) -> Value {
        switch text.lowercased() {
        case "true", "yes", "1", "是": return .integer(1)
        case "false", "no", "0", "否": return .integer(0)
        default: throw .notBoolean(text)
        }
    }

    private static func decimal(_ text: String, as field: Programme.Field) throws(ValueProblem) -> String {
        guard let decimal = DecimalText(text) else { throw .notDecimal(text) }
        if let digits = field.digits, decimal.fraction.count > digits {
            throw .tooFine(text, digits: digits)
        }
        if let min = field.min, decimal < DecimalText(min) { throw outOfRange(text, field) }
        if let max = field.max, DecimalText(max) < decimal { throw outOfRange(text, field) }
        return decimal.text
    }

    private static func option(_ text: String, as field: Programme.Field) throws(ValueProblem) -> String {
        if let option = field.options.first(where: { $0.key == text }) { return option.key }
        let lowercased = text.lowercased()
        let labelled = field.options.filter { $0.title.zh == text || $0.title.en.lowercased() == lowercased }
        if labelled.count == 1 { return labelled[0].key }
        throw .noChoice(text, of: field.options.map(\.key))
    }

    private static func reference(_ text: String) throws(ValueProblem) -> String {
        guard let record = RecordID(text) else { throw .notID(text) }
        return record.text
    }

    static func checkLength(_ text: String, of field: Programme.Field) throws(ValueProblem) -> String {
        guard text.utf8.count <= Limits.textBytesMax else {
            throw .tooManyBytes(max: Limits.textBytesMax)
        }
        // Characters are counted only where the bytes, of which there are never fewer, do not settle it.
        if let max = field.maxLength, text.utf8.count > max, text.unicodeScalars.count > max {
            throw .tooManyCharacters(text.unicodeScalars.count, max: max)
        }
        return text
    }

    private static func checkRange(_ integer: Int64, of field: Programme.Field) throws(ValueProblem) -> Int64 {
        if let min = field.min, integer < min { throw outOfRange(String(integer), field) }
        if let max = field.max, integer > max { throw outOfRange(String(integer), field) }
        return integer
    }

    private static func outOfRange(_ text: String, _ field: Programme.Field) -> ValueProblem {
        .outOfRange(text, min: field.min, max: field.max)
    }
}

extension String {
    /// Without blanks at either end.
    package var trimmedBlanks: String { KeySpelling.withoutBlanks(self) }
}
