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

    /// What bytes look like that are valid here, as nearly all those of Korean, Japanese and traditional Chinese tables
    /// are.
    enum Looks {
        case chinese
        /// There is too little to tell.
        case unclear
        /// Another encoding.
        case foreign
    }

    /// Characters that only another encoding gives: nobody has assigned them.
    static func isPrivate(_ text: String) -> Bool {
        text.unicodeScalars.contains { 0xe000...0xf8ff ~= $0.value || $0.value >= 0xf0000 }
    }

    /// Chinese tables are of the 6,763 characters of GB 2312 and its signs, mostly of the 3,755 on its first level.
    /// These are in the order of their sound: Chinese takes about half of them from the last two fifths, Korean letters
    /// have the same bytes and none of those.
    static func looks(of bytes: some Collection<UInt8>) -> Looks {
        var (all, signs, first, late, second) = (0, 0, 0, 0, 0)
        var iterator = bytes.makeIterator()
        while let lead = iterator.next() {
            guard lead >= 0x80 else { continue }
            let trail = iterator.next() ?? 0
            all += 1
            switch lead {
            // Four bytes are one character.
            case _ where 0x30...0x39 ~= trail: _ = (iterator.next(), iterator.next())
            case _ where trail < 0xa1: break
            case 0xa1...0xa3: signs += 1
            // Letters of Latin words.
            case 0xa8 where trail <= 0xc0: signs += 1
            case 0xb0...0xc8: first += 1
            case 0xc9...0xd7: (first, late) = (first + 1, late + 1)
            case 0xd8...0xf7: second += 1
            default: break
            }
        }
        let isCommon = (signs + first + second) * 5 >= all * 4
        let isOrdinary = first >= second * 2 && signs <= first
        guard isCommon, isOrdinary || all < enough, late > 0 || first < enough else { return .foreign }
        if isThai(bytes) { return all < enough ? .unclear : .foreign }
        return isOrdinary && late * 6 >= first ? .chinese : .unclear
    }

    /// In Thai marks stand behind consonants and the vowels that are written first before them; two bytes of Chinese
    /// know no such order.
    private static func isThai(_ bytes: some Collection<UInt8>) -> Bool {
        let isConsonant: (UInt8) -> Bool = { 0xa1...0xce ~= $0 }
        let isMark: (UInt8) -> Bool = { $0 == 0xd1 || 0xd4...0xda ~= $0 || 0xe7...0xee ~= $0 }
        let isFirstVowel: (UInt8) -> Bool = { 0xe0...0xe4 ~= $0 }
        return zip([0] + bytes, bytes).allSatisfy { previous, byte in
            if isFirstVowel(previous), !isConsonant(byte) { return false }
            if isMark(byte) || 0xd0...0xd3 ~= byte { return isConsonant(previous) || isMark(previous) }
            return byte < 0x80 || isConsonant(byte) || isFirstVowel(byte) || byte == 0xcf || byte == 0xdf
                || 0xe5...0xfb ~= byte
        }
    }

    /// So many characters show what they are.
    private static let enough = 8

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
