// The only file of the contract that needs Foundation: the standard library compares by normal form but does not give
// its bytes.
internal import Foundation

/// The one spelling of a key's text: whatever blanks and forms of letters people and programs put into it, the same key
/// is the same text.
package enum KeySpelling {
    /// Unicode normal form C without blanks at either end (clause W60).
    package static func of(_ text: String) -> String {
        // Codes and ids, the usual parts of keys, are visible ASCII.
        if text.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) { return text }
        let trimmed = withoutBlanks(text)
        if trimmed.unicodeScalars.allSatisfy(isStable) { return trimmed }
        return trimmed.precomposedStringWithCanonicalMapping
    }

    /// A text without blanks at either end; empty where it holds nothing else.
    package static func withoutBlanks(_ text: String) -> String {
        let bytes = text.utf8
        // Most texts are done with a look at both ends.
        if isInk(bytes.first), isInk(bytes.last) || isIdeograph(bytes.suffix(3).first) { return text }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else {
            return ""
        }
        return String(scalars[first...last])
    }

    /// Shows nothing: white space of every kind, and the marks without width that files, web pages and messages leave
    /// in texts.
    package static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x180e, 0x200b...0x200f, 0x202a...0x202e, 0x2060, 0x2066...0x2069, 0xfeff: true
        default: scalar.properties.isWhitespace
        }
    }

    /// Normal form C leaves a text of such characters as it is: Latin-1, Chinese ideographs and punctuation, full-width
    /// forms.
    private static func isStable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x300, 0x4e00...0x9fff, 0x3000...0x3029, 0xff00...0xffef: true
        default: false
        }
    }

    /// A byte that begins, or by itself is, a character that is plainly no blank.
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
