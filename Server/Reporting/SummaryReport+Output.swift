import Foundation
import Programme

extension SummaryReport {
    /// The columns after the name: key in JSON, word in either language, value.
    fileprivate static let columns: [(key: String, zh: String, en: String, value: @Sendable (Figures) -> Int?)] = [
        ("counties", "受援县", "Counties", { $0.counties }), ("pairs", "帮扶对数", "Pairs", { $0.pairs }),
        ("agreementsInForce", "协议生效", "Agreements in force", { $0.agreementsInForce }),
        ("requiredOnPost", "应派人数", "Required on post", { $0.requiredOnPost }),
        ("onPost", "在岗人数", "On post", { $0.onPost }),
        ("pairsAtStrength", "在岗达标对数", "Pairs at strength", { $0.pairsAtStrength }),
        ("gapDays", "累计空岗天数", "Gap days", { $0.gapDays }),
        ("remoteServices", "远程服务例次", "Remote services", { $0.remoteServices }),
        ("trainingsHeld", "院内培训场次", "Trainings held", { $0.trainingsHeld }),
        ("trainees", "接收参训人数", "Trainees", { $0.trainees }),
        ("newTechniques", "新技术新项目", "New techniques", { $0.newTechniques }),
        ("openConflicts", "未决争议", "Open conflicts", { $0.openConflicts }),
    ]

    private static let unknown = "—"

    /// A table for a terminal, opened down to a level.
    package func table(in language: ReportLanguage, opening level: Level = .prefecture) -> String {
        let isChinese = language == .zh
        var lines = [Self.titles(language)]
        for (depth, row) in rows.flatMap({ Self.open($0, to: level, depth: 0) }) {
            lines.append(cells(row, depth, language))
        }
        lines.append(cells(total, 0, language))
        let head =
            isChinese
            ? "\(heading(language))（\(circumstances(language))）" : "\(heading(language)) (\(circumstances(language)))"
        return head + "\n\n" + TextTable.write(lines) + "\n" + remarks(language).map { $0 + "\n" }.joined()
    }

    /// What the report is about.
    func heading(_ language: ReportLanguage) -> String {
        switch language {
        case .zh: "\(titleZh) \(year) 年工作一览" + (org.map { "：\($0.name)" } ?? "")
        case .en: "\(titleEn): overview of \(year)" + (org.map { ", \($0.name)" } ?? "")
        }
    }

    /// By which rules and when it was made.
    func circumstances(_ language: ReportLanguage) -> String {
        switch language {
        case .zh: "方案第 \(version) 版，生成于 \(Self.plain(made))"
        case .en: "programme version \(version), made \(Self.plain(made))"
        }
    }

    /// The columns' words, the name's first.
    static func titles(_ language: ReportLanguage) -> [String] {
        language == .zh
            ? ["市州"] + columns.map(\.zh) + ["数据截至", "未同步单位", "久未同步设备"]
            : ["Prefecture"] + columns.map(\.en) + ["Data through", "Sites not synced", "Silent devices"]
    }

    static func open(_ row: Row, to level: Level, depth: Int) -> [(Int, Row)] {
        let opens = row.level == .prefecture ? level == .county || level == .pair : level == .pair
        return [(depth, row)] + (opens ? row.rows.flatMap { open($0, to: level, depth: depth + 1) } : [])
    }

    func cells(_ row: Row, _ depth: Int, _ language: ReportLanguage) -> [String] {
        let name =
            row.level == .province
            ? (language == .zh ? "合计" : "Total") : String(repeating: "  ", count: depth) + row.name
        return [name] + Self.columns.map { $0.value(row.figures).map(String.init) ?? Self.unknown } + [
            row.through.map(Self.plain) ?? Self.unknown, String(row.sitesNotReported.count),
            String(row.silentDevices.count),
        ]
    }

    /// What must be known beside the figures.
    func remarks(_ language: ReportLanguage) -> [String] {
        let unknown =
            language == .zh
            ? "“\(Self.unknown)”表示有关单位尚未同步，情况未知；空岗天数只计双方均已同步的日期。"
            : "“\(Self.unknown)” is unknown, for the sites have not synced; gap days are counted where both ends have."
        return [notReported(language)] + (total.silentDevices.isEmpty ? [] : [silent(language)]) + [unknown]
    }

    private func silent(_ language: ReportLanguage) -> String {
        let head = language == .zh ? "可能有未发送记录的设备：" : "May still hold unsent records: "
        return head + Self.names(total.silentDevices, language)
    }

    private static func names(_ devices: [SilentDevice], _ language: ReportLanguage) -> String {
        let isChinese = language == .zh
        return devices.map { device in
            let last =
                device.lastSync.map { (isChinese ? "末次同步 " : "last sync ") + plain($0) }
                ?? (isChinese ? "从未同步" : "never synced")
            return isChinese
                ? "\(device.name)（\(device.org)，\(device.role)，\(last)）"
                : "\(device.name) (\(device.org), \(device.role), \(last))"
        }.joined(separator: isChinese ? "、" : "; ")
    }

    /// The sites whose records are missing, by name.
    private func notReported(_ language: ReportLanguage) -> String {
        guard !total.sitesNotReported.isEmpty else { return language == .zh ? "各单位均已同步。" : "All sites have synced." }
        let head = language == .zh ? "未同步单位（末次同步）：" : "Sites not synced (last sync): "
        return head + Self.names(total.sitesNotReported, language)
    }

    /// Sites with the time of their last sync, if there was one.
    private static func names(_ sites: [Site], _ language: ReportLanguage) -> String {
        let isChinese = language == .zh
        return sites.map { site in
            site.since.map { isChinese ? "\(site.name)（\(plain($0))）" : "\(site.name) (\(plain($0)))" } ?? site.name
        }.joined(separator: isChinese ? "、" : "; ")
    }

    /// A time as people write it: a blank between day and clock.
    private static func plain(_ time: String) -> String { time.replacing("T", with: " ", maxReplacements: 1) }

    /// The table with all rows down to the pairs, UTF-8 with a byte order mark; sites not synced and silent devices by
    /// name.
    package func csv(in language: ReportLanguage) -> [UInt8] {
        let isChinese = language == .zh
        let header = (isChinese ? ["层级", "代码", "名称"] : ["Level", "Code", "Name"]) + Self.titles(language).dropFirst()
        var lines: [[String]] = []
        for row in rows.flatMap({ Self.open($0, to: .pair, depth: 0) }).map(\.1) + [total] {
            let cells = cells(row, 0, language)
            let names = [Self.names(row.sitesNotReported, language), Self.names(row.silentDevices, language)]
            lines.append(
                [Self.word(row.level, language), CSVFile.guarded(row.code), CSVFile.guarded(cells[0])]
                    + cells.dropFirst().dropLast(names.count) + names.map(CSVFile.guarded)
            )
        }
        return CSVFile(
            header: header,
            rows: lines.enumerated().map { CSVFile.Row(line: $0.offset + 2, cells: $0.element) }
        ).encoded()
    }

    private static func word(_ level: Level, _ language: ReportLanguage) -> String {
        switch level {
        case .province: language == .zh ? "合计" : "total"
        case .prefecture: language == .zh ? "市州" : "prefecture"
        case .county: language == .zh ? "县" : "county"
        case .pair: language == .zh ? "帮扶关系" : "pair"
        }
    }

    /// One JSON document with sorted keys:
    /// `{"report", "programme", "title", "version", "year", "made", "rows": […], "total": {…}}`, with `"org"` where the
    /// report is narrowed to one.
    /// - Throws: what `JSONEncoder` throws.
    package func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return Array(try encoder.encode(self)) + [10]
    }
}

extension SummaryReport: Encodable {
    private enum Keys: String, CodingKey {
        case report, programme, title, version, year, made, org, rows, total
    }

    /// As ``json()`` says.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode("summary", forKey: .report)
        try container.encode(programme, forKey: .programme)
        try container.encode(["zh": titleZh, "en": titleEn], forKey: .title)
        try container.encode(version, forKey: .version)
        try container.encode(year, forKey: .year)
        try container.encode(made, forKey: .made)
        try container.encodeIfPresent(org, forKey: .org)
        try container.encode(rows, forKey: .rows)
        try container.encode(total, forKey: .total)
    }
}

extension SummaryReport.Row: Encodable {
    private enum Keys: String, CodingKey {
        case level, code, name, through, sitesNotReported, silentDevices, rows
    }

    /// The figures stand beside name and level; a row that opens into nothing has no `rows`.
    package func encode(to encoder: any Encoder) throws {
        try figures.encode(to: encoder)
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(level, forKey: .level)
        try container.encode(code, forKey: .code)
        try container.encode(name, forKey: .name)
        try container.encode(through, forKey: .through)
        try container.encode(sitesNotReported, forKey: .sitesNotReported)
        try container.encode(silentDevices, forKey: .silentDevices)
        if !rows.isEmpty { try container.encode(rows, forKey: .rows) }
    }
}

extension SummaryReport.Figures: Encodable {
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// One member a column; what is unknown is null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for column in SummaryReport.columns {
            try container.encode(column.value(self), forKey: Key(stringValue: column.key))
        }
    }
}
