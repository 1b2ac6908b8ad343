/// A table for people, its columns aligned also where Chinese stands beside Latin letters.
package struct Table: Sendable {
    /// Where a column's texts stand.
    package enum Side: Sendable {
        case left
        case right
    }

    private let titles: [String]
    private let sides: [Side]
    private var rows: [[String]] = []

    /// A table without rows yet; columns without a side stand on the left.
    package init(_ titles: [String], sides: [Side] = []) {
        self.titles = titles.map(Visible.line)
        self.sides = titles.indices.map { $0 < sides.count ? sides[$0] : .left }
    }

    /// Nothing was added.
    package var isEmpty: Bool { rows.isEmpty }

    /// Adds a row; missing cells are empty.
    package mutating func add(_ cells: [String]) {
        rows.append(titles.indices.map { $0 < cells.count ? Visible.line(cells[$0]) : "" })
    }

    /// The lines of the table, the titles first.
    package var lines: [String] {
        var widths = titles.map(DisplayWidth.of)
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], DisplayWidth.of(cell)) }
        }
        let rule = widths.map { String(repeating: "─", count: $0) }
        return ([titles, rule] + rows).map { line($0, widths) }
    }

    /// The table without the columns in which no row has anything; all of it if there are no rows.
    package var withoutEmptyColumns: Table {
        guard !isEmpty else { return self }
        let kept = titles.indices.filter { column in rows.contains { !$0[column].isEmpty } }
        var table = Table(kept.map { titles[$0] }, sides: kept.map { sides[$0] })
        table.rows = rows.map { row in kept.map { row[$0] } }
        return table
    }

    /// The whole table.
    package var text: String { lines.map { $0 + "\n" }.joined() }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let space = String(repeating: " ", count: widths[index] - DisplayWidth.of(cell))
            if index > 0 { line += "  " }
            line += sides[index] == .left ? cell + space : space + cell
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}

/// How many columns of a terminal a text takes.
package enum DisplayWidth {
    /// Two for East Asian wide and full-width characters and emoji, none for combining ones, else one; of a text made
    /// visible.
    package static func of(_ text: String) -> Int {
        text.reduce(0) { $0 + ($1.unicodeScalars.map(width).max() ?? 0) }
    }

    private static let marks: Set<Unicode.GeneralCategory> = [.nonspacingMark, .enclosingMark]

    /// The ranges are those of Unicode's EastAsianWidth property W and F, rounded to blocks.
    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x20..<0x7f: 1
        case 0x1100..<0x1160, 0x2e80..<0x303f, 0x3041..<0x33ff, 0x3400..<0x4dc0, 0x4e00..<0xa4d0, 0xa960..<0xa980: 2
        case 0xac00..<0xd7a4, 0xf900..<0xfb00, 0xfe30..<0xfe70, 0xff01..<0xff61, 0xffe0..<0xffe7: 2
        case 0x1f300..<0x1f650, 0x1f680..<0x1f700, 0x1f900..<0x1fa00, 0x20000..<0x3fffe: 2
        default: marks.contains(scalar.properties.generalCategory) ? 0 : scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }
}
