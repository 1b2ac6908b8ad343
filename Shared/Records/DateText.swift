/// Calendar dates as text: canonical `2024-03-01`, years 0001 to 9999.
package enum DateText {
    /// Reads `2024-03-01`, and the forms that spreadsheets make of it: `2024/3/1`, `2024.3.1`, `2024年3月1日`.
    static func parse(_ text: String) throws(ValueProblem) -> String {
        guard let (year, month, day) = parts(text), isDate(year, month, day) else {
            throw serial(text) ?? .notDate(text)
        }
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
    }

    /// The days from 1899-12-30, with which spreadsheets count, to 1970-01-01.
    private static let serialOffset: Int64 = 25_569

    /// What a spreadsheet may have left of a day, or of a time in it, of the years 1927 to 2173; `nil` if it does not
    /// look like that.
    static func serial(_ text: String) -> ValueProblem? {
        guard text.wholeMatch(of: /[0-9]{5}(\.[0-9]+)?/) != nil, let number = Int64(text.prefix(5)), number >= 10_000
        else { return nil }
        return .serialDay(text, day: Self.text(number - serialOffset))
    }

    /// Whether the calendar has this day.
    package static func isDate(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        1...9999 ~= year && 1...12 ~= month && day >= 1 && day <= days(month, of: year)
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    static func days(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Year, month and day in the order of the text; `nil` if it is none of the forms.
    package static func parts(_ text: String) -> (Int, Int, Int)? {
        for separators in ["-", "/", ".", "年月日"] {
            var text = text[...]
            if separators == "年月日", text.last == "日" { text = text.dropLast() }
            let parts = text.split(omittingEmptySubsequences: false) { separators.contains($0) }
            guard parts.count == 3, parts[0].count == 4 else { continue }
            guard parts.allSatisfy({ (1...4).contains($0.utf8.count) && $0.utf8.allSatisfy { 48...57 ~= $0 } }) else {
                continue
            }
            guard let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]) else { continue }
            return (year, month, day)
        }
        return nil
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar.
    package static func number(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let before = Int64(year - 1)
        var days = before * 365 + before / 4 - before / 100 + before / 400 + Int64(day) - 1
        for earlier in 1..<13 where earlier < month { days += Int64(Self.days(earlier, of: year)) }
        return days - 719_162
    }

    /// The canonical text of a day by its number; years 0001 to 9999.
    package static func text(_ number: Int64) -> String {
        var year = Int(floorDivide(number * 400, 146_097)) + 1970
        while Self.number(year, 1, 1) > number { year -= 1 }
        while Self.number(year + 1, 1, 1) <= number { year += 1 }
        var rest = Int(number - Self.number(year, 1, 1))
        var month = 1
        while rest >= days(month, of: year) {
            rest -= days(month, of: year)
            month += 1
        }
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(rest + 1, 2)
    }

    static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : (number + 1) / divisor - 1
    }
}
