import Glibc

/// The Chinese national encoding, which spreadsheets on Chinese computers still write.
enum GB18030 {
    /// - Returns: `nil` if the bytes are not GB18030.
    static func text(of bytes: [UInt8]) -> String? {
        let converter = iconv_open("UTF-8", "GB18030")
        guard converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        // One, two or four bytes become at most three or four in UTF-8, never more than three for each.
        var output = [CChar](repeating: 0, count: bytes.count * 3 + 4)
        let written = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output -> Int? in
                var from = input.baseAddress
                var fromLeft = input.count
                var into = output.baseAddress
                var intoLeft = output.count
                guard iconv(converter, &from, &fromLeft, &into, &intoLeft) != -1, fromLeft == 0 else { return nil }
                return output.count - intoLeft
            }
        }
        guard let written else { return nil }
        return String(validating: output[..<written].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
