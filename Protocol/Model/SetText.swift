/// The canonical text of a set: its elements, sorted by their UTF-8 bytes, as a JSON array without spaces.
package enum SetText {
    /// Writes elements; equal ones once.
    package static func write(_ elements: some Sequence<String>) -> String { write(Array(elements)) }

    /// Writes elements; equal ones once.
    package static func write(_ elements: [String]) -> String {
        var sorted = elements
        var size = 2
        var isSorted = true
        for index in sorted.indices {
            size += sorted[index].utf8.count + 3
            if index > 0, isSorted { isSorted = isBefore(sorted[index - 1], sorted[index]) }
        }
        if !isSorted { sorted.sort(by: isBefore) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        bytes.append(UInt8(ascii: "["))
        for index in sorted.indices {
            if index > 0 {
                if !isSorted, !isBefore(sorted[index - 1], sorted[index]) { continue }
                bytes.append(UInt8(ascii: ","))
            }
            write(sorted[index], to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// By bytes; equal texts are not before each other.
    package static func isBefore(_ left: String, _ right: String) -> Bool {
        var (left, right) = (left, right)
        return left.withUTF8 { left in right.withUTF8 { right in left.lexicographicallyPrecedes(right) } }
    }

    /// Reads a JSON array of strings, in any spacing and order.
    /// - Returns: the elements as they stand, or `nil` if the text is something else.
    package static func read(_ text: String) -> [String]? {
        var reader = Reader(bytes: Array(text.utf8))
        return reader.array()
    }

    private static func write(_ element: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        // Most elements are plain: their bytes are taken as they stand.
        if element.utf8.allSatisfy({ $0 >= 32 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            bytes.append(contentsOf: element.utf8)
            bytes.append(UInt8(ascii: "\""))
            return
        }
        for byte in element.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<32:
                let digits = Array("0123456789abcdef".utf8)
                bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private struct Reader {
        let bytes: [UInt8]
        var index = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        mutating func array() -> [String]? {
            guard take("[") else { return nil }
            var elements: [String] = []
            if take("]") { return atEnd ? elements : nil }
            repeat {
                guard let element = string() else { return nil }
                elements.append(element)
            } while take(",")
            return take("]") && atEnd ? elements : nil
        }

        private var atEnd: Bool {
            mutating get {
                skipSpace()
                return index == bytes.count
            }
        }

        private mutating func skipSpace() {
            while index < bytes.count,
                bytes[index] == 32 || bytes[index] == 9 || bytes[index] == 10 || bytes[index] == 13
            { index += 1 }
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        private mutating func string() -> String? {
            guard take("\"") else { return nil }
            // Most elements are plain: their bytes are taken as they stand.
            let start = index
            while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") {
                index += 1
            }
            if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                defer { index += 1 }
                return bytes.withUnsafeBufferPointer { String(validating: $0[start..<index], as: UTF8.self) }
            }
            var result = Array(bytes[start..<index])
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                if byte == UInt8(ascii: "\"") { return String(validating: result, as: UTF8.self) }
                guard byte == UInt8(ascii: "\\") else {
                    result.append(byte)
                    continue
                }
                guard let escaped = escape() else { return nil }
                result += escaped
            }
            return nil
        }

        private mutating func escape() -> [UInt8]? {
            guard index < bytes.count else { return nil }
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "n"): return [10]
            case UInt8(ascii: "t"): return [9]
            case UInt8(ascii: "r"): return [13]
            case UInt8(ascii: "b"): return [8]
            case UInt8(ascii: "f"): return [12]
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
            case UInt8(ascii: "u"): return unicode()
            default: return nil
            }
        }

        private mutating func unicode() -> [UInt8]? {
            guard var code = fourDigits() else { return nil }
            if 0xd800..<0xdc00 ~= code {
                guard index + 2 <= bytes.count, bytes[index] == 92, bytes[index + 1] == 117 else { return nil }
                index += 2
                guard let low = fourDigits(), 0xdc00..<0xe000 ~= low else { return nil }
                code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)
            }
            return Unicode.Scalar(code).map { Array(String(Character($0)).utf8) }
        }

        private mutating func fourDigits() -> UInt32? {
            guard index + 4 <= bytes.count else { return nil }
            defer { index += 4 }
            return UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        }
    }
}
