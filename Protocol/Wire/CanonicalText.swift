// The only file of the contract that needs Foundation: the standard library compares by normal form but does not give its bytes.
internal import Foundation

/// The spelling in which a key's text is hashed.
enum CanonicalText {
    /// Unicode normal form C without white space at either end.
    static func of(_ text: String) -> String {
        // Codes and ids, the usual parts of keys, are visible ASCII.
        if text.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) { return text }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        let trimmed = scalars[first...last]
        if trimmed.allSatisfy(isStable) { return String(trimmed) }
        return String(trimmed).precomposedStringWithCanonicalMapping
    }

    /// Normal form C leaves a text of such characters as it is: Latin-1, Chinese ideographs and punctuation, full-width forms.
    private static func isStable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x300, 0x4e00...0x9fff, 0x3000...0x3029, 0xff00...0xffef: true
        default: false
        }
    }
}
