import Glibc

/// The Chinese national encoding, which spreadsheets on Chinese computers still write.
enum GB18030 {
    /// - Returns: `nil` if the bytes are not GB18030.
    static func text(of bytes: [UInt8]) -> String? {
        let (text, count) = read(bytes)
        return count == bytes.count ? text : nil
    }

    /// How many bytes from the beginning are GB18030.
    static func validCount(of bytes: [UInt8]) -> Int { read(bytes).count }

    /// Most characters are of the 6,763 that everybody writes and of the signs beside them. Bytes of another encoding that happen to be
    /// valid here give rare ones.
    static func isMostlyCommon(_ bytes: some Sequence<UInt8>) -> Bool {
        var common = 0
        var rare = 0
        var iterator = bytes.makeIterator()
        while let lead = iterator.next() {
            guard lead >= 0x80 else { continue }
            let trail = iterator.next() ?? 0
            if trail >= 0xa1, 0xa1...0xa9 ~= lead || 0xb0...0xf7 ~= lead {
                common += 1
                continue
            }
            rare += 1
            // Four bytes are one character.
            if 0x30...0x39 ~= trail {
                _ = iterator.next()
                _ = iterator.next()
            }
        }
        return common >= rare
    }

    private static func read(_ bytes: [UInt8]) -> (text: String?, count: Int) {
        let converter = iconv_open("UTF-8", "GB18030")
        guard converter != iconv_t(bitPattern: -1) else { return (nil, 0) }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        // One, two or four bytes become at most three or four in UTF-8, never more than three for each.
        var output = [CChar](repeating: 0, count: bytes.count * 3 + 4)
        let (read, written) = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output -> (Int, Int) in
                var from = input.baseAddress
                var fromLeft = input.count
                var into = output.baseAddress
                var intoLeft = output.count
                iconv(converter, &from, &fromLeft, &into, &intoLeft)
                return (input.count - fromLeft, output.count - intoLeft)
            }
        }
        return (String(validating: output[..<written].map { UInt8(bitPattern: $0) }, as: UTF8.self), read)
    }
}
