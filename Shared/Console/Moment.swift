/// Points in time for programs: RFC 3339 in UTC, to the second.
package enum Moment {
    /// `2024-03-01T08:30:00Z`; out-of-range times are written as far as four digits of the year reach.
    /// - Parameter milliseconds: since 1970, UTC.
    package static func text(_ milliseconds: Int64) -> String {
        let bounded = min(max(milliseconds, -62_135_596_800_000), 253_402_300_799_999)
        let days = floorDivide(bounded, 86_400_000)
        let second = (bounded - days * 86_400_000) / 1_000
        let (year, month, day) = date(days)
        let clock = [second / 3_600, second / 60 % 60, second % 60].map { pad($0, 2) }.joined(separator: ":")
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T\(clock)Z"
    }

    /// How long something takes or is off, in its largest unit and the next: `1095 days`, `1 h 30 min`.
    /// - Parameter milliseconds: its sign is left out.
    package static func duration(_ milliseconds: Int64) -> Text {
        let seconds = Int64(milliseconds.magnitude / 1_000)
        let units: [(length: Int64, en: String, zh: String)] = [
            (86_400, "days", "天"), (3_600, "h", "小时"), (60, "min", "分钟"), (1, "s", "秒"),
        ]
        guard let first = units.firstIndex(where: { seconds >= $0.length }) else { return Text(en: "0 s", zh: "0 秒") }
        var (rest, text) = (seconds, Text(""))
        for unit in units[first...].prefix(2) {
            let count = rest / unit.length
            rest %= unit.length
            guard count > 0 else { continue }
            let gap = text.en.isEmpty ? "" : " "
            let name = unit.en == "days" && count == 1 ? "day" : unit.en
            text = text + Text(en: "\(gap)\(count) \(name)", zh: "\(gap)\(count) \(unit.zh)")
        }
        return text
    }

    private static func pad(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : (number + 1) / divisor - 1
    }

    /// Year, month and day of a day number, in the Gregorian calendar: counted in eras of 400 years that begin on the
    /// 1st of March.
    private static func date(_ days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}
