/// An exact decimal number in its canonical form: no plus sign, no leading zeros, no trailing zeros, never `-0`.
package struct DecimalText: Comparable {
    private static let digitsMax = 60

    /// A minus sign stands before it.
    package let isNegative: Bool
    /// The digits before the point, at least one.
    package let whole: String
    /// The digits after the point, none of them a trailing zero.
    package let fraction: String

    /// Reads a sign, digits and an optional point with digits.
    /// - Returns: `nil` for anything else.
    package init?(_ text: String) {
        var rest = text[...]
        var isNegative = false
        if let sign = rest.first, sign == "+" || sign == "-" {
            isNegative = sign == "-"
            rest = rest.dropFirst()
        }
        let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, !first.isEmpty, rest.utf8.count <= Self.digitsMax else { return nil }
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { 48...57 ~= $0 } }) else { return nil }
        let whole = first.drop { $0 == "0" }
        var fraction = parts.count == 2 ? parts[1] : ""
        while fraction.last == "0" { fraction = fraction.dropLast() }
        self.whole = whole.isEmpty ? "0" : String(whole)
        self.fraction = String(fraction)
        self.isNegative = isNegative && !(whole.isEmpty && fraction.isEmpty)
    }

    /// A whole number as a decimal.
    package init(_ integer: Int64) {
        isNegative = integer < 0
        whole = String(integer.magnitude)
        fraction = ""
    }

    /// The number in its canonical form.
    package var text: String { (isNegative ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction) }

    /// By the numbers, whatever their lengths.
    package static func < (left: Self, right: Self) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? isSmaller(right, left) : isSmaller(left, right)
    }

    private static func isSmaller(_ left: Self, _ right: Self) -> Bool {
        if left.whole.count != right.whole.count { return left.whole.count < right.whole.count }
        return left.whole != right.whole ? left.whole < right.whole : left.fraction < right.fraction
    }
}
