package import SyncModel

/// What a value of each type looks like (clause M28).
extension Validation {
    /// Is a value one of the field's type, in canonical form, and within its bounds?
    ///
    /// The field is named by its number, since a copy of its declaration costs more than the whole check.
    static func fits(_ value: Value, _ number: Int, in fields: [Programme.Field]) -> Bool {
        switch value {
        case .null: true
        case .integer(let integer): fits(integer, number, in: fields)
        case .text(let text): fits(text, number, in: fields)
        }
    }

    /// The value in its one spelling, where a tool wrote it in another (clause R38); the value itself where there is
    /// none.
    package static func canonical(_ value: Value, of field: Programme.Field) -> Value {
        guard let text = value.text else { return value }
        switch field.type {
        case .set: return SetText.read(text).map { .text(SetText.write($0)) } ?? value
        case .decimal: return CanonicalText.decimal(text).map { .text($0) } ?? value
        case .ref: return RecordID(text).map { .text($0.text) } ?? value
        case .text, .integer, .boolean, .date, .datetime, .option, .blob: return value
        }
    }

    /// A creation may write the value as it stands: ``check(_:in:isServer:)`` would let it pass, and it is shown in the
    /// same spelling.
    ///
    /// For loops over many records, in which making operations costs more than everything else.
    package static func mayStand(_ value: Value, _ number: Int, in fields: [Programme.Field]) -> Bool {
        switch fields[number].rule {
        case .computed: return false
        case .counter:
            return value.integer.map { !$0.subtractingReportingOverflow(fields[number].initial.integer ?? 0).overflow }
                ?? false
        case .set:
            guard let elements = value.text.flatMap(canonicalElements) else { return false }
            return problem(ofElements: elements, [], number, in: fields) == nil
        case .keepBoth, .lastWriter, .appendOnly, .authority, .state, .min, .max:
            return !value.isNull && problem(ofWritten: value, number, in: fields) == nil
        }
    }

    /// The elements of a set that is written in the one spelling.
    private static func canonicalElements(_ text: String) -> [String]? {
        SetText.read(text).flatMap { SetText.write($0).hasSameBytes(as: text) ? $0 : nil }
    }

    private static func fits(_ integer: Int64, _ number: Int, in fields: [Programme.Field]) -> Bool {
        switch fields[number].type {
        case .integer:
            if let min = fields[number].min, integer < min { return false }
            if let max = fields[number].max, integer > max { return false }
            return true
        case .boolean: return integer == 0 || integer == 1
        case .datetime: return CanonicalText.timeMilliseconds ~= integer
        case .text, .decimal, .date, .option, .set, .ref, .blob: return false
        }
    }

    private static func fits(_ text: String, _ number: Int, in fields: [Programme.Field]) -> Bool {
        switch fields[number].type {
        case .text: return isWithin(text, fields[number].maxLength)
        case .date: return CanonicalText.isDate(text)
        case .ref: return CanonicalText.isRecordID(text)
        case .blob: return CanonicalText.isHash(text)
        case .option: return isOption(text, number, in: fields)
        case .decimal: return isDecimal(text, number, in: fields)
        case .set:
            return canonicalElements(text)?.allSatisfy { isElement($0, number, in: fields) } ?? false
        case .integer, .boolean, .datetime: return false
        }
    }

    /// An element of a set: a text within the field's length, or one of its options if it has any.
    static func isElement(_ element: String, _ number: Int, in fields: [Programme.Field]) -> Bool {
        isWithin(element, fields[number].maxLength)
            && (fields[number].options.isEmpty || isOption(element, number, in: fields))
    }

    private static func isWithin(_ text: String, _ lengthMax: Int?) -> Bool {
        let bytes = text.utf8.count
        guard bytes <= Limits.textBytesMax else { return false }
        guard let lengthMax, bytes > lengthMax else { return true }
        // Bytes that only continue a character are not counted.
        return text.utf8.reduce(0) { $0 + ($1 & 0xc0 == 0x80 ? 0 : 1) } <= lengthMax
    }

    private static func isOption(_ text: String, _ number: Int, in fields: [Programme.Field]) -> Bool {
        for index in fields[number].options.indices where fields[number].options[index].key.hasSameBytes(as: text) {
            return true
        }
        return false
    }

    private static func isDecimal(_ text: String, _ number: Int, in fields: [Programme.Field]) -> Bool {
        guard CanonicalText.isDecimal(text, digits: fields[number].digits) else { return false }
        if let min = fields[number].min, CanonicalText.isSmaller(text, String(min)) { return false }
        if let max = fields[number].max, CanonicalText.isSmaller(String(max), text) { return false }
        return true
    }

    /// The rule that a value of the field must keep.
    static func rule(of field: Programme.Field) -> ChangeProblem.ValueFault {
        switch field.type {
        case .text: .notText(max: field.maxLength)
        case .integer: .notInteger(min: field.min, max: field.max)
        case .decimal: .notDecimal(digits: field.digits ?? 0, min: field.min, max: field.max)
        case .boolean: .notBoolean
        case .date: .notDate
        case .datetime: .notTime
        case .option: .noOption(field.options.map(\.key))
        case .set: field.options.isEmpty ? .notTexts(max: field.maxLength) : .notOptions(field.options.map(\.key))
        case .ref: .notReference(to: field.to)
        case .blob: .notHash
        }
    }
}
