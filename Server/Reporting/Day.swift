import Records

/// A calendar day as a number: days since 1970-01-01.
struct Day: Hashable, Comparable {
    let number: Int

    init(number: Int) {
        self.number = number
    }

    /// Reads a canonical date.
    init?(_ text: String) {
        guard let (year, month, day) = DateText.parts(text), DateText.isDate(year, month, day) else { return nil }
        number = Int(DateText.number(year, month, day))
    }

    static func first(of year: Int) -> Self { Self(number: Int(DateText.number(year, 1, 1))) }
    static func last(of year: Int) -> Self { Self(number: Int(DateText.number(year, 12, 31))) }

    var text: String { DateText.text(Int64(number)) }

    static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// Days from one to another, both included; an open end reaches for ever.
struct Span: Hashable {
    var from: Day
    var to: Day

    init(from: Day?, to: Day?) {
        self.from = from ?? Day(number: Int(Int32.min))
        self.to = to ?? Day(number: Int(Int32.max))
    }

    func contains(_ day: Day) -> Bool { from <= day && day <= to }

    /// The days of both; `nil` if there are none.
    func clipped(to other: Self) -> Self? {
        let clipped = Self(from: max(from, other.from), to: min(to, other.to))
        return clipped.from <= clipped.to ? clipped : nil
    }

    /// Each day; only for spans that were clipped to a year.
    var days: some Sequence<Day> { (from.number...to.number).lazy.map { Day(number: $0) } }
}
