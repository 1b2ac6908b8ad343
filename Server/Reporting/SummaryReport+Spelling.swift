extension SummaryReport {
    /// The same report with every text that somebody gave spelled otherwise: names and codes of areas, pairs, devices,
    /// the programme.
    package func spelled(_ spell: (String) -> String) -> SummaryReport {
        var report = self
        report.programme = spell(programme)
        report.titleZh = spell(titleZh)
        report.titleEn = spell(titleEn)
        report.org = org?.spelled(spell)
        report.rows = rows.map { $0.spelled(spell) }
        report.total = total.spelled(spell)
        return report
    }
}

extension SummaryReport.Row {
    fileprivate func spelled(_ spell: (String) -> String) -> Self {
        var row = self
        row.code = spell(code)
        row.name = spell(name)
        row.sitesNotReported = sitesNotReported.map { $0.spelled(spell) }
        row.silentDevices = silentDevices.map { $0.spelled(spell) }
        row.rows = rows.map { $0.spelled(spell) }
        return row
    }
}

extension SummaryReport.Site {
    fileprivate func spelled(_ spell: (String) -> String) -> Self {
        var site = self
        site.code = spell(code)
        site.name = spell(name)
        return site
    }
}

extension SummaryReport.SilentDevice {
    fileprivate func spelled(_ spell: (String) -> String) -> Self {
        var device = self
        device.name = spell(name)
        device.role = spell(role)
        device.org = spell(org)
        return device
    }
}
