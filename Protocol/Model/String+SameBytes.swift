extension String {
    /// Whether the other text is this one byte for byte; `==` takes two spellings of one character for equal.
    package func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var (one, other) = (self, other)
        return one.withUTF8 { left in
            other.withUTF8 { right in Self.areSame(UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right)) }
        }
    }

    /// Eight bytes at a time: byte by byte, comparing a row costs more than finding it.
    private static func areSame(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        let tail = left.count & ~7
        for index in stride(from: 0, to: tail, by: 8)
        where left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            != right.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        {
            return false
        }
        return left[tail...].elementsEqual(right[tail...])
    }
}

/// A text that is equal only to the same bytes, for sets of many.
package struct ExactText: Hashable, Sendable {
    /// The text, compared by its bytes.
    package let text: String

    /// A text by its bytes.
    package init(_ text: String) {
        self.text = text
    }

    /// Equal are texts of the same bytes.
    package static func == (left: Self, right: Self) -> Bool { left.text.hasSameBytes(as: right.text) }

    /// Hashes the bytes of the text.
    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
