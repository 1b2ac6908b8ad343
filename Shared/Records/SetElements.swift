package import SyncModel
import SyncWire

/// Typed sets: elements between `|`; a backslash before `|`, `\`, `+`, `-` or a blank makes that a part of the element.
package enum SetElements {
    private static let bar: Unicode.Scalar = "|"
    private static let escape: Unicode.Scalar = "\\"

    /// The parts between bars, as they were typed.
    package static func parts(_ text: String) -> [Substring] {
        // Most sets are plain words.
        guard text.utf8.contains(UInt8(ascii: "\\")) else {
            return text.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map(Substring.init)
        }
        var parts: [Substring] = []
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        var index = start
        while index < scalars.endIndex {
            if scalars[index] == escape, isEscaped(after: index, in: scalars[...]) {
                index = scalars.index(after: index)
            } else if scalars[index] == bar {
                parts.append(text[start..<index])
                start = scalars.index(after: index)
            }
            index = scalars.index(after: index)
        }
        return parts + [text[start...]]
    }

    /// The elements of a typed set, in the typed order, equal ones once; parts without anything in them are none.
    package static func read(_ text: String, as field: Programme.Field) throws(ValueProblem) -> [String] {
        var elements: [String] = []
        var seen: Set<ExactText> = []
        for part in parts(text) {
            let element = try element(part, as: field)
            if !element.isEmpty, seen.insert(ExactText(element)).inserted { elements.append(element) }
        }
        return elements
    }

    /// Writes elements so that ``read(_:as:)`` gives them again.
    static func write(_ elements: [String]) -> String { elements.map(written).joined(separator: "|") }

    /// One part: blanks around it taken off, backslashes resolved.
    private static func element(_ part: Substring, as field: Programme.Field) throws(ValueProblem) -> String {
        let trimmed = String(part).trimmedBlanks
        guard trimmed.utf8.first != UInt8(ascii: "+"), trimmed.utf8.first != UInt8(ascii: "-") else {
            throw .signedElement(trimmed)
        }
        let isPlain = !part.utf8.contains(UInt8(ascii: "\\"))
        return try ValueText.checkLength(isPlain ? trimmed : resolved(part), of: field)
    }

    private static func resolved(_ part: Substring) -> String {
        var scalars = part.unicodeScalars.drop(while: KeySpelling.isBlank)
        var element: [Unicode.Scalar] = []
        // Blanks at the end count only where more follows, or a backslash stands before them.
        var length = 0
        while let scalar = scalars.popFirst() {
            if scalar == escape, let next = scalars.first, isSpecial(next) {
                element.append(next)
                scalars.removeFirst()
                length = element.count
            } else {
                element.append(scalar)
                if !KeySpelling.isBlank(scalar) { length = element.count }
            }
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: element[..<length])
        return String(text)
    }

    private static func written(_ element: String) -> String {
        let scalars = Array(element.unicodeScalars)
        var text = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            let isEnd = index == 0 || index == scalars.count - 1
            let isSign = index == 0 && (scalar == "+" || scalar == "-")
            if scalar == bar || scalar == escape || isSign || (isEnd && KeySpelling.isBlank(scalar)) {
                text.append(escape)
            }
            text.append(scalar)
        }
        return String(text)
    }

    private static func isEscaped(after index: String.Index, in scalars: Substring.UnicodeScalarView) -> Bool {
        let next = scalars.index(after: index)
        return next < scalars.endIndex && isSpecial(scalars[next])
    }

    private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        scalar == bar || scalar == escape || scalar == "+" || scalar == "-" || KeySpelling.isBlank(scalar)
    }
}
