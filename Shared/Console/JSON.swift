import SyncModel

/// A JSON document whose members stay in the order given.
package enum JSON: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    /// Not a number and infinities are written as null.
    case number(Double)
    case text(String)
    case array([JSON])
    case object([Member])

    /// One member of an object.
    package struct Member: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// Its value.
        package var value: JSON

        /// A member from its parts.
        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// The document on one line.
    package var compact: String {
        var text = ""
        write(to: &text)
        return text
    }

    /// The document indented by two spaces.
    package var pretty: String {
        var text = ""
        write(to: &text, depth: 0)
        return text
    }

    /// Appends the document on one line.
    package func write(to text: inout String) {
        switch self {
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                Self.quote(member.name, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        case .null, .boolean, .integer, .number, .text: writeScalar(to: &text)
        }
    }

    private func write(to text: inout String, depth: Int) {
        let indent = String(repeating: " ", count: 2 * depth + 2)
        switch self {
        case .array(let elements) where !elements.isEmpty:
            text += "["
            for (index, element) in elements.enumerated() {
                text += (index > 0 ? ",\n" : "\n") + indent
                element.write(to: &text, depth: depth + 1)
            }
            text += "\n" + indent.dropLast(2) + "]"
        case .object(let members) where !members.isEmpty:
            text += "{"
            for (index, member) in members.enumerated() {
                text += (index > 0 ? ",\n" : "\n") + indent
                Self.quote(member.name, to: &text)
                text += ": "
                member.value.write(to: &text, depth: depth + 1)
            }
            text += "\n" + indent.dropLast(2) + "}"
        case .array, .object, .null, .boolean, .integer, .number, .text: write(to: &text)
        }
    }

    private func writeScalar(to text: inout String) {
        switch self {
        case .null, .array, .object: text += "null"
        case .boolean(let boolean): text += boolean ? "true" : "false"
        case .integer(let integer): text += String(integer)
        case .number(let number): text += number.isFinite ? String(number) : "null"
        case .text(let string): Self.quote(string, to: &text)
        }
    }

    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default: write(scalar, to: &text)
            }
        }
        text += "\""
    }

    /// JSON that others wrote, with the same values, in which every character can be seen.
    ///
    /// Hidden characters stand only within its texts, where an escape says the same, and line ends only between them.
    package static func visible(_ json: String) -> String {
        var text = ""
        for scalar in json.unicodeScalars {
            if scalar == "\n" { text += "\n" } else { write(scalar, to: &text) }
        }
        return text
    }

    /// What would steer a terminal or break tools that read line by line is legal in JSON's texts, and safe as an
    /// escape.
    private static func write(_ scalar: Unicode.Scalar, to text: inout String) {
        guard scalar.isHidden else { return text.unicodeScalars.append(scalar) }
        for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    /// An object whose members stand as written.
    package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements.map { Member($0, $1) }) }

    /// An array.
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }

    /// A text.
    package init(stringLiteral text: String) { self = .text(text) }

    /// An integer.
    package init(integerLiteral integer: Int64) { self = .integer(integer) }

    /// True or false.
    package init(booleanLiteral boolean: Bool) { self = .boolean(boolean) }

    /// Null.
    package init(nilLiteral: ()) { self = .null }

    /// A text, or null.
    package init(_ text: String?) { self = text.map(JSON.text) ?? .null }

    /// An integer of any width; null where there is none.
    package init(_ integer: (some BinaryInteger)?) { self = integer.map { .integer(Int64(clamping: $0)) } ?? .null }
}
