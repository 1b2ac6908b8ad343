import SyncModel

extension SummaryWorld {
    func report() -> SummaryReport {
        let prefectures = group(pairs) { orgs[$0.recipient]?.prefecture }
        let rows = prefectures.map { prefecture, pairs in
            let counties = group(pairs) { orgs[$0.recipient]?.county }.map { county, pairs in
                row(.county, county, pairs, opening: pairs.map { row($0) }.sorted(by: isBefore))
            }
            return row(.prefecture, prefecture, pairs, opening: counties.sorted(by: isBefore))
        }
        var total = row(.province, area, pairs, opening: [])
        if area == nil { total.figures.openConflicts = conflicts.values.reduce(0, +) }
        return SummaryReport(
            programme: programme.name,
            titleZh: programme.title.zh.isEmpty ? programme.name : programme.title.zh,
            titleEn: programme.title.en.isEmpty ? programme.name : programme.title.en,
            version: programme.version,
            year: year,
            made: text(now),
            org: area.map(site),
            rows: rows.sorted(by: isBefore),
            total: total
        )
    }

    private func isBefore(_ left: SummaryReport.Row, _ right: SummaryReport.Row) -> Bool {
        left.code != right.code ? left.code < right.code : left.name < right.name
    }

    private func group(_ pairs: [Pair], by key: (Pair) -> RecordID?) -> [(RecordID?, [Pair])] {
        Dictionary(grouping: pairs, by: key).sorted { ($0.key?.bits ?? 0) < ($1.key?.bits ?? 0) }.map { ($0.key, $0.value) }
    }

    private func row(_ pair: Pair) -> SummaryReport.Row {
        var row = row(.pair, nil, [pair], opening: [])
        row.code = orgs[pair.recipient]?.code ?? ""
        row.name = pair.name
        return row
    }

    private func row(
        _ level: SummaryReport.Level,
        _ area: RecordID?,
        _ pairs: [Pair],
        opening rows: [SummaryReport.Row]
    ) -> SummaryReport.Row {
        let org = area.flatMap { orgs[$0] }
        let sites = Set(pairs.flatMap { [$0.recipient, $0.supporter] })
        return SummaryReport.Row(
            level: level,
            code: org?.code ?? "",
            name: org?.name ?? "",
            figures: figures(area, pairs),
            through: through(of: sites).map { text($0) },
            sitesNotReported: sites.filter { reported($0) == nil }.map(site).sorted { $0.code < $1.code },
            rows: rows
        )
    }

    private func site(_ id: RecordID) -> SummaryReport.Site {
        let since = throughs[id].map { text($0) }
        return SummaryReport.Site(code: orgs[id]?.code ?? "", name: orgs[id]?.name ?? id.text, since: since)
    }

    /// When the site last reported, if that says anything about the year.
    private func reported(_ site: RecordID) -> Int64? {
        guard let through = throughs[site], day(through) >= wholeYear.from else { return nil }
        return through
    }

    /// The time up to which all the sites that have reported have done so.
    private func through(of sites: Set<RecordID>) -> Int64? {
        sites.compactMap { reported($0) }.min()
    }

    /// The last day of the year up to which a pair is known; `nil` if neither end has reported.
    private func known(_ pair: Pair) -> Day? {
        through(of: [pair.recipient, pair.supporter]).map { min(day($0), day(now), wholeYear.to) }
    }

    /// The day for which standing figures are given: the last known one, or today where nobody has reported.
    private func standing(_ pair: Pair) -> Day {
        max(known(pair) ?? min(day(now), wholeYear.to), wholeYear.from)
    }

    private func figures(_ area: RecordID?, _ pairs: [Pair]) -> SummaryReport.Figures {
        var figures = SummaryReport.Figures()
        let inForce = pairs.filter { $0.valid.contains(standing($0)) }
        figures.counties = Set(inForce.compactMap { orgs[$0.recipient]?.county }).count
        figures.pairs = inForce.count
        for pair in inForce {
            let day = standing(pair)
            figures.requiredOnPost += pair.minimum
            if pair.agreements.contains(where: { $0.contains(day) }) { figures.agreementsInForce += 1 }
            guard known(pair) != nil else { continue }
            figures.onPost += pair.presence.present(on: day)
            if pair.presence.roster(on: day).count >= pair.minimum { figures.pairsAtStrength += 1 }
        }
        figures.gapDays = gapDays(pairs)
        figures.remoteServices = pairs.reduce(0) { $0 + $1.remoteServices }
        figures.trainingsHeld = pairs.reduce(0) { $0 + $1.trainingsHeld }
        figures.trainees = pairs.reduce(into: Set<RecordID>()) { $0.formUnion($1.trainees) }.count
        figures.newTechniques = pairs.reduce(0) { $0 + $1.newTechniques }
        figures.openConflicts = openConflicts(area, pairs)
        return figures
    }

    /// Days on which a recipient had nobody from any supporter; a day counts only if it is known for all pairs in force on it.
    private func gapDays(_ pairs: [Pair]) -> Int {
        Dictionary(grouping: pairs, by: \.recipient).values.reduce(0) { sum, pairs in
            if pairs.count == 1 { return sum + pairs[0].presence.gaps(in: span(pairs[0])) }
            let days = wholeYear.days.filter { day in
                let inForce = pairs.filter { $0.valid.contains(day) }
                guard !inForce.isEmpty, inForce.allSatisfy({ span($0)?.contains(day) ?? false }) else { return false }
                return inForce.allSatisfy { $0.presence.roster(on: day).isEmpty }
            }
            return sum + days.count
        }
    }

    /// The days of the year on which the pair was in force and is known.
    private func span(_ pair: Pair) -> Span? {
        known(pair).flatMap { pair.valid.clipped(to: Span(from: wholeYear.from, to: $0)) }
    }

    /// Conflicts in the scopes of the pairs, and of the organisations of an area.
    private func openConflicts(_ area: RecordID?, _ pairs: [Pair]) -> Int {
        let own = Set(pairs.map(\.id))
        return conflicts.reduce(0) { sum, entry in
            guard let record = entry.key.record else { return sum }
            if own.contains(record) { return sum + entry.value }
            guard entry.key.kind == "org", let area, let org = orgs[record] else { return sum }
            return org.isIn(area) ? sum + entry.value : sum
        }
    }
}
