extension SummaryReport {
    /// A page of its own, down to the pairs, made to be printed on A4 lying on its side.
    package func html(in language: ReportLanguage) -> [UInt8] {
        let heads = Self.titles(language).map { "<th scope=\"col\">\(Self.escaped($0))</th>" }.joined()
        let body = rows.flatMap { Self.open($0, to: .pair, depth: 0) }.map { tableRow($0.1, language) }.joined()
        return Array(
            """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)">
            <head>
            <meta charset="utf-8">
            <title>\(Self.escaped(heading(language)))</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <h1>\(Self.escaped(heading(language)))</h1>
            <p>\(Self.escaped(circumstances(language)))</p>
            <table>
            <thead><tr>\(heads)</tr></thead>
            <tbody>
            \(body)</tbody>
            <tfoot>
            \(tableRow(total, language))</tfoot>
            </table>
            \(remarks(language).map { "<p>\(Self.escaped($0))</p>" }.joined(separator: "\n"))
            </body>
            </html>

            """.utf8
        )
    }

    private func tableRow(_ row: Row, _ language: ReportLanguage) -> String {
        let cells = cells(row, 0, language)
        let figures = cells.dropFirst().map { "<td>\(Self.escaped($0))</td>" }.joined()
        return "<tr class=\"\(row.level.rawValue)\"><th scope=\"row\">\(Self.escaped(cells[0]))</th>\(figures)</tr>\n"
    }

    private static let style = """
        @page { size: A4 landscape; margin: 12mm; }
        body { font: 12px/1.4 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; margin: 1em; color: \
        #111; }
        h1 { font-size: 1.4em; margin: 0 0 .2em; }
        table { border-collapse: collapse; width: 100%; margin: 1em 0; }
        th, td { border: 1px solid #999; padding: .2em .4em; vertical-align: top; }
        thead th { background: #eee; font-weight: 600; }
        tbody th, tfoot th { text-align: left; font-weight: 400; }
        td { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .prefecture th, .prefecture td { font-weight: 600; background: #f6f6f6; }
        .county th { padding-left: 1.4em; }
        .pair th { padding-left: 2.8em; }
        tfoot { display: table-row-group; }
        tfoot th, tfoot td { font-weight: 600; border-top: 2px solid #333; }
        tr { break-inside: avoid; }
        """

    /// A text that is nothing but text in HTML.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
    }
}
