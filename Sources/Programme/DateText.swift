/// Calendar dates as text: canonical `2024-03-01`, years 0001 to 9999.
enum DateText {
    /// Reads `2024-03-01`, and the forms that spreadsheets make of it: `2024/3/1`, `2024.3.1`, `2024年3月1日`.
    static func parse(_ text: String) throws(ValueTextError) -> String {
        guard let (year, month, day) = parts(text), isDate(year, month, day) else {
            throw ValueTextError("`\(text)` is not a date such as 2024-03-01.")
        }
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
    }

    /// Whether the calendar has this day.
    static func isDate(_ year: Int, _ month: Int, _ day: Int) -> Bool {
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

    static func parts(_ text: String) -> (Int, Int, Int)? {
        for separators in ["-", "/", ".", "年月日"] {
            var text = text[...]
            if separators == "年月日", text.last == "日" { text = text.dropLast() }
            let parts = text.split(omittingEmptySubsequences: false) { separators.contains($0) }
            guard parts.count == 3, parts[0].count == 4 else { continue }
            guard parts.allSatisfy({ (1...4).contains($0.utf8.count) && $0.utf8.allSatisfy { 48...57 ~= $0 } }) else { continue }
            guard let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]) else { continue }
            return (year, month, day)
        }
        return nil
    }
}
