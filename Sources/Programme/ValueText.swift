public import SyncModel

/// Why a typed text is no value of its field.
public struct ValueTextError: Error, Hashable, CustomStringConvertible {
    /// One sentence that begins with what was typed or wanted; it does not name the field.
    public var reason: String

    /// An error from its sentence.
    public init(_ reason: String) {
        self.reason = reason
    }

    /// The sentence.
    public var description: String { reason }
}

/// Typed text and values: what people write in `field=value`, in CSV cells and in packs.
public enum ValueText {
    /// Reads typed text as a value in its canonical form.
    ///
    /// Empty text is null. A reference must be an id here; ``KeyText/record(_:of:in:derive:)`` reads natural keys.
    /// - Throws: ``ValueTextError`` with one sentence.
    public static func parse(_ text: String, as field: Programme.Field, zone: String) throws(ValueTextError) -> Value {
        if text.isEmpty { return .null }
        if field.type == .text { return .text(try checkLength(text, of: field)) }
        let text = text.trimmedBlanks
        if text.isEmpty { return .null }
        switch field.type {
        case .text, .blob: return .text(text)
        case .integer: return .integer(try checkRange(try integer(text), of: field))
        case .decimal: return .text(try decimal(text, as: field))
        case .boolean: return try boolean(text)
        case .date: return .text(try DateText.parse(text))
        case .datetime: return .integer(try TimeText.parse(text, zone: zone))
        case .option: return .text(try option(text, as: field))
        case .set: return .text(SetText.write(try elements(text, as: field)))
        case .ref: return .text(try reference(text))
        }
    }

    /// Writes a value as people read it, so that ``parse(_:as:zone:)`` gives the value again; null is the empty text.
    public static func write(_ value: Value, of field: Programme.Field, zone: String) -> String {
        switch (value, field.type) {
        case (.null, _): ""
        case (.integer(let integer), .boolean): integer == 0 ? "false" : "true"
        case (.integer(let integer), .datetime): TimeText.write(integer, zone: zone)
        case (.integer(let integer), _): String(integer)
        case (.text(let text), .set): SetText.read(text)?.joined(separator: "|") ?? text
        case (.text(let text), _): text
        }
    }

    /// The elements of a typed set: parts between `|`, in the typed order, equal ones once.
    public static func elements(_ text: String, as field: Programme.Field) throws(ValueTextError) -> [String] {
        var elements: [String] = []
        for part in text.split(separator: "|") {
            let element = try element(String(part), as: field)
            if !element.isEmpty, !elements.contains(where: { $0.hasSameBytes(as: element) }) { elements.append(element) }
        }
        return elements
    }

    /// One element of a set, blanks around it taken off.
    public static func element(_ text: String, as field: Programme.Field) throws(ValueTextError) -> String {
        let element = text.trimmedBlanks
        guard !element.contains("|"), element.first != "+", element.first != "-" else {
            throw ValueTextError("`\(element)` cannot be an element of a set: it may not contain | or begin with + or -.")
        }
        return try checkLength(element, of: field)
    }

    private static func integer(_ text: String) throws(ValueTextError) -> Int64 {
        guard let integer = Int64(text) else { throw ValueTextError("`\(text)` is not a whole number.") }
        return integer
    }

    private static func boolean(_ text: String) throws(ValueTextError) -> Value {
        switch text.lowercased() {
        case "true", "yes", "1", "是": return .integer(1)
        case "false", "no", "0", "否": return .integer(0)
        default: throw ValueTextError("`\(text)` is neither true nor false (是 or 否).")
        }
    }

    private static func decimal(_ text: String, as field: Programme.Field) throws(ValueTextError) -> String {
        guard let decimal = DecimalText(text) else { throw ValueTextError("`\(text)` is not a decimal number such as 61.25.") }
        if let digits = field.digits, decimal.fraction.count > digits {
            throw ValueTextError("`\(text)` has more than \(digits) digits after the point.")
        }
        if let min = field.min, decimal < DecimalText(min) { throw outOfRange(text, field) }
        if let max = field.max, DecimalText(max) < decimal { throw outOfRange(text, field) }
        return decimal.text
    }

    private static func option(_ text: String, as field: Programme.Field) throws(ValueTextError) -> String {
        if let option = field.options.first(where: { $0.key == text }) { return option.key }
        let lowercased = text.lowercased()
        let labelled = field.options.filter { $0.title.zh == text || $0.title.en.lowercased() == lowercased }
        if labelled.count == 1 { return labelled[0].key }
        let choices = field.options.map(\.key).joined(separator: ", ")
        throw ValueTextError("`\(text)` is none of the choices \(choices).")
    }

    private static func reference(_ text: String) throws(ValueTextError) -> String {
        guard let record = RecordID(text) else { throw ValueTextError("`\(text)` is not the id of a record.") }
        return record.text
    }

    private static func checkLength(_ text: String, of field: Programme.Field) throws(ValueTextError) -> String {
        guard text.utf8.count <= Limits.textBytesMax else {
            throw ValueTextError("The text is longer than \(Limits.textBytesMax) bytes.")
        }
        // Characters are counted only where the bytes, of which there are never fewer, do not settle it.
        if let max = field.maxLength, text.utf8.count > max, text.unicodeScalars.count > max {
            throw ValueTextError("The text has \(text.unicodeScalars.count) characters; at most \(max) are allowed.")
        }
        return text
    }

    private static func checkRange(_ integer: Int64, of field: Programme.Field) throws(ValueTextError) -> Int64 {
        if let min = field.min, integer < min { throw outOfRange(String(integer), field) }
        if let max = field.max, integer > max { throw outOfRange(String(integer), field) }
        return integer
    }

    private static func outOfRange(_ text: String, _ field: Programme.Field) -> ValueTextError {
        switch (field.min, field.max) {
        case (let min?, let max?): ValueTextError("`\(text)` is outside \(min) to \(max).")
        case (let min?, nil): ValueTextError("`\(text)` is less than \(min).")
        case (nil, let max?): ValueTextError("`\(text)` is more than \(max).")
        case (nil, nil): ValueTextError("`\(text)` is out of range.")
        }
    }
}

extension String {
    /// Without blanks, tabs, line ends and ideographic spaces at both ends.
    var trimmedBlanks: String {
        if Self.isInk(utf8.first), Self.isInk(utf8.last) || Self.isIdeograph(utf8.suffix(3).first) { return self }
        let isBlank: (Character) -> Bool = { $0.isWhitespace || $0 == "\u{feff}" }
        guard let start = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(self[start...end])
    }
    /// A byte that begins, or by itself is, a character that is plainly no blank: most texts are done with a look at both ends.
    private static func isInk(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return 0x21...0x7e ~= byte || isIdeograph(byte)
    }

    /// The first of the three bytes of U+4000 to U+9FFF.
    private static func isIdeograph(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return 0xe4...0xe9 ~= byte
    }
}
