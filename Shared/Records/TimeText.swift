import Foundation

/// Points in time as text in a programme's zone; as a value: milliseconds since 1970, UTC.
package enum TimeText {
    private static let millisecondsPerDay: Int64 = 86_400_000
    /// The years 0001 to 9999 in UTC, as the contract has them (clause M28).
    private static let possible: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    /// Reads `2024-03-01T08:30`, with seconds and their fraction if given, `T` or a blank between, and `Z` or `+08:00`
    /// behind it if the time is not of the zone.
    static func parse(_ text: String, zone: String) throws(ValueProblem) -> Int64 {
        guard let zone = TimeZone(identifier: zone) else { throw .unknownZone(zone) }
        let halves = text.split(maxSplits: 1) { $0 == "T" || $0 == "t" || $0 == " " }
        guard halves.count == 2, let (year, month, day) = DateText.parts(String(halves[0])),
            DateText.isDate(year, month, day),
            let (clock, offset) = splitOffset(halves[1]), let time = milliseconds(clock)
        else { throw DateText.serial(text) ?? .notTime(text) }
        let local = DateText.number(year, month, day) * millisecondsPerDay + time
        let milliseconds = local - (offset ?? offsetMilliseconds(of: zone, atLocal: local))
        guard possible.contains(milliseconds) else { throw .outsideTime(text) }
        return milliseconds
    }

    /// Writes the time of the zone, to the minute where nothing is lost by it; with the offset where the clock shows
    /// that time twice, and as UTC where the zone's clock cannot say it: beside the first and the last year, and under
    /// offsets of the old days with seconds in them.
    package static func write(_ milliseconds: Int64, zone name: String) -> String {
        guard possible.contains(milliseconds), let zone = TimeZone(identifier: name) else {
            return String(milliseconds)
        }
        let offset = offsetMilliseconds(of: zone, at: milliseconds)
        let local = milliseconds + offset
        if possible.contains(local) {
            if offsetMilliseconds(of: zone, atLocal: local) == offset { return write(local: local) }
            if offset % 60_000 == 0 { return write(local: local) + offsetText(offset) }
        }
        return write(local: milliseconds) + "Z"
    }

    private static func write(local: Int64) -> String {
        let days = DateText.floorDivide(local, millisecondsPerDay)
        let rest = Int(local - days * millisecondsPerDay)
        let pad = DateText.padded
        let minutes = pad(rest / 3_600_000, 2) + ":" + pad(rest / 60_000 % 60, 2)
        let date = DateText.text(days) + "T" + minutes
        if rest % 60_000 == 0 { return date }
        let seconds = date + ":" + pad(rest / 1_000 % 60, 2)
        return rest % 1_000 == 0 ? seconds : seconds + "." + pad(rest % 1_000, 3)
    }

    private static func splitOffset(_ text: Substring) -> (Substring, Int64?)? {
        if text.last == "Z" || text.last == "z" { return (text.dropLast(), 0) }
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return (text, nil) }
        let digits = text[text.index(after: sign)...].filter { $0 != ":" }
        guard digits.count == 4, let number = Int64(digits), number / 100 < 24, number % 100 < 60 else { return nil }
        let offset = (number / 100 * 60 + number % 100) * 60_000
        return (text[..<sign], text[sign] == "-" ? -offset : offset)
    }

    private static func milliseconds(_ clock: Substring) -> Int64? {
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let hour = number(parts[0], 24), let minute = number(parts[1], 60)
        else { return nil }
        guard parts.count == 3 else { return (hour * 60 + minute) * 60_000 }
        let seconds = parts[2].split(separator: ".", omittingEmptySubsequences: false)
        guard seconds.count <= 2, let second = number(seconds[0], 60) else { return nil }
        var fraction: Int64 = 0
        if seconds.count == 2 {
            let digits = seconds[1]
            guard 1...3 ~= digits.utf8.count, digits.utf8.allSatisfy({ 48...57 ~= $0 }) else { return nil }
            fraction = Int64(digits + String(repeating: "0", count: 3 - digits.utf8.count)) ?? 0
        }
        return ((hour * 60 + minute) * 60 + second) * 1_000 + fraction
    }

    private static func number(_ text: Substring, _ bound: Int64) -> Int64? {
        guard 1...2 ~= text.utf8.count, text.utf8.allSatisfy({ 48...57 ~= $0 }), let number = Int64(text),
            number < bound
        else {
            return nil
        }
        return number
    }

    private static func offsetMilliseconds(of zone: TimeZone, at milliseconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(milliseconds) / 1_000))) * 1_000
    }

    /// The offset in force when the clocks of the zone show `local`; the earlier of two times where they show it twice.
    private static func offsetMilliseconds(of zone: TimeZone, atLocal local: Int64) -> Int64 {
        let before = offsetMilliseconds(of: zone, at: local - millisecondsPerDay)
        if offsetMilliseconds(of: zone, at: local - before) == before { return before }
        let after = offsetMilliseconds(of: zone, at: local + millisecondsPerDay)
        return offsetMilliseconds(of: zone, at: local - after) == after ? after : before
    }

    private static func offsetText(_ offset: Int64) -> String {
        let minutes = Int(offset.magnitude / 60_000)
        return (offset < 0 ? "-" : "+") + DateText.padded(minutes / 60, 2) + ":" + DateText.padded(minutes % 60, 2)
    }
}
