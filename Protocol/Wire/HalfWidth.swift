/// Digits, letters and signs as Chinese keyboards write them, each as wide as an ideograph.
package enum HalfWidth {
    /// The same text in ASCII, as far as its characters have a wide form: `２０２４－３－１` is `2024-3-1`.
    package static func of(_ text: String) -> String {
        // Nearly everything typed is narrow.
        guard text.utf8.contains(0xef) else { return text }
        var narrow = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isWide = 0xff01...0xff5e ~= scalar.value
            narrow.append(isWide ? Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value - 0xfee0)) : scalar)
        }
        return String(narrow)
    }
}
