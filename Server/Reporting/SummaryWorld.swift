import Records
import SyncModel

/// The records of a summary, put in order by pair.
struct SummaryWorld {
    /// One organisation of the directory.
    struct Org {
        var id: RecordID
        var level: String
        var code: String
        var name: String
        var prefecture: RecordID?
        var county: RecordID?

        /// It is the area itself, or lies in it.
        func isIn(_ area: RecordID) -> Bool { [id, county, prefecture].contains(area) }
    }

    /// One pair with what was recorded in it.
    struct Pair {
        var id: RecordID
        var name: String
        var recipient: RecordID
        var supporter: RecordID
        var valid: Span
        var minimum: Int
        var presence = Presence()
        var agreements: [Span] = []
        var remoteServices = 0
        var trainingsHeld = 0
        var trainees: Set<RecordID> = []
        var newTechniques = 0
    }

    let programme: Programme
    let year: Int
    let now: Int64
    let wholeYear: Span
    let orgs: [RecordID: Org]
    /// To whose pairs the report is narrowed; `nil` for the whole province.
    let area: RecordID?
    let pairs: [Pair]
    let conflicts: [Scope: Int]
    /// By organisation: the latest of the last complete syncs of its devices. A lost device must not stop its
    /// hospital's clock for ever; ``silent`` names it instead.
    let throughs: [RecordID: Int64]
    /// By organisation: devices that stayed behind the latest of it.
    let silent: [RecordID: [ReportDevice]]

    /// So much later than others a device may be. Unit: milliseconds.
    private static let lagMax: Int64 = 7 * 86_400_000

    init(_ source: some ReportSource, _ programme: Programme, year: Int, of area: RecordID?, now: Int64) throws {
        self.programme = programme
        self.year = year
        self.now = now
        wholeYear = Span(from: Day.first(of: year), to: Day.last(of: year))
        let orgs = Dictionary(
            try source.rows(of: "org").map { row in
                let org = Org(
                    id: row.id,
                    level: row.text("level"),
                    code: row.text("code"),
                    name: row.text("name"),
                    prefecture: row.record("prefecture"),
                    county: row.record("county")
                )
                return (row.id, org)
            }
        ) { first, _ in first }
        self.orgs = orgs
        // The province's own row is the whole.
        let area = area.flatMap { orgs[$0]?.level == "province" ? nil : $0 }
        self.area = area
        conflicts = try source.openConflicts().filter { $0.value > 0 }
        let devices = Dictionary(grouping: try source.devices(), by: \.org)
        let throughs = devices.compactMapValues { $0.compactMap(\.through).max() }
        self.throughs = throughs
        silent = devices.compactMapValues { devices in
            guard let latest = devices.first.flatMap({ throughs[$0.org] }) else { return nil }
            return devices.filter { !$0.isRetired }.filter { device in
                // One that never synced is measured against today: it may have recorded since it enrolled.
                device.through.map { latest - $0 > Self.lagMax } ?? (now - device.enrolled > Self.lagMax)
            }
        }
        pairs = try Self.pairs(source, programme, wholeYear).filter { pair in
            area.map { pair.supporter == $0 || orgs[pair.recipient]?.isIn($0) == true } ?? true
        }
    }

    private static func pairs(_ source: some ReportSource, _ programme: Programme, _ year: Span) throws -> [Pair] {
        func byPair(_ collection: String) throws -> [RecordID?: [ReportRow]] {
            Dictionary(grouping: try source.rows(of: collection)) { $0.record("pair") }
        }
        func inYear(_ rows: [ReportRow]?, _ field: String) -> [ReportRow] {
            (rows ?? []).filter { $0.day(field).map(year.contains) ?? false }
        }
        let presence = Presence.byPair(
            batches: try source.rows(of: "batch"),
            members: try source.rows(of: "member"),
            absences: try source.rows(of: "absence")
        )
        let (agreements, sessions) = (try byPair("agreement"), try byPair("tele_session"))
        let (trainings, trainees, technologies) = (
            try byPair("training"), try byPair("trainee"), try byPair("technology")
        )
        let sessionTwins = programme.collection(named: "tele_session")?.duplicates
        let trainingTwins = programme.collection(named: "training")?.duplicates
        var pairs: [Pair] = []
        for row in try source.rows(of: "pair") {
            guard let recipient = row.record("recipient"), let supporter = row.record("supporter") else { continue }
            let valid = Span(from: row.day("valid_from"), to: row.day("valid_to"))
            let minimum = Int(clamping: row.value("min_batch_size").integer ?? 0)
            var pair = Pair(
                id: row.id,
                name: row.text("name"),
                recipient: recipient,
                supporter: supporter,
                valid: valid,
                minimum: minimum
            )
            pair.presence = presence[row.id] ?? Presence()
            pair.agreements = (agreements[row.id] ?? []).filter { $0.text("status") == "in_force" }
                .map { Span(from: $0.day("starts_on"), to: $0.day("ends_on")) }
            // A correction may move a record out of the year, so what is corrected goes first.
            pair.remoteServices = Matching.counted(
                inYear(Matching.uncorrected(sessions[row.id] ?? []), "held_on"),
                sessionTwins,
                count: "count"
            )
            pair.trainingsHeld = Matching.counted(
                inYear(Matching.uncorrected(trainings[row.id] ?? []), "held_on"),
                trainingTwins
            )
            pair.trainees = Set(inYear(trainees[row.id], "starts_on").compactMap { $0.record("person") })
            pair.newTechniques = inYear(technologies[row.id], "first_case_on").count
            pairs.append(pair)
        }
        return pairs
    }

    /// The time as people of the programme read it, to the second.
    func text(_ milliseconds: Int64) -> String {
        TimeText.write(milliseconds - (milliseconds % 1_000 + 1_000) % 1_000, zone: programme.timeZone)
    }

    /// The day of the programme's zone; the last day that can be written for times beyond it.
    func day(_ milliseconds: Int64) -> Day { Day(String(text(milliseconds).prefix(10))) ?? wholeYear.to }
}
