import Programme
public import SyncModel

/// The overview of a province for one year: per reporting unit of the recipients, opening county and pair, with a total.
///
/// A day's figures (pairs in force, on post …) are of the last day up to which both sites of a pair have reported, at most 31 December.
/// Either site may hold the roster, so who was on post is known only where both have; a figure of which nothing is known is `nil`.
public struct SummaryReport: Hashable, Sendable {
    /// The programme's name.
    public var programme: String
    /// What people call the programme, in Chinese.
    public var titleZh: String
    /// What people call the programme, in English.
    public var titleEn: String
    /// The programme's version.
    public var version: Int
    /// The calendar year.
    public var year: Int
    /// When it was made: the time of the programme's zone.
    public var made: String
    /// The organisation whose pairs these are; `nil` for the whole province.
    public var org: Site?
    /// One row for each reporting unit that has recipients, in the order of the codes.
    public var rows: [Row]
    /// All pairs of the report.
    public var total: Row

    /// What a row stands for.
    public enum Level: String, Hashable, Sendable, Encodable {
        case province
        case prefecture
        case county
        case pair
    }

    /// An organisation whose records of the year are not there.
    public struct Site: Hashable, Sendable, Encodable {
        /// As in the directory.
        public var code: String
        /// As in the directory.
        public var name: String
        /// When it last reported, in the programme's zone; `nil` if it never did.
        public var since: String?
    }

    /// A device that reported long before the others of its site, or never: it may still hold records that nobody has seen.
    public struct SilentDevice: Hashable, Sendable, Encodable {
        /// What people call it.
        public var name: String
        /// Its role's name.
        public var role: String
        /// The name of its organisation.
        public var org: String
        /// When it last reported, in the programme's zone; `nil` if it never did.
        public var lastSync: String?
    }

    /// The figures of one area or pair.
    public struct Row: Hashable, Sendable {
        /// What the row stands for.
        public var level: Level
        /// The area's code; for a pair the code of its recipient.
        public var code: String
        /// The area, or the pair.
        public var name: String
        /// In the order of the columns.
        public var figures: Figures
        /// The time up to which all sites that have reported have done so, in the programme's zone; `nil` if none has.
        public var through: String?
        /// The sites of the row that have not reported on the year.
        public var sitesNotReported: [Site]
        /// Devices of the row's sites that may still hold unsent records.
        public var silentDevices: [SilentDevice]
        /// The rows that this one opens into.
        public var rows: [Row]
    }

    /// The numbers of one row; `nil` is unknown, for no site that could tell has reported.
    public struct Figures: Hashable, Sendable {
        /// Distinct counties of pairs in force.
        public var counties = 0
        /// Pairs in force.
        public var pairs = 0
        /// Pairs in force with an agreement in force.
        public var agreementsInForce: Int? = 0
        /// The sum of the minimum numbers of the pairs in force.
        public var requiredOnPost = 0
        /// People on the roster who were not away.
        public var onPost: Int? = 0
        /// Pairs in force whose roster reaches the minimum.
        public var pairsAtStrength: Int? = 0
        /// Days on which a recipient had nobody on any roster, of those that are known.
        public var gapDays: Int? = 0
        /// Remote services, twins counted once.
        public var remoteServices: Int? = 0
        /// Trainings held, twins counted once.
        public var trainingsHeld: Int? = 0
        /// Distinct people whose training at the supporter began in the year.
        public var trainees: Int? = 0
        /// Techniques, services and departments with their first case in the year.
        public var newTechniques: Int? = 0
        /// Conflicts that nobody has settled.
        public var openConflicts = 0
    }

    /// The calendar year of a moment where the programme is at home.
    /// - Parameter now: milliseconds since 1970, UTC.
    public static func year(of now: Int64, in programme: Programme) -> Int {
        Int(TimeText.write(now, zone: programme.timeZone).prefix(4)) ?? 1970
    }

    /// Computes the overview.
    ///
    /// - Parameters:
    ///   - org: an area or a hospital, to whose pairs the overview is narrowed.
    ///   - now: milliseconds since 1970, UTC; days after it are not counted.
    /// - Throws: ``ReportError`` if the programme lacks what the report needs, or what the source throws.
    public static func make(
        from source: some ReportSource,
        programme: Programme,
        year: Int,
        of org: RecordID? = nil,
        now: Int64
    ) throws -> SummaryReport {
        guard 1900...2999 ~= year else { throw ReportError.noYear(year) }
        for name in ["org", "pair", "agreement", "batch", "member", "absence", "tele_session", "training", "trainee", "technology"] {
            guard programme.collection(named: name) != nil else {
                throw ReportError.notRecorded(name, programme: programme.name)
            }
        }
        return try SummaryWorld(source, programme, year: year, of: org, now: now).report()
    }
}
