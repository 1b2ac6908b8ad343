import Programme
import Records
import Reporting
import SyncModel

/// A county with two hospitals and their supporters, to which each test adds what it is about.
struct SmallWorld: ReportSource {
    static let programme = Result { try ProgrammePack.load("hubei-2022").programme }

    // Organisations.
    static let (hills, valley, pass) = (id(1), id(2), id(3))
    static let (county, otherCounty) = (id(11), id(12))
    static let (recipient, otherRecipient, supporter, otherSupporter) = (id(21), id(22), id(23), id(24))
    // Pairs: the recipient has two supporters, the other recipient one.
    static let (pair, secondPair, otherPair) = (id(31), id(32), id(33))

    var tables: [String: [ReportRow]] = [:]
    var conflicts: [Scope: Int] = [:]
    var sites: [ReportDevice] = []
    private var nextID: UInt128 = 1_000

    static func id(_ number: UInt128) -> RecordID { RecordID(bits: number) }

    init() {
        org(Self.hills, "prefecture", "420300", "Hills")
        org(Self.valley, "prefecture", "420500", "Valley")
        org(Self.county, "county", "420322", "Upper county", prefecture: Self.hills)
        org(Self.otherCounty, "county", "420527", "Lower county", prefecture: Self.valley)
        org(Self.recipient, "hospital", "H001", "Upper hospital", prefecture: Self.hills, county: Self.county)
        org(
            Self.otherRecipient,
            "hospital",
            "H002",
            "Lower hospital",
            prefecture: Self.valley,
            county: Self.otherCounty
        )
        org(Self.supporter, "hospital", "H071", "City hospital")
        org(Self.otherSupporter, "hospital", "H072", "Chinese hospital")
        pair(Self.pair, Self.recipient, Self.supporter, "Upper ← City", minimum: 2)
    }

    mutating func org(
        _ id: RecordID,
        _ level: String,
        _ code: String,
        _ name: String,
        prefecture: RecordID? = nil,
        county: RecordID? = nil
    ) {
        var values: [String: Value] = ["level": .text(level), "code": .text(code), "name": .text(name)]
        values["prefecture"] = prefecture.map { .text($0.text) }
        values["county"] = county.map { .text($0.text) }
        tables["org", default: []].append(ReportRow(id: id, values: values))
    }

    mutating func pair(
        _ id: RecordID,
        _ recipient: RecordID,
        _ supporter: RecordID,
        _ name: String,
        minimum: Int64,
        from: String? = nil,
        to: String? = nil
    ) {
        var values: [String: Value] = [
            "recipient": .text(recipient.text), "supporter": .text(supporter.text), "name": .text(name),
        ]
        values["min_batch_size"] = .integer(minimum)
        values["valid_from"] = from.map { .text($0) }
        values["valid_to"] = to.map { .text($0) }
        tables["pair", default: []].append(ReportRow(id: id, values: values))
    }

    /// Adds a record of a pair.
    @discardableResult
    mutating func add(_ collection: String, in pair: RecordID = pair, _ values: [String: Value]) -> RecordID {
        nextID += 1
        var values = values
        values["pair"] = .text(pair.text)
        tables[collection, default: []].append(ReportRow(id: Self.id(nextID), values: values))
        return Self.id(nextID)
    }

    /// Posts one person in a batch of its own.
    @discardableResult
    mutating func post(_ person: UInt128, from: String, to: String?, in pair: RecordID = pair) -> RecordID {
        let batch = add("batch", in: pair, ["number": .integer(1), "starts_on": .text(from)])
        var values: [String: Value] = [
            "batch": .text(batch.text), "person": .text(Self.id(person).text), "starts_on": .text(from),
        ]
        values["ends_on"] = to.map { .text($0) }
        return add("member", in: pair, values)
    }

    mutating func session(_ kind: String, _ day: String, by end: String, count: Int64? = nil, started: Int64? = nil) {
        var values: [String: Value] = ["kind": .text(kind), "held_on": .text(day), "logged_by": .text(end)]
        values["count"] = count.map { .integer($0) }
        values["started"] = started.map { .integer($0 * 60_000) }
        add("tele_session", values)
    }

    /// Both ends of every pair have reported up to noon of the day.
    mutating func reported(_ day: String) throws {
        let through = try Self.noon(day)
        sites = [Self.recipient, Self.otherRecipient, Self.supporter, Self.otherSupporter].map {
            Self.device($0, through: through)
        }
    }

    /// A device that enrolled in 2022.
    static func device(
        _ org: RecordID,
        _ name: String = "desk",
        enrolled: String = "2022-04-01",
        through: Int64?
    ) -> ReportDevice {
        ReportDevice(org: org, name: name, role: "recorder", enrolled: (try? noon(enrolled)) ?? 0, through: through)
    }

    /// One device of a site has reported up to noon of the day.
    mutating func reported(_ day: String, by org: RecordID) throws {
        sites.append(Self.device(org, through: try Self.noon(day)))
    }

    /// Noon in China.
    static func noon(_ day: String) throws -> Int64 {
        let field = Programme.Field(number: 0, name: "at", type: .datetime, rule: .keepBoth)
        return try ValueText.parse("\(day)T12:00", as: field, zone: "Asia/Shanghai").integer ?? 0
    }

    func report(_ year: Int = 2023, of org: RecordID? = nil, now: String = "2030-01-01") throws -> SummaryReport {
        try SummaryReport.make(
            from: self,
            programme: try Self.programme.get(),
            year: year,
            of: org,
            now: try Self.noon(now)
        )
    }

    func name(of org: RecordID?) -> String? { rows(of: "org").first { $0.id == org }?.values["name"]?.text }

    func rows(of collection: String) -> [ReportRow] { tables[collection] ?? [] }
    func openConflicts() -> [Scope: Int] { conflicts }
    func devices() -> [ReportDevice] { sites }
}
