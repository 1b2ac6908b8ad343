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
        Dictionary(grouping: pairs, by: key).sorted { ($0.key?.bits ?? 0) < ($1.key?.bits ?? 0) }.map {
            ($0.key, $0.value)
        }
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
            silentDevices: silentDevices(of: sites),
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

    private func silentDevices(of sites: Set<RecordID>) -> [SummaryReport.SilentDevice] {
        sites.sorted { $0.bits < $1.bits }.flatMap { site in
            (silent[site] ?? []).map { device in
                SummaryReport.SilentDevice(
                    name: device.name,
                    role: device.role,
                    org: orgs[site]?.name ?? site.text,
                    lastSync: device.through.map { text($0) }
                )
            }
        }.sorted { ($0.lastSync ?? "", $0.org, $0.name) < ($1.lastSync ?? "", $1.org, $1.name) }
    }

    /// The last day of the year up to which a pair's roster is known; `nil` unless both ends, which both may hold it,
    /// have reported.
    private func known(_ pair: Pair) -> Day? {
        let ends = [pair.recipient, pair.supporter].map { reported($0) }
        guard let recipient = ends[0], let supporter = ends[1] else { return nil }
        return min(day(min(recipient, supporter)), day(now), wholeYear.to)
    }

    /// Either end has told something of the year.
    private func isHeard(_ pair: Pair) -> Bool { reported(pair.recipient) != nil || reported(pair.supporter) != nil }

    /// The day whose figures are given: the last known one, or today where nobody has reported.
    private func reportedDay(_ pair: Pair) -> Day {
        max(known(pair) ?? min(day(now), wholeYear.to), wholeYear.from)
    }

    private func figures(_ area: RecordID?, _ pairs: [Pair]) -> SummaryReport.Figures {
        var figures = SummaryReport.Figures()
        let inForce = pairs.filter { $0.valid.contains(reportedDay($0)) }
        figures.counties = Set(inForce.compactMap { orgs[$0.recipient]?.county }).count
        figures.pairs = inForce.count
        figures.requiredOnPost = inForce.reduce(0) { $0 + $1.minimum }
        let known = inForce.filter { self.known($0) != nil }
        if !known.isEmpty || inForce.isEmpty {
            figures.onPost = known.reduce(0) { $0 + $1.presence.present(on: reportedDay($1)) }
            figures.pairsAtStrength = known.count { $0.presence.roster(on: reportedDay($0)).count >= $0.minimum }
        } else {
            (figures.onPost, figures.pairsAtStrength) = (nil, nil)
        }
        figures.gapDays = gapDays(pairs)
        let isHeard = pairs.isEmpty || pairs.contains { self.isHeard($0) }
        // What is recorded is known whoever told it; that nothing is recorded says something only of those who were
        // heard.
        func recorded(_ count: Int) -> Int? { count > 0 || isHeard ? count : nil }
        figures.agreementsInForce = recorded(
            inForce.count { pair in
                let day = reportedDay(pair)
                return pair.agreements.contains { $0.contains(day) }
            }
        )
        figures.remoteServices = recorded(pairs.reduce(0) { $0 + $1.remoteServices })
        figures.trainingsHeld = recorded(pairs.reduce(0) { $0 + $1.trainingsHeld })
        figures.trainees = recorded(pairs.reduce(into: Set<RecordID>()) { $0.formUnion($1.trainees) }.count)
        figures.newTechniques = recorded(pairs.reduce(0) { $0 + $1.newTechniques })
        figures.openConflicts = openConflicts(area, pairs)
        return figures
    }

    /// Days on which a recipient had nobody from any supporter; a day counts only if it is known for all pairs in force
    /// on it, and `nil` says that no day is.
    private func gapDays(_ pairs: [Pair]) -> Int? {
        var (gaps, knownDays, unknownDays) = (0, 0, 0)
        for pairs in Dictionary(grouping: pairs, by: \.recipient).values {
            let ends = pairs.map { (pair: $0, last: known($0)) }
            for day in wholeYear.days where day <= self.day(now) {
                let inForce = ends.filter { $0.pair.valid.contains(day) }
                if inForce.isEmpty { continue }
                guard inForce.allSatisfy({ $0.last.map { day <= $0 } ?? false }) else {
                    unknownDays += 1
                    continue
                }
                knownDays += 1
                if inForce.allSatisfy({ $0.pair.presence.roster(on: day).isEmpty }) { gaps += 1 }
            }
        }
        return knownDays == 0 && unknownDays > 0 ? nil : gaps
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
