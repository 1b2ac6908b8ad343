internal import SyncModel

/// Texts of a known form in few bytes; only where writing them again gives the very same text.
enum CompactText {
    /// 16 bytes for each text; `nil` unless all are lower-case UUIDs.
    static func uuids(_ texts: [String]) -> [UInt8]? {
        guard texts.allSatisfy({ $0.utf8.count == 36 }) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(texts.count * 16)
        for text in texts {
            var text = text
            let isOne = text.withUTF8 { append(uuid: $0, to: &bytes) }
            guard isOne else { return nil }
        }
        return bytes
    }

    private static func append(uuid text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> Bool {
        var index = 0
        while index < 36 {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard text[index] == UInt8(ascii: "-") else { return false }
                index += 1
            }
            guard let high = digit(text[index]), let low = digit(text[index + 1]) else { return false }
            bytes.append(high << 4 | low)
            index += 2
        }
        return true
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 97...102: byte - 87
        default: nil
        }
    }

    static func texts(uuids: ArraySlice<UInt8>) -> [Value] {
        uuids.withUnsafeBufferPointer { bytes in
            stride(from: 0, to: bytes.count, by: 16).map { start in
                .text(
                    String(unsafeUninitializedCapacity: 36) { text in
                        var next = 0
                        for index in 0..<16 {
                            if index == 4 || index == 6 || index == 8 || index == 10 {
                                text[next] = UInt8(ascii: "-")
                                next += 1
                            }
                            let byte = bytes[start + index]
                            text[next] = byte >> 4 < 10 ? byte >> 4 + 48 : byte >> 4 + 87
                            text[next + 1] = byte & 15 < 10 ? byte & 15 + 48 : byte & 15 + 87
                            next += 2
                        }
                        return 36
                    }
                )
            }
        }
    }

    /// Days since 1970-01-01; `nil` unless all are dates of the proleptic Gregorian calendar, years 0000 to 9999.
    static func days(_ texts: [String]) -> [Int64]? {
        guard texts.allSatisfy({ $0.utf8.count == 10 }) else { return nil }
        var days: [Int64] = []
        days.reserveCapacity(texts.count)
        for text in texts {
            var text = text
            guard let day = text.withUTF8({ day(of: $0) }) else { return nil }
            days.append(day)
        }
        return days
    }

    private static func day(of text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), let year = number(text[0..<4]),
            let month = number(text[5..<7]),
            let day = number(text[8..<10]), 1...12 ~= month, day >= 1, day <= length(ofMonth: month, year: year)
        else { return nil }
        return dayNumber(year, month, day)
    }

    private static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        var number: Int64 = 0
        for digit in digits {
            guard 48...57 ~= digit else { return nil }
            number = number * 10 + Int64(digit - 48)
        }
        return number
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Counts from March of year 0, so that the leap day is the last of its year.
    private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let century = shifted >= 0 ? shifted / 100 : -1
        return 365 * shifted + (shifted >= 0 ? shifted / 4 : -1) - century + (shifted >= 0 ? shifted / 400 : -1)
            + dayOfYear - 719_468
    }

    private static let firstDay = dayNumber(0, 1, 1)
    private static let lastDay = dayNumber(9999, 12, 31)

    /// - Returns: `nil` outside the years 0000 to 9999.
    static func text(day number: Int64) -> String? {
        guard firstDay...lastDay ~= number else { return nil }
        // Shifted by one era of 400 years, so that no division meets a negative number.
        let shifted = number + 719_468 + 146_097
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 - 400 + (month <= 2 ? 1 : 0)
        return String(unsafeUninitializedCapacity: 10) { text in
            func write(_ number: Int64, at start: Int, digits: Int) {
                var rest = number
                for index in (start..<start + digits).reversed() {
                    text[index] = UInt8(truncatingIfNeeded: rest % 10) + 48
                    rest /= 10
                }
            }
            write(year, at: 0, digits: 4)
            text[4] = UInt8(ascii: "-")
            write(month, at: 5, digits: 2)
            text[7] = UInt8(ascii: "-")
            write(day, at: 8, digits: 2)
            return 10
        }
    }
}
