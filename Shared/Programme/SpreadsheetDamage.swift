import Records

/// What a spreadsheet makes of texts that it takes for numbers or dates, and saves without asking.
package enum SpreadsheetDamage {
    /// A number that was cut short, such as `4.20322E+17`: what it was, nobody can tell.
    package static func isShortened(_ cell: String) -> Bool {
        cell.utf8.contains(UInt8(ascii: "+")) && cell.wholeMatch(of: /-?[0-9](\.[0-9]+)?[Ee]\+[0-9]+/) != nil
    }

    /// What may stand in a cell where a text was: a number without its leading zeros or with fifteen digits that count,
    /// a date as others write it.
    package static func forms(of text: String) -> [String] {
        guard let first = text.utf8.first, text.utf8.count <= 60 else { return [] }
        let forms: [String] =
            switch first {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): number(text) + day(text)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): word(text)
            default: []
            }
        return forms.filter { $0 != text }
    }

    /// What a spreadsheet shows or saves in the place of this text, of which nothing is left: an error, a cell that is
    /// too narrow, or question marks for the letters that an old code page lacks.
    package static func isStandIn(_ cell: String, for text: String) -> Bool {
        if cell == text || text.isEmpty { return false }
        if errors.contains(cell) || (cell.utf8.count >= 3 && cell.utf8.allSatisfy { $0 == UInt8(ascii: "#") }) {
            return true
        }
        let (left, marks) = (Array(cell.unicodeScalars), Set<Unicode.Scalar>(["?", "\u{fffd}"]))
        guard left.contains(where: marks.contains) else { return false }
        // How far into the cell the letters so far may reach: a letter beyond the first 65,536 may have become two
        // marks. In a long text each is taken for one, or there would be too many ways.
        let mayBeTwo = left.count <= 4_000
        var places: Set<Int> = [0]
        for letter in text.unicodeScalars {
            var next: Set<Int> = []
            for place in places where place < left.count {
                if left[place] == letter { next.insert(place + 1) }
                guard !letter.isASCII, marks.contains(left[place]) else { continue }
                next.insert(place + 1)
                if mayBeTwo, letter.value > 0xffff, place + 1 < left.count, marks.contains(left[place + 1]) {
                    next.insert(place + 2)
                }
            }
            guard !next.isEmpty else { return false }
            places = next
        }
        return places.contains(left.count)
    }

    private static let errors: Set<String> = [
        "#NAME?", "#REF!", "#VALUE!", "#N/A", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    ]

    /// The digits that a spreadsheet keeps.
    private static let digitsMax = 15

    private static func number(_ text: String) -> [String] {
        guard let decimal = DecimalText(text) else { return [] }
        let over = decimal.whole.count - digitsMax
        guard over > 0, let kept = Int(decimal.whole.prefix(digitsMax)) else { return [decimal.text] }
        // Some cut, some round.
        return [kept, kept + 1].map {
            (decimal.isNegative ? "-" : "") + String($0) + String(repeating: "0", count: over)
        }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func day(_ text: String) -> [String] {
        guard text.utf8.dropFirst().contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") }) else {
            return []
        }
        // By hand: an import asks this of every key that is here already, and a pattern is read anew each time.
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }
        guard 2...3 ~= parts.count else { return [] }
        let numbers = parts.compactMap { isNumber($0, of: 1...4) ? Int($0) : nil }
        guard numbers.count == parts.count, parts.suffix(2).allSatisfy({ $0.utf8.count <= 2 }) else { return [] }
        if numbers.count == 2 { return date(numbers[0], numbers[1]) + date(numbers[1], numbers[0]) }
        return parts[0].utf8.count == 4 ? date(numbers[0], numbers[1], numbers[2]) : []
    }

    /// Names of genes and wards, such as MAR1 and Sept-2, and the two words for yes and no.
    private static func word(_ text: String) -> [String] {
        let lowercased = text.lowercased()
        if lowercased == "true" || lowercased == "false" { return [text.uppercased()] }
        guard let month = months.firstIndex(where: { lowercased.hasPrefix($0.lowercased()) }) else { return [] }
        let letters = text.prefix { $0.isASCII && $0.isLetter }
        var rest = text.dropFirst(letters.count)
        if rest.first == "-" { rest.removeFirst() }
        guard 3...9 ~= letters.count, isNumber(rest, of: 1...2), let other = Int(rest) else { return [] }
        return date(month + 1, other)
    }

    private static func isNumber(_ text: Substring, of digits: ClosedRange<Int>) -> Bool {
        digits ~= text.utf8.count && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }

    /// A day of a month, or a month of a year.
    private static func date(_ month: Int, _ other: Int) -> [String] {
        guard 1...12 ~= month else { return [] }
        let name = months[month - 1]
        guard 1...31 ~= other else { return ["\(name)-\(two(other))"] }
        return [
            "\(month)月\(other)日", "\(other)-\(name)", "\(two(other))-\(name)", "\(name)-\(two(other))",
            "\(month)/\(other)",
            "\(two(month))/\(two(other))",
        ]
    }

    private static func date(_ year: Int, _ month: Int, _ day: Int) -> [String] {
        guard 1...12 ~= month, 1...31 ~= day else { return [] }
        return [
            "\(year)/\(month)/\(day)", "\(year)-\(month)-\(day)", "\(year)年\(month)月\(day)日", "\(month)/\(day)/\(year)",
            "\(year)-\(two(month))-\(two(day))", "\(year)/\(two(month))/\(two(day))",
            "\(two(month))/\(two(day))/\(year)",
        ]
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
