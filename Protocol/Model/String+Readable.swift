extension Unicode.Scalar {
    /// Nobody would see the character, or it acts on those around it.
    package var isHidden: Bool {
        switch value {
        // Most of what is ever written: Latin letters, Chinese and its punctuation.
        case 0x20..<0x7f, 0x3001..<0x3020, 0x4e00..<0xa000, 0xff01..<0xff5f: return false
        // They choose the form of the sign before them, in names of persons too.
        case 0xfe00...0xfe0f, 0xe0100...0xe01ef: return false
        default: break
        }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: return true
        default: return properties.isDefaultIgnorableCodePoint
        }
    }
}

extension String {
    /// A name that people can read and tell from others: something to see, and nothing hidden.
    package var isReadableName: Bool {
        unicodeScalars.allSatisfy { !$0.isHidden } && !unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }
}
