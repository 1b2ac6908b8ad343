/// Columns of text for a terminal: the first to the left, the others to the right; Chinese characters are two cells
/// wide.
enum TextTable {
    static func write(_ lines: [[String]]) -> String {
        let count = lines.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in lines.map { column < $0.count ? width($0[column]) : 0 }.max() ?? 0 }
        return lines.map { line in
            let cells = line.enumerated().map { index, cell in
                let blanks = String(repeating: " ", count: widths[index] - width(cell))
                return index == 0 ? cell + blanks : blanks + cell
            }
            return cells.joined(separator: "  ") + "\n"
        }.joined()
    }

    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + (isWide($1.value) ? 2 : 1) }
    }

    private static func isWide(_ scalar: UInt32) -> Bool {
        0x1100...0x115f ~= scalar || 0x2e80...0xa4cf ~= scalar || 0xac00...0xd7a3 ~= scalar || 0xf900...0xfaff ~= scalar
            || 0xfe30...0xfe6f ~= scalar || 0xff00...0xff60 ~= scalar || 0xffe0...0xffe6 ~= scalar
            || 0x20000...0x3fffd ~= scalar
    }
}
