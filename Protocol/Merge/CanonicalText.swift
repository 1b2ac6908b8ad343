/// The one spelling that each kind of value has, checked on bytes since it stands in hot loops (clause M28).
enum CanonicalText {
    /// The first and the last millisecond of the years 1 to 9999.
    static let timeMilliseconds: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    /// More digits than this are no number that anybody typed.
    private static let decimalBytesMax = 60

    /// `2024-03-01`: a day of the Gregorian calendar, years 0001 to 9999.
    static func isDate(_ text: String) -> Bool {
        guard text.utf8.count == 10 else { return false }
        var text = text
        return text.withUTF8 { bytes in
            guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return false }
            guard let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10])
            else { return false }
            return year >= 1 && 1...12 ~= month && day >= 1 && day <= days(year: year, month: month)
        }
    }

    private static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var number = 0
        for byte in digits {
            guard 48...57 ~= byte else { return nil }
            number = number * 10 + Int(byte) - 48
        }
        return number
    }

    private static func days(year: Int, month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// A UUID of 36 characters in lower case.
    static func isRecordID(_ text: String) -> Bool {
        guard text.utf8.count == 36 else { return false }
        var text = text
        return text.withUTF8 { bytes in
            for index in bytes.indices {
                if index == 8 || index == 13 || index == 18 || index == 23 {
                    guard bytes[index] == UInt8(ascii: "-") else { return false }
                } else {
                    guard isLowerHexadecimal(bytes[index]) else { return false }
                }
            }
            return true
        }
    }

    /// 64 hexadecimal digits in lower case.
    static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy(isLowerHexadecimal)
    }

    private static func isLowerHexadecimal(_ byte: UInt8) -> Bool {
        48...57 ~= byte || 97...102 ~= byte
    }

    /// `61.25`: no plus sign, no leading zeros, no trailing zeros after the point, never `-0`.
    static func isDecimal(_ text: String, digits: Int?) -> Bool {
        guard text.utf8.count <= decimalBytesMax else { return false }
        let parts = Decimal(text)
        guard let first = parts.whole.first, parts.whole.allSatisfy({ 48...57 ~= $0 }) else { return false }
        guard first != 48 || parts.whole.count == 1 else { return false }
        guard let fraction = parts.fraction else { return !(parts.isNegative && first == 48) }
        guard let last = fraction.last, last != 48, fraction.allSatisfy({ 48...57 ~= $0 }) else { return false }
        return digits.map { fraction.count <= $0 } ?? true
    }

    /// The one spelling of a decimal number that another tool wrote in another: `61.50`, `+7`, `.5`, `007`, `-0`.
    /// - Returns: `nil` for anything else.
    static func decimal(_ text: String) -> String? {
        guard text.utf8.count <= decimalBytesMax else { return nil }
        var bytes = Array(text.utf8)[...]
        if bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        let parts = Decimal(String(decoding: bytes, as: UTF8.self))
        let digits = parts.whole + (parts.fraction ?? [])
        guard !digits.isEmpty, digits.allSatisfy({ 48...57 ~= $0 }) else { return nil }
        let whole = parts.whole.drop { $0 == 48 }
        var fraction = parts.fraction ?? []
        while fraction.last == 48 { fraction.removeLast() }
        let isNegative = parts.isNegative && !(whole.isEmpty && fraction.isEmpty)
        let text =
            (isNegative ? [45] : []) + (whole.isEmpty ? [48] : Array(whole))
            + (fraction.isEmpty ? [] : [46] + Array(fraction))
        return String(decoding: text, as: UTF8.self)
    }

    /// Compares canonical decimals by number.
    static func isSmaller(_ left: String, _ right: String) -> Bool {
        let one = Decimal(left)
        let other = Decimal(right)
        if one.isNegative != other.isNegative { return one.isNegative }
        return one.isNegative ? isSmaller(other, one) : isSmaller(one, other)
    }

    private static func isSmaller(_ one: Decimal, _ other: Decimal) -> Bool {
        if one.whole.count != other.whole.count { return one.whole.count < other.whole.count }
        if !one.whole.elementsEqual(other.whole) { return one.whole.lexicographicallyPrecedes(other.whole) }
        return (one.fraction ?? [][...]).lexicographicallyPrecedes(other.fraction ?? [][...])
    }

    private struct Decimal {
        let isNegative: Bool
        let whole: ArraySlice<UInt8>
        let fraction: ArraySlice<UInt8>?

        init(_ text: String) {
            var bytes = Array(text.utf8)[...]
            isNegative = bytes.first == UInt8(ascii: "-")
            if isNegative { bytes.removeFirst() }
            let point = bytes.firstIndex(of: UInt8(ascii: "."))
            whole = bytes[..<(point ?? bytes.endIndex)]
            fraction = point.map { bytes[($0 + 1)...] }
        }
    }
}
