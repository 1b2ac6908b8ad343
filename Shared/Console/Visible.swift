import SyncModel

/// Makes characters visible that would do something else than be read: steer a terminal, turn the order of letters
/// round, end a line, or hide. What others typed reaches people only so; the same text in files and JSON keeps its
/// meaning.
package enum Visible {
    /// A text on one line: its line breaks and tabs are shown too, so that nobody's text looks like a line of ours.
    package static func line(_ text: String) -> String {
        shown(text) { scalar in
            switch scalar {
            case "\n": "⏎"
            case "\t": "⇥"
            default: scalar.isHidden ? escape(scalar) : nil
            }
        }
    }

    /// A text of our own making that has lines and tabs of its own.
    static func lines(_ text: String) -> String {
        shown(text) { $0 != "\n" && $0 != "\t" && $0.isHidden ? escape($0) : nil }
    }

    private static func shown(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
        if text.utf8.allSatisfy({ 0x20..<0x7f ~= $0 }) { return text }
        var shown = String.UnicodeScalarView()
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            // The line ends of other systems are one line end.
            if scalar == "\r", scalars.first == "\n" { continue }
            if let replacement = replacement(scalar) {
                shown.append(contentsOf: replacement.unicodeScalars)
            } else {
                shown.append(scalar)
            }
        }
        return String(shown)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    }
}
